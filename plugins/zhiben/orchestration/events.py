"""Loads inspections, accidents, disasters and tasks: recognised, written, and marked where gone."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from zhiben.matching import (
    EventBook,
    NamedRow,
    Recognised,
    Resolution,
    RowId,
    Telling,
    recognise_day,
)
from zhiben.normalizing import text_key
from zhiben.records import KINDS, FieldType, RecordKind, unread_column
from zhiben.warehouse import events
from zhiben.warehouse.showing import note_people

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from zhiben.orchestration.outcome import Outcome
    from zhiben.warehouse.replays import Entered

_PLACES = ("county", "town")
_EVERYWHERE = "-"  # of a place that a row does not say: all of the unit above it
_LONGEST_PART = 60

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Sent:
    """A delivery of events: its outcome, its records, and the hashes of rows it lists as before."""

    outcome: Outcome
    records: Sequence[dict[str, Any]]
    listed: Sequence[str]

    @property
    def kind(self) -> RecordKind:
        """The kind of its records."""
        return KINDS[self.outcome.kind]


@dataclass
class Day:
    """What became of a day's records, by delivery and record; rows that were missing before."""

    placed: defaultdict[str, dict[str, Recognised]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    books: dict[str, EventBook] = field(default_factory=dict)
    missing: set[RowId] = field(default_factory=set)


def named_rows(outcome: Outcome, records: Sequence[Record]) -> list[NamedRow]:
    """The records that name an enterprise, as far as they do."""
    if not KINDS[outcome.kind].has("enterprise_name"):
        return []
    return [
        NamedRow(
            birth=birth_of(outcome, record["record_id"]),
            county_code=record["county"],
            enterprise_name=record["enterprise_name"],
            name_key=record["name_key"],
            uscc=record["uscc"],
            town=record["town"],
            typed_code=record[unread_column("uscc")],
        )
        for record in records
        if record["enterprise_name"] or record["uscc"]
    ]


def birth_of(outcome: Outcome, record_id: str) -> str:
    """Names a row for all time; sorts as the file does."""
    file, sheet, row, part = record_id.rsplit("|", 3)
    return (
        f"{outcome.source}|{outcome.business_date}|{outcome.sha256}|"
        f"{file}|{sheet}|{int(row):09d}|{int(part):04d}"
    )


def recognise(
    connection: Connection,
    sent: Sequence[Sent],
    resolved: Mapping[str, Resolution],
    full: Collection[str],
    beside: Callable[[RecordKind, EventBook], Collection[RowId]] = lambda _kind, _book: (),
    newer: Mapping[str, date] | None = None,
) -> Day:
    """What the deliveries of one business date tell, in their order; nothing is written.

    ``full`` are sources whose whole ledger of the day was read, ``beside`` rows that stood beside
    those of ``sent`` and cannot be meant by them, ``newer`` the next ledger of a source where that
    was loaded before.
    """
    day = Day()
    for kind, group in _by_kind(sent):
        told = [
            one
            for each in group
            for one in sorted(tellings_of(kind, each, resolved), key=lambda one: one.birth)
        ]
        listed: defaultdict[str, list[str]] = defaultdict(list)
        for each in group:
            listed[each.outcome.source] += filter(None, each.listed)
        own = {each.outcome.source for each in group} & set(full)
        every = [row_hash for hashes in listed.values() for row_hash in hashes]
        book = events.open_events(connection, kind, told, own, every)
        day.missing |= events.rows_missing(book)
        for one in recognise_day(book, told, listed, own, beside(kind, book), newer):
            day.placed[one.telling.delivery_id][one.telling.record_id] = one
        day.books[kind.name] = book
    return day


def write(
    connection: Connection, day: Day, sent: Sequence[Sent], resolved: Mapping[str, Resolution]
) -> None:
    """Write what was recognised; the deliveries and enterprises must be there."""
    for kind, group in _by_kind(sent):
        events.write_event_rows(connection, kind, day.books[kind.name])
        for each in group:
            _write_told(connection, kind, each, day.placed[each.outcome.delivery_id], resolved)


@dataclass(frozen=True)
class Entry:
    """A record that enters its delivery later, and since when its source lists it no more."""

    outcome: Outcome
    record: dict[str, Any]
    missing_since: date | None


def enter_events(
    connection: Connection,
    entries: Sequence[Entry],
    resolved: Mapping[str, Resolution],
    entered: Mapping[str, Entered],
) -> None:
    """Recognise and write records of one business date; ``entered`` counts them by delivery."""
    records: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in entries:
        records[one.outcome.delivery_id].append(one.record)
    outcomes = {one.outcome.delivery_id: one.outcome for one in entries}
    sent = [Sent(outcome, records[delivery], ()) for delivery, outcome in outcomes.items()]
    stood = partial(_beside, connection, [*outcomes.values()])
    day = recognise(connection, sent, resolved, full=(), beside=stood)
    for one in entries:
        placed = day.placed[one.outcome.delivery_id][one.record["record_id"]]
        book = day.books[one.outcome.kind]
        row = book.rows[placed.telling.source, placed.row_key]
        if one.missing_since is not None and row.changed_by == one.outcome.delivery_id:
            book.put(replace(row, missing_since=one.missing_since))
        counts = entered[one.outcome.delivery_id]
        counts.records += 1
        counts.is_news |= placed.is_change
        counts.items[placed.relation.value if placed.is_change else "unchanged"] += 1
    write(connection, day, sent, resolved)


def _beside(
    connection: Connection, outcomes: Sequence[Outcome], kind: RecordKind, book: EventBook
) -> set[RowId]:
    """Rows that stood beside those that are entered."""
    return {
        row_id
        for one in outcomes
        if one.kind == kind.name
        for row_id in events.rows_said(
            connection, kind, book, one.source, one.business_date, one.delivery_id, one.is_full
        )
    }


def tellings_of(
    kind: RecordKind, sent: Sent, resolved: Mapping[str, Resolution]
) -> Iterator[Telling]:
    """The records of a delivery as their recognition sees them."""
    outcome = sent.outcome
    for record in sent.records:
        birth = birth_of(outcome, record["record_id"])
        yield Telling(
            record_id=record["record_id"],
            delivery_id=outcome.delivery_id,
            birth=birth,
            source=outcome.source,
            business_date=outcome.business_date,
            source_key=record["source_key"],
            identity=identity_of(kind, record, _enterprise(resolved, birth)),
            row_hash=record["row_hash"],
            state_hash=record["state_hash"],
            reading_fingerprint=outcome.reading_fingerprint,
        )


def identity_of(kind: RecordKind, record: Record, enterprise_id: str | None) -> tuple[str, ...]:
    """What tells the thing from others of its kind: texts without what people vary in them.

    Where no enterprise is named, the place stands for it.
    """
    return tuple(_part(kind, name, record, enterprise_id) for name in kind.identity)


def _part(kind: RecordKind, name: str, record: Record, enterprise_id: str | None) -> str:
    value = record[name]
    if kind.field(name).type is FieldType.NAME:
        said = (record[place] or "" for place in (*_PLACES, "address"))
        return enterprise_id or _short("/".join(map(text_key, said)))
    if name in _PLACES:
        return str(value or _EVERYWHERE)
    if isinstance(value, date):
        return value.isoformat()
    return _short(text_key(value or ""))


def _short(key: str) -> str:
    if len(key) <= _LONGEST_PART:
        return key
    return key[:_LONGEST_PART] + hashlib.blake2b(key.encode(), digest_size=8).hexdigest()


def _write_told(
    connection: Connection,
    kind: RecordKind,
    sent: Sent,
    placed: Mapping[str, Recognised],
    resolved: Mapping[str, Resolution],
) -> None:
    """Keep the records that say something new, each as a version, with what resolving doubted."""
    told = []
    for record in sent.records:
        one = placed[record["record_id"]]
        found = resolved.get(one.telling.birth)
        if one.is_change:
            flags = [*record["flags"], *(found.flags if found else ())]
            told.append((record | {"flags": flags}, one, found.enterprise_id if found else None))
    events.write_resumed(connection, kind, [one for _, one, _ in told])
    people = note_people(connection, sent.outcome.source, kind, sent.records)
    events.write_events(connection, kind, told, sent.outcome.authority, people)


def _enterprise(resolved: Mapping[str, Resolution], birth: str) -> str | None:
    found = resolved.get(birth)
    return found.enterprise_id if found else None


def _by_kind(sent: Sequence[Sent]) -> Iterator[tuple[RecordKind, list[Sent]]]:
    for name, kind in KINDS.items():
        if group := [one for one in sent if one.outcome.kind == name]:
            yield kind, group
