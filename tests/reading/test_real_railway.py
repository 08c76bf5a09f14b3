"""Real ledgers, counted by hand; they are not part of the repository."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from zhiben.reading import ReadingHints, SkipReason, SourceTable, UnreadableFileError, read

from .made import HINTS, SHARED, is_heading, reasons

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(
    not SHARED.is_dir() and "CI" not in os.environ,
    reason=f"the real ledgers are not on this machine ({SHARED})",
)
RAILWAY = SHARED / "railway-hazard-ledger" / "建设系统安全隐患问题库.xlsx"
SHANDONG = SHARED / "shandong-env-penalties" / "penalties_shared.xlsx"
ROADWORKS = SHARED / "messy-cn-xls" / "公路路基台账.xlsx"


def _table(path: Path) -> SourceTable:
    (only,) = read(path.name, path.read_bytes(), HINTS).tables
    return only


@pytest.fixture(scope="module")
def railway() -> SourceTable:
    return _table(RAILWAY)


def test_railway_headings(railway: SourceTable) -> None:
    assert len(railway.headings) == 18
    assert railway.headings[11:15] == tuple(
        f"整改责任单位/{role}" for role in ("建设", "设计", "施工", "监理")
    )
    assert railway.headings[9] == "整改要求(措施)"
    assert railway.title == "建设系统安全隐患问题库"


def test_railway_rows(railway: SourceTable) -> None:
    assert railway.row_numbers == list(range(6, 111))
    assert railway.rows_received == 112
    assert reasons(railway) == {
        1: SkipReason.TITLE,
        **dict.fromkeys(range(2, 6), SkipReason.HEADING),
        111: SkipReason.BLANK,
        112: SkipReason.NOTE,
    }


def test_railway_cells(railway: SourceTable) -> None:
    column = {heading: place for place, heading in enumerate(railway.headings)}
    first, last = railway.rows[0], railway.rows[-1]
    assert first[column["检查时间"]] == "2024-06-22"
    assert last[column["序号"]] == "105"
    assert last[column["整改期限"]] == "2025-04-30"
    assert last[column["销号情况"]] == ""
    assert Counter(row[column["序号"]] for row in railway.rows).most_common(1)[0][1] == 1


@pytest.mark.parametrize(
    ("heading", "counts"),
    [
        ("隐患等级", {"3级": 56, "3": 39, "5级": 7, "4级": 3}),
        ("检查单位", {"柳州建指": 50, "沿海建指": 39, "南宁建指": 16}),
        (
            "销号情况",
            {
                "已整改": 87,
                "整改完成": 6,
                "已整改销号": 4,
                "现场处置": 3,
                "整改中": 3,
                "已销号": 1,
                "": 1,
            },
        ),
    ],
)
def test_railway_words(railway: SourceTable, heading: str, counts: dict[str, int]) -> None:
    place = railway.headings.index(heading)
    assert Counter(row[place] for row in railway.rows) == counts


def test_shandong() -> None:
    only = _table(SHANDONG)
    assert (len(only.rows), len(only.headings)) == (2487, 17)
    assert only.row_numbers == list(range(2, 2489))
    assert reasons(only) == {1: SkipReason.HEADING}


def test_roadworks_of_eight_sheets_is_refused_by_its_headings() -> None:
    with pytest.raises(UnreadableFileError, match="单位工程"):
        _table(ROADWORKS)


def test_roadworks_with_its_headings_known() -> None:
    own = {"分部工程", "分项工程", "施工开始时间", "施工结束时间", "里程位置", "长度", "工程量"}
    hints = ReadingHints(lambda text: is_heading(text) or text in own)
    reading = read(ROADWORKS.name, ROADWORKS.read_bytes(), hints)
    assert len(reading.tables) == 8
    assert reading.tables[0].row_numbers[0] == 3
