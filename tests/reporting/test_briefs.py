"""A page a unit from the same numbers, and the workbook of its open items."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

import pdfplumber
import pytest
from openpyxl import load_workbook
from sqlalchemy import Connection

from tests.warehouse.given import insert
from zhiben.reporting import (
    OpenItem,
    Unit,
    annex_book,
    compose,
    compose_brief,
    open_items,
    recompute,
    render_pdf,
    write_briefs,
)

from . import made
from .filled import publish
from .test_odd_weeks import odd_values

if TYPE_CHECKING:
    from pathlib import Path

UNIT = made.UNITS[0]
ITEM = OpenItem(
    UNIT.code, "I1", "major", "open", date(2026, 2, 1), date(2026, 3, 1),
    "某某公司", "1号车间", "配电箱未接地", "应急管理局", True, False, 28,
)  # fmt: skip
INJECTIONS = ['=HYPERLINK("http://x","点")', "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "\t=1+1"]


def sheets(*items: OpenItem) -> dict[str, list[tuple[object, ...]]]:
    book = load_workbook(BytesIO(annex_book(UNIT, "2026年3月29日", items)))
    return {sheet.title: [*sheet.iter_rows(min_row=4, values_only=True)] for sheet in book}


def test_a_brief_says_the_numbers_of_the_summary() -> None:
    numbers = made.with_charts()
    known = {(n.metric, n.filter): n.text for n in compose(numbers).numbers}
    said = {(n.metric, n.filter): n.text for n in compose_brief(numbers, UNIT).numbers}
    assert len(known.keys() & said.keys()) > 10
    assert {key: known[key] for key in known.keys() & said.keys()} == {
        key: said[key] for key in known.keys() & said.keys()
    }


def test_each_number_of_a_brief_recomputed_is_equal(bi: Connection) -> None:
    numbers = made.with_target("overdue", 0, c411602="behind")
    publish(bi, replace(numbers, deliveries=()))
    brief = compose_brief(replace(numbers, deliveries=()), UNIT)
    assert [recompute(bi, number) for number in brief.numbers] == [n.value for n in brief.numbers]


@pytest.mark.parametrize("seed", range(12))
def test_a_brief_is_one_page_whatever_the_numbers(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - a hat, no secret
    numbers = made.with_values(UNIT.code, odd_values(rng), odd_values(rng))
    unit = Unit(UNIT.code, rng.choice((UNIT.name, "周口城乡一体化示范区", "某" * 20)))
    pdf = render_pdf(compose_brief(numbers, unit))
    with pdfplumber.open(BytesIO(pdf)) as document:
        assert len(document.pages) == 1


def test_a_unit_that_delivered_nothing_is_told_so() -> None:
    brief = compose_brief(replace(made.week_numbers(), deliveries=(), progress=()), UNIT)
    told = "".join(part if isinstance(part, str) else part.text for part in brief.fragments())
    assert "暂无数据" in told
    assert "本周没有收到数据" in told


def test_writes_every_form_of_every_unit(tmp_path: Path) -> None:
    briefs = write_briefs(tmp_path, made.week_numbers(), {UNIT.code: (ITEM,)})
    names = {
        f"{unit.code}{end}"
        for unit in made.UNITS
        for end in (".docx", ".pdf", ".html", ".xlsx", ".json")
    }
    assert {path.name for path in briefs.iterdir()} == {*names, "mail"}
    printed = json.loads((briefs / f"{UNIT.code}.json").read_text(encoding="utf-8"))["printed"]
    assert len(printed) == len(compose_brief(made.week_numbers(), UNIT).numbers)


def test_a_draft_written_again_has_no_brief_of_a_code_its_unit_bears_no_more(
    tmp_path: Path,
) -> None:
    numbers = made.week_numbers()
    before = replace(numbers, units=(replace(UNIT, code="411699"), *numbers.units[1:]))
    briefs = write_briefs(tmp_path, before, {})
    (briefs / "说明.txt").write_text("放在这里的别的文件", encoding="utf-8")
    write_briefs(tmp_path, numbers, {})
    paths = (*briefs.iterdir(), *(briefs / "mail").iterdir())
    codes = {path.name.partition(".")[0] for path in paths}
    assert codes == {*(unit.code for unit in numbers.units), "mail", "说明"}


def test_the_annex_lists_open_items_and_the_overdue_among_them() -> None:
    due = replace(ITEM, item_id="I2", due_on=None, days_overdue=None, status="rectified")
    found = sheets(ITEM, due)
    assert [row[-1] for row in found["未闭环"]] == ["I1", "I2"]
    assert [(row[-1], row[8]) for row in found["逾期未整改"]] == [("I1", 28)]
    assert found["未闭环"][1][9] == "已整改，待销号"


@pytest.mark.parametrize("text", INJECTIONS)
def test_no_cell_begins_a_formula(text: str) -> None:
    item = replace(ITEM, enterprise_name=text, site=text, description=text, item_id=text)
    book = load_workbook(BytesIO(annex_book(Unit(UNIT.code, text), "2026年3月29日", [item])))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert [c.value for c in cells if str(c.value).lstrip().startswith(("=", "+", "@"))] == []


def test_an_annex_of_nothing_says_so() -> None:
    assert sheets() == {"未闭环": [], "逾期未整改": []}


def tell(bi: Connection, item: str, since: date, until: date | None, **state: object) -> None:
    values = {"county_code": UNIT.code, "level": "general", "found_on": date(2026, 1, 1), **state}
    told = {"item_id": item, "valid_from": since, "valid_to": until}
    insert(bi, {"mart.item_history": [{**told, **values}]})


def test_lists_what_was_open_on_the_night_and_not_what_is_open_now(bi: Connection) -> None:
    night, later, due = date(2026, 3, 29), date(2026, 4, 2), date(2026, 3, 28)
    items = [{"item_id": item} for item in ("late", "closed", "new", "due")]
    insert(bi, {"core.items": items, "mart.item_state": items})
    tell(bi, "late", date(2026, 1, 2), later, status="open", is_open=True, due_on=due)
    tell(bi, "late", later, None, status="verified", is_open=False, due_on=due)
    tell(bi, "closed", date(2026, 1, 2), None, status="verified", is_open=False, due_on=due)
    tell(bi, "new", later, None, status="open", is_open=True, due_on=due)
    tell(bi, "due", date(2026, 1, 2), None, status="open", is_open=True, due_on=night)
    found = open_items(bi, night)[UNIT.code]
    assert [(item.item_id, item.days_overdue) for item in found] == [("late", 1), ("due", None)]
