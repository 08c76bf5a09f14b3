"""How a whole table is replaced."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, select

from zhiben.warehouse.campaign_schema import units
from zhiben.warehouse.loading import replace_all

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
