"""The pages as they come out of the press, measured against GB/T 9704-2012."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from zhiben.errors import ZhibenError
from zhiben.reporting import Summary, Unit, compose, render_pdf
from zhiben.reporting.pdf_form import TEMPLATE
from zhiben.reporting.summary import Column, Label, Paragraph, Row, Section, Table

from . import made, pages
from .test_forms import LONG, MARKUP

if TYPE_CHECKING:
    from pathlib import Path

SUMMARY = compose(made.with_charts())
HAN = "安全生产治本攻坚三年行动整改隐患排查销号"
TYPST = '#panic("x") $a^2$ \\ *粗* _斜_ `码` <标> @引 // 注 /* 注 */ ~ -- "引" [括] #{1+1}'
BEGINS_NO_LINE = "，。；：、！？）》〉】”’％%"
ENDS_NO_LINE = "（《〈【“‘"


def printed(*blocks: Paragraph | Table, heading: str = "一、题") -> Summary:
    return replace(SUMMARY, notes=(), sections=(Section(heading, blocks),))


@cache
def full() -> bytes:
    """Pages full of nothing but Chinese characters."""
    return render_pdf(printed(Paragraph((HAN * 120,))))


def test_a_full_page_has_22_lines_of_28_characters() -> None:
    second = [line for line in pages.body(full()) if line.page == 2]
    assert [len(line.text) for line in second] == [28] * 22


def test_lines_fill_a_type_area_of_156_by_225_mm() -> None:
    second = [line for line in pages.body(full()) if line.page == 2]
    pitch = 225 / 22
    edges = (second[0].left, second[0].right, second[0].top, second[-1].top + pitch)
    assert edges == pytest.approx((28, 184, 37, 262), abs=0.5)
    gaps = {round(below.top - above.top, 1) for above, below in pairwise(second)}
    assert gaps == {round(pitch, 1)}


def test_nothing_stands_outside_the_type_area() -> None:
    found = pages.body(render_pdf(SUMMARY))
    assert min(line.left for line in found) > 27.9
    # half of a closing mark at the end of a line is empty
    assert max(line.right for line in found) < 187
    assert min(line.top for line in found) > 36.9


@pytest.mark.parametrize(
    ("text", "size", "face"),
    [
        ("安全生产工作周报", 22, "NotoSerifSC-Regular"),
        ("一、总体情况", 16, "NotoSansSC-Regular"),
        ("截至", 16, "NotoSerifSC-Regular"),
    ],
)
def test_sizes_and_faces(text: str, size: float, face: str) -> None:
    line = next(one for one in pages.lines(render_pdf(SUMMARY)) if one.text.startswith(text))
    assert (line.size, line.face) == (size, face)


def test_only_the_faces_of_the_set_up_are_used_charts_too() -> None:
    faces = {line.face for line in pages.lines(render_pdf(SUMMARY))}
    assert faces == {"NotoSerifSC-Regular", "NotoSansSC-Regular"}


def test_page_numbers_stand_outside_odd_ones_right_even_ones_left() -> None:
    first, second, *_ = pages.page_numbers(full())
    assert [(one.text, one.size) for one in (first, second)] == [("— 1 —", 14), ("— 2 —", 14)]
    assert (first.right, second.left) == pytest.approx(
        (184 - 14 * pages.MM, 28 + 14 * pages.MM), abs=0.5
    )
    assert (first.top + first.bottom) / 2 == pytest.approx(262 + 7, abs=0.5)


def test_no_mark_stands_where_it_must_not() -> None:
    told = "".join(
        HAN[: n % 7 + 1] + mark for n, mark in enumerate("，。；：、（）《》“”！？" * 60)
    )
    found = pages.body(render_pdf(printed(Paragraph((told,)))))
    assert len(found) > 30
    assert [line.text for line in found if line.text[0] in BEGINS_NO_LINE] == []
    assert [line.text for line in found if line.text[-1] in ENDS_NO_LINE] == []


def long_table(rows: int) -> Table:
    cells = tuple(Row(((Label(f"首{HAN * 2}尾"),), (Label(HAN),))) for _ in range(rows))
    return Table("表", (Column("甲栏", "words"), Column("乙栏", "words")), cells)


def test_a_long_table_repeats_its_header_and_breaks_no_row() -> None:
    found = pages.body(render_pdf(printed(long_table(90))))
    headed = Counter(line.page for line in found if "甲栏" in line.text)
    assert headed == dict.fromkeys(range(1, max(line.page for line in found) + 1), 1)
    assert len(headed) > 2
    starts = [line.page for line in found if "首" in line.text]
    ends = [line.page for line in found if "尾" in line.text]
    assert starts == ends


def test_a_short_table_goes_to_the_next_page_as_a_whole() -> None:
    table = replace(long_table(9), note="完")
    found = pages.body(render_pdf(printed(Paragraph((HAN * 22,)), table)))
    whole = [line.page for line in found if "尾" in line.text or line.text in ("表", "注：完")]
    assert whole == [2] * 11


def test_a_table_of_few_but_very_high_rows_is_not_cut_off() -> None:
    cells = tuple(Row(((Label(HAN * 40),), (Label("尾"),))) for _ in range(6))
    table = Table("表", (Column("甲栏", "words"), Column("乙栏", "words")), cells)
    found = pages.body(render_pdf(printed(table)))
    assert sum(line.text.count(HAN[:4]) for line in found) > 5
    assert max(line.bottom for line in found) < 262
    assert len({line.page for line in found}) > 1


def test_a_heading_does_not_stay_behind_alone() -> None:
    filling = Section("一、题", (Paragraph((HAN[:10] * 47,)),))
    following = Section("二、题", (Paragraph((HAN * 20,)),))
    found = pages.body(render_pdf(replace(SUMMARY, notes=(), sections=(filling, following))))
    assert next(line.page for line in found if line.text == "二、题") == 2


@pytest.mark.parametrize("name", [TYPST, MARKUP, LONG, "𬒈县", "A" * 300, '"', "\\"])
def test_names_are_never_read_as_markup(name: str) -> None:
    pdf = render_pdf(compose(made.week_numbers(units=(Unit("411602", name), made.UNITS[1]))))
    assert "".join(name.split()) in "".join(pages.text(pdf).split())
    assert max(line.right for line in pages.body(pdf)) < 187


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("川汇\x0b区\x00", "川汇区"),
        ("川\u202e汇\u200f区", "川汇区"),
        ("\U00030edd县\U0001f600", "〓县〓"),
    ],
)
def test_what_has_no_shape_is_left_out_and_what_no_face_has_is_marked(
    name: str, shown: str
) -> None:
    assert shown in pages.text(render_pdf(printed(Paragraph((Label(name),)))))


@pytest.mark.parametrize(("name", "is_told"), [("川汇区", False), ("\U00030edd县", True)])
def test_tells_the_reader_of_characters_that_no_face_has(name: str, is_told: bool) -> None:
    shown = pages.text(render_pdf(printed(Paragraph((Label(name),)))))
    assert shown.endswith("〓为字库所缺的字，原字见同期的文档和网页。") is is_told


def test_the_same_summary_gives_the_same_bytes() -> None:
    assert render_pdf(SUMMARY) == render_pdf(compose(made.with_charts()))


@pytest.mark.parametrize("unknown", ["summary.nowhere", "nowhere"])
def test_a_template_that_asks_for_what_is_not_there_is_refused_by_its_name(
    tmp_path: Path, unknown: str
) -> None:
    template = tmp_path / "summary.typ"
    template.write_text(TEMPLATE.read_text(encoding="utf-8") + f"\n#{unknown}", encoding="utf-8")
    with pytest.raises(ZhibenError, match=r"summary\.typ .*nowhere"):
        render_pdf(SUMMARY, template)
