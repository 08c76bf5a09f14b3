"""The role ``bi_reader`` can read the views of ``bi`` and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import Engine

from tests.warehouse.given import TABLES
from tests.warehouse.test_views import VIEWS
from zhiben import postgres


@pytest.fixture(scope="module")
def reader(server: postgres.Server) -> Iterator[psycopg.Connection]:
    """A session of ``bi_reader``, as a BI tool opens it."""
    with psycopg.connect(server.url("warehouse", "bi_reader"), autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize("view", VIEWS)
def test_reads_every_view(reader: psycopg.Connection, view: str) -> None:
    assert reader.execute(f"SELECT * FROM bi.{view} LIMIT 1").description


@pytest.mark.parametrize("table", [*TABLES, "public.alembic_version"])
def test_reads_no_table(reader: psycopg.Connection, table: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader.execute(f"SELECT 1 FROM {table}")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM bi.counties",
        "UPDATE bi.city SET city_name = ''",
        "INSERT INTO bi.city VALUES ('1', '1')",
        "CREATE TABLE bi.mine (a int)",
        "CREATE TABLE public.mine (a int)",
        "CREATE TEMP TABLE mine (a int)",
        "CREATE SCHEMA mine",
        "CREATE VIEW bi.mine AS SELECT 1",
        "DROP VIEW bi.city",
        "SET ROLE zhiben",
    ],
)
def test_changes_nothing(reader: psycopg.Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader.execute(statement)


def test_has_no_rights_outside_bi(shared_warehouse: Engine) -> None:
    query = (
        "SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%%' AND nspname NOT IN "
        "('bi', 'public', 'information_schema') "
        "AND has_schema_privilege('bi_reader', oid, 'USAGE, CREATE')"
    )
    with shared_warehouse.connect() as connection:
        assert connection.exec_driver_sql(query).fetchall() == []
