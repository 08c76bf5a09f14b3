"""Pairs in doubt wait for a person; what is decided moves rows, and can be undone."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine

from tests.orchestration.made import ask, contract, put, row, run
from zhiben.errors import ZhibenError
from zhiben.orchestration.review import decide_pair, list_pairs, show_pair, undo_decision
from zhiben.settings import Settings
from zhiben.warehouse.schema import metadata

ITEMS = "SELECT source, item_id FROM core.source_rows ORDER BY source"
PLACE = "隐患位置"
HEADINGS = ("序号", "企业名称", "检查日期", "隐患描述", "整改状态", PLACE)


def said(settings: Settings, source: str, text: str) -> None:
    contract(settings, source, columns={"site": [PLACE]})
    cells = {"隐患描述": text, PLACE: "1号车间"}
    put(settings, "2026-03-05", row(1, **cells), source=source, headings=HEADINGS)


@pytest.fixture
def doubt(settings: Settings, warehouse: Engine) -> str:
    """Two sources that may mean one hazard; gives the id of the pair that waits."""
    said(settings, "a", "灭火器压力不足")
    said(settings, "b", "灭火器检查卡未填写")
    run("2026-03-05")
    with warehouse.begin() as connection:
        rows = ask(warehouse, "SELECT source, row_key FROM core.source_rows ORDER BY source")
        pair = dict(zip(("one_source", "one_row_key", "other_source", "other_row_key"),
                        (*rows[0], *rows[1]), strict=True))  # fmt: skip
        connection.execute(
            metadata.tables["core.pair_judgements"].insert().values(
                judgement_id="J1", **pair, verdict="doubt", rule="-", score=0.4, model="m",
                evidence={"place": 1.0, "opposite": -0.1}, decided_by="machine",
                enterprise_id=ask(warehouse, "SELECT enterprise_id FROM core.items")[0],
                night=date(2026, 3, 5),
            )
        )  # fmt: skip
    return "J1"


def test_two_hazards_of_a_visit_stay_two_items(warehouse: Engine, doubt: str) -> None:
    assert len({item for _, item in ask(warehouse, ITEMS)}) == 2


def test_same_hazard_in_other_words_is_one_item(settings: Settings, warehouse: Engine) -> None:
    said(settings, "a", "1号车间灭火器压力不足")
    said(settings, "b", "1号车间灭火器压力不足，已失效")
    run("2026-03-05")
    assert len({item for _, item in ask(warehouse, ITEMS)}) == 1


def test_doubt_is_listed_and_shown_with_what_speaks_for_it(settings: Settings, doubt: str) -> None:
    assert [one["judgement_id"] for one in list_pairs(settings)] == [doubt]
    shown = show_pair(settings, doubt)
    assert (shown["one"]["description"], shown["other"]["source"]) == ("灭火器压力不足", "b")
    assert [words[0] for words in shown["evidence"]] == ["＋", "－"]


def test_decision_moves_the_row_and_undo_moves_it_back(
    settings: Settings, warehouse: Engine, doubt: str
) -> None:
    before = ask(warehouse, ITEMS)
    done = decide_pair(settings, doubt, "same", "王科长", "看过现场")
    assert len({item for _, item in ask(warehouse, ITEMS)}) == 1
    assert list_pairs(settings) == []
    undo_decision(settings, done.judgement_id, "王科长")
    assert ask(warehouse, ITEMS) == before
    assert [one["judgement_id"] for one in list_pairs(settings)] == [doubt]


def test_unknown_pair_or_verdict_is_refused(settings: Settings, doubt: str) -> None:
    with pytest.raises(ZhibenError, match="no judgement"):
        decide_pair(settings, "J9", "same", "王科长", "-")
    with pytest.raises(ZhibenError, match="no verdict"):
        decide_pair(settings, doubt, "perhaps", "王科长", "-")
