"""What a replay reads of the quarantine, and how its rows move from quarantined to loaded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, text

from zhiben.matching import Book, RowId

_NAMED = 5  # deliveries named in the cause of a revision; of more, their number

_KNOWN = text(
    """
    SELECT * FROM (
        SELECT DISTINCT ON (c.quarantine_id)
            c.quarantine_id, c.source, c.part, c.row_hash, c.status, c.first_seen, c.last_seen,
            c.times_seen, c.missing_since, c.closed_at, c.closed_by, c.closed_how, c.why,
            q.record_id, q.file_name, q.sheet, q.row_number, q.reasons, q.raw,
            d.delivery_id, d.business_date, d.night, d.county_code, d.sha256, d.file_stamp,
            d.file_name AS delivered_as
        FROM ledger.quarantine_cases AS c
        INNER JOIN ledger.quarantine AS q ON c.quarantine_id = q.quarantine_id
        INNER JOIN ledger.deliveries AS d ON q.delivery_id = d.delivery_id
        WHERE (:every_id OR c.quarantine_id = ANY(:ids))
        AND (:every_source OR c.source = ANY(:sources))
        AND (:every_status OR c.status = :status)
        ORDER BY
            c.quarantine_id, (NOT q.is_loaded AND d.business_date >= c.open_since) DESC,
            d.business_date, d.night, q.delivery_id, q.record_id
    ) AS known
    WHERE :every_rule
    OR reasons @> JSONB_BUILD_ARRAY(JSONB_BUILD_OBJECT('rule', CAST(:rule AS text)))
    ORDER BY source, business_date, delivered_as, file_name, sheet, row_number, part, quarantine_id
    """
)
_LISTED = text(
    """
    SELECT DISTINCT row_key FROM core.statements
    WHERE source = :source AND row_key = ANY(:row_keys)
    AND (delivery_id = :delivery_id OR (:is_full AND business_date <= :day))
    """
)
_SIGHTINGS = text(
    """
    UPDATE ledger.quarantine AS q SET is_loaded = TRUE
    FROM ledger.quarantine_cases AS c, ledger.deliveries AS d
    WHERE q.quarantine_id = ANY(:ids) AND NOT q.is_loaded
    AND c.quarantine_id = q.quarantine_id AND d.delivery_id = q.delivery_id
    AND d.business_date >= c.open_since
    RETURNING q.delivery_id, q.file_name, q.sheet, q.row_number
    """
)
_ROWS = text(
    """
    UPDATE ledger.rows AS r SET outcome = 'loaded', reason = NULL
    FROM UNNEST(
        CAST(:deliveries AS text[]), CAST(:files AS text[]), CAST(:sheets AS text[]),
        CAST(:numbers AS integer[])
    ) AS s (delivery_id, file_name, sheet, row_number)
    WHERE r.delivery_id = s.delivery_id AND r.file_name = s.file_name AND r.sheet = s.sheet
    AND r.row_number = s.row_number AND r.outcome = 'quarantined'
    RETURNING r.delivery_id
    """
)
_COUNTS = text(
    """
    UPDATE ledger.deliveries AS d SET
        rows_loaded = rows_loaded + :rows, rows_quarantined = rows_quarantined - :rows,
        items_new = items_new + :new, items_updated = items_updated + :update,
        items_duplicate = items_duplicate + :duplicate,
        items_unchanged = items_unchanged + :unchanged,
        is_replayed = is_replayed OR (is_published AND :is_news),
        is_published = is_published AND NOT :is_news,
        status = CASE
            WHEN status = 'partial' AND NOT EXISTS (
                SELECT 1 FROM ledger.quarantine AS q
                WHERE q.delivery_id = d.delivery_id AND NOT q.is_loaded
            ) THEN 'loaded'
            ELSE status
        END
    WHERE delivery_id = :id
    """
)
_OUTDATED = text(
    """
    UPDATE mart.nights SET outdated_by = CONCAT_WS('; ', outdated_by, CAST(:words AS text))
    WHERE night = :night
    """
)


@dataclass(frozen=True)
class KnownCase:
    """A case with the row it is replayed from: its first sighting that is not loaded."""

    quarantine_id: str
    source: str
    part: int
    row_hash: str
    status: str
    first_seen: date
    last_seen: date
    times_seen: int
    missing_since: date | None
    closed_at: datetime | None
    closed_by: str | None
    closed_how: str | None
    why: str | None
    record_id: str
    file_name: str
    sheet: str
    row_number: int
    reasons: list[dict[str, str]]
    raw: dict[str, str]
    delivery_id: str
    business_date: date
    night: date
    county_code: str
    sha256: str
    file_stamp: str
    delivered_as: str


@dataclass(frozen=True)
class Wish:
    """Which cases are meant; what is left empty means all."""

    ids: Collection[str] = ()
    sources: Collection[str] = ()
    status: str = ""
    rule: str = ""


@dataclass
class Entered:
    """What entered a delivery: counts of its items by relation, and whether any of it is news."""

    items: Counter[str] = field(default_factory=Counter)
    records: int = 0
    is_news: bool = False


def known_cases(connection: Connection, wish: Wish) -> list[KnownCase]:
    """The cases that are meant, in the order of sources, days and rows."""
    values = {
        "every_id": not wish.ids,
        "ids": sorted(wish.ids),
        "every_source": not wish.sources,
        "sources": sorted(wish.sources),
        "every_status": not wish.status,
        "status": wish.status,
        "every_rule": not wish.rule,
        "rule": wish.rule,
    }
    return [KnownCase(**row) for row in connection.execute(_KNOWN, values).mappings()]


def rows_beside(
    connection: Connection, book: Book, source: str, day: date, delivery_id: str, is_full: bool
) -> set[RowId]:
    """Rows of ``book`` that stood in a delivery of ``day`` beside the ones to replay.

    A full ledger lists whatever was said by then and was not missing.
    """
    there = {
        row.row_key: row
        for row in book.rows.values()
        if row.source == source and (row.missing_since is None or row.missing_since > day)
    }
    values = {
        "source": source,
        "row_keys": sorted(there),
        "delivery_id": delivery_id,
        "is_full": is_full,
        "day": day,
    }
    return {(source, row_key) for row_key in connection.execute(_LISTED, values).scalars()}


def move_to_loaded(
    connection: Connection, ids: Collection[str], entered: Mapping[str, Entered]
) -> None:
    """Count the rows of these cases as loaded, in every delivery that held them.

    ``entered`` says what entered the deliveries they are replayed into.
    """
    seen = connection.execute(_SIGHTINGS, {"ids": sorted(ids)}).tuples().all()
    names = ("deliveries", "files", "sheets", "numbers")
    places = zip(names, map(list, zip(*sorted(set(seen)), strict=True)), strict=True)
    moved = Counter(connection.execute(_ROWS, dict(places)).scalars())
    sightings = Counter(delivery_id for delivery_id, *_ in seen)
    counts = [
        _counts(one, moved[one], times, entered.get(one, Entered()))
        for one, times in sightings.items()
    ]
    connection.execute(_COUNTS, counts)


def _counts(delivery_id: str, rows: int, sightings: int, entered: Entered) -> dict[str, Any]:
    relations = {name: entered.items[name] for name in ("new", "update", "duplicate")}
    repeated = sightings - entered.records
    return {
        "id": delivery_id,
        "rows": rows,
        "is_news": entered.is_news,
        "unchanged": entered.items["unchanged"] + repeated,
        **relations,
    }


def outdate_nights(
    connection: Connection, news: Sequence[tuple[date, str]], cause: str
) -> list[date]:
    """Mark the published nights that ``news`` (first night it concerns, what it is) outdates.

    ``cause`` says what brought the news and who. Gives back every night that is outdated then,
    whatever by.
    """
    if news:
        since = min(night for night, _ in news)
        query = text("SELECT night FROM mart.nights WHERE night >= :since")
        for night in connection.execute(query, {"since": since}).scalars().all():
            told = [words for since_night, words in news if since_night <= night]
            words = f"{cause}: {_listed(told)}"
            connection.execute(_OUTDATED, {"night": night, "words": words})
    return outdated_nights(connection)


def outdated_nights(connection: Connection) -> list[date]:
    """Published nights that wait to be built again, in order."""
    query = "SELECT night FROM mart.nights WHERE outdated_by IS NOT NULL ORDER BY night"
    return list(connection.execute(text(query)).scalars())


def _listed(words: Iterable[str]) -> str:
    told = sorted(words)
    more = f" and {len(told) - _NAMED} more" if len(told) > _NAMED else ""
    return ", ".join(told[:_NAMED]) + more
