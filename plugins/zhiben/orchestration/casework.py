"""Keeps the cases of quarantine while a day is loaded: seen, seen again, gone, mended by itself."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from zhiben.matching import (
    BadRow,
    Book,
    GoodRow,
    Headings,
    Link,
    Recognised,
    Relation,
    RowId,
    pair_corrected,
)
from zhiben.orchestration.outcome import Outcome
from zhiben.records import KINDS, FieldType, RecordKind
from zhiben.validating import fields_concerned
from zhiben.warehouse import cases

Placed = Link | Recognised
Told = Sequence[tuple[Outcome, Sequence[tuple[dict[str, Any], Placed]]]]


def note_refusals(connection: Connection, outcome: Outcome, taken_at: datetime) -> None:
    """Note the rows that a delivery was refused, or sent again in a file without a change.

    ``taken_at`` is when it was judged: what people put right since stays right.
    """
    if outcome.status == "unchanged":
        cases.note_seen_again(connection, outcome.source, outcome.business_date, outcome.sha256)
    refused = [(one.quarantine_id, one.row_hash, one.part) for one in outcome.refused]
    cases.note_sightings(connection, outcome.source, outcome.business_date, refused, taken_at)


def rows_missing(book: Book) -> frozenset[RowId]:
    """Rows that their source listed no more when the day began: what comes back may be mended."""
    return frozenset(row_id for row_id, row in book.rows.items() if row.missing_since is not None)


def close_corrected(
    connection: Connection,
    source: str,
    told: Told,
    missing: Collection[RowId],
    standing: Sequence[Outcome],
) -> None:
    """Close the open cases of ``source`` whose corrected row a day's deliveries brought.

    ``told`` are those deliveries, each with its accepted records and what became of them; what one
    of ``standing`` refuses is as wrong as it was.
    """
    good = [row for outcome, links in told for row in _good_rows(outcome, links, missing)]
    if not good:
        return
    kind = KINDS[told[0][0].kind]
    fields = {
        heading: profile.fills
        for outcome, _ in told
        for heading, profile in outcome.columns.items()
        if profile.fills
    }
    day = told[0][0].business_date
    listed = {one.quarantine_id for outcome in standing for one in outcome.refused}
    is_repeated = any(outcome.status == "unchanged" for outcome, _ in told)
    bad = [
        _bad_row(case, fields, kind)
        for case in cases.open_cases(connection, source, day)
        if case.quarantine_id not in listed
        and not (is_repeated and case.last_seen == day)  # a file sent again tells no rows
    ]
    idle = frozenset(one for outcome, _ in told for one in outcome.serial)
    pairs = pair_corrected(bad, good, _headings(fields, kind, idle))
    cases.close(connection, (_closing(one, row) for one, row in pairs))


def _closing(bad: BadRow, good: GoodRow) -> cases.Closing:
    return cases.Closing(
        quarantine_id=bad.quarantine_id,
        how="later_delivery",
        by=cases.MACHINE,
        delivery_id=good.delivery_id,
        record_id=good.record_id,
    )


def _good_rows(
    outcome: Outcome,
    links: Iterable[tuple[dict[str, Any], Placed]],
    missing: Collection[RowId],
) -> Iterable[GoodRow]:
    """Accepted rows that did not stand beside the refused ones on an earlier night."""
    for record, link in links:
        is_fresh = link.relation is not Relation.UPDATE
        came_back = (outcome.source, link.row_key) in missing or not outcome.is_full
        if is_fresh or came_back:
            yield GoodRow(
                outcome.delivery_id,
                record["record_id"],
                record["source_key"],
                record["part"],
                json.loads(record["raw"]),
            )


def _bad_row(case: cases.OpenCase, fields: Mapping[str, str], kind: RecordKind) -> BadRow:
    broken = {name for rule, field in case.broken for name in fields_concerned(kind, rule, field)}
    in_question = frozenset(heading for heading, field in fields.items() if field in broken)
    seen = (case.open_since, case.last_seen)
    return BadRow(case.quarantine_id, case.source_key, case.part, case.raw, in_question, seen)


def _headings(fields: Mapping[str, str], kind: RecordKind, idle: frozenset[str]) -> Headings:
    names = {one.name for one in kind.of_type(FieldType.NAME, FieldType.CODE)}
    dates = {one.name for one in kind.of_type(FieldType.DATE)}
    finding = {one.name for one in kind.fields if one.finding} - dates - {*kind.progress}
    telling = (finding | {"site", "check_item"}) - {kind.text}

    def of(wanted: Collection[str | None]) -> frozenset[str]:
        return frozenset(heading for heading, field in fields.items() if field in wanted)

    words = {kind.text} if kind.text else {*kind.identity} - dates - names
    fixed = {kind.happened, "site", "check_item"}
    return Headings(idle, of(kind.progress), of(names), of(words), of(telling), of(fixed))
