"""Columns share the width by what stands in them."""

from __future__ import annotations

import pytest

from zhiben.reporting.summary import Column, Label, Row, Table
from zhiben.reporting.widths import (
    breadth,
    column_shares,
    heading_lines,
    is_kept_together,
    type_size,
)

WIDTH = 442.0
LONG = "配电箱未接地线，线路老化裸露，现场无警示标识。" * 4


def table(*kinds: str, cells: tuple[str, ...], rows: int = 3) -> Table:
    row = Row(tuple((Label(cell),) for cell in cells))
    return Table("", tuple(Column("栏", kind) for kind in kinds), (row,) * rows)


@pytest.mark.parametrize("kind", ["text", "number"])
@pytest.mark.parametrize("short", ["2026年3月29日", "98765432", "↓100.0%", "未整改"])
def test_what_is_short_has_room_on_one_line_beside_what_is_long(kind: str, short: str) -> None:
    made = table("words", kind, "words", cells=(LONG, short, LONG))
    share = column_shares(made, WIDTH)[1]
    assert share * WIDTH / type_size(made) > breadth(short)


def test_short_texts_have_room_beside_several_that_are_long() -> None:
    made = table(
        "text", "text", "words", "text", "text", cells=(LONG, LONG, LONG, "重大", "未整改")
    )
    for place in (3, 4):
        room = column_shares(made, WIDTH)[place] * WIDTH / type_size(made)
        assert room > breadth("未整改"[: place - 1])


@pytest.mark.parametrize("count", [1, 3, 12, 40, 70])
@pytest.mark.parametrize("kind", ["text", "number", "words", "bar"])
def test_columns_fill_the_width_however_many_they_are(count: int, kind: str) -> None:
    made = table(*[kind] * count, cells=("1234567",) * count)
    shares = column_shares(made, WIDTH)
    assert sum(shares) == pytest.approx(1)
    assert min(shares) > 0
    assert isinstance(is_kept_together(made, WIDTH), bool)


def test_an_empty_table_has_columns_too() -> None:
    assert column_shares(Table("", (Column("甲", "words"), Column("乙")), ()), WIDTH)[1] > 0


@pytest.mark.parametrize(
    ("rows", "cell", "is_kept"), [(15, "甲", True), (60, "甲", False), (6, LONG * 9, False)]
)
def test_what_is_low_is_kept_together(rows: int, cell: str, is_kept: bool) -> None:
    assert (
        is_kept_together(table("words", "number", cells=(cell, "1"), rows=rows), WIDTH) is is_kept
    )


@pytest.mark.parametrize(
    ("heading", "lines"),
    [
        ("较上期（百分点）", ["较上期", "（百分点）"]),
        ("收到文件", ["收到", "文件"]),
        ("逾期未整改", ["逾期未", "整改"]),
        ("复发", ["复发"]),
    ],
)
def test_a_heading_breaks_into_lines_of_about_one_length(heading: str, lines: list[str]) -> None:
    columns = (Column("单位", "words"), *[Column(heading)] * 3)
    made = Table("", columns, (Row(((Label(LONG),), *[(Label("12"),)] * 3)),))
    assert list(heading_lines(made, WIDTH))[1:] == [lines] * 3


@pytest.mark.parametrize("count", [1, 12, 70])
def test_no_letter_of_a_heading_is_lost(count: int) -> None:
    made = Table("", tuple(Column("未闭环重大隐患（项）") for _ in range(count)), ())
    assert {"".join(lines) for lines in heading_lines(made, WIDTH)} == {"未闭环重大隐患（项）"}
