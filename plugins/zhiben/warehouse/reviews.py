"""What a reviewer reads: pairs of rows that wait or were decided, what both say, the history."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, text

from zhiben.matching import RowId
from zhiben.warehouse.agreement import Pair

Statement = Mapping[str, Any]  # its columns by name
STATUSES = ("open", "decided", "undone", "machine", "past")

# `open` waits for a person, `decided` by one and holds, `undone` was taken back, `machine` holds
# without a person having looked, `past` held once and was superseded.
_PAIRS = text(
    """
    SELECT * FROM (
        SELECT
            pair.judgement_id, pair.one_source, pair.one_row_key, pair.other_source,
            pair.other_row_key, pair.enterprise_id, pair.verdict, pair.rule, pair.score,
            pair.evidence, pair.model, pair.decided_by, pair.is_human, pair.why, pair.night,
            pair.decided_at, enterprise.enterprise_name, enterprise.county_code,
            unit.county_name,
            CASE
                WHEN pair.superseded_by IS NOT NULL AND pair.is_human AND undoing.rule = 'undone'
                    THEN 'undone'
                WHEN pair.superseded_by IS NOT NULL THEN 'past'
                WHEN pair.verdict = 'doubt' THEN 'open'
                WHEN pair.is_human THEN 'decided'
                ELSE 'machine'
            END AS status
        FROM core.pair_judgements AS pair
        INNER JOIN core.enterprises AS enterprise ON pair.enterprise_id = enterprise.enterprise_id
        LEFT JOIN core.units AS unit ON enterprise.county_code = unit.county_code
        LEFT JOIN core.pair_judgements AS undoing ON pair.superseded_by = undoing.judgement_id
        WHERE pair.rule <> 'undone'
        AND (:every_id OR pair.judgement_id = ANY(:ids))
        AND (
            :every_source OR pair.one_source = ANY(:sources) OR pair.other_source = ANY(:sources)
        )
        AND (:every_county OR enterprise.county_code = ANY(:counties))
    ) AS known
    WHERE :every_status OR status = :status
    ORDER BY status = 'open' DESC, CASE WHEN is_human THEN decided_at END DESC NULLS LAST,
    score DESC, judgement_id
    """
)
_OF_PAIR = text(
    """
    SELECT judgement_id, verdict, rule, score, model, decided_by, is_human, why, night, decided_at,
    superseded_by IS NULL AS holds
    FROM core.pair_judgements
    WHERE one_source = :one_source AND one_row_key = :one_row_key
    AND other_source = :other_source AND other_row_key = :other_row_key
    ORDER BY decided_at, judgement_id
    """
)
_SAID = text(
    """
    SELECT DISTINCT ON (said.source, said.row_key) said.*
    FROM UNNEST(CAST(:sources AS text[]), CAST(:row_keys AS text[])) AS wanted (source, row_key)
    INNER JOIN core.statements AS said
        ON said.source = wanted.source AND said.row_key = wanted.row_key
    INNER JOIN ledger.deliveries AS delivery ON said.delivery_id = delivery.delivery_id
    WHERE said.item_id IN (
        SELECT item_id FROM core.source_rows AS here
        WHERE here.source = wanted.source AND here.row_key = wanted.row_key
    )
    ORDER BY said.source, said.row_key, said.business_date DESC, delivery.night DESC,
    delivery.load_number DESC, said.record_id
    """
)
_FIRST_NIGHT = text(
    """
    SELECT MIN(delivery.night)
    FROM UNNEST(CAST(:sources AS text[]), CAST(:row_keys AS text[])) AS moved (source, row_key)
    INNER JOIN core.statements AS said
        ON said.source = moved.source AND said.row_key = moved.row_key
    INNER JOIN ledger.deliveries AS delivery ON said.delivery_id = delivery.delivery_id
    """
)
_LAST_NIGHT = text(
    "SELECT COALESCE((SELECT MAX(night) FROM mart.nights), MAX(night)) FROM ledger.deliveries"
)


@dataclass(frozen=True)
class Wish:
    """Which pairs are meant; what is left empty means all. Counties by code."""

    ids: Collection[str] = ()
    sources: Collection[str] = ()
    counties: Collection[str] = ()
    status: str = ""


@dataclass(frozen=True)
class KnownPair:
    """A judgement about two rows, with its enterprise and whether it waits, holds or is past."""

    judgement_id: str
    one_source: str
    one_row_key: str
    other_source: str
    other_row_key: str
    enterprise_id: str
    verdict: str
    rule: str
    score: float
    evidence: Mapping[str, float]
    model: str
    decided_by: str
    is_human: bool
    why: str | None
    night: date
    decided_at: datetime
    enterprise_name: str
    county_code: str
    county_name: str | None
    status: str

    @property
    def pair(self) -> Pair:
        """Its two rows."""
        return Pair((self.one_source, self.one_row_key), (self.other_source, self.other_row_key))


@dataclass(frozen=True)
class Step:
    """A judgement in the history of a pair."""

    judgement_id: str
    verdict: str
    rule: str
    score: float
    model: str
    decided_by: str
    is_human: bool
    why: str | None
    night: date
    decided_at: datetime
    holds: bool


def known_pairs(connection: Connection, wish: Wish) -> list[KnownPair]:
    """The pairs that are meant: those that wait first, the likeliest of them first."""
    values = {
        "every_id": not wish.ids,
        "ids": sorted(wish.ids),
        "every_source": not wish.sources,
        "sources": sorted(wish.sources),
        "every_county": not wish.counties,
        "counties": sorted(wish.counties),
        "every_status": not wish.status,
        "status": wish.status,
    }
    return [KnownPair(**row) for row in connection.execute(_PAIRS, values).mappings()]


def history_of(connection: Connection, pair: Pair) -> list[Step]:
    """Everything that was ever decided of a pair, in order."""
    values = {
        "one_source": pair.one[0],
        "one_row_key": pair.one[1],
        "other_source": pair.other[0],
        "other_row_key": pair.other[1],
    }
    return [Step(**row) for row in connection.execute(_OF_PAIR, values).mappings()]


def said_of(connection: Connection, rows: Iterable[RowId]) -> dict[RowId, Statement]:
    """The newest statement of each row, by the names of its columns."""
    found = connection.execute(_SAID, _places(rows)).mappings()
    return {(row["source"], row["row_key"]): {**row} for row in found}


def first_night_of(connection: Connection, rows: Iterable[RowId]) -> date | None:
    """The night in which the first of these rows was known; None for no rows."""
    night: date | None = connection.execute(_FIRST_NIGHT, _places(rows)).scalar()
    return night


def last_night(connection: Connection) -> date | None:
    """The night that is published last, else the last that was loaded."""
    night: date | None = connection.execute(_LAST_NIGHT).scalar()
    return night


def _places(rows: Iterable[RowId]) -> dict[str, list[str]]:
    known = sorted(set(rows))
    return {"sources": [one[0] for one in known], "row_keys": [one[1] for one in known]}
