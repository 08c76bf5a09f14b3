"""What the warehouse remembers of a source: files taken, rows it lists, headings it used."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from pydantic import TypeAdapter
from sqlalchemy import Connection, func, literal, select, text

from zhiben.normalizing import Profile
from zhiben.warehouse.events_schema import event_rows
from zhiben.warehouse.quality import holds
from zhiben.warehouse.schema import deliveries, source_columns, source_rows


@dataclass(frozen=True)
class HeldFile:
    """A held delivery's file, as it came."""

    delivery_id: str
    source: str
    business_date: date
    file_name: str
    file_stamp: str
    sha256: str


@dataclass(frozen=True)
class Taken:
    """Files of a source that have their outcome.

    ``files`` are (business date, sha256, file name) with a lasting outcome, ``stamps`` the same
    with the file's stamp in place of its hash; ``refused`` maps the id of a rejected or held
    delivery to the fingerprint it was read under. Of the held ones ``superseded`` need never be
    taken again, ``released`` must be.
    """

    files: frozenset[tuple[date, str, str]]
    stamps: frozenset[tuple[date, str, str]]
    refused: dict[str, str]
    superseded: frozenset[str] = frozenset()
    released: tuple[HeldFile, ...] = ()


@dataclass(frozen=True)
class Listing:
    """Rows that a source lists now, by hash, and how many items each stands for: one a part.

    ``latest`` is the newest business date loaded from the source.
    """

    latest: date | None
    rows: dict[str, int]


def taken(connection: Connection, source: str) -> Taken:
    """Files of ``source`` that were taken before."""
    table = deliveries.c
    query = (
        select(
            table.delivery_id,
            table.business_date,
            table.sha256,
            table.file_stamp,
            table.file_name,
            table.status,
            table.reading_fingerprint,
        )
        .where(table.source == source, table.sha256.is_not(None))
        .order_by(table.business_date, table.file_name)
    )
    rows = connection.execute(query).all()
    refused = [row for row in rows if row.status in _AGAIN]
    lasting = [row for row in rows if row.status not in _AGAIN]
    states = _states_of_held(connection, source)
    return Taken(
        files=frozenset((row.business_date, row.sha256, row.file_name) for row in lasting),
        stamps=frozenset((row.business_date, row.file_stamp, row.file_name) for row in lasting),
        refused={row.delivery_id: row.reading_fingerprint for row in refused},
        superseded=frozenset(one for one, state in states.items() if state == "superseded"),
        released=tuple(
            HeldFile(
                row.delivery_id, source, row.business_date, row.file_name, row.file_stamp,
                row.sha256,
            )
            for row in refused
            if states.get(row.delivery_id) == "released"
        ),
    )  # fmt: skip


_AGAIN = frozenset({"rejected", "held"})


def _states_of_held(connection: Connection, source: str) -> dict[str, str]:
    query = select(holds.c.delivery_id, holds.c.status).where(holds.c.source == source)
    return dict(connection.execute(query).tuples().all())


def listing(connection: Connection, source: str, reading_fingerprint: str) -> Listing:
    """Rows of ``source`` accepted as they stand, read the same way as today."""
    found: dict[str, int] = {}
    for table, parts in (
        (source_rows, func.count(source_rows.c.part.distinct())),
        (event_rows, literal(1)),
    ):
        rows = table.c
        query = (
            select(rows.row_hash, parts)
            .where(
                rows.source == source,
                rows.reading_fingerprint == reading_fingerprint,
                rows.missing_since.is_(None),
                rows.row_hash != "",
            )
            .group_by(rows.row_hash)
        )
        found |= dict(connection.execute(query).tuples().all())
    return Listing(latest_loaded(connection, source), found)


def rows_told_anew(
    connection: Connection, source: str, keys: Collection[str], texts: Collection[str]
) -> frozenset[str]:
    """Hashes of the rows of ``source`` that records with these keys and text keys may say anew.

    A row of an event has no text of its own; without a key it may be any.
    """
    query = text(
        "SELECT row_hash FROM core.source_rows WHERE source = :source "
        "AND (source_key = ANY(:keys) OR text_key = ANY(:texts)) "
        "UNION SELECT row_hash FROM core.event_rows WHERE source = :source "
        "AND (source_key = ANY(:keys) OR source_key IS NULL)"
    )
    values = {"source": source, "keys": [*keys], "texts": [*texts]}
    return frozenset(connection.execute(query, values).scalars())


def latest_loaded(connection: Connection, source: str) -> date | None:
    """The newest business date loaded from ``source``."""
    query = select(func.max(deliveries.c.business_date)).where(
        deliveries.c.source == source, deliveries.c.status.in_(("loaded", "partial"))
    )
    return connection.execute(query).scalar()


def newer_ledgers(connection: Connection, sources: Collection[str], day: date) -> dict[str, date]:
    """Of each of ``sources`` the first business date after ``day`` that was loaded already."""
    table = deliveries.c
    query = (
        select(table.source, func.min(table.business_date))
        .where(
            table.source.in_(sources),
            table.business_date > day,
            table.status.in_(("loaded", "partial", "unchanged")),
        )
        .group_by(table.source)
    )
    return dict(connection.execute(query).tuples().all())


def columns_before(connection: Connection, source: str) -> dict[str, Profile] | None:
    """Columns of the source's last delivery as they stood, None where there was none."""
    table = source_columns.c
    query = select(table.headings, table.profiles).where(table.source == source)
    found = connection.execute(query).one_or_none()
    if found is None:
        return None
    known = TypeAdapter(dict[str, Profile]).validate_python(found.profiles)
    return {heading: known.get(heading, Profile()) for heading in found.headings}
