"""What was measured of deliveries, and which were held: tables, and what nights ask of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.dialects.postgresql import insert as upsert

from zhiben.masking import mask_message, mask_text
from zhiben.warehouse.loading import copy
from zhiben.warehouse.schema import count, deliveries, metadata, needed

portraits = Table(
    "portraits",
    metadata,
    Column(
        "delivery_id", Text, ForeignKey(deliveries.c.delivery_id, ondelete="CASCADE"),
        primary_key=True,
    ),
    count("cells_wanted"),
    count("cells_filled"),
    needed("portrait", JSONB()),
    schema="ledger",
)  # fmt: skip

rule_outcomes = Table(
    "rule_outcomes",
    metadata,
    Column(
        "delivery_id", Text, ForeignKey(deliveries.c.delivery_id, ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("suite", Text, primary_key=True),
    Column("rule", Text, primary_key=True),
    Column("column_name", Text, primary_key=True),
    Column("severity", Text, primary_key=True),
    needed("evaluated", Integer()),
    needed("unexpected", Integer()),
    Column("observed", Double),
    Column("low", Double),
    Column("high", Double),
    needed("message"),
    CheckConstraint("suite IN ('rows', 'delivery')", "suite"),
    CheckConstraint("severity IN ('critical', 'warning', 'info')", "severity"),
    CheckConstraint("unexpected BETWEEN 0 AND evaluated", "counts"),
    schema="ledger",
)  # fmt: skip

# Outlives the delivery's row, which is written anew when the delivery is let through.
holds = Table(
    "holds",
    metadata,
    Column("delivery_id", Text, primary_key=True),
    needed("source"),
    needed("business_date", Date()),
    needed("night", Date()),
    needed("rows_read", Integer()),
    needed("message"),
    needed("is_full", Boolean()),
    Column("status", Text, nullable=False, server_default=text("'open'")),
    Column("released_by", Text),
    Column("released_why", Text),
    Column("released_at", DateTime(timezone=True)),
    Column("superseded_by", Text),
    CheckConstraint("status IN ('open', 'released', 'superseded', 'lifted')", "status"),
    CheckConstraint(
        "(released_at IS NULL) = (released_by IS NULL) "
        "AND (released_at IS NULL) = (released_why IS NULL)",
        "released_by_somebody",
    ),
    Index(None, "source", "status"),
    schema="ledger",
)

RECENT = 8  # earlier deliveries that one is compared with
LOADED = ("loaded", "partial", "unchanged")


@dataclass(frozen=True)
class Hold:
    """A delivery that was held: what it says, and what became of it since."""

    delivery_id: str
    source: str
    business_date: date
    night: date
    status: str
    superseded_by: str | None = None


@dataclass(frozen=True)
class Sent:
    """Portraits of the files that a source sent together for a day, as they are stored."""

    business_date: date
    portraits: Sequence[Mapping[str, Any]]


def sent_before(connection: Connection, source: str, day: date) -> list[Sent]:
    """The latest deliveries of ``source`` dated before ``day`` that were loaded, oldest first.

    A ledger that was sent once more the same day counts as what it was in the end.
    """
    of, table = deliveries.c, portraits.c
    query = (
        select(
            of.business_date,
            func.array_agg(aggregate_order_by(table.portrait, of.delivery_id)).label("portraits"),
        )
        .join_from(portraits, deliveries)
        .where(
            of.source == source,
            of.business_date < day,
            of.status.in_(LOADED),
            of.replaced_by.is_(None),
        )
        .group_by(of.business_date, of.night)
        .order_by(of.business_date.desc(), of.night.desc())
        .limit(RECENT)
    )
    found = connection.execute(query).all()
    return [Sent(row.business_date, row.portraits) for row in reversed(found)]


def portrait_of_bytes(connection: Connection, source: str, sha256: str) -> Mapping[str, Any] | None:
    """The portrait of a file of ``source`` with these bytes that was loaded before."""
    query = (
        select(portraits.c.portrait)
        .join_from(portraits, deliveries)
        .where(deliveries.c.source == source, deliveries.c.sha256 == sha256)
        .order_by(deliveries.c.business_date.desc(), deliveries.c.delivery_id)
        .limit(1)
    )
    found: Mapping[str, Any] | None = connection.execute(query).scalar()
    return found


def states_known(connection: Connection, source: str, states: Sequence[str]) -> set[str]:
    """Which of ``states`` (hashes of what a record says) rows of ``source`` have now."""
    query = text(
        "SELECT state_hash FROM core.source_rows "
        "WHERE source = :source AND state_hash = ANY(:states) "
        "UNION SELECT state_hash FROM core.event_rows "
        "WHERE source = :source AND state_hash = ANY(:states)"
    )
    return set(connection.execute(query, {"source": source, "states": list(states)}).scalars())


def write_outcomes(
    connection: Connection, delivery_id: str, outcomes: Iterable[Sequence[Any]]
) -> None:
    """Keep how each rule fared: suite, rule, field, severity, counts, values and message."""
    columns = tuple(column.name for column in rule_outcomes.columns)
    told = ((delivery_id, *one, mask_message(message)) for *one, message in outcomes)
    copy(connection, rule_outcomes, columns, told)


def write_portrait(
    connection: Connection,
    delivery_id: str,
    portrait: Mapping[str, Any],
    cells_wanted: int,
    cells_filled: int,
) -> None:
    """Keep what a delivery looked like, for later ones to be compared with."""
    row = {
        "delivery_id": delivery_id,
        "portrait": dict(portrait),
        "cells_wanted": cells_wanted,
        "cells_filled": cells_filled,
    }
    connection.execute(upsert(portraits).values(row))


def write_hold(connection: Connection, row: Mapping[str, Any]) -> None:
    """Note that a delivery is held, or is held again after it was judged anew."""
    statement = upsert(holds).values({**row, "message": mask_message(row["message"])})
    fresh = {name: statement.excluded[name] for name in row if name != "delivery_id"}
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=[holds.c.delivery_id], set_={**fresh, "status": "open"}
        )
    )


def note_loaded(
    connection: Connection, source: str, day: date, ids: Sequence[str], *, is_full: bool
) -> None:
    """Settle the holds that deliveries ``ids`` of ``day`` leave nothing of.

    One that was judged anew and loaded is lifted. A full ledger takes the place of every held
    one of its day or before it.
    """
    open_ = (holds.c.source == source, holds.c.status == "open")
    connection.execute(
        update(holds).where(*open_, holds.c.delivery_id.in_(ids)).values(status="lifted")
    )
    if is_full:
        older = holds.c.business_date <= day
        values = {"status": "superseded", "superseded_by": ids[-1]}
        connection.execute(update(holds).where(*open_, older).values(values))


def hold_of(connection: Connection, delivery_id: str) -> Hold | None:
    """The hold of a delivery, locked until the transaction ends; None where it was never held."""
    names = ("delivery_id", "source", "business_date", "night", "status", "superseded_by")
    query = select(*(holds.c[name] for name in names)).where(holds.c.delivery_id == delivery_id)
    row = connection.execute(query.with_for_update()).one_or_none()
    return Hold(*row) if row else None


def write_release(connection: Connection, hold: Hold, by: str, why: str, at: datetime) -> list[str]:
    """Let through what was held of the hold's source, day and night; give back the ids."""
    together = (
        holds.c.source == hold.source,
        holds.c.business_date == hold.business_date,
        holds.c.night == hold.night,
        holds.c.status == "open",
    )
    values = {
        "status": "released",
        "released_by": by,
        "released_why": mask_text(why),
        "released_at": at,
    }
    statement = update(holds).where(*together).values(values).returning(holds.c.delivery_id)
    return sorted(connection.execute(statement).scalars())
