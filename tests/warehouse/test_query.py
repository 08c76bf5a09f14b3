"""Questions change nothing; a digest tells warehouses apart by what they show; reset empties."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from tests.warehouse.given import TABLES, insert
from tests.warehouse.test_views import VIEWS
from zhiben.errors import ZhibenError
from zhiben.settings import Settings
from zhiben.warehouse.query import digest, read_only
from zhiben.warehouse.resetting import reset

UNITS = [
    {"county_code": "1", "county_name": "甲县", "kind": "county", "old_names": []},
    {"county_code": "2", "county_name": "乙县", "kind": "county", "old_names": []},
]


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("SELECT 1 AS a, '甲' AS b", [{"a": 1, "b": "甲"}]),
        ("SELECT 'a%b' LIKE '%b' AS fits", [{"fits": True}]),
        ("SELECT * FROM bi.city", []),
        ("SELECT 1 AS a;", [{"a": 1}]),
        ("", []),
    ],
)
def test_rows_come_as_they_are(settings: Settings, query: str, rows: object) -> None:
    assert read_only(settings, query) == rows


def test_columns_of_one_name_are_refused(settings: Settings) -> None:
    with pytest.raises(ZhibenError, match="more than one column the name 'a'"):
        read_only(settings, "SELECT 1 AS a, 2 AS a, 3 AS b")


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM core.units",
        "CREATE TABLE public.mine (a int)",
        "WITH gone AS (DELETE FROM core.units RETURNING 1) SELECT * FROM gone",
        "COMMIT; CREATE TABLE public.mine (a int)",
        "SELECT set_config('transaction_read_only', 'off', false)",
        "COPY (SELECT 1) TO PROGRAM 'touch /tmp/never'",
        "/* a /* b */ */ -- c\n copy core.units TO STDOUT",
        "DO $$ BEGIN NULL; END $$",
        "SELECT pg_terminate_backend(pg_backend_pid())",
        "SELECT CAST('infinity' AS date) AS day",
        "/* unfinished",
        "SELECT * FROM nowhere",
        "SELEC 1",
    ],
)
def test_what_would_write_or_is_no_query_is_refused(settings: Settings, query: str) -> None:
    with pytest.raises(ZhibenError, match="The query was refused: "):
        read_only(settings, query)
    assert read_only(settings, "SELECT to_regclass('public.mine') AS made") == [{"made": None}]


def test_digest_ignores_the_order_of_rows(settings: Settings, warehouse: Engine) -> None:
    assert _digest_with(settings, warehouse, UNITS) == _digest_with(
        settings, warehouse, UNITS[::-1]
    )


def test_digest_sees_every_value(settings: Settings, warehouse: Engine) -> None:
    before = _digest_with(settings, warehouse, UNITS)
    after = _digest_with(settings, warehouse, [UNITS[0], {**UNITS[1], "county_name": "丙县"}])
    assert {view for view in before if before[view] != after[view]} == {
        "counties", "(all but revisions)", "(all)",
    }  # fmt: skip


def test_digest_leaves_out_when_something_was_done(settings: Settings, warehouse: Engine) -> None:
    digests = []
    for instant in ("2026-03-05 01:00+08", "2026-03-06 01:00+08"):
        with warehouse.begin() as connection:
            connection.execute(text("DELETE FROM mart.revisions"))
            insert(connection, {"mart.revisions": [{"revised_at": instant}]})
        digests.append(digest(settings))
    assert digests[0] == digests[1]


def test_digest_names_every_view(settings: Settings) -> None:
    assert [row["view"] for row in digest(settings)] == [
        *VIEWS, "(all but revisions)", "(all)",
    ]  # fmt: skip


def test_reset_leaves_an_empty_warehouse(settings: Settings, warehouse: Engine) -> None:
    with warehouse.begin() as connection:
        insert(connection, {"core.statements": [{"item_id": "I1"}], "core.units": UNITS})
    reset(settings)
    with warehouse.connect() as connection:
        counts = [connection.execute(text(f"SELECT 1 FROM {name}")).fetchall() for name in TABLES]
    assert not any(counts)
    assert {row["rows"] for row in digest(settings)} == {0}


def _digest_with(settings: Settings, engine: Engine, units: list[dict[str, object]]) -> object:
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM core.units"))
        insert(connection, {"core.units": units})
    return {row["view"]: row["sha256"] for row in digest(settings)}
