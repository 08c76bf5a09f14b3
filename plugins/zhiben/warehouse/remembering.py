"""Keeps what texts bring to comparisons from night to night."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, func, select, true
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA

from zhiben.matching import Told
from zhiben.matching.remembered import Remembered, told_keys
from zhiben.warehouse.loading import merge
from zhiben.warehouse.schema import text_columns


def recall(connection: Connection, version: str, told: Iterable[Told]) -> Remembered:
    """What is known of ``told``, as far as it was worked out under ``version``."""
    keys = bindparam(None, told_keys(told), type_=ARRAY(BYTEA()), unique=True)
    wanted = select(func.unnest(keys).label("text_hash")).subquery()
    kept = (
        select(text_columns.c.text_hash, text_columns.c.columns)
        .where(text_columns.c.text_hash == wanted.c.text_hash, text_columns.c.version == version)
        .offset(0)  # each is looked up by itself: the table is never read whole
        .lateral()
    )
    query = select(*kept.c).select_from(wanted).join(kept, true())
    return Remembered(version, {row.text_hash: row.columns for row in connection.execute(query)})


def keep(connection: Connection, remembered: Remembered) -> None:
    """Keep what was worked out since; what another version worked out gives way."""
    columns = ("text_hash", "version", "columns")
    fresh = sorted(remembered.fresh.items())
    merge(connection, text_columns, columns, ((key, remembered.version, one) for key, one in fresh))
    remembered.fresh.clear()
