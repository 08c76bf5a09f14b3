"""From a printed number back to the query behind it."""

from __future__ import annotations

from decimal import Decimal
from functools import cache, lru_cache

from sqlalchemy import Connection, TextClause, text
from sqlalchemy.dialects.postgresql import dialect

from zhiben.reporting.issuing import Printed
from zhiben.reporting.summary import Filter, Measure, Number, Summary
from zhiben.settings import SHIPPED_INCLUDE

QUERIES = SHIPPED_INCLUDE / "sql" / "weekly_numbers"
# Numbers that count or add up their own rows: what is made of those.
_OF_ROWS = {
    "trace_deliveries": ("rows_deliveries", "COALESCE(SUM(amount), 0)"),
    "trace_listed": ("rows_listed", "COUNT(*)"),
    "trace_source_items": ("rows_source_items", "COUNT(*)"),
}


@cache
def query(name: str) -> str:
    """The text of one query of ``include/sql/weekly_numbers``, or of a count over one's rows."""
    if name in _OF_ROWS:
        rows, counted = _OF_ROWS[name]
        return f"SELECT {counted} AS printed\nFROM (\n{query(rows)}\n) AS behind"
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8").strip()


@cache
def has_query(name: str) -> bool:
    """Whether there is a query of that name."""
    return (QUERIES / f"{name}.sql").exists()


@lru_cache(maxsize=8192)
def filled(name: str, metric: str, where: Filter) -> str:
    """A query with its parameters filled in, for anyone's SQL client."""
    postgres = dialect(paramstyle="named")  # type: ignore[no-untyped-call]
    bound = _bound(name, metric, where)
    return str(bound.compile(dialect=postgres, compile_kwargs={"literal_binds": True}))


def sql_of(number: Number) -> str:
    """The query that gives the number."""
    return filled(_trace_of(number), number.metric, number.filter)


def recompute(connection: Connection, number: Number) -> Decimal | None:
    """Ask the warehouse again; equal to ``number.value`` as long as the night is not revised."""
    bound = _bound(_trace_of(number), number.metric, number.filter)
    value = connection.execute(bound).scalar_one_or_none()
    return None if value is None else Decimal(str(value))


def printed(summary: Summary) -> tuple[Printed, ...]:
    """Every number of the summary as it is kept, in reading order."""
    return tuple(
        Printed(
            number=place,
            placeholder=one.placeholder,
            metric=one.metric,
            county_code=one.filter.county_code or summary.city_code,
            filter=str(one.filter),
            as_of=one.filter.until,
            value=one.value,
            printed=one.text,
            sql=sql_of(one),
            rows_sql=one.rows_sql,
        )
        for place, one in enumerate(summary.numbers, start=1)
    )


def _trace_of(number: Number) -> str:
    return f"trace_{Measure(number.filter.measure).value}"


def _bound(name: str, metric: str, where: Filter) -> TextClause:
    statement = query(name)
    parameters = {"metric": metric, **where.parameters()}
    used = {name: value for name, value in parameters.items() if f":{name}" in statement}
    return text(statement).bindparams(**used)
