"""Dashboards ask of the warehouse only what is there, and add up only what adds up."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text

from tests.databases import own_warehouse
from tests.orchestration.doubts import publish
from tests.orchestration.made import contract, put, row, run
from zhiben import postgres
from zhiben.campaign.tables import sync_reference
from zhiben.contracts.units import load_units
from zhiben.dashboards.assets import Document, assets
from zhiben.dashboards.catalog import Catalog, read_catalog
from zhiben.dashboards.description import Description, load_description
from zhiben.dashboards.measures import measures_of
from zhiben.errors import ZhibenError
from zhiben.settings import SHIPPED_INCLUDE, Settings

FOLDER = SHIPPED_INCLUDE / "bi" / "superset"
URL = "postgresql://bi_reader@localhost/warehouse"
NIGHT = "2026-03-05"


@pytest.fixture(scope="module")
def described() -> Description:
    return load_description(FOLDER)


@pytest.fixture(scope="module")
def engine(server: postgres.Server) -> Iterator[Engine]:
    """A warehouse with the shipped metrics, for all tests that leave it as it is."""
    campaign = SHIPPED_INCLUDE / "campaign"
    with own_warehouse(server) as engine:
        with engine.begin() as connection:
            sync_reference(connection, load_units(campaign / "units.yaml"), campaign)
        yield engine


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A connection to it; what a test changes is undone."""
    with engine.connect() as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def catalog(connection: Connection, described: Description) -> Catalog:
    return read_catalog(connection, described)


def test_four_dashboards_find_all_they_name(described: Description, catalog: Catalog) -> None:
    made = assets(described, catalog, URL)
    titles = {one["dashboard_title"] for one in made.values() if "dashboard_title" in one}
    assert titles == {"治本攻坚进度", "县区对比", "隐患整改闭环", "数据质量"}
    assert all(chart["slice_name"] for path, chart in made.items() if path.startswith("charts/"))


def test_database_takes_every_measure(
    described: Description, catalog: Catalog, connection: Connection
) -> None:
    for name, dataset in described.datasets.items():
        measures = measures_of(name, dataset, catalog).values()
        asked = ", ".join(one.expression for one in measures) or "1"
        connection.execute(text(f"SELECT {asked} FROM ({described.queries[name]}) AS shown"))


def test_ids_are_each_once_and_the_same_the_next_time(
    described: Description, catalog: Catalog
) -> None:
    def ids(made: dict[str, Document]) -> list[str]:
        return [one["uuid"] for one in made.values() if "uuid" in one]

    first = ids(assets(described, catalog, URL))
    assert len(set(first)) == len(first)
    assert ids(assets(load_description(FOLDER), catalog, URL)) == first


def test_names_and_meanings_are_those_of_the_metrics(
    described: Description, catalog: Catalog
) -> None:
    chart = assets(described, catalog, URL)["charts/campaign.rectification-rate.yaml"]
    metric = catalog.metrics["rectification_rate"]
    assert chart["slice_name"] == metric.name_zh
    assert metric.definition in chart["description"]
    assert chart["params"]["subtitle"] == metric.unit


@pytest.mark.parametrize(
    ("view", "column", "chart"),
    [
        ("campaign_progress", "value", "治本攻坚进度/major-open"),
        ("item_daily", "overdue_count", "隐患整改闭环/overdue"),
        ("rectification_items", "due_on", "隐患整改闭环/overdue-list"),
        ("deliveries", "rows_quarantined", "数据质量/by-county"),
        ("accident_scoreboard", "deaths_ytd", "县区对比/scoreboard"),
    ],
)
def test_renamed_column_is_refused_with_the_charts_of_it(
    connection: Connection, described: Description, view: str, column: str, chart: str
) -> None:
    connection.execute(text(f"ALTER VIEW bi.{view} RENAME COLUMN {column} TO renamed"))
    with pytest.raises(ZhibenError, match=column) as refused:
        read_catalog(connection, described)
    assert chart in refused.value.hint


MISTAKES = {
    "chart found: .*'fuond'; did you mean 'found'": (
        "dashboards/campaign", "measures: [found]", "measures: [fuond]"
    ),
    "chart by-age: .*'ages'; did you mean 'age'": ("dashboards/closure", "[age]", "[ages]"),
    "chart goals: .*'order'": ("dashboards/counties", "by: status_order", "by: order"),
    "'reprter'; did you mean 'reporter'": ("dashboards/quality", "[reporter", "[reprter"),
    "no dataset 'scores'": ("dashboards/quality", "dataset: quality_scores", "dataset: scores"),
    "two charts 'found'": ("dashboards/campaign", "chart: goals", "chart: found"),
    "programme 'zhiben' does not measure 'accidents'": (
        "dashboards/campaign", "measures: [found]", "measures: [accidents]"
    ),
    "programme 'zhiben' does not measure 'overdue' by sector": (
        "dashboards/campaign", "{dimension: sector}\n        measures: [major_open]",
        "{dimension: sector}\n        measures: [overdue]",
    ),
    "wider than 12": ("dashboards/campaign", "width: 7", "width: 9"),
    "one of sum, max, min and count": ("datasets/scoreboard", "{sum: dea", "{max: x, sum: dea"),
    "unknown key 'mean'": ("datasets/deliveries", "{sum: rows_loaded", "{mean: rows_loaded"),
    "no column 'loaded'": ("datasets/deliveries", "{sum: rows_loaded", "{sum: loaded"),
    "filter night: .*'nights'": ("filters", "column: night", "column: nights"),
}  # fmt: skip


@pytest.mark.parametrize("complaint", MISTAKES)
def test_mistake_is_refused_by_its_name(
    connection: Connection, tmp_path: Path, complaint: str
) -> None:
    name, was, becomes = MISTAKES[complaint]
    file = shutil.copytree(FOLDER, tmp_path / "described") / f"{name}.yaml"
    said = file.read_text(encoding="utf-8")
    assert was in said
    file.write_text(said.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(ZhibenError, match=complaint):
        all_of(tmp_path / "described", connection)


def all_of(folder: Path, connection: Connection) -> dict[str, Document]:
    described = load_description(folder)
    return assets(described, read_catalog(connection, described), URL)


@pytest.fixture
def published(settings: Settings, warehouse: Engine) -> Engine:
    """A night of two counties with hazards open, overdue, rectified and verified."""
    units = load_units(settings.campaign / "units.yaml")
    with warehouse.begin() as connection:
        sync_reference(connection, units, settings.campaign)
    rows = [
        row(1, 整改期限="2026-03-03"),
        row(2, 整改期限="2026-03-20", 整改状态="已整改", 整改完成日期="2026-03-04"),
        row(3, 隐患等级="重大", 整改期限="2026-03-04"),
        row(4, 整改状态="已销号"),
    ]
    for source, county, count in (("a", "411624", 4), ("b", "411602", 3)):
        contract(settings, source, county=county)
        headings = tuple(rows[0] | rows[1] | rows[2])
        put(settings, NIGHT, *rows[:count], source=source, headings=headings)
    run(NIGHT)
    publish(warehouse, NIGHT)
    return warehouse


def test_over_all_counties_a_metric_is_the_citys_own(
    published: Engine, described: Description
) -> None:
    city = (
        "SELECT metric, printed::float FROM bi.campaign_progress INNER JOIN bi.city "
        "ON county_code = city_code WHERE programme = 'zhiben'"
    )
    with published.connect() as connection:
        values = dict(row._tuple() for row in connection.execute(text(city)))
        query = asked(described, read_catalog(connection, described), list(values))
        one = f"{query} WHERE programme = 'zhiben'"
        shown = dict(connection.execute(text(one)).mappings().one())
        over_programmes = connection.execute(text(query)).mappings().one()
    assert (values["found"], values["overdue"], values["rectification_rate"]) == (7, 4, 42.9)
    assert shown == pytest.approx(values, abs=1e-4)
    assert set(over_programmes.values()) == {None}


def asked(described: Description, catalog: Catalog, metrics: list[str]) -> str:
    """The query by which a chart shows ``metrics`` over every county."""
    measures = measures_of("progress", described.datasets["progress"], catalog)
    shown = ", ".join(f"({measures[name].expression})::float AS {name}" for name in metrics)
    return f"SELECT {shown} FROM ({described.queries['progress']}) AS shown"


@pytest.mark.parametrize(("rounding", "how"), [("half_up", "ROUND"), ("truncated", "TRUNC")])
def test_a_rate_is_shown_as_the_summary_prints_it(
    described: Description, catalog: Catalog, rounding: str, how: str
) -> None:
    rate = replace(catalog.metrics["rectification_rate"], rounding=rounding, decimals=2)
    told = replace(catalog, metrics={rate.metric: rate})
    measure = measures_of("progress", described.datasets["progress"], told)[rate.metric]
    assert f"{how}(MAX(times)" in measure.expression
    assert "NULLIF" in measure.expression
