"""The site is made without a warning, and no link or anchor of it leads nowhere."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.docs.reading import ROOT

DOCS = ROOT / "docs"


def make_site(source: Path, target: Path) -> tuple[int, str]:
    """Make the site of ``source`` by our configuration; exit status and complaints."""
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-c", str(DOCS),
         "-d", str(target / "read"), str(source), str(target / "site")],
        capture_output=True,
        text=True,
    )  # fmt: skip
    return done.returncode, done.stderr


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of this checkout; that there is no warning is a part of being made."""
    target = tmp_path_factory.mktemp("site")
    assert make_site(ROOT, target) == (0, "")
    return target / "site"


def test_the_front_page_leads_to_every_page(site: Path) -> None:
    made = {
        str(page.relative_to(site / "docs"))
        for folder in ("docs", "docs/runbooks", "docs/decisions")
        for page in (site / folder).glob("*.html")
    }
    index = (site / "docs/index.html").read_text(encoding="utf-8")
    assert {page for page in made if f'href="{page}"' not in index} == {"index.html"}
    assert 'url=docs/index.html"' in (site / "index.html").read_text(encoding="utf-8")


class _Fetched(HTMLParser):
    """Addresses that a browser fetches by itself when it shows a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "img", "link"}:
            self.found += [value or "" for name, value in attrs if name in {"src", "href"}]


def test_the_site_is_read_without_a_network(site: Path) -> None:
    pages = _Fetched()
    for page in site.rglob("*.html"):
        pages.feed(page.read_text(encoding="utf-8"))
    assert pages.found
    assert [one for one in pages.found if one.startswith(("http:", "https:", "//"))] == []


def test_links_that_lead_nowhere_end_the_build(tmp_path: Path) -> None:
    missing = ("page.md", "index.md#anchor", "../README.md#heading", "../include/file.yaml")
    links = "\n".join(f"[a]({link})" for link in missing)
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text("# Read\n", encoding="utf-8")
    index = f"# Index\n\n{links}\n\n```{{toctree}}\n../README\n```\n"
    (tmp_path / "docs/index.md").write_text(index, encoding="utf-8")
    status, words = make_site(tmp_path, tmp_path / "made")
    assert status == 1
    assert [link for link in missing if link.split("#")[-1] not in words] == []


def test_lines_of_chinese_join_without_a_space(site: Path) -> None:
    page = (site / "docs/reviewer.zh.html").read_text(encoding="utf-8")
    text = re.sub(r"<[^>]+>", "", page)
    assert "有把握不同的自己分开，拿不准的留成" in text
    assert "　待判定\n企业 周口" in text  # what a command prints keeps its lines


def test_the_commands_are_those_of_the_command_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "typer", "zhiben.cli", "utils", "docs",
         "--name", "zhiben", "--title", "Commands"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert (DOCS / "commands.md").read_text(encoding="utf-8") == done.stdout.rstrip() + "\n", (
        "run: make docs"
    )
