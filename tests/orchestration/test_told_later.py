"""An item that only the second who told of it says came back: known from then on, with why."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine

from tests.orchestration.doubts import publish
from tests.orchestration.made import ROW, ask, contract, put, run
from tests.warehouse.golden import SQL
from zhiben.orchestration.review import decide_pair, list_pairs, undo_decision
from zhiben.settings import Settings
from zhiben.warehouse.audit import audit
from zhiben.warehouse.reviews import Wish

CLOSED, AGAIN, TOLD = "2026-03-05", "2026-03-20", "2026-03-21"
ITEMS = """
    SELECT item.found_on::text, before.found_on::text, item.came_back_on::text
    FROM bi.rectification_items AS item
    LEFT JOIN bi.rectification_items AS before ON item.recurrence_of = before.item_id
    ORDER BY item.found_on, item.source_count DESC
"""
COUNTED = "SELECT recurred_count FROM bi.{view} WHERE business_date = '{day}'"
CAUSES = "SELECT business_date::text, cause FROM bi.revisions WHERE metric = 'recurred_count'"


def tell(settings: Settings, source: str, day: str, said: str, **cells: str) -> None:
    row = ROW | {"隐患描述": said, "隐患部位": "1号车间", "检查日期": day} | cells
    put(settings, day, row, source=source, headings=(*ROW, "隐患部位"))
    run(day)


@pytest.fixture
def told(settings: Settings, warehouse: Engine) -> Engine:
    for source in "ab":
        contract(settings, source, delivery={"mode": "delta"})
    tell(settings, "a", CLOSED, "消火栓试水时无压力", 整改状态="已销号")
    publish(warehouse, CLOSED)
    tell(settings, "a", AGAIN, "消火栓阀门打不开没有水", 序号="2")
    publish(warehouse, AGAIN)
    assert ask(warehouse, ITEMS) == [(CLOSED, None, None), (AGAIN, None, None)]
    tell(settings, "b", TOLD, "消火栓打开后不出水")
    publish(warehouse, TOLD)
    return warehouse


def test_the_item_came_back_and_the_one_before_says_when(told: Engine) -> None:
    assert ask(told, ITEMS) == [(CLOSED, None, AGAIN), (AGAIN, CLOSED, None)]
    assert ask(told, "SELECT items_recurred FROM bi.enterprises") == [1]
    with told.connect() as connection:
        audit(connection, SQL, date.fromisoformat(TOLD))  # raises where a check fails


def test_a_published_night_keeps_its_number_and_the_change_has_its_cause(told: Engine) -> None:
    night = {"day": AGAIN}
    assert sum(ask(told, COUNTED.format(view="item_daily", **night))) == 0
    assert sum(ask(told, COUNTED.format(view="item_daily_now", **night))) == 1
    assert ask(told, CAUSES) == [(AGAIN, f"known later: b {TOLD} 台账.csv told what came back")]


def test_told_apart_each_is_as_it_was_and_undone_all_is_again(
    settings: Settings, told: Engine
) -> None:
    (pair,) = list_pairs(settings, Wish(status="machine"))
    apart = decide_pair(settings, str(pair["judgement_id"]), "different", "王科长", "看过现场")
    publish(told, TOLD)
    assert ask(told, ITEMS) == [(CLOSED, None, TOLD), (AGAIN, None, None), (TOLD, CLOSED, None)]
    undo_decision(settings, apart.done[0].judgement_id, "李处长", "看错了")
    publish(told, TOLD)
    assert ask(told, ITEMS) == [(CLOSED, None, AGAIN), (AGAIN, CLOSED, None)]
