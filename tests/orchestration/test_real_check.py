"""``zhiben check`` on the real railway ledger, against counts made by hand in its sheet."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zhiben.orchestration.check import check_file
from zhiben.settings import SHIPPED_INCLUDE, Settings

SHARED = Path(__file__).parents[3] / "shared" / "data"
LEDGER = SHARED / "railway-hazard-ledger" / "建设系统安全隐患问题库.xlsx"
CONTRACT = Path(__file__).parents[1] / "real" / "contracts" / "railway.yaml"
ROLES = {f"整改责任单位/{role}" for role in ("建设", "设计", "施工", "监理")}
SEVERAL = {6: 6, 7: 2, 8: 3, 12: 4, 25: 3, 29: 7, 34: 2, 35: 2, 63: 2, 79: 3, 81: 2, 82: 2, 85: 2,
           93: 2, 96: 3, 102: 2, 106: 2}  # fmt: skip
pytestmark = pytest.mark.skipif(
    not SHARED.is_dir() and "CI" not in os.environ,
    reason=f"the real ledger is not on this machine ({SHARED})",
)


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("railway")
    for name in ("campaign", "vocabulary"):
        shutil.copytree(SHIPPED_INCLUDE / name, folder / name)
    (folder / "contracts").mkdir()
    shutil.copy(CONTRACT, folder / "contracts")
    settings = Settings(folder, folder, folder / "inbox", None, "Asia/Shanghai")
    return check_file(settings, LEDGER, "railway", date(2025, 5, 1))


def levels(said: dict[str, Any]) -> list[dict[str, Any]]:
    """Records refused for their level."""
    return [one for one in said["quarantined"] if one["column_name"] == "level"]


def test_all_18_columns_are_understood(said: dict[str, Any]) -> None:
    unused = {heading for heading, field in said["columns"].items() if field is None}
    assert (len(said["columns"]), unused, said["drift"]) == (18, ROLES | {"序号"}, [])


def test_records_are_told_from_the_title_the_headings_and_the_footer(said: dict[str, Any]) -> None:
    assert (said["rows_received"], said["rows_skipped"]) == (112, 7)
    assert said["rows_loaded"] + said["rows_quarantined"] == 105


def test_every_cell_of_several_hazards_is_split(said: dict[str, Any]) -> None:
    records = {(one["row_number"], one["part"]) for one in (*said["flagged"], *said["quarantined"])}
    parts = Counter(row for row, _ in records)
    assert {row: count for row, count in parts.items() if count > 1} == SEVERAL
    assert (sum(SEVERAL.values()), len(SEVERAL), len(records)) == (49, 17, 137)


def test_every_level_word_is_judged(said: dict[str, Any]) -> None:
    """Its own footer allows 1 to 3: seven rows say 5级, three 4级, and no other is in question."""
    rows = {one["row_number"]: one["message"] for one in levels(said)}
    words = Counter(word for told in rows.values() for word in ("4级", "5级") if word in told)
    assert words == {"5级": 7, "4级": 3}
    assert len(rows) == 10
