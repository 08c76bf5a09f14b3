"""Decisions of every kind in a simulated world: each can be taken back, and all is as before."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from random import Random

import pytest

from tests.orchestration.made import ask
from tests.orchestration.world import World
from zhiben.errors import ZhibenError
from zhiben.orchestration.review import decide_pair, undo_decision

STATE = "(all but revisions)"
# A number's revisions in order: each begins where the one before ended; the last ends at what is.
BROKEN = """
    WITH revised AS (
        SELECT *, LEAD(old_value) OVER told AS next_old,
        LEAD(revised_at) OVER told IS NULL AS is_last
        FROM mart.revisions
        WINDOW told AS (
            PARTITION BY business_date, programme, metric, county_code, level, channel
            ORDER BY revised_at
        )
    ),
    numbers AS (
        SELECT business_date, programme, metric, county_code, value FROM mart.campaign_progress
        UNION ALL
        SELECT business_date, programme, CONCAT_WS('.', metric, dimension, member), county_code,
        value FROM mart.campaign_breakdown
    )
    SELECT revised.* FROM revised
    LEFT JOIN numbers AS now USING (business_date, programme, metric, county_code)
    LEFT JOIN mart.item_daily AS day USING (business_date, county_code, level, channel)
    LEFT JOIN mart.accident_scoreboard AS board USING (business_date, county_code)
    WHERE COALESCE(revised.new_value, 0) <> COALESCE(
        CASE
            WHEN NOT is_last THEN next_old
            WHEN revised.programme <> '' THEN now.value
            ELSE (COALESCE(TO_JSONB(day), TO_JSONB(board)) ->> revised.metric)::numeric
        END, 0
    )
"""


def random(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - the same decisions every time


def decide(world: World, pairs: Iterator[str]) -> str:
    """Take the next decision about one of ``pairs`` that moves something."""
    for pair, verdict in zip(pairs, cycle(["different", "same"]), strict=False):
        try:
            told = decide_pair(world.settings, pair, verdict, "王科长", "看过现场").done[0]
        except ZhibenError:
            continue
        if told.moved:
            return told.judgement_id
    return pytest.fail("no pair is left to decide")


def undo(world: World, decision: str) -> None:
    undo_decision(world.settings, decision, "李处长", "看错了")


def undo_in_any_order(world: World, decisions: list[str], chance: Random) -> None:
    """Undo all; one that a later one builds on is refused until that one is undone."""
    while decisions:
        order = chance.sample(decisions, len(decisions))
        waiting = [one for one in order if not is_undone(world, one)]
        assert len(waiting) < len(decisions)
        decisions = waiting


def is_undone(world: World, decision: str) -> bool:
    """Undo it, unless a later one builds on it."""
    try:
        undo(world, decision)
    except ZhibenError as refused:
        if "请先" not in refused.hint:
            raise
        return False
    return True


def test_a_decision_undone_before_any_night_is_published_leaves_everything_as_it_was(
    world: World,
) -> None:
    before, pairs = world.shown(), iter(world.doubts(1, 400))
    for _ in range(10):
        decision = decide(world, pairs)
        assert world.shown() != before
        undo(world, decision)
        assert world.shown() == before
    world.publish()
    assert world.shown() == before


def test_decisions_undone_in_any_order_leave_only_revisions_that_cancel_out(
    world: World,
) -> None:
    before, pairs, chance = world.shown(STATE), iter(world.doubts(3, 400)), random(3)
    decisions = []
    for _ in range(3):
        decisions += [decide(world, pairs) for _ in range(4)]
        world.publish()
    assert world.nets() != []
    undo_in_any_order(world, decisions, chance)
    world.publish()
    assert world.shown(STATE) == before
    assert world.nets() == []
    causes = ask(world.warehouse, "SELECT DISTINCT cause FROM bi.revisions ORDER BY 1")
    assert {cause.split(":")[0] for cause in causes} == {
        "decisions undone by 李**", "pairs decided by 王**",
    }  # fmt: skip


def test_undone_some_nights_later_all_is_as_if_it_had_never_been_decided(
    world: World, twin: World
) -> None:
    pairs, chance = iter(world.doubts(2, 400)), random(2)
    decisions = [decide(world, pairs) for _ in range(12)]
    world.publish()
    for each in (world, twin):
        each.go_on(4, 6)
    assert world.shown(STATE) != twin.shown(STATE)
    undo_in_any_order(world, decisions, chance)
    world.publish()
    assert world.items() == twin.items()
    assert world.shown(STATE) == twin.shown(STATE)
    assert ask(world.warehouse, BROKEN) == []
