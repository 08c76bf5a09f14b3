"""Charts as Superset keeps them: the form that its own editor would have filled in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zhiben.dashboards.catalog import Catalog
from zhiben.dashboards.description import Chart, Dashboard, Description, Kind, Value
from zhiben.dashboards.measures import Saved
from zhiben.errors import ZhibenError
from zhiben.strict import nearest

SCHEME = "zhiben"  # the colour scheme that superset_config.py makes of the colours
# Told apart in grey as well as by eyes that do not see red and green.
COLORS = ("#1f5fa8", "#e08a1e", "#3a9d8f", "#b5413a", "#7f8fa6", "#5b3f8c", "#c9b23c")
DAY = "%Y-%m-%d"
DRAWN = (Kind.TREND, Kind.BARS, Kind.STEPS)
Form = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """A chart with all it stands in; refuses by its name what is not there."""

    board: str  # file of the dashboard
    dashboard: Dashboard
    chart: Chart
    described: Description
    catalog: Catalog
    measures: Mapping[str, Saved]  # of the chart's dataset

    @property
    def title(self) -> str:
        """What stands above it."""
        first = self.chart.measures[0] if self.chart.measures else ""
        return self.chart.title or self.measures[first].name_zh

    @property
    def description(self) -> str:
        """What its measures mean, each once."""
        words = (self.measures[name].description for name in self.chart.measures)
        return "\n".join(dict.fromkeys(words))

    @property
    def where(self) -> dict[str, Value]:
        """The conditions of the dashboard that concern it, and its own."""
        columns = {column.name for column in self.catalog.columns[self.chart.dataset]}
        common = {name: one for name, one in self.dashboard.where.items() if name in columns}
        return common | self.chart.where

    def check(self) -> None:
        """Refuse what the chart names and its dataset does not have.

        Raises:
            ZhibenError: with the chart's name and the nearest name.
        """
        columns = [column.name for column in self.catalog.columns[self.chart.dataset]]
        ordered = [one.by for one in self.chart.order]
        in_list = self.chart.kind is Kind.LIST
        self._refuse(
            "measure", [*self.chart.measures, *([] if in_list else ordered)], self.measures
        )
        named = (*self.chart.by, *self.chart.columns, *self.chart.where, *self.chart.given)
        self._refuse("column", [*named, *(ordered if in_list else [])], columns)

        self._check_programme()

    def _check_programme(self) -> None:
        """What a programme does not measure would read as zero."""
        programme, dimension = self.where.get("programme"), self.where.get("dimension")
        if not isinstance(programme, str):
            return
        for metric in filter(None, (self.measures[name].metric for name in self.chart.measures)):
            dimensions = self.catalog.measured.get((programme, metric))
            if dimensions is None or (dimension is not None and dimension not in dimensions):
                split = f" by {dimension}" if dimensions is not None else ""
                raise ZhibenError(
                    f"dashboards/{self.board}.yaml: chart {self.chart.chart}: programme "
                    f"{programme!r} does not measure {metric!r}{split}."
                )

    def _refuse(self, what: str, wanted: Iterable[str], known: Iterable[str]) -> None:
        for name in wanted:
            if name not in known:
                raise ZhibenError(
                    f"dashboards/{self.board}.yaml: chart {self.chart.chart}: dataset "
                    f"{self.chart.dataset} has no {what} {name!r}{nearest(name, known)}"
                )


def form_of(place: Place) -> Form:
    """The form of a chart, but for the id of its dataset, which the import fills in."""
    chart = place.chart
    return {
        "viz_type": _viz(chart),
        "adhoc_filters": list(_conditions(place)),
        "row_limit": chart.limit,
        "color_scheme": SCHEME,
        **_FORMS[chart.kind](place),
    }


def _number(place: Place) -> Form:
    (measure,) = (place.measures[name] for name in place.chart.measures)
    return {
        "metric": measure.name,
        "y_axis_format": measure.number_format,
        "subtitle": place.chart.unit or measure.unit,
        "header_font_size": 0.5,
        "subtitle_font_size": 0.15,
    }


def _trend(place: Place) -> Form:
    return _axes(place) | {
        "x_axis": place.described.datasets[place.chart.dataset].time,
        "time_grain_sqla": "P1D",
        "groupby": list(place.chart.by),
        "x_axis_time_format": "%m-%d",
        "tooltipTimeFormat": DAY,
        "markerEnabled": True,
        "markerSize": 6,
        "seriesType": "line",
    }


def _bars(place: Place) -> Form:
    """Lying bars; Superset draws the last one on top."""
    by_size = place.chart.kind is Kind.BARS
    return _axes(place) | {
        "x_axis": place.chart.by[0],
        "xAxisForceCategorical": True,
        "groupby": list(place.chart.by[1:]),
        "orientation": "horizontal",
        "x_axis_sort": place.chart.measures[0] if by_size else place.chart.by[0],
        "x_axis_sort_asc": by_size,
        "show_value": True,
    }


def _axes(place: Place) -> Form:
    chart = place.chart
    several = len(chart.measures) > 1 or bool(chart.by and chart.kind is Kind.TREND)
    return {
        "metrics": list(chart.measures),
        "y_axis_format": place.measures[chart.measures[0]].number_format,
        "truncate_metric": True,
        "show_empty_columns": True,
        "rich_tooltip": True,
        "showTooltipTotal": chart.is_stacked,
        "show_legend": several,
        "legendType": "scroll",
        "legendOrientation": "top",
        "stack": "Stack" if chart.is_stacked else None,
        "only_total": True,
        "truncateYAxis": False,
        "y_axis_bounds": [None, None],
        "order_desc": True,
    }


def _table(place: Place) -> Form:
    chart = place.chart
    order = chart.order[0] if chart.order else None
    return _any_table(place) | {
        "query_mode": "aggregate",
        "groupby": list(chart.by),
        "metrics": list(chart.measures),
        "timeseries_limit_metric": order.by if order else None,
        "order_desc": order.is_descending if order else True,
        "show_totals": chart.has_totals,
        "column_config": {
            name: {"d3NumberFormat": place.measures[name].number_format} for name in chart.measures
        },
    }


def _list(place: Place) -> Form:
    columns = {column.name: column for column in place.catalog.columns[place.chart.dataset]}
    shown = [columns[name] for name in place.chart.columns]
    return _any_table(place) | {
        "query_mode": "raw",
        "all_columns": [column.name for column in shown],
        "order_by_cols": [json.dumps([one.by, not one.is_descending]) for one in place.chart.order],
        "column_config": {
            column.name: {"d3NumberFormat": ",.1~f"} for column in shown if column.is_number
        },
    }


def _any_table(place: Place) -> Form:
    return {
        "page_length": 20 if place.chart.kind is Kind.LIST else 0,
        "table_timestamp_format": DAY,
        "show_cell_bars": False,
        "color_pn": False,
        "include_search": place.chart.kind is Kind.LIST,
        "percent_metrics": [],
    }


def _conditions(place: Place) -> Iterator[Form]:
    """The chart's own conditions, and the period that a dashboard's filter sets."""
    if time := place.described.datasets[place.chart.dataset].time:
        yield _condition(time, "TEMPORAL_RANGE", "No filter")
    for column, value in place.where.items():
        if isinstance(value, list):
            yield _condition(column, "IN", value)
        elif isinstance(value, bool):
            yield _condition(column, "IS TRUE" if value else "IS FALSE", None)
        else:
            yield _condition(column, "==", value)
    metrics = [place.measures[name].metric for name in place.chart.measures]
    if metrics and all(metrics) and place.chart.kind is not Kind.TABLE:
        yield _condition("metric", "IN", metrics)
    for column in place.chart.given:
        yield _condition(column, "IS NOT NULL", None)


def _condition(column: str, operator: str, value: Any) -> Form:  # noqa: ANN401 - a word or a list
    return {
        "clause": "WHERE",
        "expressionType": "SIMPLE",
        "subject": column,
        "operator": operator,
        "comparator": value,
    }


def _viz(chart: Chart) -> str:
    if chart.kind is Kind.TREND:
        return "echarts_timeseries_bar" if chart.is_stacked else "echarts_timeseries_line"
    return {Kind.NUMBER: "big_number_total", Kind.TABLE: "table", Kind.LIST: "table"}.get(
        chart.kind, "echarts_timeseries_bar"
    )


_FORMS = {
    Kind.NUMBER: _number,
    Kind.TREND: _trend,
    Kind.BARS: _bars,
    Kind.STEPS: _bars,
    Kind.TABLE: _table,
    Kind.LIST: _list,
}
