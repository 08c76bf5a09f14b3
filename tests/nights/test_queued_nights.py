"""Nights loaded while builds queue up: each is published, and its command waits for its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.nights.conftest import House, house_up
from zhiben.orchestration import airflow_api

pytestmark = pytest.mark.airflow
FIRST, *LATER = (date(2026, 3, day) for day in (2, 3, 4))
CONTRACT = """
source: one
county: "411624"
department: 应急管理局
kind: hazard
"""
LEDGER = "企业名称,隐患描述,检查日期\n甲厂,{day}号机无防护罩,2026-03-01\n"
LAST_NIGHTLY = "/dags/nightly/dagRuns?order_by=-id&limit=1"
PUBLISHED = "SELECT DISTINCT business_date FROM bi.item_daily ORDER BY 1"


def trigger(house: House, dag_id: str, day: date, **more: object) -> str:
    return airflow_api.trigger(house.api, dag_id, {"business_date": day.isoformat(), **more})


def ended(house: House, dag_id: str, run_id: str) -> str:
    return airflow_api.wait(house.api, dag_id, run_id, lambda _instances: None)


@pytest.fixture(scope="module")
def house(own_include: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A night that is published, and two more delivered."""
    (own_include / "contracts" / "one.yaml").write_text(CONTRACT, encoding="utf-8")
    with house_up(own_include, tmp_path_factory.mktemp("queued") / "inbox") as house:
        for day in (FIRST, *LATER):
            house.deliver("one", day, f"{day}.csv", LEDGER.format(day=day.day).encode())
        house.result = house.night(FIRST)
        yield house


def test_nights_triggered_while_builds_wait_are_each_published(house: House) -> None:
    waiting = [trigger(house, "build_warehouse", FIRST) for _ in range(3)]
    nights = [trigger(house, "nightly", day, send_receipts=False) for day in LATER]
    assert [ended(house, "nightly", one) for one in nights] == ["success"] * 2
    builds = [airflow_api.run_asked_for(house.api, "nightly", one, "publish") for one in nights]
    states = [ended(house, "build_warehouse", str(one)) for one in (*waiting, *builds)]
    assert states == ["success"] * 5
    assert [row["business_date"] for row in house.rows(PUBLISHED)] == [FIRST, *LATER]


def test_a_publication_asked_for_again_is_the_same_run_built_anew(house: House) -> None:
    (run_id,) = (one["dag_run_id"] for one in house.api.get(LAST_NIGHTLY).json()["dag_runs"])
    asked = {"dry_run": False, "dag_run_id": run_id, "task_ids": ["publish"], "only_failed": False}
    house.api.post("/dags/nightly/clearTaskInstances", json=asked).raise_for_status()
    assert ended(house, "nightly", run_id) == "success"
    build = airflow_api.run_asked_for(house.api, "nightly", run_id, "publish")
    assert build == f"night__{run_id}"
    assert ended(house, "build_warehouse", build) == "success"


def test_a_build_that_names_no_night_is_refused(house: House) -> None:
    asked = {"dag_run_id": "nameless", "logical_date": None, "conf": {}}
    assert house.api.post("/dags/build_warehouse/dagRuns", json=asked).is_client_error


def test_a_late_file_for_an_older_night_reaches_the_later_ones(house: House) -> None:
    late = LEDGER.format(day=FIRST.day).replace("甲厂", "丙厂")
    house.deliver("one", FIRST, "late.csv", late.encode())
    assert house.night(FIRST).is_good
    found = house.rows(
        "SELECT business_date, SUM(found_total) AS n FROM bi.item_daily "
        "GROUP BY business_date ORDER BY business_date"
    )
    items = house.rows("SELECT COUNT(*) AS n FROM bi.rectification_items")
    assert found[-1] == {"business_date": LATER[-1], "n": items[0]["n"]}
    assert house.rows("SELECT 1 AS one FROM bi.revisions LIMIT 1") == [{"one": 1}]
