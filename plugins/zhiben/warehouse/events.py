"""Reads and writes events: what is known of a day's tellings, and what they add to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import Connection, or_, select, text

from zhiben.matching import EventBook, EventRow, Recognised, RowId, Telling, joined
from zhiben.records import RecordKind
from zhiben.warehouse.events_schema import EVENT_ROW, event_rows, events
from zhiben.warehouse.loading import copy, merge
from zhiben.warehouse.showing import People, shown

_ROWS = text(
    f"""
    SELECT {", ".join(column.name for column in EVENT_ROW)} FROM core.event_rows
    WHERE kind = :kind AND (
        identity = ANY(:identities)
        OR (source = ANY(:sources) AND source_key = ANY(:keys))
        OR (source = ANY(:full) AND missing_since IS NULL AND row_hash <> ALL(:listed))
    )
    ORDER BY source, row_key
    """  # noqa: S608 - names of columns
)
_RESUMED = ("delivery_id", "record_id", "business_date", "relation")
_PLACE = ("file_name", "sheet", "row_number", "raw")


def open_events(
    connection: Connection,
    kind: RecordKind,
    tellings: Sequence[Telling],
    full: Collection[str],
    listed: Iterable[str],
) -> EventBook:
    """A book of the rows that may be meant: of the same key or identity, or listed no more."""
    values = {
        "kind": kind.name,
        "identities": sorted({joined(one.identity) for one in tellings}),
        "sources": sorted({one.source for one in tellings}),
        "keys": sorted({one.source_key for one in tellings if one.source_key}),
        "full": sorted(full),
        "listed": sorted(set(listed)),
    }
    book = EventBook()
    for row in connection.execute(_ROWS, values):
        book.learn(EventRow(*row))
    for row_id, day, state in _versions(connection, kind, list(book.rows)):
        book.note(row_id, day, state)
    return book


def write_events(
    connection: Connection,
    kind: RecordKind,
    told: Iterable[tuple[dict[str, Any], Recognised, str | None]],
    authority: int,
    people: People,
) -> None:
    """Keep what each record says as a version; with each the id of its enterprise, if any.

    ``people`` are known by name in its source: their names are not shown.
    """
    table = events[kind.name]
    names = (*_PLACE, *kind.names())
    columns = (
        "delivery_id", "record_id", "event_id", "source", "row_key", "business_date", "relation",
        "flags", "authority", "state_hash", *names, "hidden",
    )  # fmt: skip
    has_enterprise = "enterprise_id" in table.c
    rows = (
        (
            one.telling.delivery_id,
            one.telling.record_id,
            one.event_id,
            one.telling.source,
            one.row_key,
            one.telling.business_date,
            one.relation.value,
            [*record["flags"], *one.flags],
            authority,
            one.telling.state_hash,
            *(texts.get(name, record[name]) for name in names),
            hidden,
            *((enterprise_id,) if has_enterprise else ()),
        )
        for record, one, enterprise_id in told
        for texts, hidden in [shown(record, kind, people)]
    )
    copy(connection, table, (*columns, *(("enterprise_id",) if has_enterprise else ())), rows)


def write_resumed(connection: Connection, kind: RecordKind, told: Iterable[Recognised]) -> None:
    """Let what stood before a late word hold again from the day of the newer ledger on.

    It is that ledger's word, which was no version while it changed nothing.
    """
    table = events[kind.name]
    kept = [
        column.name
        for column in table.columns
        if column.computed is None and column.name not in _RESUMED
    ]
    listed, own = ", ".join(kept), ", ".join(f"said.{name}" for name in kept)
    query = text(
        f"""
        INSERT INTO core.{table.name} (delivery_id, record_id, business_date, relation, {listed})
        SELECT
            newer.delivery_id, said.record_id || '|again', newer.business_date, 'update', {own}
        FROM (
            SELECT told.* FROM core.{table.name} AS told
            INNER JOIN ledger.deliveries AS delivery USING (delivery_id)
            WHERE told.source = :of_source AND told.row_key = :row_key
            AND told.business_date < :day
            ORDER BY told.business_date DESC, delivery.night DESC, delivery.load_number DESC
            LIMIT 1
        ) AS said
        CROSS JOIN (
            SELECT delivery_id, business_date FROM ledger.deliveries
            WHERE source = :of_source AND business_date = :resumed_on
            AND status IN ('loaded', 'partial', 'unchanged')
            ORDER BY delivery_id LIMIT 1
        ) AS newer
        ON CONFLICT DO NOTHING
        """  # noqa: S608 - names of a table and its columns
    )
    values = [
        {
            "of_source": one.telling.source,
            "row_key": one.row_key,
            "day": one.telling.business_date,
            "resumed_on": one.resumed_on,
        }
        for one in told
        if one.resumed_on is not None
    ]
    if values:
        connection.execute(query, values)


def write_event_rows(connection: Connection, kind: RecordKind, book: EventBook) -> None:
    """Write the rows that a day changed."""
    names = tuple(each.name for each in fields(EventRow))
    changed = (book.rows[row_id] for row_id in book.changed)
    rows = ((kind.name, *(getattr(row, name) for name in names)) for row in changed)
    merge(connection, event_rows, ("kind", *names), rows)


def rows_missing(book: EventBook) -> frozenset[RowId]:
    """Rows that their source listed no more when the day began."""
    return frozenset(row_id for row_id, row in book.rows.items() if row.missing_since is not None)


def rows_said(
    connection: Connection,
    kind: RecordKind,
    book: EventBook,
    source: str,
    day: date,
    delivery_id: str,
    is_full: bool,
) -> set[RowId]:
    """Rows of ``book`` that stood in a delivery of ``day``, beside the ones to replay.

    A full ledger lists whatever was said by then and was not missing.
    """
    there = [
        row.row_key
        for row in book.rows.values()
        if row.source == source and (row.missing_since is None or row.missing_since > day)
    ]
    said = events[kind.name].c
    in_it = said.delivery_id == delivery_id
    stood = or_(in_it, said.business_date <= day) if is_full else in_it
    query = select(said.row_key).where(said.source == source, said.row_key.in_(there), stood)
    return {(source, row_key) for row_key in connection.execute(query.distinct()).scalars()}


def _versions(
    connection: Connection, kind: RecordKind, row_ids: Sequence[RowId]
) -> Iterable[tuple[RowId, date, str]]:
    """Every version of the rows: whose, when, and the state it told."""
    if not row_ids:
        return []
    sources, keys = (list(column) for column in zip(*row_ids, strict=True))
    query = text(
        f"""
        SELECT said.source, said.row_key, said.business_date, said.state_hash
        FROM UNNEST(CAST(:sources AS text[]), CAST(:keys AS text[])) AS r (source, row_key)
        INNER JOIN core.{events[kind.name].name} AS said USING (source, row_key)
        ORDER BY said.business_date, said.delivery_id
        """  # noqa: S608 - the name of a table
    )
    found = connection.execute(query, {"sources": sources, "keys": keys})
    return [((source, key), day, state) for source, key, day, state in found]
