"""Keeps what texts bring to comparisons from night to night."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA

from zhiben.matching import Told
from zhiben.matching.remembered import Remembered, told_keys
from zhiben.warehouse.loading import merge
from zhiben.warehouse.schema import text_columns


def recall(connection: Connection, version: str, told: Iterable[Told]) -> Remembered:
    """What is known of ``told``, as far as it was worked out under ``version``."""
    kept = text_columns.c
    keys = bindparam(None, told_keys(told), type_=ARRAY(BYTEA()), unique=True)
    query = select(kept.text_hash, kept.columns).where(
        kept.text_hash == any_(keys), kept.version == version
    )
    return Remembered(version, {row.text_hash: row.columns for row in connection.execute(query)})


def keep(connection: Connection, remembered: Remembered) -> None:
    """Keep what was worked out since; what another version worked out gives way."""
    columns = ("text_hash", "version", "columns")
    fresh = sorted(remembered.fresh.items())
    merge(connection, text_columns, columns, ((key, remembered.version, one) for key, one in fresh))
    remembered.fresh.clear()
