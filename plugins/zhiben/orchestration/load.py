"""Loads a night: links every staged delivery's records and writes all of it in one transaction.

Deliveries are linked in the order of their business dates, so that the same files give the same
items whatever order the night's tasks ran in.
"""

from __future__ import annotations

import gc
import logging
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, select, text

from zhiben.matching import (
    Book,
    DayFile,
    Finding,
    Link,
    Named,
    NamedRow,
    Recognised,
    Relation,
    Resolution,
    Round,
    RowId,
    closing_day,
    link_files,
)
from zhiben.orchestration import events, timing
from zhiben.orchestration.casework import close_corrected, note_refusals, rows_missing
from zhiben.orchestration.events import birth_of, named_rows
from zhiben.orchestration.listed import note_listing
from zhiben.orchestration.meanings import told_of
from zhiben.orchestration.outcome import (
    Outcome,
    accepted_records,
    staged,
    staged_at,
    sweep,
    unchanged_hashes,
)
from zhiben.orchestration.quality import note_quality, settle_holds
from zhiben.orchestration.resolving import item_sense, open_resolved
from zhiben.orchestration.row_outcomes import row_outcomes, stated_totals
from zhiben.orchestration.second_look import join_sure
from zhiben.records import HAZARD, KINDS, unread_column
from zhiben.settings import Settings
from zhiben.warehouse import writing
from zhiben.warehouse.leads import write_leads
from zhiben.warehouse.ledger import newer_ledgers
from zhiben.warehouse.listing import Listing
from zhiben.warehouse.loading import analyze_grown
from zhiben.warehouse.schema import deliveries, drift
from zhiben.warehouse.showing import People, note_people
from zhiben.warehouse.totals import write_stated_totals

if TYPE_CHECKING:
    from zhiben.matching.scoring import ItemSense

log = logging.getLogger(__name__)
Placed = Link | Recognised
LOCK = 7_248_002  # advisory lock: one night is loaded at a time


@dataclass
class Loaded:
    """Counts of a loaded night."""

    deliveries: int = 0
    records: int = 0
    relations: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Staged:
    """A delivery with its accepted records and the hashes of the rows that did not change."""

    outcome: Outcome
    records: list[dict[str, Any]]
    findings: list[Finding]
    named: list[NamedRow]  # of other kinds
    unchanged: list[str]
    taken_at: datetime

    @property
    def sent(self) -> events.Sent:
        """The delivery as events are recognised in it."""
        return events.Sent(self.outcome, self.records, self.listed)

    @property
    def day_file(self) -> DayFile:
        """The delivery beside others of its source and day."""
        hashes = [*self.listed, *(one.row_hash for one in self.findings)]
        outcome = self.outcome
        listed = frozenset(filter(None, hashes))
        place = (outcome.delivery_id, outcome.source)
        return DayFile(*place, listed, self.findings, self.unchanged, outcome.replaced_by)

    @property
    def listed(self) -> list[str]:
        """Hashes of the rows it lists and does not state anew; a refused row is listed, too."""
        return [*self.unchanged, *(one.row_hash for one in self.outcome.refused)]


@contextmanager
def _collector_idle() -> Iterator[None]:
    """No search for cycles meanwhile: what a night reads lives until it is written.

    Looking through millions of such objects again and again took a sixth of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_collector_idle()
def load_night(settings: Settings, connection: Connection, night: date) -> Loaded:
    """Load whatever is staged for ``night`` and not in the warehouse yet.

    The caller holds the transaction: all of the night becomes true, or nothing.
    """
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    loaded = Loaded()
    with timing.stage("open"):
        fresh = [_open(settings, outcome) for outcome in _not_loaded(settings, connection, night)]
    days = [
        (day, list(group)) for day, group in groupby(fresh, lambda one: one.outcome.business_date)
    ]
    if days:
        findings = [[one for each in group for one in each.findings] for _, group in days]
        named = [[one for each in group for one in each.named] for _, group in days]
        both: list[list[Named]] = [
            [*one, *other] for one, other in zip(findings, named, strict=True)
        ]
        book, resolved = open_resolved(settings, connection, both)
        outcomes = [one.outcome for one in fresh]
        with item_sense(settings, connection, book, findings, outcomes) as sense:
            for day, group in days:
                _load_day(connection, book, resolved, sense, day, group, loaded)
        with timing.stage("analyze"):
            analyze_grown(connection)
    return loaded


def clear_staging(settings: Settings, night: date) -> None:
    """Remove what was staged for ``night`` after its transaction has ended."""
    sweep(settings.staging, night)


def _not_loaded(settings: Settings, connection: Connection, night: date) -> list[Outcome]:
    """Staged deliveries that are new, or were rejected or held before and are judged anew."""
    outcomes = list(staged(settings.staging, night))
    ids = [outcome.delivery_id for outcome in outcomes]
    query = select(deliveries.c.delivery_id, deliveries.c.status).where(
        deliveries.c.delivery_id.in_(ids)
    )
    known = {row.delivery_id: row.status for row in connection.execute(query)}
    retried = [one for one, status in known.items() if status in _AGAIN]
    for table in (drift, deliveries) if retried else ():
        connection.execute(delete(table).where(table.c.delivery_id.in_(retried)))
    return [one for one in outcomes if known.get(one.delivery_id) in {None, *_AGAIN}]


def _open(settings: Settings, outcome: Outcome) -> Staged:
    table = accepted_records(settings.staging, outcome)
    records = table.to_pylist() if table is not None else []
    is_hazard = outcome.kind == HAZARD.name
    return Staged(
        outcome,
        records,
        [finding_of(outcome, record) for record in records] if is_hazard else [],
        [] if is_hazard else named_rows(outcome, records),
        unchanged_hashes(settings.staging, outcome),
        staged_at(settings.staging, outcome),
    )


def finding_of(outcome: Outcome, record: dict[str, Any]) -> Finding:
    """An accepted record of a delivery as the linker sees it."""
    return Finding(
        record_id=record["record_id"],
        delivery_id=outcome.delivery_id,
        birth=birth_of(outcome, record["record_id"]),
        source=outcome.source,
        business_date=outcome.business_date,
        authority=outcome.authority,
        grace_days=outcome.grace_days,
        source_key=record["source_key"],
        part=record["part"],
        row_hash=record["row_hash"],
        state_hash=record["state_hash"],
        reading_fingerprint=outcome.reading_fingerprint,
        enterprise_name=record["enterprise_name"],
        name_key=record["name_key"],
        uscc=record["uscc"],
        county_code=record["county"],
        site_key=record["site_key"],
        text_key=record["text_key"],
        found_on=record["found_on"],
        status=record["status"],
        closed_on=closing_day(
            record["status"],
            outcome.verifies,
            record["rectified_on"],
            record["verified_on"],
            outcome.business_date,
        ),
        town=record["town"],
        typed_code=record[unread_column("uscc")],
        told=told_of(record),
        due_on=record["due_on"],
        rectified_on=record["rectified_on"],
    )


def _load_day(
    connection: Connection,
    book: Book,
    resolved: Mapping[str, Resolution],
    sense: ItemSense,
    day: date,
    group: list[Staged],
    loaded: Loaded,
) -> None:
    missing, full = rows_missing(book), _full_sources(group)
    newer = newer_ledgers(connection, full, day)
    with timing.stage("link"):
        files = [one.day_file for one in group if one.outcome.kind == HAZARD.name]
        links, heard = link_files(book, files, resolved, sense=sense, full=full, newer=newer)
    sent = [one.sent for one in group if one.outcome.kind != HAZARD.name]
    told = events.recognise(connection, sent, resolved, full, newer=newer)
    by_delivery: defaultdict[str, dict[str, Placed]] = defaultdict(dict)
    for delivery_id, placed in told.placed.items():
        by_delivery[delivery_id] = dict(placed)
    for link in links:
        by_delivery[link.finding.delivery_id][link.finding.record_id] = link
    with timing.stage("write"):
        _write_day(connection, book, group, by_delivery)
        events.write(connection, told, sent, resolved)
        _note_listing(connection, book, group, full)
        settle_holds(connection, [one.outcome for one in group])
        _close_cases(connection, group, by_delivery, missing | told.missing, heard)
    with timing.stage("link"):
        join_sure(connection, book, links, sense, group[0].outcome.night)
    relations = [one.relation.value for each in by_delivery.values() for one in each.values()]
    loaded.deliveries += len(group)
    loaded.records += len(relations)
    loaded.relations.update(relations)
    log.info("%s: %d deliveries, %d records", day, len(group), len(relations))


def _write_day(
    connection: Connection,
    book: Book,
    group: list[Staged],
    by_delivery: Mapping[str, dict[str, Placed]],
) -> None:
    writing.write_deliveries(
        connection, [_delivery_row(one, by_delivery[one.outcome.delivery_id]) for one in group]
    )
    writing.write_book(connection, book)
    for one in group:
        _write_details(connection, one, by_delivery[one.outcome.delivery_id])


def _delivery_row(one: Staged, links: dict[str, Placed]) -> dict[str, Any]:
    outcome = one.outcome
    accepted_rows = {_row_of(record["record_id"]) for record in one.records}
    refused_rows = {_row_of(refusal.record_id) for refusal in outcome.refused} - accepted_rows
    counts = Counter(
        link.relation.value if link.is_change else "unchanged" for link in links.values()
    )
    return {
        "delivery_id": outcome.delivery_id,
        "source": outcome.source,
        "kind": outcome.kind,
        "county_code": outcome.county_code,
        "business_date": outcome.business_date,
        "night": outcome.night,
        "file_name": outcome.file_name,
        "sha256": outcome.sha256,
        "file_stamp": outcome.file_stamp,
        "status": outcome.status,
        "is_late": outcome.business_date < outcome.night,
        "rows_received": outcome.rows_received,
        "rows_loaded": len(accepted_rows) + outcome.rows_unchanged,
        "rows_quarantined": len(refused_rows),
        "rows_skipped": len(outcome.skipped),
        "rows_unchanged": outcome.rows_unchanged,
        "items_new": counts[Relation.NEW],
        "items_updated": counts[Relation.UPDATE],
        "items_unchanged": counts["unchanged"] + outcome.items_unchanged,
        "items_duplicate": counts[Relation.DUPLICATE],
        "message": outcome.message,
        "reading_fingerprint": outcome.reading_fingerprint,
        "replaced_by": outcome.replaced_by,
    }


def _write_details(connection: Connection, one: Staged, placed: dict[str, Placed]) -> None:
    outcome = one.outcome
    people = note_people(connection, outcome.source, KINDS[outcome.kind], one.records)
    writing.write_rows(connection, outcome.delivery_id, row_outcomes(outcome, one.records), people)
    write_stated_totals(connection, outcome.delivery_id, stated_totals(outcome), people)
    note_refusals(connection, outcome, one.taken_at)
    names = {"delivery_id": outcome.delivery_id, "source": outcome.source}
    writing.write_quarantine(
        connection, (one.model_dump() | names for one in outcome.refused), people
    )
    changes = ((one.kind, one.column_name, one.message) for one in outcome.drift)
    writing.write_drift(connection, outcome.delivery_id, changes)
    writing.write_headings(connection, outcome.source, outcome.business_date, outcome.columns)
    _write_links(connection, one, placed, people)
    note_quality(connection, outcome)


def _write_links(
    connection: Connection, one: Staged, placed: dict[str, Placed], people: People
) -> None:
    """Keep what findings say, and why they are of their items."""
    outcome = one.outcome
    told = [
        (record, link)
        for record, link in _told(one, placed)
        if isinstance(link, Link) and link.is_change
    ]
    writing.write_statements(
        connection, told, authority=outcome.authority, verifies=outcome.verifies, people=people
    )
    write_leads(connection, told, people)
    writing.write_judgements(connection, [link for _, link in told], outcome.night)
    writing.write_pairs(connection, (link for _, link in told), outcome.night)


def _row_of(record_id: str) -> str:
    return record_id.rpartition("|")[0]


def _note_listing(
    connection: Connection, book: Book, group: list[Staged], full: Collection[str]
) -> None:
    """Mark rows that a ``full`` ledger of this day lists no more, or again."""
    for source, files in _by_source(group).items():
        if source in full:
            last = [one for one in files if one.outcome.replaced_by is None]
            outcomes = [one.outcome for one in last]
            ledger = Listing(
                source,
                outcomes[0].business_date,
                ids=[one.delivery_id for one in outcomes],
                listed=[row_hash for one in last for row_hash in one.listed],
                replaced=[one.outcome.delivery_id for one in files if one not in last],
            )
            note_listing(connection, book, ledger, outcomes)


def _full_sources(group: list[Staged]) -> set[str]:
    """Sources whose whole ledger of the day was read: what it does not name, it does not list."""
    return {
        source
        for source, files in _by_source(group).items()
        if all(one.outcome.status in _LISTING and one.outcome.is_full for one in files)
    }


def _close_cases(
    connection: Connection,
    group: list[Staged],
    by_delivery: Mapping[str, dict[str, Placed]],
    missing: frozenset[RowId],
    heard: Sequence[Round],
) -> None:
    """Close the cases that a source's deliveries of this day have mended.

    A file that corrects others mends what they refused; beside it stands what the rest refused.
    """
    for source, files in _by_source(group).items():
        outcomes = [one.outcome for one in files]
        told = [(one.outcome, _told(one, by_delivery[one.outcome.delivery_id])) for one in files]
        close_corrected(connection, source, told, missing, outcomes)
        for each in heard if len(files) > 1 else ():
            ids = {one.delivery_id for one in each.files}
            later = [one for one in told if one[0].delivery_id in ids]
            standing = [one for one in outcomes if one.delivery_id not in each.corrected]
            if later and each.corrected:
                close_corrected(connection, source, later, missing, standing)


def _told(one: Staged, placed: Mapping[str, Placed]) -> list[tuple[dict[str, Any], Placed]]:
    return [(record, placed[record["record_id"]]) for record in one.records]


def _by_source(group: list[Staged]) -> dict[str, list[Staged]]:
    by_source: defaultdict[str, list[Staged]] = defaultdict(list)
    for one in group:
        by_source[one.outcome.source].append(one)
    return by_source


_LISTING = frozenset({"loaded", "partial", "unchanged"})
_AGAIN = frozenset({"rejected", "held"})
