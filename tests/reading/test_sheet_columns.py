"""Long sheets are read by column and give just what reading them by cell gives."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from zhiben.reading import workbook
from zhiben.reading.grids import Request
from zhiben.reading.workbook import read_workbook

Grid = list[tuple[int, list[str]]]
_NEVER = 1 << 40
_moment = dt.datetime.fromisoformat

_words = st.sampled_from(
    [
        *("甲厂", " 甲厂 ", "第一行\n第二行", "a\r\nb", "_x000D_", "&#50;", "<v>", "true", "0.30"),
        *("2026-01-02 00:00:00", "2026-01-02", " ", "\u3000", "12345678901234567", "1E5", "-0"),
    ]
)
_numbers = st.one_of(
    st.integers(-(10**16), 10**16),
    st.floats(allow_nan=False, allow_infinity=False),
    st.decimals(-(10**7), 10**8, places=2).map(float),
    st.floats(0, 1).map(lambda part: round(45000 + part, 8)),
)
_plain = st.one_of(
    st.just(""),
    st.text("甲乙丙12. ", max_size=9),
    st.integers(0, 10**15 - 1),
    st.dates(dt.date(1950, 1, 1), dt.date(2099, 1, 1)),
)
_moments = st.datetimes(_moment("1899-12-31"), _moment("2099-01-01"))
_every = st.one_of(_words, _numbers, st.booleans(), _moments, st.text(max_size=5))


def _xlsxwriter(rows: list[list[Any]]) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"strings_to_numbers": False})
    sheet, day = book.add_worksheet("台账"), book.add_format({"num_format": "yyyy/m/d"})
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            is_moment = isinstance(cell, dt.date)
            write = sheet.write_datetime if is_moment else sheet.write_string
            if is_moment or isinstance(cell, str):
                write(number, column, cell, *([day] if is_moment else []))
            else:
                sheet.write(number, column, cell)
    book.close()
    return file.getvalue()


def _openpyxl(rows: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    for number, row in enumerate(rows, 3):
        for column, cell in enumerate(row, 2):
            book.worksheets[0].cell(number, column, _legal(cell))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _legal(cell: Any) -> Any:
    return ILLEGAL_CHARACTERS_RE.sub("", cell).lstrip("=") if isinstance(cell, str) else cell


def _grid(data: bytes, long: int, monkeypatch: pytest.MonkeyPatch) -> tuple[Grid, bool]:
    """The one sheet's rows, by column if that may be, and whether it was so."""
    monkeypatch.setattr(workbook, "_LONG", long)
    grid: Grid = []
    kinds = set()
    for kind, *rest in read_workbook(Request("a.xlsx", data)):
        kinds.add(kind)
        if kind in {"rows", "columns"}:
            rows, numbers = rest
            if kind == "columns":
                numbers = range(numbers, numbers + len(rows))
            grid.extend(zip(numbers, rows, strict=True))
    return grid, "columns" in kinds


@pytest.mark.parametrize("write", [_xlsxwriter, _openpyxl])
@given(rows=st.lists(st.lists(_plain, min_size=1, max_size=3), max_size=3), odd=_every)
@example(rows=[[dt.date(2026, 1, 2)]], odd="2026-01-02 00:00:00")
@example(rows=[], odd=_moment("2026-01-02T03:04:05.6"))
@example(rows=[], odd=_moment("1904-01-01T12:00"))
@example(rows=[], odd=1234567890123456)
@example(rows=[], odd=0.1234567890123)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
def test_by_column_is_as_by_cell(
    write: Callable[[list[list[Any]]], bytes], monkeypatch: pytest.MonkeyPatch, rows: Any, odd: Any
) -> None:
    data = write([*rows, [odd, "甲"]])
    assert _grid(data, 0, monkeypatch)[0] == _grid(data, _NEVER, monkeypatch)[0]


@given(rows=st.lists(st.lists(_plain, min_size=2, max_size=4), min_size=2, max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_texts_numbers_and_days_are_read_by_column(
    monkeypatch: pytest.MonkeyPatch, rows: Any
) -> None:
    by_column, is_by_column = _grid(_xlsxwriter([["甲"], *rows]), 0, monkeypatch)
    assert is_by_column
    assert by_column == _grid(_xlsxwriter([["甲"], *rows]), _NEVER, monkeypatch)[0]


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        (20240305, "yyyy-mm-dd"),
        (4e6, "yyyy-mm-dd"),
        (1e14, "yyyy-mm-dd"),
        (0, "yyyy-mm-dd"),
        (40000.5, "[h]:mm"),
    ],
)
def test_numbers_dressed_as_days(value: float, shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    book.add_worksheet("台账").write_row(
        0, 0, ["甲", value], book.add_format({"num_format": shape})
    )
    book.close()
    by_cell, _ = _grid(file.getvalue(), _NEVER, monkeypatch)
    assert _grid(file.getvalue(), 0, monkeypatch)[0] == by_cell


def test_a_hidden_sheet_is_left_out_though_it_is_the_only_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["甲", "乙"])
    book.create_sheet("空").append(["丙"])
    book.active.sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    lone = re.sub(rb'<sheet [^>]*name="\xe7\xa9\xba"[^>]*/>', b"", parts["xl/workbook.xml"])
    with zipfile.ZipFile(file := io.BytesIO(), "w") as archive:
        for name, part in (parts | {"xl/workbook.xml": lone}).items():
            archive.writestr(name, part)
    assert _grid(file.getvalue(), 0, monkeypatch)[0] == []
