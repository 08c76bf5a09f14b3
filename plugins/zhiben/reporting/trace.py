"""From a printed number back to the query behind it."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from sqlalchemy import Connection, TextClause, text
from sqlalchemy.dialects.postgresql import dialect

from zhiben.reporting.summary import Measure, Number
from zhiben.settings import SHIPPED_INCLUDE

QUERIES = SHIPPED_INCLUDE / "sql" / "weekly_numbers"


@cache
def query(name: str) -> str:
    """The text of one query of ``include/sql/weekly_numbers``."""
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8").strip()


def sql_of(number: Number) -> str:
    """The query that gives the number, its parameters filled in, for anyone's SQL client."""
    postgres = dialect(paramstyle="named")  # type: ignore[no-untyped-call]
    return str(_bound(number).compile(dialect=postgres, compile_kwargs={"literal_binds": True}))


def recompute(connection: Connection, number: Number) -> Decimal | None:
    """Ask the warehouse again; equal to ``number.value`` as long as the night is not revised."""
    value = connection.execute(_bound(number)).scalar_one_or_none()
    return None if value is None else Decimal(str(value))


def _bound(number: Number) -> TextClause:
    statement = query(f"trace_{Measure(number.filter.measure).value}")
    parameters = {"metric": number.metric, **number.filter.parameters()}
    used = {name: value for name, value in parameters.items() if f":{name}" in statement}
    return text(statement).bindparams(**used)
