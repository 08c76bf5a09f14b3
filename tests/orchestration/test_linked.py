"""What two sources write of one visit: the same hazard is one item, another stays another."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.orchestration.made import ROW, ask, contract, put, row, run
from zhiben.settings import Settings

PLACE = "隐患位置"


@pytest.mark.parametrize(
    ("one", "other", "items"),
    [
        ("灭火器压力不足", "灭火器检查卡未填写", 2),
        ("1号车间灭火器压力不足", "1号车间灭火器压力不足，已失效", 1),
    ],
)
def test_the_same_hazard_in_other_words_is_one_item(
    settings: Settings, warehouse: Engine, one: str, other: str, items: int
) -> None:
    for source, text in (("a", one), ("b", other)):
        contract(settings, source, columns={"site": [PLACE]})
        cells = {"隐患描述": text, PLACE: "1号车间"}
        put(settings, "2026-03-05", row(1, **cells), source=source, headings=(*ROW, PLACE))
    run("2026-03-05")
    assert len(ask(warehouse, "SELECT DISTINCT item_id FROM core.source_rows")) == items
