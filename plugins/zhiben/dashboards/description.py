"""What ``include/bi/superset`` says: datasets on views of ``bi``, filters, dashboards, charts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from zhiben.errors import ZhibenError
from zhiben.strict import Document, Strict, nearest, read_document

Value = bool | str | list[str]
Columns = tuple[str, ...]
WIDEST = 12  # columns of Superset's grid


class Kind(StrEnum):
    """How a chart shows its numbers."""

    NUMBER = "number"  # one number
    TREND = "trend"  # over time, one line a measure (or a value of ``by``)
    BARS = "bars"  # lying, the largest on top
    STEPS = "steps"  # lying, in the order of their names
    TABLE = "table"  # measures of each value of ``by``
    LIST = "list"  # rows as they are


class Measure(Strict):
    """A number over several rows: what may be added up, the largest, the smallest, how many.

    There is no average and no rate: a rate over several units is made of sums, by ``is_governed``.
    """

    sum: str | None = None
    max: str | None = None
    min: str | None = None
    count: str | None = None  # of different values
    where: str | None = None  # a condition in SQL
    label: str | None = None  # the column's own, where none is given
    decimals: int = 0

    @model_validator(mode="after")
    def _counts_one_way(self) -> Self:
        if sum(one is not None for one in (self.sum, self.max, self.min, self.count)) != 1:
            raise ValueError("names one of sum, max, min and count")
        return self

    @property
    def column(self) -> str:
        """The column it is made of."""
        return self.sum or self.max or self.min or self.count or ""


class Dataset(Strict):
    """What charts ask: a query over views of ``bi``, beside this as ``<name>.sql``."""

    title: str
    time: str | None = None
    never_across: Columns = ()  # over two values of one of these, its measures are NULL
    is_governed: bool = False  # rows are values of metrics: each metric is a measure
    columns: dict[str, str] = Field(default_factory=dict)  # labels, where not the view's
    measures: dict[str, Measure] = Field(default_factory=dict)


class Filter(Strict):
    """What a reader chooses: values of a column, or a period."""

    title: str
    dataset: str | None = None
    column: str | None = None
    order: str | None = None  # a measure of the dataset
    is_single: bool = False
    is_period: bool = False


class Order(Strict):
    """What rows are ordered by."""

    by: str
    is_descending: bool = False


class Chart(Strict):
    """One chart and where it stands; ``chart`` is its name for ever, ``title`` may change."""

    chart: str
    kind: Kind
    dataset: str
    title: str | None = None  # the measure's own, where none is given
    measures: Columns = ()
    columns: Columns = ()
    by: Columns = ()
    where: dict[str, Value] = Field(default_factory=dict)
    given: Columns = ()  # columns that are not NULL in what it shows
    order: tuple[Order, ...] = ()
    unit: str | None = None
    is_stacked: bool = False
    has_totals: bool = False
    limit: int = Field(default=1000, ge=1)
    width: int = Field(ge=1, le=WIDEST)

    @model_validator(mode="after")
    def _has_what_it_shows(self) -> Self:
        needed = {"columns": bool(self.columns)} if self.kind is Kind.LIST else {
            "measures": bool(self.measures),
            "by": bool(self.by) or self.kind in {Kind.NUMBER, Kind.TREND},
        }  # fmt: skip
        if missing := [name for name, is_there in needed.items() if not is_there]:
            raise ValueError(f"a {self.kind} needs {' and '.join(missing)}")
        return self


class Row(Strict):
    """Charts beside one another; ``height`` in steps of Superset's grid."""

    height: int = Field(ge=8)
    charts: tuple[Chart, ...]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if sum(chart.width for chart in self.charts) > WIDEST:
            raise ValueError(f"its charts are wider than {WIDEST} together")
        return self


class Dashboard(Strict):
    """One dashboard; ``where`` holds for each of its charts whose dataset has the column."""

    title: str
    order: int
    filters: Columns
    note: str
    where: dict[str, Value] = Field(default_factory=dict)
    rows: tuple[Row, ...]

    @property
    def charts(self) -> Iterator[Chart]:
        """Its charts, in reading order."""
        return (chart for row in self.rows for chart in row.charts)


class _Filters(Strict):
    filters: dict[str, Filter]


@dataclass(frozen=True)
class Description:
    """All of it, by name."""

    datasets: dict[str, Dataset]
    queries: dict[str, str]
    filters: dict[str, Filter]
    dashboards: dict[str, Dashboard]


def load_description(folder: Path) -> Description:
    """Read and check ``folder``.

    Raises:
        ZhibenError: with file, line and the nearest name, of what is unknown or missing.
    """
    datasets = {path.stem: _read(path) for path in sorted((folder / "datasets").glob("*.yaml"))}
    boards = {path.stem: _read(path) for path in sorted((folder / "dashboards").glob("*.yaml"))}
    filters = _read(folder / "filters.yaml")
    described = Description(
        {name: one.validated(Dataset) for name, one in datasets.items()},
        {name: _query(one) for name, one in datasets.items()},
        filters.validated(_Filters).filters,
        {name: one.validated(Dashboard) for name, one in boards.items()},
    )
    for name, board in sorted(described.dashboards.items(), key=lambda pair: pair[1].order):
        _refuse_unknown(described, boards[name], board)
    for name, one in described.filters.items():
        if one.dataset is not None and one.dataset not in datasets:
            raise _unknown(filters, ("filters", name), "dataset", one.dataset, list(datasets))
    return described


def _refuse_unknown(described: Description, document: Document, board: Dashboard) -> None:
    for name in board.filters:
        if name not in described.filters:
            raise _unknown(document, ("filters",), "filter", name, list(described.filters))
    names = set()
    for row, charts in enumerate(board.rows):
        for place, chart in enumerate(charts.charts):
            where = ("rows", row, "charts", place)
            if chart.dataset not in described.datasets:
                known = list(described.datasets)
                raise _unknown(document, where, "dataset", chart.dataset, known)
            if chart.chart in names:
                raise document.refusal(where, f"there are two charts {chart.chart!r}.")
            names.add(chart.chart)


def _unknown(
    document: Document, where: tuple[str | int, ...], what: str, name: str, known: list[str]
) -> ZhibenError:
    return document.refusal(where, f"there is no {what} {name!r}{nearest(name, known)}")


def _read(path: Path) -> Document:
    return read_document(path, str(Path(*path.parts[-2:])))


def _query(document: Document) -> str:
    path = document.path.with_suffix(".sql")
    if not path.exists():
        raise ZhibenError(f"{path}: the dataset's query is not there.")
    return path.read_text(encoding="utf-8")
