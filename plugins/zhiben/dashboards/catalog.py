"""What the warehouse has for the dashboards: columns with their words, and the governed metrics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
import sqlglot
from sqlalchemy import Connection, text
from sqlglot import expressions as parsed

from zhiben.dashboards.description import Description
from zhiben.errors import ZhibenError
from zhiben.warehouse.loading import driver_cursor

_COMMENTS = text(
    """
    SELECT view.relname, attribute.attname, COL_DESCRIPTION(view.oid, attribute.attnum)
    FROM pg_class AS view
    INNER JOIN pg_attribute AS attribute ON view.oid = attribute.attrelid AND attribute.attnum > 0
    WHERE view.relnamespace = 'bi'::REGNAMESPACE
    """
)
_METRICS = text(
    """
    SELECT metric, name_zh, unit, definition, form, times, decimals, rounding
    FROM bi.metrics
    WHERE form <> 'given' AND metric IN (SELECT metric FROM bi.programme_metrics)
    ORDER BY metric
    """
)
_MEASURED = text("SELECT programme, metric, dimensions FROM bi.programme_metrics")
Words = Mapping[tuple[str, str], str]  # view and column → what the column is


@dataclass(frozen=True)
class Column:
    """A column of a dataset; ``type_name`` as PostgreSQL calls it."""

    name: str
    type_name: str
    label: str
    description: str

    @property
    def is_date(self) -> bool:
        """Whether it holds days or instants."""
        return self.type_name in {"date", "timestamp", "timestamptz"}

    @property
    def is_number(self) -> bool:
        """Whether it holds numbers."""
        return self.type_name in {"int2", "int4", "int8", "numeric", "float4", "float8"}


@dataclass(frozen=True)
class Metric:
    """A governed metric, as ``bi.metrics`` has it."""

    metric: str
    name_zh: str
    unit: str
    definition: str
    form: str
    times: float | None
    decimals: int
    rounding: str = "half_up"

    @property
    def title(self) -> str:
        """Its name with its unit."""
        return f"{self.name_zh}（{self.unit}）"


@dataclass(frozen=True)
class Catalog:
    """What charts may name."""

    columns: Mapping[str, tuple[Column, ...]]  # dataset → its columns
    metrics: Mapping[str, Metric]
    measured: Mapping[tuple[str, str], frozenset[str]]  # programme and metric → its dimensions

    def column(self, dataset: str, name: str) -> Column | None:
        """The column ``name`` of ``dataset``."""
        return next((one for one in self.columns[dataset] if one.name == name), None)


def read_catalog(connection: Connection, described: Description) -> Catalog:
    """Ask the warehouse what each dataset's query gives, without running it.

    Raises:
        ZhibenError: naming the dataset and its charts, when a query asks what is not in ``bi``.
    """
    words: Words = {(row[0], row[1]): row[2] or "" for row in connection.execute(_COMMENTS)}
    metrics = (Metric(*row) for row in connection.execute(_METRICS))
    columns = {
        name: tuple(_columns(connection, described, name, words)) for name in described.datasets
    }
    measured = {(row[0], row[1]): frozenset(row[2]) for row in connection.execute(_MEASURED)}
    return Catalog(columns, {one.metric: one for one in metrics}, measured)


def _columns(
    connection: Connection, described: Description, name: str, words: Words
) -> Iterator[Column]:
    dataset, sources = described.datasets[name], _sources(described.queries[name])
    shape = _shape(connection, described, name)
    if unknown := set(dataset.columns) - set(shape):
        raise ZhibenError(f"datasets/{name}.yaml: the query has no column {min(unknown)!r}.")
    for column, type_name in shape.items():
        label, description = _label(words.get(sources.get(column, ("", "")), ""))
        yield Column(column, type_name, dataset.columns.get(column) or label or column, description)


def _shape(connection: Connection, described: Description, name: str) -> dict[str, str]:
    """The columns that a dataset's query gives, with their types."""
    query: Any = f"SELECT * FROM (\n{described.queries[name]}\n) AS shown LIMIT 0"  # noqa: S608
    with driver_cursor(connection) as cursor:
        try:
            found = cursor.execute(query).description or ()
        except psycopg.Error as error:
            words = str(error.diag.message_primary)
            raise ZhibenError(
                f"datasets/{name}.sql: {words}.", f"Charts of it: {_charts_of(described, name)}."
            ) from error
        types = cursor.connection.adapters.types
        return {one.name: getattr(types.get(one.type_code), "name", "") for one in found}


def _charts_of(described: Description, dataset: str) -> str:
    return ", ".join(
        f"{board.title}/{chart.chart}"
        for board in described.dashboards.values()
        for chart in board.charts
        if chart.dataset == dataset
    )


def _sources(query: str) -> dict[str, tuple[str, str]]:
    """Of each column that a query takes over as it is: the view and column it comes from."""
    tree = sqlglot.parse_one(query, dialect="postgres")
    if not isinstance(tree, parsed.Query):
        return {}
    views = {table.alias_or_name: table.name for table in tree.find_all(parsed.Table)}
    taken = {one.alias_or_name: one.unalias() for one in tree.selects}
    return {
        name: (views[column.table], column.name)
        for name, column in taken.items()
        if isinstance(column, parsed.Column) and column.table in views
    }


def _label(comment: str) -> tuple[str, str]:
    """What heads a column, and the whole of what its comment says in Chinese."""
    chinese = comment.split(" | ")[0]
    return chinese.split("（")[0].split("：")[0], chinese
