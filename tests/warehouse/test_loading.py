"""How tables are replaced and merged into, and what the planner is told of them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select, text, update

from zhiben.warehouse.campaign_schema import units
from zhiben.warehouse.loading import analyze_grown, merge, replace_all

OLD = {
    "county_code": "1",
    "county_name": "甲县",
    "kind": "county",
    "report_order": 1,
    "old_names": [],
}
NEW = {
    "county_code": "2",
    "county_name": "乙县",
    "kind": "county",
    "report_order": 1,
    "old_names": [],
}


@pytest.mark.parametrize("rows", [[NEW], []], ids=["by others", "by nothing"])
def test_a_table_is_replaced(slate: Engine, rows: list[dict[str, Any]]) -> None:
    with slate.begin() as connection:
        replace_all(connection, units, [OLD])
        replace_all(connection, units, rows)
        left = connection.execute(select(units.c.county_code)).scalars().all()
    assert left == [row["county_code"] for row in rows]


def _merge(connection: Connection, *rows: dict[str, Any]) -> None:
    columns = ("county_code", "county_name", "kind", "report_order", "old_names")
    merge(connection, units, columns, [[row[name] for name in columns] for row in rows])


def test_each_merge_brings_its_own_rows(slate: Engine) -> None:
    with slate.begin() as connection:
        replace_all(connection, units, [])
        _merge(connection, OLD)
        _merge(connection, NEW)
        connection.execute(
            update(units).where(units.c.county_code == "1").values(county_name="丙县")
        )
        _merge(connection, NEW | {"county_name": "丁县"})
        names = connection.execute(select(units.c.county_name).order_by(units.c.county_code))
        assert names.scalars().all() == ["丙县", "丁县"]


def test_merging_many_times_takes_no_more_locks_than_once(slate: Engine) -> None:
    held = text("SELECT COUNT(*) FROM pg_locks WHERE pid = pg_backend_pid()")
    with slate.begin() as connection:
        _merge(connection, OLD)
        once = connection.execute(held).scalar_one()
        for _ in range(20):
            _merge(connection, OLD)
        assert connection.execute(held).scalar_one() == once


def test_the_planner_is_told_once_of_a_table_that_has_grown(slate: Engine) -> None:
    with slate.begin() as connection:
        connection.execute(text("TRUNCATE core.units CASCADE"))
        replace_all(connection, units, [NEW | {"county_code": str(n)} for n in range(500)])
        assert "core.units" in analyze_grown(connection)
        assert "core.units" not in analyze_grown(connection)
        known = text("SELECT reltuples FROM pg_class WHERE oid = 'core.units'::regclass")
        assert connection.execute(known).scalar_one() == 500
