"""Fills every table with rows of two units, so that every view has rows of either."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Column, Connection, Table, Text, text

from tests.warehouse.given import DAY, DEFAULTS, TABLES, Row, insert

CITY, OWN, OTHER = "c0", "c1", "c2"
EARLIER = DAY - timedelta(days=1)
SPECIAL: dict[str, Row] = {  # what a row needs to show in its view
    "ledger.deliveries": {
        "is_published": True,
        "status": "partial",
        "rows_received": 1,
        "rows_skipped": 1,
    },
    "ledger.rows": {"outcome": "skipped", "reason": "blank"},
    "ledger.rule_outcomes": {"suite": "rows", "severity": "info"},
    "ledger.holds": {"status": "open"},
    "ledger.sendings": {"decided_by": "李", "why": "重发"},
    "mart.weekly_issues": {"edition": 2, "why": "补报"},
    "mart.weekly_numbers": {"edition": 2},
    "core.event_rows": {"kind": "accident"},
    "mart.item_state": {"has_conflict": True},
    "mart.enterprise_items": {"items_total": 1},
    "core.units": {"kind": "county"},
}
READ = text(
    """
    SELECT DISTINCT tab.relnamespace::regnamespace::text || '.' || tab.relname
    FROM pg_rewrite AS rule
    JOIN pg_class AS view ON rule.ev_class = view.oid
    JOIN pg_depend AS needs ON needs.objid = rule.oid AND needs.refclassid = 'pg_class'::regclass
    JOIN pg_class AS tab ON needs.refobjid = tab.oid AND tab.relkind IN ('r', 'p')
    WHERE view.relnamespace = 'bi'::regnamespace
    """
)


def fill(connection: Connection) -> None:
    """Insert a row a unit into every table that a view reads, and what single views ask besides."""
    read = set(connection.execute(READ).scalars()) - {"core.item_redirects"}
    tables = [table for name, table in TABLES.items() if name in read]
    insert(connection, {"core.units": [{"county_code": CITY, "county_name": "市", "kind": "city"}]})
    for unit in (OWN, OTHER):
        insert(connection, {table.fullname: [_row(table, unit)] for table in tables})
        insert(connection, _more(unit))
    for name in ("mart.campaign_progress", "mart.revisions"):
        insert(connection, {name: [_row(TABLES[name], CITY)]})
    insert(connection, {"core.statements": [_told_by_another()]})


def _row(table: Table, unit: str) -> Row:
    """A row whose texts and keys are the unit's own."""
    given = {**DEFAULTS.get(table.fullname, {}), **SPECIAL.get(table.fullname, {})}
    free = (
        column.name
        for column in table.columns
        if isinstance(column.type, Text) and _is_free(column, given)
    )
    own: dict[str, Any] = {name: f"{name}-{unit}" for name in free}
    units = {name: unit for name in ("county_code", "county") if name in table.columns}
    return {**own, **given, **units}


def _is_free(column: Column[Any], given: Row) -> bool:
    return not column.nullable and column.server_default is None and column.name not in given


def _more(unit: str) -> dict[str, list[Row]]:
    item, delivery = f"item_id-{unit}", f"delivery_id-{unit}"
    said = {"item_id": item, "county": unit, "row_key": f"row_key-{unit}"}
    before = {**said, "delivery_id": f"{delivery}-before", "business_date": EARLIER}
    contrary = {**said, "delivery_id": delivery, "source": "b", "status": "verified"}
    return {
        "ledger.deliveries": [
            {"delivery_id": f"{delivery}-before", "county_code": unit, "is_published": True,
             "business_date": EARLIER, "night": EARLIER},
        ],
        "core.statements": [
            {**before, "status": "in_progress"}, {**contrary, "authority": 1, "verifies": True},
        ],
        "mart.enterprise_items": [
            {"enterprise_id": f"enterprise_id-{unit}", "county_code": "", "items_total": 1},
        ],
        "core.items": [{"item_id": f"gone-{unit}", "enterprise_id": f"enterprise_id-{unit}"}],
        "core.item_redirects": [
            {"item_id": f"gone-{unit}", "judgement_id": f"judgement_id-{unit}",
             "points_to": item, "cause": f"cause-{unit}"},
        ],
    }  # fmt: skip


def _told_by_another() -> Row:
    """A row of the other unit's delivery that speaks of one's own item."""
    return {
        "item_id": f"item_id-{OWN}", "delivery_id": f"delivery_id-{OTHER}", "county": OTHER,
        "source": "other", "description": f"of {OTHER} about an item of {OWN}",
    }  # fmt: skip
