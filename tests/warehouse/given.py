"""Rows made by hand for the warehouse: what a case does not name is filled with something plain."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    Connection,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Integer,
    Numeric,
    Table,
    Text,
    cast,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, Insert
from sqlalchemy.dialects.postgresql import insert as upsert

from zhiben.warehouse import tables
from zhiben.warehouse.events_schema import events

Row = dict[str, Any]
DAY = date(2026, 3, 5)
SHARED = {"source", "business_date", "file_name"}  # a delivery has them from its statements
TABLES = {table.fullname: table for table in tables.metadata.sorted_tables}
PLAIN: tuple[tuple[type, Any], ...] = (
    (Date, DAY),
    (DateTime, "2026-03-06 01:00+08"),
    (ARRAY, []),
    (JSONB, {}),
    (Boolean, False),
    (Double, 1.0),
    (Integer, 0),
    (Numeric, 0),
    (Text, "-"),
)
STATE: Row = {
    "status": "open", "level": "general", "channel": "supervision", "county_code": "c1",
    "found_on": date(2026, 3, 1),
}  # fmt: skip
SAID: Row = {
    "source": "a", "business_date": DAY, "file_name": "a.xlsx", "sheet": "Sheet1", "row_number": 1,
    "relation": "new", "authority": 30, "county": "c1",
}  # fmt: skip
EVENTS = {f"core.{table.name}" for table in events.values()}
DEFAULTS: dict[str, Row] = {
    "core.inspections": {
        **SAID, "enterprise_name": "甲", "inspected_on": date(2026, 3, 1), "result": "none_found",
    },
    "core.accidents": {
        **SAID, "occurred_on": date(2026, 3, 1), "deaths": 1, "accident_class": "general",
    },
    "core.disasters": {**SAID, "occurred_on": date(2026, 3, 1), "disaster_type": "flood"},
    "core.tasks": {
        **SAID, "programme": "治本", "title": "培训", "owner_unit": "住建局", "status": "open",
    },
    "core.event_rows": {"source": "a", "business_date": DAY},
    "aside.known_accidents": {"county_code": "c1", "occurred_on": date(2026, 3, 1)},
    "mart.accident_scoreboard": {"county_code": "c1"},
    "core.units": {"kind": "county", "old_names": []},
    "ledger.deliveries": {
        "source": "a", "county_code": "c1", "business_date": DAY, "file_name": "a.xlsx",
        "status": "loaded", "message": "",
    },
    "core.enterprises": {"county_code": "c1", "enterprise_name": "甲"},
    "core.statements": {
        "source": "a", "business_date": DAY, "file_name": "a.xlsx", "sheet": "Sheet1",
        "row_number": 1, "part": 1,
        "relation": "new", "authority": 30, "verifies": True, "county": "c1", "level": "general",
        "channel": "supervision", "description": "灭火器过期", "status": "open",
        "found_on": date(2026, 3, 1),
    },
    "core.judgements": {"verdict": "new"},
    "core.metrics": {"form": "count", "decimals": 1, "rounding": "half_up"},
    "core.programmes": {
        "undertaking": "p", "starts_on": date(2024, 1, 1), "ends_on": date(2026, 12, 31),
    },
    "core.pair_judgements": {
        "verdict": "same", "one_source": "a", "one_row_key": "r1", "other_source": "b",
        "other_row_key": "r2",
    },
    "core.source_rows": {"source": "a", "business_date": DAY, "status": "open"},
    "ledger.rows": {"outcome": "loaded"},
    "ledger.sendings": {
        "report": "summary", "channel": "mail", "status": "sent",
        "settled_at": "2026-03-09 09:00+08", "county_code": "c1",
    },
    "ledger.approvals": {"decision": "approved", "decided_by": "王"},
    "ledger.quarantine": {"source": "a", "row_number": 1, "part": 1},
    "aside.item_as_of": STATE,
    "kept.items": STATE,
    "aside.item_history": STATE,
    "mart.item_history": STATE,
    "mart.weekly_issues": {"edition": 1},
    "mart.weekly_numbers": {"edition": 1},
    "mart.item_state": {**STATE, "description": "灭火器过期"},
}  # fmt: skip
_numbers = itertools.count(1)


def insert(connection: Connection, given: Mapping[str, Iterable[Row]]) -> None:
    """Insert rows by table, or change those that are there.

    Rows they point to are made where nobody named them.
    """
    named = {name: [_filled(TABLES[name], row) for row in rows] for name, rows in given.items()}
    made = _parents(named)
    for name, table in TABLES.items():
        for row in made.get(name, ()):
            connection.execute(upsert(table).values(row).on_conflict_do_nothing())
        for row in named.get(name, ()):
            _make_month(connection, table, row)
            connection.execute(_upsert(table, row))


def _make_month(connection: Connection, table: Table, row: Row) -> None:
    """The month of a row whose table is partitioned by it."""
    if table.dialect_options["postgresql"]["partition_by"]:
        connection.execute(select(func.mart.make_months(cast(row["business_date"], Date))))


def _upsert(table: Table, row: Row) -> Insert:
    statement = upsert(table).values(row)
    key = list(table.primary_key.columns)
    return statement.on_conflict_do_update(index_elements=key, set_=row)


def _parents(named: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    made: dict[str, list[Row]] = defaultdict(list)
    for name in reversed(TABLES):
        for row in [*made[name], *named.get(name, ())]:
            for key in _single_keys(TABLES[name]):
                parent, value = key.column.table, row.get(key.parent.name)
                known = (*made[parent.fullname], *named.get(parent.fullname, ()))
                if value is not None and all(one[key.column.name] != value for one in known):
                    shared = {
                        one: row[one] for one in SHARED.intersection(parent.columns.keys(), row)
                    }
                    own = {key.column.name: value}
                    made[parent.fullname].insert(0, _filled(parent, {**shared, **own}))
    return made


def _single_keys(table: Table) -> list[ForeignKey]:
    return [
        key for key in table.foreign_keys if key.constraint and len(key.constraint.columns) == 1
    ]


def _filled(table: Table, row: Row) -> Row:
    filled = {**DEFAULTS.get(table.fullname, {}), **row}
    if table.fullname in {"core.statements", *EVENTS}:
        _name_statement(filled)
    if table.fullname == "ledger.deliveries":
        filled.setdefault("night", filled["business_date"])
    for column in table.columns:
        if column.name not in filled and not column.nullable and column.server_default is None:
            filled[column.name] = next(
                value for kind, value in PLAIN if isinstance(column.type, kind)
            )
    return filled


def _name_statement(row: Row) -> None:
    """Its delivery and row, where the case does not care: one of each a source and date."""
    row.setdefault("delivery_id", f"{row['source']} {row['business_date']}")
    row.setdefault("row_key", f"{row['source']} {row.get('item_id') or row['event_id']}")
    row.setdefault("record_id", f"r{next(_numbers)}")
