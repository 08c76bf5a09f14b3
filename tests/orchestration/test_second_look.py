"""Items that waited for a person and are joined by what later nights told of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from tests.orchestration.doubts import items, publish
from tests.orchestration.made import ROW, ask, contract, put, run
from tests.warehouse.golden import SQL
from zhiben.matching.item_model import load_item_model, save_item_model
from zhiben.orchestration.linkage import model_file, sha256_of, use_model
from zhiben.orchestration.review import decide_pair, list_pairs, undo_decision
from zhiben.settings import Settings
from zhiben.warehouse.audit import audit
from zhiben.warehouse.connection import connect
from zhiben.warehouse.linkage import TrainedModel, note_model
from zhiben.warehouse.reviews import Wish

DAYS = ("2026-03-02", "2026-03-03", "2026-03-09")
TEXTS = {"a": "灭火器压力不足", "b": "灭火器失压未更换"}
HEADINGS = (*ROW, "隐患部位", "整改完成时间")
PUT_RIGHT = {"整改状态": "已整改", "整改完成时间": "2026-03-08"}
REVISIONS = """
    SELECT business_date::text, old_value, new_value, cause FROM mart.revisions
    WHERE metric = 'found_total' ORDER BY 1
"""


def tell(settings: Settings, source: str, day: str, **cells: str) -> None:
    said = ROW | {"隐患描述": TEXTS[source], "隐患部位": "1号车间"} | cells
    put(settings, day, said, source=source, headings=HEADINGS)
    run(day)


@pytest.fixture
def joined(settings: Settings, warehouse: Engine) -> Engine:
    """Two rows that the first nights leave to a person, and one item after the third."""
    model = load_item_model()
    limits = replace(model.thresholds, same=99.0, again=-5.0, review=-9.0)
    file = model_file(settings, "unsure")
    file.parent.mkdir(parents=True)
    save_item_model(file, replace(model, version="unsure", thresholds=limits))
    at = datetime(2026, 3, 1, tzinfo=UTC)
    with connect(settings).begin() as connection:
        note_model(
            connection, TrainedModel("unsure", model.version, sha256_of(file), {}, "张工", at)
        )
    use_model(settings, "unsure", "张工", "试用", at)
    for source, day in zip(TEXTS, DAYS, strict=False):
        contract(settings, source)
        tell(settings, source, day)
    publish(warehouse, *DAYS[:2])
    assert len(set(items(warehouse).values())) == 2
    tell(settings, "a", DAYS[2], **PUT_RIGHT)
    publish(warehouse, DAYS[2])
    return warehouse


def pair_of(settings: Settings, status: str) -> str:
    (pair,) = list_pairs(settings, Wish(status=status))
    return str(pair["judgement_id"])


def test_nobody_is_asked_any_more_and_the_younger_id_leads_to_the_older(
    settings: Settings, joined: Engine
) -> None:
    (item_id,) = ask(joined, "SELECT item_id FROM bi.rectification_items")
    assert set(items(joined).values()) == {item_id}
    ((younger, older, since, cause),) = ask(
        joined, "SELECT item_id, points_to, since::text, cause FROM bi.item_redirects"
    )
    assert (older, since, younger != older) == (item_id, DAYS[2], True)
    assert "系统判定" in cause
    assert list_pairs(settings, Wish(status="open")) == []
    assert pair_of(settings, "machine")
    with joined.connect() as connection:
        audit(connection, SQL, date.fromisoformat(DAYS[2]))  # raises where a check fails


def test_a_published_night_that_counted_two_has_a_revision_that_says_why(joined: Engine) -> None:
    ((day, old, new, cause),) = ask(joined, REVISIONS)
    assert (day, old, new) == (DAYS[1], 2, 1)
    assert "joined" in cause


def test_a_person_can_tell_apart_what_was_joined_and_take_that_back(
    settings: Settings, joined: Engine
) -> None:
    (younger,) = ask(joined, "SELECT item_id FROM core.item_redirects")
    pair = pair_of(settings, "machine")
    told = decide_pair(settings, pair, "different", "王科长", "看过现场，是两具灭火器")
    assert younger in items(joined).values()
    tell(settings, "b", "2026-03-10", **PUT_RIGHT)
    assert len(set(items(joined).values())) == 2
    undo_decision(settings, told.done[0].judgement_id, "李处长", "看错了")
    assert len(set(items(joined).values())) == 1
