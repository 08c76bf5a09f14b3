"""Tables made in memory, normalized with what the repository ships."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from zhiben.contracts import Contract
from zhiben.contracts.units import load_units
from zhiben.normalizing import Normalized, normalize
from zhiben.reading import SourceTable
from zhiben.records import HAZARD
from zhiben.vocabulary import load_vocabulary

INCLUDE = Path(__file__).parents[2] / "include"
UNITS = load_units(INCLUDE / "campaign" / "units.yaml")
VOCABULARY = load_vocabulary(INCLUDE / "vocabulary", HAZARD)
NIGHT = date(2024, 8, 1)
BASE = {
    "source": "a",
    "county": "411624",
    "department": "应急管理局",
    "kind": "hazard",
}
ROW = {"企业名称": "甲厂", "检查日期": "2024-06-22", "隐患描述": "灭火器过期"}


def contract(**more: Any) -> Contract:
    return Contract.model_validate(BASE | more)


def table(headings: Sequence[str], *rows: Sequence[str], title: str = "") -> SourceTable:
    numbers = list(range(2, len(rows) + 2))
    return SourceTable("f.xlsx", "一", title, tuple(headings), numbers, [list(row) for row in rows])


def normalized(given: SourceTable, of: Contract | None = None, on: date = NIGHT) -> Normalized:
    hashes = [f"h{number}" for number in given.row_numbers]
    return normalize(given, hashes, of or contract(), VOCABULARY, UNITS, on)


def records(*, of: Contract | None = None, title: str = "", **cells: str) -> list[dict[str, Any]]:
    """Records of one row: a complete one with ``cells`` changed."""
    row = ROW | cells
    found = normalized(table(list(row), list(row.values()), title=title), of)
    return found.records.to_pylist()


def record(*, of: Contract | None = None, title: str = "", **cells: str) -> dict[str, Any]:
    (only,) = records(of=of, title=title, **cells)
    return only
