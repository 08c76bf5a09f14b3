"""A warehouse with hazards of one enterprise, told by several sources, and doubts about them."""

from __future__ import annotations

from datetime import date
from itertools import combinations

from sqlalchemy import Engine

from tests.orchestration.made import ROW, ask, contract, put, run
from tests.warehouse import golden
from tests.warehouse.given import insert
from zhiben.matching.item_model import load_item_model
from zhiben.settings import Settings

DAYS = ("2026-03-05", "2026-03-06")
TEXTS = {
    "a": "灭火器过期", "b": "配电箱门缺失", "c": "安全出口上锁，联系张小明13812345678",
    "d": "叉车无证驾驶", "e": "叉车无证驾驶", "f": "应急灯不亮",
}  # fmt: skip
HEADINGS = (*ROW, "整改责任人")
ROWS = "SELECT source, row_key FROM core.source_rows"


def hazards(settings: Settings, warehouse: Engine, sources: str = "abc") -> None:
    """A row a source of one enterprise, told on two nights and published; all pairs in doubt.

    The rows of ``d`` and ``e`` the machine finds to be one item.
    """
    for source in sources:
        contract(settings, source)
        day = DAYS[0] if source < "c" else DAYS[1]
        cells = ROW | {"隐患描述": TEXTS[source], "整改责任人": "张小明"}
        put(settings, day, cells, source=source, headings=HEADINGS)
    for day in DAYS:
        run(day)
    publish(warehouse, *DAYS)
    doubt(warehouse)


def doubt(warehouse: Engine) -> None:
    """Let the machine doubt every pair of rows."""
    ((enterprise_id),) = ask(warehouse, "SELECT DISTINCT enterprise_id FROM core.items")
    rows = sorted(ask(warehouse, ROWS))
    model = load_item_model()
    given = [
        {
            "judgement_id": f"P{one[0]}{other[0]}", "verdict": "doubt", "rule": "-", "score": 0.6,
            "one_source": one[0], "one_row_key": one[1], "other_source": other[0],
            "other_row_key": other[1], "enterprise_id": enterprise_id, "night": date(2026, 3, 6),
            "model": f"{model.version}/x", "evidence": {"days": 0.2, "meaning": -1.5},
        }
        for one, other in combinations(rows, 2)
    ]  # fmt: skip
    with warehouse.begin() as connection:
        insert(connection, {"core.pair_judgements": given})


def publish(warehouse: Engine, *nights: str) -> None:
    """Build and publish nights with the queries that the DAG runs."""
    for night in nights:
        with warehouse.begin() as connection:
            for folder in golden.tables_of_dag():
                golden.run(connection, golden.shipped()[folder], date.fromisoformat(night))


def items(warehouse: Engine) -> dict[str, str]:
    """The item of each source's row."""
    return dict(ask(warehouse, "SELECT source, item_id FROM core.source_rows"))
