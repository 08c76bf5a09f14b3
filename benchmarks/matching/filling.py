"""Fills a warehouse with a city's history, as nights would have left it.

What linking reads is there row for row: enterprises with names, numbers and blocks, items, source
rows, and the statements behind them, one for the finding and one for its closing. Rows lie in the
order in which they would have come, not by enterprise. What linking never reads (the ledger of
rows, judgements, what is built of it all) is left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from benchmarks.matching.city import DEPARTMENTS, NIGHT, City, Firm, Said, firm
from benchmarks.matching.given import home_units
from sqlalchemy import Connection, Table, text

from zhiben.matching.mentions import organisation_code
from zhiben.matching.model import stable_id
from zhiben.normalizing import name_key, site_key, text_key
from zhiben.warehouse import schema
from zhiben.warehouse.loading import copy

AT_ONCE = 2_000  # firms
_ORDER = {"statements": "pk_statements", "source_rows": "ix_source_rows_changed_by"}


def fill(connection: Connection, city: City) -> None:
    """Write the history of ``city``; ``connection`` is a superuser's, for no key is checked."""
    connection.execute(text("SET session_replication_role = replica"))
    sizes = city.sizes()
    days: set[tuple[str, str, date]] = set()
    for start in range(0, city.firms, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, city.firms))
        firms = [firm(number, int(sizes[number])) for number in numbers]
        _write(connection, firms, days)
    copy(connection, schema.deliveries, *_deliveries(days))
    for table, index in _ORDER.items():
        connection.execute(text(f"CLUSTER core.{table} USING {index}"))
    connection.execute(text("CLUSTER core.items USING pk_items"))
    connection.execute(text("SET session_replication_role = origin"))


def source_of(county: str, department: int) -> str:
    """The name of a source."""
    return f"{county.lower()}-{department}"


def record_of(one: Firm, said: Said) -> dict[str, Any]:
    """The fields of a record, as it is kept."""
    return {
        "enterprise_name": one.name,
        "uscc": one.uscc,
        "county": one.county,
        "site": said.site or None,
        "description": said.description,
        "category": said.category or None,
        "level": said.level,
        "measure": said.measure,
        "department": DEPARTMENTS[said.department],
        "found_on": said.found_on,
        "status": "verified" if said.closed_on else "open",
        "verified_on": said.closed_on,
    }


def raw_of(record: dict[str, Any]) -> str:
    """What stood in the row, about as long as a ledger's."""
    return json.dumps(record, ensure_ascii=False, default=str)


def _write(connection: Connection, firms: list[Firm], days: set[tuple[str, str, date]]) -> None:
    units = home_units()
    tables: list[tuple[Table, Callable[[Firm], Iterable[dict[str, Any]]]]] = [
        (schema.enterprises, lambda one: [_enterprise(one)]),
        (schema.enterprise_names, lambda one: [_name(one, name_key(one.name, units))]),
        (schema.enterprise_numbers, _numbers),
        (schema.items, _items),
        (schema.source_rows, _source_rows),
        (schema.statements, _statements),
    ]
    for table, rows in tables:
        _copy(connection, table, (row for one in firms for row in rows(one)))
    for one in firms:
        for said in (said for item in one.items for said in item):
            source = source_of(one.county, said.department)
            days |= {(source, one.county, day) for day in _told_on(said)}


def _copy(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    every = list(rows)
    if every:
        copy(connection, table, tuple(every[0]), (tuple(row.values()) for row in every))


def _enterprise(one: Firm) -> dict[str, Any]:
    return {
        "enterprise_id": _id(one),
        "county_code": one.county,
        "enterprise_name": one.name,
        "uscc": one.uscc,
    }


def _name(one: Firm, key: str) -> dict[str, Any]:
    return {
        "enterprise_id": _id(one),
        "county_code": one.county,
        "name_key": key,
        "name": one.name,
        "is_doubtful": False,
    }


def _numbers(one: Firm) -> Iterator[dict[str, Any]]:
    if one.uscc:
        yield {"number": organisation_code(one.uscc), "enterprise_id": _id(one)}


def _id(one: Firm) -> str:
    return f"K{one.number}"


def _item_id(one: Firm, place: int) -> str:
    return stable_id("I", _id(one), str(place))


def _items(one: Firm) -> Iterator[dict[str, Any]]:
    for place, (first, *_) in enumerate(one.items):
        yield {
            "item_id": _item_id(one, place),
            "enterprise_id": _id(one),
            "site_key": site_key(first.site),
            "text_key": text_key(first.description),
        }


def _every(one: Firm) -> Iterator[tuple[str, str, Said]]:
    """Item, key of the row, and what it says."""
    for place, item in enumerate(one.items):
        for said in item:
            item_id = _item_id(one, place)
            yield item_id, stable_id("R", item_id, str(said.department)), said


def _source_rows(one: Firm) -> Iterator[dict[str, Any]]:
    for item_id, row_key, said in _every(one):
        source, newest = source_of(one.county, said.department), _told_on(said)[-1]
        record = record_of(one, said)
        words = (site_key(said.site), text_key(said.description), said.found_on.isoformat())
        yield {
            "source": source,
            "row_key": row_key,
            "item_id": item_id,
            "source_key": said.key,
            "part": 1,
            "content_key": f"{_id(one)}/{stable_id('', *words)}",
            "state_hash": row_key[-16:],
            "row_hash": row_key[:16],
            "reading_fingerprint": "f",
            "business_date": newest,
            "found_on": said.found_on,
            "status": "verified" if said.closed_on else "open",
            "closed_on": said.closed_on,
            "authority": 30,
            "missing_since": None,
            "changed_by": _delivery_id(source, newest),
            "site_key": words[0],
            "text_key": words[1],
            **{name: record.get(name) for name in schema.TOLD},
        }


def _statements(one: Firm) -> Iterator[dict[str, Any]]:
    for item_id, row_key, said in _every(one):
        source = source_of(one.county, said.department)
        for day in _told_on(said):
            record = record_of(
                one, said if day == said.closed_on else replace(said, closed_on=None)
            )
            yield {
                "delivery_id": _delivery_id(source, day),
                "record_id": f"台账.xlsx|检查|{row_key}|1",
                "item_id": item_id,
                "source": source,
                "row_key": row_key,
                "business_date": day,
                "file_name": "台账.xlsx",
                "sheet": "检查",
                "row_number": 1,
                "part": 1,
                "relation": "new" if day == said.found_on else "update",
                "match_probability": 1.0,
                "flags": [],
                "raw": raw_of(record),
                "authority": 30,
                "verifies": True,
                **record,
            }


def _told_on(said: Said) -> list[date]:
    """The days on which a source said anything of a row."""
    return [said.found_on, *([said.closed_on] if said.closed_on else [])]


def _delivery_id(source: str, day: date) -> str:
    return f"{day}-{source}"


def _deliveries(
    days: Iterable[tuple[str, str, date]],
) -> tuple[tuple[str, ...], Iterator[tuple[object, ...]]]:
    columns = (
        "delivery_id", "source", "county_code", "business_date", "night", "status", "is_late",
        "message",
    )  # fmt: skip
    rows = (
        (_delivery_id(source, day), source, county, day, min(day, NIGHT), "loaded", False, "")
        for source, county, day in sorted(days)
    )
    return columns, rows
