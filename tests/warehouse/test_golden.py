"""Each query and computing view does what its cases say."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.warehouse.golden import SQL, Case, cases, found, play, tables_of_dag, wanted


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_case(slate: Engine, case: Case) -> None:
    play(slate, case)
    with slate.connect() as connection:
        for table, expected in case.expect.items():
            assert found(connection, table, expected) == wanted(expected), table


def test_every_query_is_run_by_the_dag() -> None:
    queries = {path.parent.name for path in SQL.glob("*/query.sql")}
    assert queries == set(tables_of_dag())


@pytest.mark.parametrize("folder", tables_of_dag())
def test_every_query_has_cases(folder: str) -> None:
    assert (SQL / folder / "cases.yaml").exists()
