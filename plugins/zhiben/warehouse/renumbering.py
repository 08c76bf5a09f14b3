"""A unit whose code changed stays one unit: what is held of it bears the code it has today.

What was published stays as it was, under the code of its night (``core.unit_history``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, text

# Tables of what is held, wherever they name a unit; of `mart` those that hold no published nights.
_NAMING = text(
    """
    SELECT quote_ident(c.table_schema) || '.' || quote_ident(c.table_name), c.column_name
    FROM information_schema.columns AS c
    INNER JOIN information_schema.tables AS t USING (table_schema, table_name)
    WHERE t.table_type = 'BASE TABLE' AND c.column_name IN ('county', 'county_code')
    AND c.table_schema IN ('ledger', 'core', 'mart')
    AND (c.table_schema, c.table_name) NOT IN (
        ('core', 'units'), ('core', 'unit_history'), ('mart', 'enterprise_history')
    )
    AND NOT (
        c.table_schema = 'mart' AND EXISTS (
            SELECT 1 FROM information_schema.columns AS night
            WHERE night.table_schema = c.table_schema AND night.table_name = c.table_name
            AND night.column_name = 'business_date'
        )
    )
    ORDER BY 1
    """
)
_KNOWN = text("SELECT DISTINCT county_code, unit_code FROM core.unit_history")
# Where both codes were in use, one row of two is left: names are one, counts are added up.
_TOGETHER = (
    """
    DELETE FROM core.enterprise_names AS past USING core.enterprise_names AS present
    WHERE past.county_code = :old AND present.county_code = :new
    AND past.enterprise_id = present.enterprise_id AND past.name_key = present.name_key
    """,
    """
    WITH past AS (
        DELETE FROM mart.enterprise_items AS past USING mart.enterprise_items AS present
        WHERE past.county_code = :old AND present.county_code = :new
        AND past.enterprise_id = present.enterprise_id
        RETURNING past.*
    )
    UPDATE mart.enterprise_items AS present SET
        items_total = present.items_total + past.items_total,
        items_open = present.items_open + past.items_open,
        items_overdue = present.items_overdue + past.items_overdue,
        items_recurred = present.items_recurred + past.items_recurred
    FROM past
    WHERE present.county_code = :new AND past.enterprise_id = present.enterprise_id
    """,
    """
    WITH past AS (
        DELETE FROM mart.item_daily_changes AS past USING mart.item_daily_changes AS present
        WHERE past.county_code = :old AND present.county_code = :new
        AND past.level = present.level AND past.channel = present.channel
        AND past.since = present.since
        RETURNING past.*
    )
    UPDATE mart.item_daily_changes AS present SET
        found_total = present.found_total + past.found_total,
        open_count = present.open_count + past.open_count,
        rectified_count = present.rectified_count + past.rectified_count,
        verified_count = present.verified_count + past.verified_count,
        overdue_count = present.overdue_count + past.overdue_count,
        recurred_count = present.recurred_count + past.recurred_count
    FROM past
    WHERE present.county_code = :new AND past.level = present.level
    AND past.channel = present.channel AND past.since = present.since
    """,
)


def call_units_by_today(connection: Connection, renumbered: Mapping[str, str]) -> None:
    """Give what is held of units under an old code the new one; ``renumbered`` maps old to new.

    Only codes that were not known to be old before are looked for.
    """
    known = {(old, new) for old, new in connection.execute(_KNOWN).tuples() if old != new}
    fresh = sorted(set(renumbered.items()) - known)
    columns = list(connection.execute(_NAMING).tuples()) if fresh else []
    for old, new in fresh:
        for statement in (*_TOGETHER, *_renaming(columns)):
            connection.execute(text(statement), {"old": old, "new": new})


def _renaming(columns: Iterable[tuple[str, str]]) -> Iterable[str]:
    for table, column in columns:
        yield f"UPDATE {table} SET {column} = :new WHERE {column} = :old"  # noqa: S608 - catalogue
