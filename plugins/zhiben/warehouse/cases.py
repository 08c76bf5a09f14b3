"""Cases of quarantine: rows that were refused, however often they came, and what became of each.

``ledger.quarantine`` lists every time a row was refused; a case is one row with one state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from zhiben.masking import mask_text

MACHINE = "machine"

_SIGHTED = text(
    """
    INSERT INTO ledger.quarantine_cases AS c (
        quarantine_id, source, row_hash, part, first_seen, last_seen, times_seen, open_since
    )
    SELECT quarantine_id, :source, row_hash, part, :day, :day, 1, :day
    FROM UNNEST(CAST(:ids AS text[]), CAST(:hashes AS text[]), CAST(:parts AS integer[]))
        AS sighted (quarantine_id, row_hash, part)
    ON CONFLICT (quarantine_id) DO UPDATE SET
        row_hash = excluded.row_hash,
        open_since = CASE
            WHEN c.open_since = c.first_seen THEN LEAST(c.open_since, excluded.open_since)
            ELSE c.open_since
        END,
        first_seen = LEAST(c.first_seen, excluded.first_seen),
        last_seen = GREATEST(c.last_seen, excluded.last_seen),
        missing_since = CASE WHEN c.missing_since > excluded.last_seen THEN c.missing_since END,
        times_seen = c.times_seen + 1
    """
)
_REOPENED = text(
    """
    UPDATE ledger.quarantine_cases AS c SET
        status = 'open', open_since = :day, closed_at = NULL, closed_by = NULL, closed_how = NULL,
        closing_delivery_id = NULL, closing_record_id = NULL, correction = NULL
    FROM ledger.deliveries AS d
    WHERE c.quarantine_id = ANY(:ids) AND c.status = 'replayed' AND c.closed_at < :taken_at
    AND d.delivery_id = c.closing_delivery_id
    AND (d.business_date < :day OR c.closed_how <> 'later_delivery')
    """
)
_SEEN_AGAIN = text(
    """
    UPDATE ledger.quarantine_cases AS c SET
        last_seen = GREATEST(c.last_seen, :day),
        missing_since = CASE WHEN c.missing_since > :day THEN c.missing_since END,
        times_seen = c.times_seen + 1
    WHERE c.quarantine_id IN (
        SELECT q.quarantine_id
        FROM ledger.quarantine AS q
        INNER JOIN ledger.deliveries AS d ON q.delivery_id = d.delivery_id
        WHERE d.source = :source AND d.sha256 = :sha256 AND NOT q.is_loaded
    )
    AND c.status <> 'replayed'
    """
)
_GONE = text(
    """
    UPDATE ledger.quarantine_cases SET missing_since = :day
    WHERE source = :source AND status = 'open' AND missing_since IS NULL AND last_seen < :day
    AND NOT EXISTS (
        SELECT 1 FROM ledger.deliveries AS d
        WHERE d.source = :source AND d.business_date >= :day AND d.delivery_id <> ALL(:ids)
        AND d.status IN ('loaded', 'partial', 'unchanged')
    )
    """
)
_OPEN = text(
    """
    SELECT DISTINCT ON (c.quarantine_id)
        c.quarantine_id, c.part, c.open_since, c.last_seen, q.raw, q.source_key, q.reasons
    FROM ledger.quarantine_cases AS c
    INNER JOIN ledger.quarantine AS q ON c.quarantine_id = q.quarantine_id
    INNER JOIN ledger.deliveries AS d ON q.delivery_id = d.delivery_id
    WHERE c.source = :source AND c.status = 'open' AND c.last_seen <= :day
    ORDER BY c.quarantine_id, d.business_date DESC, d.night DESC,
    d.load_number DESC
    """
)
_CLOSED = text(
    """
    UPDATE ledger.quarantine_cases SET
        status = :status, closed_at = NOW(), closed_by = :by, closed_how = :how,
        closing_delivery_id = :delivery_id, closing_record_id = :record_id, why = :why,
        correction = :correction, row_hash = COALESCE(:row_hash, row_hash)
    WHERE quarantine_id = :id AND status = 'open'
    """
).bindparams(bindparam("correction", type_=JSONB(none_as_null=True)))
_CORRECTIONS = text(
    """
    SELECT quarantine_id, row_hash, part, correction FROM ledger.quarantine_cases
    WHERE source = :source AND correction IS NOT NULL AND row_hash <> ''
    ORDER BY quarantine_id
    """
)


@dataclass(frozen=True)
class OpenCase:
    """A case nobody has closed: the row as last received, and the fields it was refused for."""

    quarantine_id: str
    part: int
    open_since: date
    last_seen: date
    raw: Mapping[str, str]
    source_key: str | None
    broken: tuple[tuple[str, str], ...]  # rule and field of each reason


@dataclass(frozen=True)
class Correction:
    """What a person wrote into cells of a refused row: heading → text."""

    quarantine_id: str
    row_hash: str
    part: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Closing:
    """How a case ends, and the record it enters with where it does."""

    quarantine_id: str
    how: str
    by: str
    delivery_id: str | None = None
    record_id: str | None = None
    why: str | None = None
    correction: Mapping[str, str] | None = None
    row_hash: str | None = None


def note_sightings(
    connection: Connection,
    source: str,
    day: date,
    refused: Sequence[tuple[str, str, int]],
    taken_at: datetime,
) -> None:
    """Note that a delivery of ``day`` held these rows (case, hash of the row, part).

    One that was mended before and is bad again is open again, unless it was mended after
    ``taken_at``, when the delivery was judged.
    """
    if not refused:
        return
    ids, hashes, parts = (list(column) for column in zip(*refused, strict=True))
    values = {"source": source, "day": day, "ids": ids, "hashes": hashes, "parts": parts}
    connection.execute(_SIGHTED, values)
    connection.execute(_REOPENED, {"day": day, "ids": ids, "taken_at": taken_at})


def note_seen_again(connection: Connection, source: str, day: date, sha256: str) -> None:
    """Note that a file came again unchanged, and with it every row that was refused of it."""
    connection.execute(_SEEN_AGAIN, {"source": source, "day": day, "sha256": sha256})


def note_gone(connection: Connection, source: str, day: date, ids: Sequence[str]) -> None:
    """Mark the open cases that the source's newest full ledger, deliveries ``ids``, does not list.

    Where another delivery of ``day`` was loaded before, nothing is marked.
    """
    connection.execute(_GONE, {"source": source, "day": day, "ids": list(ids)})


def open_cases(connection: Connection, source: str, day: date) -> list[OpenCase]:
    """Open cases of ``source`` that were last seen on ``day`` or before it."""
    rows = connection.execute(_OPEN, {"source": source, "day": day})
    return [
        OpenCase(
            row.quarantine_id,
            row.part,
            row.open_since,
            row.last_seen,
            row.raw,
            row.source_key,
            tuple((reason["rule"], reason["column_name"]) for reason in row.reasons),
        )
        for row in rows
    ]


def close(connection: Connection, closings: Iterable[Closing]) -> None:
    """Close cases that are open."""
    rows: list[dict[str, Any]] = [
        {
            "id": one.quarantine_id,
            "status": "waived" if one.how == "waived" else "replayed",
            "by": one.by,
            "how": one.how,
            "delivery_id": one.delivery_id,
            "record_id": one.record_id,
            "why": one.why and mask_text(one.why),
            "correction": dict(one.correction) if one.correction is not None else None,
            "row_hash": one.row_hash,
        }
        for one in closings
    ]
    if rows:
        connection.execute(_CLOSED, rows)


def corrections(connection: Connection, source: str) -> list[Correction]:
    """What people corrected in rows of ``source``, to be applied whenever they are judged anew."""
    rows = connection.execute(_CORRECTIONS, {"source": source})
    return [Correction(row.quarantine_id, row.row_hash, row.part, row.correction) for row in rows]
