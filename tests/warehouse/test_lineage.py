"""What a column of ``bi`` comes from is read out of the SQL that makes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from zhiben.records import KINDS
from zhiben.settings import SHIPPED_INCLUDE
from zhiben.warehouse.lineage import METRICS, in_words, origins_of_views
from zhiben.warehouse.tables import metadata

SQL = SHIPPED_INCLUDE / "sql"
# What a night makes of nothing that was loaded: its own day, a count of rows or of versions.
OF_NOTHING = {
    "as_of", "business_date", "field", "found_total", "hazards_found_ytd", "is_published", "month",
    "revised_at", "valid_from", "version_number", "weight_place",
}  # fmt: skip
HIDDEN_VIEWS = ("ledger.publications.", "access.reader.")  # no tables: the policies' own


@pytest.mark.parametrize(
    ("view", "column", "origins"),
    [
        ("rectification_items", "due_on", {"hazard.due_on"}),
        ("rectification_items", "is_overdue", {"hazard.due_on", "hazard.status"}),
        ("item_daily", "overdue_count", {"hazard.due_on", "hazard.status"}),
        ("accident_scoreboard", "deaths_ytd", {"accident.deaths", "accident.occurred_on"}),
        ("tasks", "owner_unit", {"task.owner_unit"}),
        ("deliveries", "rows_loaded", {"ledger.deliveries.rows_loaded"}),
    ],
)
def test_a_column_is_followed_to_the_fields_of_contracts(
    view: str, column: str, origins: set[str]
) -> None:
    assert set(origins_of_views(SQL)[f"bi.{view}", column]) == origins


def test_a_programmes_number_comes_from_definitions() -> None:
    assert METRICS in origins_of_views(SQL)["bi.campaign_progress", "value"]


def test_an_origin_is_a_field_or_a_column_that_there_is() -> None:
    fields = {f"{kind.name}.{name}" for kind in KINDS.values() for name in kind.names()}
    columns = {f"{table.fullname}.{c.name}" for table in metadata.tables.values() for c in table.c}
    named = {name for origins in origins_of_views(SQL).values() for name in origins}
    strange = named - fields - columns - {METRICS}
    assert not [name for name in strange if not name.startswith(HIDDEN_VIEWS)]


def test_few_columns_come_from_nothing() -> None:
    bare = {column for (_, column), origins in origins_of_views(SQL).items() if not origins}
    assert bare <= OF_NOTHING


def test_a_new_view_is_followed_through_another(tmp_path: Path) -> None:
    for name, query in {
        "told": "SELECT LEAST(said.found_on, said.due_on) AS first FROM core.statements AS said",
        "first": "SELECT MIN(told.first) OVER () AS first FROM bi.told",
    }.items():
        folder = tmp_path / "bi" / name
        folder.mkdir(parents=True)
        (folder / "view.sql").write_text(f"CREATE VIEW bi.{name} AS {query};", encoding="utf-8")
        (folder / "columns.yaml").write_text("columns: {first: {}}", encoding="utf-8")
    assert origins_of_views(tmp_path)["bi.first", "first"] == ("hazard.due_on", "hazard.found_on")


def test_many_origins_are_counted() -> None:
    assert in_words(tuple("abcdefgh")) == "a, b, c, d, e, f and 2 more"


def test_comments_in_the_database_say_it(shared_warehouse: Engine) -> None:
    query = text(
        "SELECT COL_DESCRIPTION('bi.rectification_items'::regclass, attnum) FROM pg_attribute "
        "WHERE attrelid = 'bi.rectification_items'::regclass AND attname = 'is_overdue'"
    )
    with shared_warehouse.connect() as connection:
        told = str(connection.execute(query).scalar_one())
    assert told.endswith("| 来自 from hazard.due_on, hazard.status")
