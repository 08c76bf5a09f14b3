"""Keeps what texts bring to comparisons from night to night."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, LargeBinary, bindparam, text

from zhiben.matching import Told
from zhiben.matching.remembered import KEY_SIZE, Remembered, told_keys
from zhiben.warehouse.loading import merge
from zhiben.warehouse.schema import text_columns

# All keys as one run of bytes, since a driver escapes an array of them one by one. Each is looked
# up by itself (OFFSET 0), so that the table is never read whole.
_KEPT = text(
    """
    SELECT kept.text_hash, kept.columns
    FROM GENERATE_SERIES(0, :last) AS place
    CROSS JOIN LATERAL (
        SELECT known.text_hash, known.columns
        FROM core.text_columns AS known
        WHERE
            known.text_hash = SUBSTRING(:keys FROM place * :size + 1 FOR :size)
            AND known.version = :version
        OFFSET 0
    ) AS kept
    """
).bindparams(bindparam("keys", type_=LargeBinary()))


def recall(connection: Connection, version: str, told: Iterable[Told]) -> Remembered:
    """What is known of ``told``, as far as it was worked out under ``version``."""
    keys = told_keys(told)
    asked = {"keys": b"".join(keys), "last": len(keys) - 1, "version": version, "size": KEY_SIZE}
    return Remembered(version, dict(connection.execute(_KEPT, asked).tuples().all()))


def keep(connection: Connection, remembered: Remembered) -> None:
    """Keep what was worked out since; what another version worked out gives way."""
    columns = ("text_hash", "version", "columns")
    fresh = sorted(remembered.fresh.items())
    merge(connection, text_columns, columns, ((key, remembered.version, one) for key, one in fresh))
    remembered.fresh.clear()
