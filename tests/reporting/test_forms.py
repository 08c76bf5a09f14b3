"""The same numbers in every form, and forms that hold what was put in."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from docx import Document

from zhiben.errors import ZhibenError
from zhiben.reporting import Unit, compose, render_docx, render_html, write_summary
from zhiben.reporting.html_form import TEMPLATES, fill_template

from . import made
from .read import Page, all_sentences, docx_cells, docx_text, printed, table

if TYPE_CHECKING:
    from pathlib import Path

MARKUP = "<script>alert('甲&乙')</script>"
LONG = "某某县" * 60
RARE = "𬒈\U00030edd县"
ODD_NAMES = (MARKUP, LONG, RARE, "川汇\x0b区", "{name}", "{{ 7 * 7 }}")
SUMMARY = compose(made.with_target("rectification_rate", 95, c411600="behind"))


def named(name: str) -> Unit:
    return Unit("411602", name)


def test_html_prints_the_numbers_of_the_summary_in_order() -> None:
    assert Page(render_html(SUMMARY)).numbers == printed(SUMMARY)


def test_html_holds_every_sentence() -> None:
    text = "".join("".join(Page(render_html(SUMMARY)).text).split())
    assert [told for told in all_sentences(SUMMARY) if told not in text] == []


def test_html_needs_nothing_else() -> None:
    html = render_html(SUMMARY).replace('src="data:', "")
    assert not any(word in html for word in ("http:", "https:", "src=", "<link", "@import"))


def test_html_escapes_names() -> None:
    html = render_html(compose(made.week_numbers(units=(named(MARKUP),))))
    assert "<script" not in html
    assert MARKUP in "".join(Page(html).text)


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names_stay_whole(name: str) -> None:
    summary = compose(made.week_numbers(units=(named(name), made.UNITS[1])))
    assert name in "".join(Page(render_html(summary)).text)
    assert name.replace("\x0b", "") in docx_text(render_docx(summary))


def test_docx_holds_every_sentence() -> None:
    text = docx_text(render_docx(SUMMARY))
    assert [told for told in all_sentences(SUMMARY) if told not in text] == []


def test_docx_tables_hold_the_summary_s_cells() -> None:
    numbers = made.with_target("rectification_rate", 95, c411600="behind")
    cells = [rows[1:] for rows in docx_cells(render_docx(SUMMARY))]
    assert cells == [
        table(numbers, h) for h in ("各县区情况", "目标进展", "数据质量", "附表", "附注")
    ]


def test_docx_is_the_same_bytes_again_and_dated_by_the_data() -> None:
    content = render_docx(SUMMARY)
    assert content == render_docx(SUMMARY)
    assert Document(BytesIO(content)).core_properties.created.date() == SUMMARY.as_of
    assert {m.date_time[:3] for m in ZipFile(BytesIO(content)).infolist()} == {(2026, 3, 29)}


def test_numbers_json_lists_every_printed_number(tmp_path: Path) -> None:
    numbers = made.week_numbers()
    folder = write_summary(tmp_path, compose(numbers), numbers)
    facts = json.loads((folder / "numbers.json").read_text(encoding="utf-8"))
    assert [(f"n{n['number']}", n["text"]) for n in facts["printed"]] == printed(compose(numbers))
    assert (facts["week"], facts["as_of"], facts["is_complete"]) == ("2026-W13", "2026-03-29", True)


def test_numbers_json_says_what_a_number_is(tmp_path: Path) -> None:
    numbers = made.week_numbers()
    folder = write_summary(tmp_path, compose(numbers), numbers)
    facts = json.loads((folder / "numbers.json").read_text(encoding="utf-8"))
    rate = next(n for n in facts["printed"] if n["placeholder"].startswith("overview.411600.rect"))
    assert (rate["metric"], rate["value"], rate["as_of"]) == ("rectified", 325, "2026-03-29")
    assert "metric = 'rectified'" in rate["sql"]


def test_writing_again_replaces_and_leaves_nothing_else(tmp_path: Path) -> None:
    numbers = made.week_numbers()
    for _ in range(2):
        folder = write_summary(tmp_path, compose(numbers), numbers)
    assert folder == tmp_path / "2026-W13"
    assert sorted(p.name for p in folder.iterdir()) == [
        "mail",
        "numbers.json",
        "summary.docx",
        "summary.html",
        "summary.pdf",
    ]


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    numbers = made.week_numbers()
    (tmp_path / "2026-W13" / "summary.html").mkdir(parents=True)
    with pytest.raises(OSError, match=r"summary\.html"):
        write_summary(tmp_path, compose(numbers), numbers)
    assert [p.name for p in (tmp_path / "2026-W13").iterdir()] == ["summary.html"]


@pytest.mark.parametrize("name", ["summary.html.j2", "summary_mail.html.j2"])
@pytest.mark.parametrize("unknown", ["summary.nowhere", "nowhere"])
def test_a_template_that_asks_for_what_is_not_there_is_refused_by_its_name(
    tmp_path: Path, name: str, unknown: str
) -> None:
    ours = (TEMPLATES / name).read_text(encoding="utf-8")
    (tmp_path / name).write_text(ours + "{{ " + unknown + " }}", encoding="utf-8")
    with pytest.raises(ZhibenError, match=rf"{name} .*nowhere"):
        fill_template(name, SUMMARY, dict.fromkeys(SUMMARY.charts, ""), tmp_path)
