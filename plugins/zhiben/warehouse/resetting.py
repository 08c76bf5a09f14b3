"""Starts the warehouse anew, but for what no file could bring back."""

from __future__ import annotations

from sqlalchemy import insert, text

from zhiben.settings import Settings
from zhiben.warehouse import sendings
from zhiben.warehouse.access_schema import logins
from zhiben.warehouse.connection import connect
from zhiben.warehouse.logins import kept
from zhiben.warehouse.migrate import upgrade_within
from zhiben.warehouse.schema import SCHEMAS
from zhiben.warehouse.sendings_schema import sendings as sendings_table


def reset(settings: Settings) -> None:
    """Drop every table of the warehouse and make it anew.

    Who may see what stays as it is, and what was sent stays sent. Nothing is dropped unless all of
    it is made anew.
    """
    with connect(settings).begin() as connection:
        rows = {logins: kept(connection), sendings_table: sendings.kept(connection)}
        for schema in SCHEMAS:
            connection.execute(text(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))
        connection.execute(text("DROP TABLE IF EXISTS public.alembic_version"))
        upgrade_within(connection, settings.sql)
        for table in (one for one in rows if rows[one]):
            connection.execute(insert(table), rows[table])
