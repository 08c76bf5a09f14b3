"""A long sheet read in pieces, by row or by column, is the sheet read whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.reading import Sheet, SourceTable, row_hashes
from zhiben.reading import table as table_module
from zhiben.reading.columns import ColumnRows
from zhiben.reading.headings import HeadingTest
from zhiben.reading.outline import Outline
from zhiben.reading.table import TableStream, tables_of

from .made import HEADINGS, is_heading

_WIDTH = len(HEADINGS) + 1  # the last column bears no heading
_FIRST = ["1", "甲厂", "2024-06-22", "漏油", "整改中", "急"]
_DITTO = ["3", "同上", "2024-06-23", "〃", "整改中", ""]
_OTHER = ["序号", "企业名称", "检查日期", "整改期限", "隐患等级", "联系电话"]


def _wide(*cells: str) -> list[str]:
    return [*cells, *[""] * (_WIDTH - len(cells))]


_RECORD = st.integers(1, 999).map(
    lambda n: [
        str(n),
        f"第{n % 7}厂",
        "2024-06-22",
        f"第{n}处漏气",
        "整改中",
        "急" if n % 3 else "",
    ]
)
_ODD = st.sampled_from(
    [
        *(HEADINGS, _OTHER, _DITTO, _wide(), _wide("合计", "3"), _wide("注：以上"), _wide("3")),
        *(_wide("一、川汇区"), _wide("一、", "沈丘县"), _wide("2024年6月隐患台账"), _wide("乙厂")),
        ["", "乙厂", "2024-06-23", "漏气", "整改中", ""],
        ["甲厂", "乙厂", "2024-06-23", "漏气", "整改中", "缓"],
    ]
)
_BESIDE = ["4", "丁厂", "2024-06-22", "漏油", "整改中", "急", "旁注"]
_ROW = st.one_of(_RECORD, _RECORD, _RECORD, _ODD, st.just(_BESIDE))
_ROWS = st.lists(_ROW.map(lambda row: _wide(*row)), max_size=40)


@dataclass(frozen=True)
class _Told:
    """What a sheet's tables say, however they were cut."""

    rows: list[Any]
    skipped: list[Any]
    dittos: dict[int, Any]


def _told(tables: Iterable[SourceTable]) -> _Told:
    told = _Told([], [], {})
    for each in tables:
        hashed = zip(each.row_numbers, each.rows, row_hashes(each), strict=True)
        told.rows.extend((each.title, each.headings, *row) for row in hashed)
        told.skipped.extend(sorted(each.skipped, key=lambda row: row.row_number))
        told.dittos.update(each.dittos)
    return replace(told, rows=[list(map(str, row)) for row in told.rows])


def _sheet(rows: list[list[str]]) -> Sheet:
    return Sheet("a.xlsx", "台账", rows, [*range(1, len(rows) + 1)])


def _streamed(rows: list[list[str]], most: int, *, by_column: bool) -> list[SourceTable]:
    stream = TableStream(_sheet([]), HeadingTest(is_heading))
    tables = []
    for start in range(0, len(rows), 8):
        piece = rows[start : start + 8]
        if by_column:
            columns = ColumnRows(tuple(pa.array(cells) for cells in zip(*piece, strict=True)))
            tables += stream.add_columns(columns, start + 1, most)
        else:
            tables += stream.add(piece, range(start + 1, start + 1 + len(piece)), most)
    tables += stream.finish()
    outline = Outline()
    for table in tables:
        outline.learn(table)
    return [*outline.settled(tables)]


@pytest.mark.parametrize("by_column", [False, True])
@given(rows=_ROWS, most=st.sampled_from([4, 8, 20]))
def test_pieces_say_what_the_whole_says(by_column: bool, rows: list[list[str]], most: int) -> None:
    rows = [_wide("2024年6月隐患台账"), _wide(*HEADINGS), _wide(*_FIRST), *rows]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(table_module, "_ROWS_AT_THE_TOP", 3)
        pieces = _streamed(rows, most, by_column=by_column)
    assert _told(pieces) == _told(tables_of(_sheet(rows), HeadingTest(is_heading)))


def test_rows_beyond_doubt_stay_columns() -> None:
    first, *others = _streamed([HEADINGS, *[_FIRST] * 900], 400, by_column=True)
    assert all(isinstance(each.rows, ColumnRows) and each.is_continued for each in others)
    assert not first.is_continued
