"""Rows of the quarantine replayed through Airflow: published again as of their own night."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.nights.conftest import House, house_up
from zhiben.orchestration.quarantine import export_cases

pytestmark = pytest.mark.airflow
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
CONTRACT = """
source: {source}
county: "411624"
department: 应急管理局
kind: hazard
"""
LEDGER = "企业名称,隐患描述,检查日期,整改状态\n甲厂,灭火器压力不足,2026-03-01,未整改\n"
BAD = "乙厂,配电箱门缺失,2月30日,未整改\n"
SHELVED = "丙厂,阀门漏油,2026-03-01,搁置\n"
FOUND = "SELECT business_date, SUM(found_total) AS n FROM bi.item_daily GROUP BY 1 ORDER BY 1"


@pytest.fixture(scope="module")
def house(own_include: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Two published nights of a ledger that holds a bad date and an unknown word."""
    for source in ("a", "b"):
        path = own_include / "contracts" / f"{source}.yaml"
        path.write_text(CONTRACT.format(source=source), encoding="utf-8")
    with house_up(own_include, tmp_path_factory.mktemp("replays") / "inbox") as house:
        for day in (MONDAY, TUESDAY):
            house.deliver("a", day, "a.csv", (LEDGER + BAD + SHELVED).encode())
            house.night(day)
        yield house


def _hand_back(house: House) -> None:
    file = house.settings.home / "replays" / "更正.xlsx"
    export_cases(house.settings, file, ["a"])
    book = openpyxl.load_workbook(file)
    sheet = book["a"]
    titles = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        cell = row[titles.index("检查日期")]
        cell.value = "2026-02-28" if cell.value == "2月30日" else cell.value
    book.save(file)


def _replay(house: House, **conf: object) -> str:
    state, words = house.run("replay_quarantine", conf=conf)
    assert words == []
    return state


def test_a_replay_is_a_dry_run_unless_said_otherwise(house: House) -> None:
    _hand_back(house)
    assert _replay(house, workbook="更正.xlsx") == "success"
    assert house.rows("SELECT DISTINCT status FROM bi.quarantined_rows") == [{"status": "open"}]


def test_a_workbook_outside_the_home_is_refused(house: House) -> None:
    state, words = house.run("replay_quarantine", conf={"workbook": "../../x.xlsx"})
    assert (state, "lies outside" in words[0]) == ("failed", True)


def test_a_corrected_row_is_published_from_its_own_night_on(house: House) -> None:
    _hand_back(house)
    assert _replay(house, workbook="更正.xlsx", dry_run=False, by="王") == "success"
    assert house.rows(FOUND) == [
        {"business_date": MONDAY, "n": 2}, {"business_date": TUESDAY, "n": 2},
    ]  # fmt: skip
    revised = house.rows(
        "SELECT business_date, old_value, new_value, cause FROM bi.revisions "
        "WHERE metric = 'found_total' ORDER BY 1"
    )
    cause = f"replayed from quarantine by 王**: 1 row of a {MONDAY} a.csv"
    assert [tuple(row.values()) for row in revised] == [
        (MONDAY, 1, 2, cause), (TUESDAY, 1, 2, cause),
    ]  # fmt: skip
    assert house.rows("SELECT COUNT(*) AS n FROM bi.rectification_items") == [{"n": 2}]


def test_rows_are_judged_anew_once_the_contract_knows_the_word(house: House) -> None:
    path = house.settings.contracts / "a.yaml"
    said = CONTRACT.format(source="a") + "values: {status: {搁置: open}}\n"
    path.write_text(said, encoding="utf-8")
    assert _replay(house, sources=["a"], dry_run=False) == "success"
    closed = house.rows(
        "SELECT DISTINCT closed_how, closed_by = '' AS nobody FROM bi.quarantined_rows ORDER BY 1"
    )
    assert [tuple(row.values()) for row in closed] == [("rejudged", False), ("workbook", False)]
    assert [row["n"] for row in house.rows(FOUND)] == [3, 3]


def test_the_next_night_counts_what_was_replayed_as_loaded(house: House) -> None:
    day = date(2026, 3, 4)
    more = "丁厂,插座烧焦,2026-03-04,未整改\n"
    house.deliver("a", day, "a.csv", (LEDGER + BAD + SHELVED + more).encode())
    assert house.night(day).is_published
    (row,) = house.rows(
        f"SELECT rows_loaded, rows_quarantined, items_new FROM bi.deliveries "
        f"WHERE business_date = '{day}' AND source = 'a'"
    )
    assert row == {"rows_loaded": 4, "rows_quarantined": 0, "items_new": 1}
