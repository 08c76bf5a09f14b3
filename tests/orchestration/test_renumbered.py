"""A unit whose code changes: its rows say what they said, and no item begins or opens again."""

from __future__ import annotations

import shutil

import pytest
from sqlalchemy import Engine

from tests.orchestration.doubts import publish
from tests.orchestration.made import ask, contract, deliveries, put, row, run
from zhiben.campaign.tables import sync_reference
from zhiben.contracts.units import load_units
from zhiben.settings import SHIPPED_INCLUDE, Settings

OLD = '  - code: "411624"\n    name: 沈丘县\n    kind: county\n'
NEW = """\
  - code: "411699"
    name: 沈丘市
    kind: county_level_city
    old_names: [{name: 沈丘县, code: "411624", kind: county, valid_to: 2026-03-08}]
"""
CLOSED, OPEN = {"整改状态": "已销号"}, {"整改状态": "未整改"}
ITEMS = """
SELECT item.county_code, item.status, item.reopened_count, item.recurrence_of IS NOT NULL
FROM bi.rectification_items AS item ORDER BY item.found_on, item.recurrence_of NULLS FIRST
"""


def renumber(settings: Settings, warehouse: Engine) -> None:
    shipped = (SHIPPED_INCLUDE / "campaign" / "units.yaml").read_text(encoding="utf-8")
    assert OLD in shipped
    target = settings.include / "campaign"
    if not target.exists():
        shutil.copytree(SHIPPED_INCLUDE / "campaign", target)
    (target / "units.yaml").write_text(shipped.replace(OLD, NEW), encoding="utf-8")
    with warehouse.begin() as connection:
        sync_reference(connection, load_units(target / "units.yaml"), target)


@pytest.mark.parametrize("grace", [3, 30])
def test_rows_of_a_unit_with_a_new_code_are_no_news(
    settings: Settings, warehouse: Engine, grace: int
) -> None:
    contract(settings, grace_days=grace)
    for day, first in (("2026-03-05", OPEN), ("2026-03-06", CLOSED)):
        put(settings, day, row(1, **first), row(2))
        run(day)
        publish(warehouse, day)
    renumber(settings, warehouse)
    put(settings, "2026-03-09", row(1, **CLOSED), row(2), row(3))
    run("2026-03-09")
    publish(warehouse, "2026-03-09")
    counts = "items_new, items_updated, items_unchanged"
    assert deliveries(warehouse, counts)[-1] == (1, 0, 2)
    put(settings, "2026-03-11", row(1, **OPEN), row(2), row(3))
    run("2026-03-11")
    publish(warehouse, "2026-03-11")
    states = sorted(ask(warehouse, ITEMS), key=str)
    came_back = [("411699", "open", 0, True), ("411699", "verified", 0, False)]
    again = [("411699", "open", 1, False)]
    standing = [("411699", "open", 0, False)] * 2
    assert states == sorted([*standing, *(came_back if grace == 3 else again)], key=str)
