"""Everything Superset is to have, as the documents that its import of assets takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid5

from zhiben.dashboards.catalog import Catalog, Column
from zhiben.dashboards.charts import COLORS, DRAWN, Place, form_of
from zhiben.dashboards.description import Dashboard, Description, Filter, Kind
from zhiben.dashboards.measures import Saved, measures_of
from zhiben.errors import ZhibenError

NAMESPACE = UUID("6f0f2a4e-8f0b-4a55-9a3d-5d2c6f4b7a10")  # what all ids are derived from
DATABASE = "warehouse"
VERSION = "1.0.0"
# A single number's name stands on one line; that it is filtered, the filter bar says for all.
CSS = """
[data-test-viz-type="big_number_total"] .header-title { font-size: 14px; }
[data-test-viz-type="big_number_total"] .filter-counts { display: none; }
"""
Document = dict[str, Any]


def id_of(kind: str, name: str) -> str:
    """The id by which Superset knows ``name`` for ever: an import writes over what has it."""
    return str(uuid5(NAMESPACE, f"{kind}/{name}"))


def assets(described: Description, catalog: Catalog, url: str) -> dict[str, Document]:
    """Path in the import → document; ``url`` is how Superset reaches the warehouse.

    Raises:
        ZhibenError: when a chart or dataset names what the warehouse does not have.
    """
    measures = {name: measures_of(name, one, catalog) for name, one in described.datasets.items()}
    found = {"metadata.yaml": {"version": VERSION, "type": "assets"}}
    found[f"databases/{DATABASE}.yaml"] = _database(url)
    for name in described.datasets:
        found[f"datasets/{name}.yaml"] = _dataset(name, described, catalog, measures[name])
    for name, board in described.dashboards.items():
        places = [
            Place(name, board, chart, described, catalog, measures[chart.dataset])
            for chart in board.charts
        ]
        for place in places:
            place.check()
            found[f"charts/{name}.{place.chart.chart}.yaml"] = _chart(place)
        found[f"dashboards/{name}.yaml"] = _dashboard(name, places)
    return found


def _database(url: str) -> Document:
    return {
        "database_name": "治本数据仓库",
        "sqlalchemy_uri": url,
        "uuid": id_of("database", DATABASE),
        "version": VERSION,
        "expose_in_sqllab": False,
        "allow_run_async": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_csv_upload": False,
        "is_managed_externally": True,
        "extra": {"allows_virtual_table_explore": False, "disable_data_preview": True},
    }


def _dataset(
    name: str, described: Description, catalog: Catalog, measures: dict[str, Saved]
) -> Document:
    dataset = described.datasets[name]
    return {
        "table_name": dataset.title,
        "schema": "bi",
        "sql": described.queries[name],
        "main_dttm_col": dataset.time,
        "uuid": id_of("dataset", name),
        "database_uuid": id_of("database", DATABASE),
        "version": VERSION,
        "filter_select_enabled": True,
        "normalize_columns": False,
        "always_filter_main_dttm": False,
        "is_managed_externally": True,
        "columns": [_column(column) for column in catalog.columns[name]],
        "metrics": [_metric(one) for one in measures.values()],
    }


def _column(column: Column) -> Document:
    return {
        "column_name": column.name,
        "verbose_name": column.label,
        "description": column.description,
        "type": column.type_name.upper(),
        "is_dttm": column.is_date,
        "is_active": True,
        "groupby": True,
        "filterable": True,
    }


def _metric(one: Saved) -> Document:
    return {
        "metric_name": one.name,
        "verbose_name": one.label,
        "expression": one.expression,
        "description": one.description,
        "d3format": one.number_format,
    }


def _chart(place: Place) -> Document:
    form = form_of(place)
    return {
        "slice_name": place.title,
        "description": place.description or None,
        "viz_type": form["viz_type"],
        "params": form,
        "uuid": id_of("chart", f"{place.board}/{place.chart.chart}"),
        "dataset_uuid": id_of("dataset", place.chart.dataset),
        "version": VERSION,
        "is_managed_externally": True,
    }


def _dashboard(name: str, places: list[Place]) -> Document:
    board = places[0].dashboard
    return {
        "dashboard_title": board.title,
        "slug": name,
        "uuid": id_of("dashboard", name),
        "version": VERSION,
        "published": True,
        "css": CSS,
        "is_managed_externally": True,
        "position": _position(name, board, places),
        "metadata": {
            "cross_filters_enabled": False,
            "label_colors": _label_colors(places),
            "native_filter_configuration": list(_filters(name, places)),
        },
    }


def _label_colors(places: list[Place]) -> dict[str, str]:
    """A colour for each measure that stands beside others: the same in every chart."""
    colors: dict[str, str] = {}
    for place in places:
        names = place.chart.measures
        if place.chart.kind in DRAWN and len(names) > 1:
            free = [one for one in COLORS if one not in {colors.get(name) for name in names}]
            new = [name for name in names if name not in colors]
            colors |= dict(zip(new, free, strict=False))
    return colors


def _position(name: str, board: Dashboard, places: list[Place]) -> Document:
    """Where everything stands: the note, then row under row on a grid of twelve columns."""
    ids = {place.chart.chart: number for number, place in enumerate(places, start=1)}
    rows = [f"ROW-{number}" for number in range(len(board.rows) + 1)]
    position: Document = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
        "GRID_ID": _node("GRID", "GRID_ID", [], rows),
        "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": board.title}},
        "ROW-0": _node("ROW", "ROW-0", ["GRID_ID"], ["NOTE"]),
        "NOTE": _node("MARKDOWN", "NOTE", ["GRID_ID", "ROW-0"], []),
    }
    position["NOTE"]["meta"] = {"code": board.note, "width": 12, "height": 8}
    for row_id, row in zip(rows[1:], board.rows, strict=True):
        charts = {f"CHART-{chart.chart}": chart for chart in row.charts}
        position[row_id] = _node("ROW", row_id, ["GRID_ID"], list(charts))
        for chart_id, chart in charts.items():
            position[chart_id] = _node("CHART", chart_id, ["GRID_ID", row_id], [])
            position[chart_id]["meta"] = {
                "chartId": ids[chart.chart],
                "uuid": id_of("chart", f"{name}/{chart.chart}"),
                "width": chart.width,
                "height": row.height,
            }
    return position


def _node(kind: str, node_id: str, parents: list[str], children: list[str]) -> Document:
    meta = {"background": "BACKGROUND_TRANSPARENT"}
    node = {"type": kind, "id": node_id, "children": children, "meta": meta}
    return node | {"parents": ["ROOT_ID", *parents]}


def _filters(name: str, places: list[Place]) -> Iterator[Document]:
    described = places[0].described
    for key in places[0].dashboard.filters:
        one = described.filters[key]
        excluded = [
            number for number, place in enumerate(places, start=1) if not _concerns(one, place)
        ]
        yield {
            "id": f"NATIVE_FILTER-{name}-{key}",
            "type": "NATIVE_FILTER",
            "name": one.title,
            "filterType": "filter_time" if one.is_period else "filter_select",
            "targets": [_target(key, one, places[0].catalog)],
            "controlValues": _controls(one),
            "sortMetric": one.order,
            "requiredFirst": one.is_single,  # charts wait for it
            "defaultDataMask": {"extraFormData": {}, "filterState": {}, "ownState": {}},
            "cascadeParentIds": [],
            "scope": {"rootPath": ["ROOT_ID"], "excluded": excluded},
            "chartsInScope": [],
            "tabsInScope": [],
        }


def _concerns(one: Filter, place: Place) -> bool:
    """Whether a filter holds for a chart: one night for states, a period for all that goes on."""
    dataset = place.described.datasets[place.chart.dataset]
    is_state = dataset.time in dataset.never_across and place.chart.kind is not Kind.TREND
    if one.is_period:
        return dataset.time is not None and not is_state
    has_column = place.catalog.column(place.chart.dataset, one.column or "") is not None
    return has_column and (is_state or not one.is_single)


def _target(name: str, one: Filter, catalog: Catalog) -> Document:
    if one.dataset is None:
        return {}
    if catalog.column(one.dataset, one.column or "") is None:
        raise ZhibenError(
            f"filters.yaml: filter {name}: dataset {one.dataset} has no column {one.column!r}."
        )
    return {"datasetUuid": id_of("dataset", one.dataset), "column": {"name": one.column}}


def _controls(one: Filter) -> Document:
    if one.is_period:
        return {"enableEmptyFilter": False}
    return {
        "multiSelect": not one.is_single,
        "enableEmptyFilter": one.is_single,
        "defaultToFirstItem": one.is_single,
        "sortAscending": not one.is_single,
        "searchAllOptions": False,
        "inverseSelection": False,
    }
