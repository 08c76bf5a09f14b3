"""A reader at the dashboards: logs in, opens them, chooses, and tells what stands there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page, Response, expect

from tests.dashboards.conftest import House

LOADED = """
(count) => document.querySelectorAll('[data-test="slice-container"]').length === count
  && !document.querySelector('[data-test="loading-indicator"]')
"""
SETTLED = """() => !document.querySelector('[data-test="loading-indicator"]')"""
NUMBERS = """
Object.fromEntries([...document.querySelectorAll('[data-test-viz-type="big_number_total"]')].map(
  one => [one.dataset.testChartName, one.querySelector('.header-line').innerText]))
"""
TROUBLES = "[data-test='chart-container'] .ant-alert, [data-test='error-boundary']"
Rows = dict[int, list[list[dict[str, Any]]]]  # chart → the rows of each of its queries
WIDTH, HEIGHT = 1600, 3600  # charts out of view are not drawn


@dataclass
class Reader:
    """A logged-in browser page, what its console complained of, and the data its charts got."""

    page: Page
    house: House
    complaints: list[str] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)

    def open(self, name: str, charts: int, query: str = "") -> None:
        """Open a dashboard and wait until all its charts are drawn."""
        self.answers.clear()
        self.page.goto(f"{self.house.url}/superset/dashboard/{name}/{query}")
        self.page.wait_for_function(LOADED, arg=charts)
        self.page.wait_for_load_state("networkidle")

    def choose(self, board: str, name: str, value: str) -> None:
        """Choose a value of a filter, apply it, and wait until the charts have followed."""
        box = self.page.locator(f"input#NATIVE_FILTER-{board}-{name}")
        box.click(force=True)  # what is chosen already lies over it
        box.fill(value)
        self.page.locator(f".ant-select-item-option[title='{value}']").first.click()
        self.page.keyboard.press("Escape")
        with self.page.expect_response(_is_chart):
            self.page.get_by_test_id("filter-bar__apply-button").click()
        self.page.wait_for_function(SETTLED)

    def numbers(self) -> dict[str, str]:
        """The single numbers by their titles."""
        return dict(self.page.evaluate(NUMBERS))

    def expect_number(self, title: str, text: str) -> None:
        """Wait until a single number reads so."""
        chart = self.page.locator(f"[data-test-chart-name='{title}'] .header-line")
        expect(chart).to_have_text(text, timeout=120_000)

    def rows_of_charts(self) -> Rows:
        """Of each chart by its id: the rows that each of its queries got."""
        found = {}
        for answer in self.answers:
            sent = answer.request.post_data_json["form_data"]
            found[sent["slice_id"]] = [one["data"] for one in answer.json()["result"]]
        return found


@contextmanager
def reader_at(house: House, browser: Browser) -> Iterator[Reader]:
    """Log in through the page, as a person does."""
    context = browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    context.set_default_timeout(120_000)
    page = context.new_page()
    reader = Reader(page, house)
    page.on("console", lambda one: _note(reader, one.type, one.text))
    page.on("pageerror", lambda one: reader.complaints.append(str(one)))
    page.on("response", lambda one: _keep(reader, one))
    page.goto(f"{house.url}/login/")
    page.get_by_label("用户名").fill(house.login)
    page.get_by_label("密码").fill(house.password)
    page.get_by_role("button", name="登 录").or_(page.get_by_role("button", name="登录")).click()
    page.wait_for_url("**/superset/welcome/**")
    yield reader
    context.close()


def _note(reader: Reader, kind: str, words: str) -> None:
    if kind in {"error", "warning"}:
        reader.complaints.append(f"{kind}: {words}")


def _keep(reader: Reader, answer: Response) -> None:
    if _is_chart(answer):
        reader.answers.append(answer)


def _is_chart(answer: Response) -> bool:
    """Whether it is data of a chart, not the list of a filter's values."""
    if not answer.url.split("?")[0].endswith("/api/v1/chart/data"):
        return False
    return bool(json.loads(answer.request.post_data or "{}").get("form_data", {}).get("slice_id"))
