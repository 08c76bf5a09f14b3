"""Which rows a full ledger lists: those that it does not are marked, those that it lists again not.

Rows of hazards (``core.source_rows``) and of other kinds (``core.event_rows``) are told alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, text

from zhiben.matching import UnlistedRow

_UNLISTED = """
    SELECT
        r.row_key, r.source_key, r.part, r.site_key, r.text_key, r.found_on, firm.uscc,
        ARRAY(
            SELECT known.name_key FROM core.enterprise_names AS known
            WHERE known.enterprise_id = firm.enterprise_id
        ) AS name_keys
    FROM core.source_rows AS r
    INNER JOIN core.items AS item ON r.item_id = item.item_id
    INNER JOIN core.enterprises AS firm ON item.enterprise_id = firm.enterprise_id
    WHERE r.source = :source AND r.missing_since IS NULL
    AND r.changed_by <> ALL(:ids) AND r.row_hash <> ALL(:listed)
    ORDER BY r.row_key
"""
_GONE = """
    UPDATE {table} AS r SET missing_since = :day, changed_by = :changed_by
    WHERE r.source = :source AND r.missing_since IS NULL
    AND r.changed_by <> ALL(:ids) AND r.row_hash <> ALL(:listed)
    AND r.row_key <> ALL(:refused)
    AND NOT EXISTS (
        SELECT 1 FROM ledger.deliveries AS d
        WHERE d.source = :source AND d.business_date >= :day
        AND d.delivery_id <> ALL(:ids) AND d.delivery_id <> ALL(:replaced)
        AND d.status IN ('loaded', 'partial', 'unchanged')
    )
    RETURNING r.row_key
"""
_LISTED = """
    UPDATE {table} AS r SET missing_since = NULL, changed_by = :changed_by
    WHERE r.source = :source AND r.missing_since <= :day
    AND r.row_hash <> '' AND r.row_hash = ANY(:listed) AND r.changed_by <> ALL(:ids)
    RETURNING r.row_key
"""
_GONE_ON = """
    UPDATE core.statements AS s SET gone_on = r.missing_since, gone_by = r.changed_by
    FROM core.source_rows AS r
    WHERE r.changed_by = ANY(:ids) AND r.missing_since IS NOT NULL
    AND s.item_id = r.item_id AND s.source = r.source AND s.row_key = r.row_key
    AND s.gone_on IS NULL AND s.business_date < r.missing_since
"""
_BACK = """
    UPDATE core.statements AS s SET gone_on = NULL, gone_by = NULL
    FROM core.source_rows AS r
    WHERE r.source = :source AND r.row_key = ANY(:row_keys)
    AND s.item_id = r.item_id AND s.source = r.source AND s.row_key = r.row_key
    AND s.gone_on = (
        SELECT MAX(last.gone_on) FROM core.statements AS last
        WHERE last.item_id = r.item_id AND last.source = r.source AND last.row_key = r.row_key
    )
"""


@dataclass(frozen=True)
class Listing:
    """A full ledger of a source: its day, its deliveries, the hashes of rows it lists as before.

    ``refused`` are the keys of rows that it lists, and that cannot be read tonight; ``replaced``
    are deliveries of the day in whose place these are: what only they list is not listed.
    """

    source: str
    day: date
    ids: Sequence[str]
    listed: Sequence[str]
    refused: Sequence[str] = ()
    replaced: Sequence[str] = ()


def unlisted_rows(connection: Connection, ledger: Listing) -> list[UnlistedRow]:
    """The rows of findings that ``ledger`` lists no more, or not as they were."""
    rows = connection.execute(text(_UNLISTED), _values(ledger)).mappings()
    return [UnlistedRow(**{**row, "name_keys": frozenset(row["name_keys"])}) for row in rows]


def note_gone(connection: Connection, table: Table, ledger: Listing) -> list[str]:
    """Mark the rows of its source that ``ledger``, the newest, lists no more.

    Still listed are rows that its deliveries said anew and rows whose hash is among those it
    lists. Where another delivery of its day was loaded before, what that one listed is not known
    any more, and nothing is marked. Gives back the keys of the marked rows.
    """
    return _noted(connection, _GONE, table, ledger)


def note_listed(connection: Connection, table: Table, ledger: Listing) -> list[str]:
    """Unmark the rows of its source that ``ledger`` lists again; give back their keys."""
    return _noted(connection, _LISTED, table, ledger)


def end_words(connection: Connection, ids: Sequence[str]) -> None:
    """Note with the words of rows that deliveries ``ids`` showed to be gone since when they are."""
    connection.execute(text(_GONE_ON), {"ids": list(ids)})


def resume_words(connection: Connection, source: str, row_keys: Sequence[str]) -> None:
    """Let what these rows said last hold again: they are listed, and nothing new was said."""
    if row_keys:
        connection.execute(text(_BACK), {"source": source, "row_keys": list(row_keys)})


def _noted(connection: Connection, query: str, table: Table, ledger: Listing) -> list[str]:
    return list(
        connection.execute(text(query.format(table=table.fullname)), _values(ledger)).scalars()
    )


def _values(ledger: Listing) -> dict[str, Any]:
    return {
        "source": ledger.source,
        "day": ledger.day,
        "changed_by": ledger.ids[-1],
        "ids": list(ledger.ids),
        "listed": list(ledger.listed),
        "refused": list(ledger.refused),
        "replaced": list(ledger.replaced),
    }
