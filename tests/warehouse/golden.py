"""Runs the warehouse's SQL on rows given by hand, as the DAG runs it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import Connection, Engine, text

from tests.warehouse.given import DAY, Row, insert
from zhiben.campaign import Programme, load_campaign
from zhiben.campaign.counting import counting_functions
from zhiben.settings import SHIPPED_INCLUDE
from zhiben.warehouse.audit import audit
from zhiben.warehouse.scripts import statements

SQL = SHIPPED_INCLUDE / "sql"
DAG = SHIPPED_INCLUDE.parent / "dags" / "build_warehouse.py"


@dataclass(frozen=True)
class Step:
    """Rows that come, and the night that is built then."""

    night: date = DAY
    given: dict[str, list[Row]] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """Steps in order, the queries run in each, and what stands in the tables at the end."""

    name: str
    steps: tuple[Step, ...]
    run: tuple[str, ...]
    expect: dict[str, list[Row]]


def cases() -> Iterator[Case]:
    """Every case of every ``cases.yaml``."""
    for path in sorted(SQL.rglob("cases.yaml")):
        yield from cases_of(path)


def cases_of(path: Path) -> Iterator[Case]:
    """The cases of one folder; what the file gives comes before what a case gives.

    Raises:
        ValueError: when a case of several steps gives something beside them.
    """
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    folder = str(path.parent.relative_to(SQL))
    run = document.get("run", [] if folder.startswith("bi/") else [folder])
    for case in document["cases"]:
        if case.keys() >= {"steps", "given"}:
            raise ValueError(f"{folder}: {case['name']}: what stands beside steps is not given")
        first, *rest = case.get("steps") or [case]
        steps = [Step(), *(Step(**_pick(step)) for step in (first, *rest))]
        common = Step(steps[1].night, _merged(document.get("given", {}), steps[1].given))
        chain = tables_of_dag() if run == "all" else tuple(run)
        yield Case(f"{folder}: {case['name']}", (common, *steps[2:]), chain, case["expect"])


@cache
def tables_of_dag() -> tuple[str, ...]:
    """The folders that the DAG runs, in its order."""
    tree = ast.parse(DAG.read_text(encoding="utf-8"))
    values = {
        ast.unparse(node.targets[0]): node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
    }
    return tuple(one for name in ("TABLES", "PUBLISHING") for one in ast.literal_eval(values[name]))


def play(engine: Engine, case: Case, queries: Mapping[str, str] | None = None) -> list[str]:
    """Insert what each step gives, and run its queries as one night's build and publication.

    ``queries`` stand in for those that are shipped. A case that runs all is audited as the DAG
    does it, and what its ``warn_`` checks found is given back.

    Raises:
        ZhibenError: when a check that must hold does not.
    """
    warnings: list[str] = []
    for step in case.steps:
        with engine.begin() as connection:
            insert(connection, step.given)
            if "metric_counts" in case.run:
                count_by(connection)
        with engine.begin() as connection:
            for folder in case.run:
                if folder == "publish_night" and case.run == tables_of_dag():
                    warnings += audit(connection, SQL, step.night)
                run(connection, (queries or shipped())[folder], step.night)
    return warnings


def count_by(connection: Connection) -> None:
    """Make the function that counts, for the programmes that are there and the shipped metrics."""
    campaign = load_campaign(SHIPPED_INCLUDE / "campaign")
    query = text(
        "SELECT programme, name_zh, starts_on, ends_on, undertaking, units, "
        "ARRAY(SELECT metric FROM core.programme_metrics AS m WHERE m.programme = p.programme) "
        "AS metrics FROM core.programmes AS p"
    )
    split = text(
        "SELECT dimension, ARRAY_AGG(metric) FROM core.programme_metrics "
        "CROSS JOIN UNNEST(dimensions) AS asked (dimension) WHERE programme = :programme GROUP BY 1"
    )
    programmes = tuple(
        Programme(**row, breakdowns=dict(map(tuple, connection.execute(split, row).all())))
        for row in connection.execute(query).mappings().all()
    )
    for statement in counting_functions(replace(campaign, programmes=programmes)):
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def run(connection: Connection, query: str, night: date) -> None:
    """Run a query as the DAG's operator does: statement by statement, night as text."""
    for statement in _split(query):
        connection.exec_driver_sql(statement, {"night": night.isoformat()})


@cache
def shipped() -> Mapping[str, str]:
    """The query of every folder that has one."""
    return {path.parent.name: path.read_text(encoding="utf-8") for path in SQL.glob("*/query.sql")}


_split = cache(statements)


def as_said(connection: Connection, table: str, expected: list[Row]) -> bool:
    """Whether ``table`` holds the rows ``expected``, and no others."""
    return found(connection, table, expected) == wanted(expected)


def wanted(expected: list[Row]) -> list[Row]:
    """The rows that a case expects, as :func:`found` gives them."""
    return sorted((plain(row) for row in expected), key=repr)


def found(connection: Connection, table: str, expected: list[Row]) -> list[Row]:
    """The rows of ``table``, in the columns that the case names."""
    columns = ", ".join(expected[0]) if expected else "*"
    rows = connection.execute(text(f"SELECT {columns} FROM {table}")).mappings()
    return sorted((plain(row) for row in rows), key=repr)


def plain(row: Any) -> Row:
    """A row whose values compare: numbers as decimals, lists in order."""
    return {name: _plain(value) for name, value in dict(row).items()}


def _plain(value: Any) -> Any:
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return Decimal(str(value)).normalize() if is_number else value


def _pick(step: Row) -> Row:
    return {name: step[name] for name in ("night", "given") if name in step}


def _merged(one: dict[str, list[Row]], other: dict[str, list[Row]]) -> dict[str, list[Row]]:
    return {name: [*one.get(name, []), *other.get(name, [])] for name in (*one, *other)}
