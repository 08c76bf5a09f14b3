"""A held ledger through Airflow: the night goes on, and a person lets it through."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import psutil
import pytest

from tests.nights.conftest import House, house_up
from zhiben.errors import ZhibenError
from zhiben.orchestration import airflow

pytestmark = pytest.mark.airflow
FIRST = date(2026, 3, 2)
NIGHTS = [FIRST + timedelta(days=step) for step in range(3)]
CONTRACT = """
source: {source}
county: "411624"
department: 应急管理局
kind: hazard
key: [序号]
expect: {{usual: {{deliveries: 1}}}}
"""


def ledger(count: int) -> bytes:
    rows = (f"{n},甲厂,{n}号机无防护罩,2026-03-01" for n in range(count))
    return "\n".join(["序号,企业名称,隐患描述,检查日期", *rows]).encode()


@pytest.fixture(scope="module")
def house(own_include: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Two nights of two sources, one of which loses most of its rows on the second."""
    for source in ("one", "two"):
        contract = CONTRACT.format(source=source)
        (own_include / "contracts" / f"{source}.yaml").write_text(contract, encoding="utf-8")
    with house_up(own_include, tmp_path_factory.mktemp("held") / "inbox") as house:
        for night, rows in zip(NIGHTS, (60, 20), strict=False):
            house.deliver("one", night, "one.csv", ledger(rows))
            house.deliver("two", night, "two.csv", ledger(50))
            house.result = house.night(night)
        yield house


def held(house: House) -> dict[str, object]:
    (row,) = house.rows("SELECT * FROM bi.held_deliveries")
    return row


def test_night_with_a_held_ledger_is_good_and_published(house: House) -> None:
    assert house.result is not None
    assert house.result.is_good
    statuses = {one["source"]: one["status"] for one in house.result.deliveries}
    assert statuses == {"one": "held", "two": "unchanged"}
    items = house.rows(
        "SELECT COUNT(*) AS n FROM bi.rectification_items WHERE missing_since IS NULL"
    )
    assert items[0]["n"] == 60


def test_data_docs_are_written_beside_the_build(house: House) -> None:
    index = house.settings.reports / "quality" / NIGHTS[1].isoformat() / "index.html"
    assert "one 整份" in index.read_text(encoding="utf-8")


def test_form_of_the_dag_lets_it_through_with_the_name_of_who_ran_it(house: House) -> None:
    conf = {
        "business_date": NIGHTS[1].isoformat(),
        "sources": ["one"],
        "release": [held(house)["delivery_id"]],
        "release_why": "已与填报人核实",
    }
    state, troubles = house.run("nightly", conf=conf)
    assert (state, troubles) == ("success", [])
    let_through = held(house)
    assert (let_through["status"], let_through["released_why"]) == ("released", "已与填报人核实")
    assert let_through["released_by"]
    rows = house.rows("SELECT status, rows_loaded FROM bi.deliveries WHERE source = 'one'")
    assert sorted(row["rows_loaded"] for row in rows) == [20, 60]


def test_a_night_whose_airflow_loses_a_part_ends_and_says_so(house: House) -> None:
    up = airflow.find(house.settings)
    assert up is not None
    psutil.Process(up.parts["dag-processor"].pid).kill()
    with pytest.raises(ZhibenError, match="Airflow's dag-processor died"):
        house.night(NIGHTS[2])
