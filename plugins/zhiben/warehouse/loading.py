"""Writes to the warehouse: COPY into place, or COPY aside and merge what differs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import Connection, Table, delete, insert, text
from sqlalchemy.dialects.postgresql import JSONB

Row = Sequence[object]
GROWN = 1.2
_GROWN = text(
    """
    SELECT FORMAT('%I.%I', relnamespace::regnamespace, relname)
    FROM pg_class
    WHERE relnamespace::regnamespace::text IN ('core', 'ledger') AND relkind = 'r'
    AND PG_RELATION_SIZE(oid) > CASE
        WHEN reltuples <= 0 THEN 0
        ELSE :grown * relpages * CURRENT_SETTING('block_size')::int
    END
    ORDER BY 1
    """
)


def copy(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Row]) -> int:
    """COPY ``rows`` (one value a column) into ``table``; give back how many there were."""
    return _copy(connection, _identifier(table), table, columns, rows)


def replace_all(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Put ``rows`` in the place of all that stands in ``table``."""
    connection.execute(delete(table))
    if rows:
        connection.execute(insert(table), list(rows))


def merge(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Insert ``rows``, update those whose key is there; what says nothing new stays untouched.

    The table aside is emptied and used again by the transaction's next merge. One dropped keeps
    its locks until the end, and a night that catches up with a year would run out of them.
    """
    aside = sql.Identifier(f"merge_{table.schema or 'public'}_{table.name}")
    target = _identifier(table)
    cursor = driver_cursor(connection)
    cursor.execute(
        sql.SQL(
            "CREATE TEMP TABLE IF NOT EXISTS {} (LIKE {} INCLUDING DEFAULTS) ON COMMIT DROP"
        ).format(aside, target)
    )
    count = _copy(connection, aside, table, columns, rows)
    cursor.execute(_merge_statement(table, columns, aside))
    cursor.execute(sql.SQL("TRUNCATE {}").format(aside))
    return count


def _merge_statement(table: Table, columns: Sequence[str], aside: sql.Identifier) -> sql.Composed:
    key = [column.name for column in table.primary_key.columns]
    others = [name for name in columns if name not in key]
    listed = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL(
        "INSERT INTO {target} AS t ({columns}) SELECT {columns} FROM {aside} "
        "ON CONFLICT ({key}) DO UPDATE SET {sets} WHERE ({old}) IS DISTINCT FROM ({new})"
    ).format(
        target=_identifier(table),
        columns=listed,
        aside=aside,
        key=sql.SQL(", ").join(map(sql.Identifier, key)),
        sets=sql.SQL(", ").join(
            sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(name)) for name in others
        ),
        old=sql.SQL(", ").join(sql.SQL("t.{}").format(sql.Identifier(name)) for name in others),
        new=sql.SQL(", ").join(
            sql.SQL("EXCLUDED.{}").format(sql.Identifier(name)) for name in others
        ),
    )


def _copy(
    connection: Connection,
    target: sql.Composable,
    table: Table,
    columns: Sequence[str],
    rows: Iterable[Row],
) -> int:
    json_places = {
        place for place, name in enumerate(columns) if isinstance(table.c[name].type, JSONB)
    }
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        target, sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    count = 0
    with driver_cursor(connection).copy(statement) as stream:
        for row in rows:
            stream.write_row(_with_json(row, json_places) if json_places else row)
            count += 1
    return count


def _with_json(row: Row, places: set[int]) -> Row:
    """Values of JSON columns wrapped; text is taken for JSON that is written out already."""
    return [
        Jsonb(value) if place in places and not isinstance(value, str) else value
        for place, value in enumerate(row)
    ]


def _identifier(table: Table) -> sql.Identifier:
    return sql.Identifier(table.schema or "public", table.name)


def analyze_grown(connection: Connection) -> list[str]:
    """Tell the planner of tables that hold ``GROWN`` times what it knows; give back their names.

    The server looks by itself about once a minute; a first load is built upon within a second, by
    plans for empty tables.
    """
    names = list(connection.execute(_GROWN, {"grown": GROWN}).scalars())
    for name in names:
        connection.execute(text(f"ANALYZE {name}"))
    return names


def driver_cursor(connection: Connection) -> psycopg.Cursor[tuple[object, ...]]:
    """A cursor of the driver's own, in the connection's transaction."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)  # noqa: S101 - the only driver we install
    return driver.cursor()
