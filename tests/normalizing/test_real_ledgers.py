"""Two real ledgers, every field against a count made by hand in the sheets themselves."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zhiben.contracts import load_contract
from zhiben.normalizing import Normalized, normalize
from zhiben.reading import ReadingHints, SkipReason, read, row_hashes

from .made import UNITS, VOCABULARY

SHARED = Path(__file__).parents[3] / "shared" / "data"
CONTRACTS = Path(__file__).parents[1] / "real" / "contracts"
pytestmark = pytest.mark.skipif(
    not SHARED.is_dir() and "CI" not in os.environ,
    reason=f"the real ledgers are not on this machine ({SHARED})",
)


def of_file(contract: str, path: Path) -> Normalized:
    hints = ReadingHints(is_heading=VOCABULARY.is_heading)
    (table,) = read(path.name, path.read_bytes(), hints).tables
    source = load_contract(CONTRACTS / f"{contract}.yaml")
    return normalize(table, row_hashes(table), source, VOCABULARY, UNITS, date(2025, 5, 1))


@pytest.fixture(scope="module")
def railway() -> Normalized:
    return of_file("railway", SHARED / "railway-hazard-ledger" / "建设系统安全隐患问题库.xlsx")


@pytest.fixture(scope="module")
def shandong() -> Normalized:
    return of_file("shandong", SHARED / "shandong-env-penalties" / "penalties_shared.xlsx")


def per_row(found: Normalized, field: str) -> Counter[Any]:
    """How many rows (not parts) say what."""
    pairs = zip(found.records["part"].to_pylist(), found.records[field].to_pylist(), strict=True)
    return Counter(value for part, value in pairs if part == 1)


def flagged(found: Normalized) -> Counter[str]:
    rows = zip(found.records["part"].to_pylist(), found.records["flags"].to_pylist(), strict=True)
    return Counter(flag for part, flags in rows if part == 1 for flag in flags)


def parts(found: Normalized) -> dict[int, int]:
    counts = Counter(found.records["row_number"].to_pylist())
    return {row: count for row, count in counts.items() if count > 1}


def test_railway_columns_are_understood(railway: Normalized) -> None:
    unused = {heading for heading, field in railway.columns.items() if field is None}
    roles = {f"整改责任单位/{role}" for role in ("建设", "设计", "施工", "监理")}
    assert (len(railway.columns), unused) == (18, {"序号"} | roles)
    assert railway.drift == ()


def test_railway_cells_that_list_hazards(railway: Normalized) -> None:
    several = {6: 6, 7: 2, 8: 3, 12: 4, 25: 3, 29: 7, 34: 2, 35: 2, 63: 2, 79: 3, 81: 2, 82: 2,
               85: 2, 93: 2, 96: 3, 102: 2, 106: 2}  # fmt: skip
    assert parts(railway) == several
    assert len(railway.records) == 105 - 17 + 49 == 137


def test_railway_measures_numbered_like_the_hazards(railway: Normalized) -> None:
    measures: dict[int, set[str]] = {}
    for said in railway.records.select(["row_number", "measure"]).to_pylist():
        measures.setdefault(said["row_number"], set()).add(said["measure"])
    paired = {row for row, texts in measures.items() if len(texts) > 1}
    assert paired == {6, 8, 29, 35, 81, 82, 85, 93, 96, 102, 106}


def test_railway_hazards_stand_where_their_headings_say(railway: Normalized) -> None:
    sites = [said["site"] for said in railway.records.to_pylist() if said["row_number"] == 6]
    assert sites == ["钦防二线DK154+215那徬特大桥"] * 3 + ["K138+567茅岭江特大桥"] * 3


@pytest.mark.parametrize(
    ("field", "counts"),
    [
        ("level", {"general": 95, None: 10}),
        ("level__unread", {None: 95, "5级": 7, "4级": 3}),
        ("status", {"rectified": 96, "verified": 5, "in_progress": 3, "open": 1}),
        ("department", {"柳州建指": 50, "沿海建指": 39, "南宁建指": 16}),
        ("channel", {"supervision": 105}),
        ("county", {"411624": 105}),
    ],
)
def test_railway_words(railway: Normalized, field: str, counts: dict[str | None, int]) -> None:
    assert per_row(railway, field) == counts


@pytest.mark.parametrize(
    ("field", "empty"),
    [("enterprise_name", 4), ("site", 2), ("found_on", 0), ("due_on", 0), ("rectified_on", 5),
     ("responsible_person", 16), ("measure", 0), ("description", 0), ("category", 0)],
)  # fmt: skip
def test_railway_cells_left_empty(railway: Normalized, field: str, empty: int) -> None:
    assert per_row(railway, field)[None] == empty


def test_railway_values(railway: Normalized) -> None:
    assert per_row(railway, "found_on")[date(2024, 9, 11)] == 9
    assert per_row(railway, "due_on")[date(2024, 8, 13)] == 2
    assert per_row(railway, "responsible_person")["某人033"] == 5
    assert per_row(railway, "category")["隧道开挖支护"] == 18
    assert flagged(railway) == {"uscc_missing": 105, "text_repaired": 16, "status_blank": 1}


def test_shandong_rows_without_a_breach_are_no_hazards(shandong: Normalized) -> None:
    assert Counter(row.reason for row in shandong.skipped) == {SkipReason.UNFILLED: 850}
    assert sum(per_row(shandong, "row_number").values()) == 1637
    assert shandong.drift == ()


def test_shandong_cells_that_list_breaches(shandong: Normalized) -> None:
    several = {135: 4, 237: 2, 366: 2, 369: 2, 374: 2, 396: 2, 578: 3, 1231: 4, 1545: 2}
    assert parts(shandong) == several
    assert len(shandong.records) == 1637 + 14


def test_shandong_codes(shandong: Normalized) -> None:
    flags = flagged(shandong)
    assert flags["uscc_15_digits"] == 274
    assert flags["uscc_broken"] == 5
    assert flags["uscc_repaired"] == 1
    assert per_row(shandong, "uscc")[None] == 279


def test_shandong_values(shandong: Normalized) -> None:
    assert len(per_row(shandong, "enterprise_name")) == 1557
    assert len(per_row(shandong, "source_key")) == 1637
    days = per_row(shandong, "found_on")
    assert (min(days), max(days)) == (date(2016, 7, 8), date(2018, 9, 21))
    assert per_row(shandong, "industry")[None] == 825
    assert per_row(shandong, "measure")[None] == 8
