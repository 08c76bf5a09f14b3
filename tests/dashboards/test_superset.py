"""What a reader sees: every chart with data, in Chinese, filtered by county and date, no more."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import APIResponse, Browser

from tests.dashboards.conftest import NIGHTS, House
from tests.dashboards.reading import TROUBLES, Reader, Rows, reader_at
from zhiben.dashboards.description import load_description
from zhiben.settings import SHIPPED_INCLUDE

pytestmark = [pytest.mark.superset, pytest.mark.timeout(480)]
DASHBOARDS = load_description(SHIPPED_INCLUDE / "bi" / "superset").dashboards
COUNTY = "川汇区"
FOUND = """
    SELECT metric.name_zh, SUM(progress.numerator) AS amount
    FROM bi.campaign_progress AS progress
    INNER JOIN bi.metrics AS metric ON progress.metric = metric.metric
    INNER JOIN bi.counties AS unit ON progress.county_code = unit.county_code
    WHERE progress.programme = 'zhiben' AND metric.metric IN ('found', 'overdue')
    AND progress.business_date = '{night}' AND {where} GROUP BY metric.name_zh
"""


@dataclass(frozen=True)
class Opened:
    """A dashboard as it is first seen."""

    name: str
    reader: Reader
    rows: Rows
    complaints: tuple[str, ...]


@pytest.fixture(scope="module")
def reader(house: House, browser: Browser) -> Iterator[Reader]:
    with reader_at(house, browser) as reader:
        yield reader


def test_one_command_tells_address_and_login(house: House) -> None:
    for board in DASHBOARDS.values():
        assert board.title in house.said
    assert f"{house.login} / {house.password}" in house.said
    assert (house.settings.home / "superset" / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_what_the_login_page_tells_undoes_no_login(house: House) -> None:
    with httpx.Client(base_url=house.url) as nobody:
        nobody.get("/login/")
        told = nobody.post("/superset/log/?explode=events", data={"events": "[]"})
    assert told.status_code == httpx.codes.OK
    assert "set-cookie" not in told.headers


@pytest.fixture(scope="module", params=DASHBOARDS)
def opened(reader: Reader, request: pytest.FixtureRequest) -> Opened:
    """Each dashboard, opened once."""
    reader.complaints.clear()
    reader.open(request.param, size(request.param))
    picture(reader, request.param)
    return Opened(request.param, reader, reader.rows_of_charts(), tuple(reader.complaints))


def picture(reader: Reader, name: str) -> None:
    """Leave a picture for people where the environment names a folder."""
    if folder := os.environ.get("ZHIBEN_PICTURES"):
        reader.page.screenshot(path=Path(folder) / f"{name}.png")


def test_every_chart_has_data_and_the_console_is_silent(opened: Opened) -> None:
    assert len(opened.rows) == size(opened.name)
    assert [number for number, queries in opened.rows.items() if not all(queries)] == []
    assert opened.reader.page.locator(TROUBLES).count() == 0
    assert "没有数据" not in opened.reader.page.inner_text("body")
    assert opened.complaints == ()


def test_chosen_county_is_all_that_every_chart_shows(opened: Opened) -> None:
    opened.reader.choose(opened.name, DASHBOARDS[opened.name].filters[0], COUNTY)
    after = opened.reader.rows_of_charts()
    rows = [row for queries in after.values() for query in queries for row in query]
    assert {row["county_name"] for row in rows if "county_name" in row} <= {COUNTY}
    assert sum(opened.rows[number] != after[number] for number in after) > len(after) * 2 / 3


def test_county_and_night_give_the_numbers_of_the_warehouse(reader: Reader, house: House) -> None:
    reader.open("campaign", size("campaign"))
    seen = [expect_numbers(reader, house, NIGHTS[1], "TRUE")]
    reader.choose("campaign", "county", COUNTY)
    seen += [expect_numbers(reader, house, NIGHTS[1], f"unit.county_name = '{COUNTY}'")]
    reader.choose("campaign", "night", NIGHTS[0])
    seen += [expect_numbers(reader, house, NIGHTS[0], f"unit.county_name = '{COUNTY}'")]
    assert seen[0] != seen[1] != seen[2]


def expect_numbers(reader: Reader, house: House, night: str, where: str) -> list[str]:
    """Wait for what the warehouse says; give it back."""
    rows = house.ask(FOUND.format(night=night, where=where))
    for row in rows:
        reader.expect_number(row["name_zh"], f"{row['amount']:,.0f}")
    return [str(row) for row in rows]


@pytest.mark.parametrize("name", DASHBOARDS)
def test_chosen_period_is_all_that_goes_on(reader: Reader, name: str) -> None:
    key, first, end = f"NATIVE_FILTER-{name}-period", NIGHTS[0], NIGHTS[1]
    period = f"'{first} : {end}'"
    chosen = f"(id:{key},extraFormData:(time_range:{period}),filterState:(value:{period}))"
    reader.open(name, size(name), f"?native_filters=({key}:{chosen})")
    drawn = [query for queries in reader.rows_of_charts().values() for query in queries]
    days = {row["business_date"] for query in drawn for row in query if "business_date" in row}
    assert len(days) == 1


def size(name: str) -> int:
    return len(list(DASHBOARDS[name].charts))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/sqllab/"),
        ("POST", "/api/v1/sqllab/execute/"),
        ("GET", "/api/v1/database/"),
        ("POST", "/api/v1/database/"),
        ("POST", "/api/v1/dataset/"),
        ("POST", "/api/v1/chart/"),
        ("POST", "/api/v1/dashboard/"),
        ("PUT", "/api/v1/dashboard/1"),
        ("DELETE", "/api/v1/dashboard/1"),
        ("GET", "/api/v1/security/users/"),
        ("GET", "/api/v1/assets/export/"),
    ],
)
def test_reader_reaches_nothing_else(reader: Reader, house: House, method: str, path: str) -> None:
    assert call(reader, house, method, path, {}).status in {401, 403, 404}


def test_reader_smuggles_no_query_of_his_own(reader: Reader, house: House) -> None:
    smuggled = {"expressionType": "SQL", "sqlExpression": "(SELECT COUNT(*) FROM core.items)"}
    asked = {"metrics": [{**smuggled, "label": "x"}], "columns": [], "filters": []}
    body = {"datasource": {"id": 1, "type": "table"}, "queries": [asked]}
    assert call(reader, house, "POST", "/api/v1/chart/data", body).status >= 400


def call(reader: Reader, house: House, method: str, path: str, body: dict[str, Any]) -> APIResponse:
    """A request of the reader's own session, with the token that stands in his pages."""
    token = reader.page.evaluate("document.querySelector('#csrf_token').value")
    headers = {"X-CSRFToken": token, "Referer": house.url}
    request = reader.page.request
    return request.fetch(f"{house.url}{path}", method=method, data=body, headers=headers)


def test_again_it_is_the_same_and_then_it_ends(house: House, browser: Browser) -> None:
    again = house.make("bi", "BI_PORT=1")  # it is up, and stays where it is
    assert house.url in again
    with reader_at(house, browser) as reader:
        found = reader.page.request.get(f"{house.url}/api/v1/dashboard/").json()
    assert found["count"] == len(DASHBOARDS)
    assert house.make("bi-down").strip() == "Stopped."
    assert house.make("bi-down").strip() == "It was not running."
