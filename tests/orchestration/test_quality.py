"""What the rules said of a night stands in the warehouse, and in pages that fetch nothing."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.orchestration.made import ask, contract, put, row, run
from zhiben.orchestration.tasks import write_quality
from zhiben.settings import Settings

DAY = "2026-03-05"
BAD = row(2, 隐患描述="", 检查日期="2月30日")


@pytest.fixture
def site(settings: Settings, warehouse: Engine) -> Path:
    """The Data Docs of a night of two sources, one with a row that is refused."""
    for source in ("a", "b"):
        contract(settings, source)
        put(settings, DAY, row(1), *([BAD] if source == "a" else []), source=source)
    run(DAY)
    return Path(write_quality(DAY))


def page_of(site: Path) -> Path:
    """The page of the rows of source ``a``."""
    pages = site.glob("validations/*-rows.html")
    (page,) = (path for path in pages if "a 逐行" in path.read_text(encoding="utf-8"))
    return page


def test_every_rule_has_its_outcome_in_the_warehouse(site: Path, warehouse: Engine) -> None:
    query = (
        "SELECT rule, column_name, evaluated, unexpected FROM bi.rule_outcomes "
        "WHERE source = 'a' AND NOT is_met AND severity = 'critical' ORDER BY 1, 2"
    )
    assert ask(warehouse, query) == [
        ("required", "description", 2, 1), ("unreadable", "found_on", 2, 1),
    ]  # fmt: skip
    assert ask(warehouse, "SELECT COUNT(*) FROM bi.rule_outcomes WHERE source = 'b'")[0] > 20


def test_refused_rows_and_blank_cells_cost_the_source_its_score(
    site: Path, warehouse: Engine
) -> None:
    query = "SELECT source, accepted_share, filled_share < 1, score FROM bi.quality_scores"
    scores = {source: rest for source, *rest in ask(warehouse, query)}
    assert (scores["a"][0], scores["b"][0]) == (0.5, 1)
    assert scores["a"][2] < scores["b"][2] < 100


def test_pages_tell_every_suite_and_fetch_nothing(site: Path) -> None:
    pages = {path: path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    assert not [path for path, html in pages.items() if re.search(r"(?:src|href)=\"?https?:", html)]
    assert "a 逐行" in pages[site / "index.html"]
    assert "不接收或暂缓：“隐患描述”必须填写" in pages[page_of(site)]
    links = re.findall(r'href="(validations/[^"]+)"', pages[site / "index.html"])
    assert len(links) == len(pages) - 1


def test_whatever_a_page_points_to_is_there(site: Path) -> None:
    for page in site.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        places = re.findall(r'(?:href|src)="?([^"#> ][^"> ]*)', html)
        assert [place for place in places if not (page.parent / place).is_file()] == []


def test_pages_are_written_anew_in_place_of_the_old(site: Path) -> None:
    before = {path.relative_to(site) for path in site.rglob("*.html")}
    (site / "stale.html").write_text("")
    assert Path(write_quality(DAY)) == site
    assert {path.relative_to(site) for path in site.rglob("*.html")} == before


def test_night_without_deliveries_has_a_page(settings: Settings, warehouse: Engine) -> None:
    assert (Path(write_quality(DAY)) / "index.html").exists()


@pytest.mark.skipif(not shutil.which("chromium"), reason="no browser on this machine")
def test_browser_shows_the_rules_in_chinese(site: Path) -> None:
    page = page_of(site).as_uri()
    words = subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", page],
        capture_output=True, text=True, check=True, timeout=60,
    ).stdout  # fmt: skip
    assert "“检查日期”是有效日期" in words
    shown = re.sub(r"<(script|style|head).*?</\1>|<[^>]+>", " ", words, flags=re.DOTALL)
    assert "1 个值不符，占 2 行的 50%" in shown
    assert not re.search(r"\b(?:[Uu]nexpected|Expectation|Status|Overview)\b", shown)


def test_page_says_which_delivery_it_is_of(site: Path) -> None:
    assert "2026-03-05 台账.csv" in page_of(site).read_text(encoding="utf-8")
