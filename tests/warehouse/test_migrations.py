"""The migrations make what the code declares; an upgrade with nothing to do does nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine, inspect, text

from tests.databases import aged_warehouse
from tests.warehouse.given import TABLES
from tests.warehouse.golden import SQL
from zhiben import postgres
from zhiben.warehouse import tables
from zhiben.warehouse.migrate import make_views, upgrade
from zhiben.warehouse.schema import SCHEMAS


def _is_compared(name: str | None, kind: str, _parents: object) -> bool:
    """Whether the code declares it: the campaign's files say which dates are indexed."""
    of_campaign = kind == "index" and str(name).startswith("flipping_")
    return not of_campaign and (kind != "schema" or name in SCHEMAS)


OPTIONS = {
    "include_schemas": True,
    "include_name": _is_compared,
    "compare_type": True,
    "compare_server_default": True,
}
OBJECTS = text(
    "SELECT c.oid::text || ' ' || c.relname FROM pg_class AS c "
    "WHERE c.relnamespace::regnamespace::text IN ('ledger', 'core', 'mart', 'aside', 'bi') "
    "AND c.relkind IN ('r', 'v') ORDER BY 1"
)
IDS = text("SELECT oid FROM pg_class WHERE relnamespace = CAST('bi' AS regnamespace) ORDER BY 1")


def test_a_migrated_database_equals_the_declaration(shared_warehouse: Engine) -> None:
    with shared_warehouse.connect() as connection:
        context = MigrationContext.configure(connection, opts=OPTIONS)
        assert compare_metadata(context, tables.metadata) == []


@pytest.mark.parametrize("name", TABLES)
def test_keys_equal_the_declaration(shared_warehouse: Engine, name: str) -> None:
    table = TABLES[name]
    found = inspect(shared_warehouse).get_pk_constraint(table.name, table.schema)
    assert found["constrained_columns"] == [column.name for column in table.primary_key]


def test_only_what_stands_aside_keeps_no_log(shared_warehouse: Engine) -> None:
    query = text(
        "SELECT DISTINCT relnamespace::regnamespace::text AS schema, relpersistence::text AS kind "
        "FROM pg_class WHERE relkind = 'r' AND (relpersistence = 'u' OR relname = 'item_history')"
    )
    with shared_warehouse.connect() as connection:
        rows = {tuple(row) for row in connection.execute(query)}
    assert rows == {("aside", "u"), ("mart", "p")}


def test_upgrading_twice_makes_nothing_anew(warehouse: Engine) -> None:
    upgrade(warehouse, SQL)
    before = _all(warehouse)
    upgrade(warehouse, SQL)
    assert _all(warehouse) == before


def test_an_upgrade_waits_for_no_reader(warehouse: Engine) -> None:
    impatient = create_engine(warehouse.url, connect_args={"options": "-c lock_timeout=1s"})
    with warehouse.connect() as reader:
        reader.execute(text("SELECT * FROM bi.rectification_items")).fetchall()
        upgrade(impatient, SQL)
    impatient.dispose()


def test_views_are_made_anew_when_their_words_change(warehouse: Engine, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "view.sql").write_text("CREATE VIEW bi.one AS SELECT 7 % 4 AS rest")
    for words in ("余数 100%", "余数"):
        columns = f'comment: {{zh: 一, en: one}}\ncolumns: {{rest: {{zh: "{words}", en: rest}}}}'
        (tmp_path / "one" / "columns.yaml").write_text(columns, encoding="utf-8")
        with warehouse.begin() as connection:
            make_views(connection, tmp_path)
            assert _words(connection) == f"{words} | rest"


def test_a_view_that_is_no_more_goes(warehouse: Engine, tmp_path: Path) -> None:
    with warehouse.begin() as connection:
        make_views(connection, tmp_path)
        assert connection.execute(IDS).fetchall() == []


def _all(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(OBJECTS).scalars())


def _words(connection: Connection) -> str | None:
    return connection.execute(text("SELECT col_description('bi.one'::regclass, 1)")).scalar()


OLD_ROWS = """
INSERT INTO ledger.deliveries (delivery_id, source, county_code, business_date, night, status,
    is_late, message, rows_received, rows_quarantined)
SELECT 'D' || d, 'a', 'c', DATE '2026-03-01' + d, DATE '2026-03-01' + d, 'partial', false, '', 0, 0
FROM generate_series(1, 3) AS d;
INSERT INTO ledger.quarantine (delivery_id, record_id, quarantine_id, source, file_name, sheet,
    row_number, part, rule, column_name, message, reasons, raw, status)
SELECT 'D' || d, 'r' || q, 'Q' || q, 'a', '', '', q, 1, 'required', '', '', '[]', '{}',
    CASE WHEN q = 2 THEN 'waived' ELSE 'open' END
FROM generate_series(1, 3) AS d, generate_series(1, 2) AS q;
"""


def test_rows_that_were_in_quarantine_become_cases(server: postgres.Server) -> None:
    query = """
    SELECT quarantine_id, times_seen, first_seen::text, status, closed_how
    FROM ledger.quarantine_cases ORDER BY 1
    """
    with aged_warehouse(server, "0004", OLD_ROWS) as engine, engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(text(query))]
    assert rows == [
        ("Q1", 3, "2026-03-02", "open", None), ("Q2", 3, "2026-03-02", "waived", "waived"),
    ]  # fmt: skip


OLD_STATEMENTS = """
INSERT INTO ledger.deliveries (delivery_id, source, county_code, business_date, night, status,
    is_late, message)
SELECT 'D' || d, 'a', 'c', DATE '2026-03-01' + d, DATE '2026-03-01' + d, 'loaded', false, ''
FROM generate_series(1, 2) AS d;
INSERT INTO core.enterprises (enterprise_id, county_code, enterprise_name) VALUES ('E1', 'c', '甲');
INSERT INTO core.items (item_id, enterprise_id, site_key, text_key) VALUES ('I1', 'E1', '', '');
INSERT INTO core.source_rows (source, row_key, item_id, part, content_key, state_hash, row_hash,
    reading_fingerprint, business_date, found_on, status, authority, changed_by)
VALUES ('a', 'R1', 'I1', 0, '', '', '', '', '2026-03-03', '2026-03-01', 'rectified', 1, 'D2');
INSERT INTO core.statements (delivery_id, record_id, item_id, source, row_key, business_date,
    file_name, sheet, row_number, part, relation, match_probability, flags, raw, authority,
    verifies, due_on, rectified_on)
SELECT delivery_id, '', 'I1', 'a', 'R1', business_date, '', '', 1, 0, 'new', 1, '{}', '{}', 1,
    false, business_date + 7, CASE delivery_id WHEN 'D2' THEN business_date END
FROM ledger.deliveries;
"""


def test_rows_take_their_days_from_what_they_said_last(server: postgres.Server) -> None:
    query = "SELECT due_on::text, rectified_on::text FROM core.source_rows"
    with (
        aged_warehouse(server, "0030", OLD_STATEMENTS) as engine,
        engine.connect() as connection,
    ):
        assert [*connection.execute(text(query)).one()] == ["2026-03-10", "2026-03-03"]
