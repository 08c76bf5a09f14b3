"""Decisions of every kind in a simulated world: each can be taken back, and all is as before."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from tests.orchestration.world import World
from zhiben.errors import ZhibenError
from zhiben.orchestration.review import decide_pair, undo_decision


def taken(world: World, pairs: Iterator[str], chance: Random) -> str:
    """The next decision that can be taken about one of ``pairs``."""
    for pair in pairs:
        verdict = chance.choice(["same", "different"])
        try:
            told = decide_pair(world.settings, pair, verdict, "王科长", "看过现场")
        except ZhibenError as e:
            print(pair, verdict, e)
            continue
        if told.done[0].moved:
            return told.done[0].judgement_id
    pytest.fail("no pair is left to decide")


def undo(world: World, decision: str) -> None:
    undo_decision(world.settings, decision, "李处长", "看错了")


def test_each_of_fifty_decisions_undone_at_once_leaves_everything_as_it_was(world: World) -> None:
    import time

    t = time.time()
    before, placed = world.shown(), world.items()
    print("digest", time.time() - t)
    pairs = iter(world.doubts(1, 600))
    chance = Random(1)  # noqa: S311 - the same decisions every time
    for n in range(50):
        decision = taken(world, pairs, chance)
        assert world.shown() != before
        undo(world, decision)
        assert world.items() == placed
        assert world.shown() == before
    print("50", time.time() - t)
    world.publish()
    print("publ", time.time() - t)
    assert world.shown() == before


def undo_in_any_order(world: World, decisions: list[str], chance: Random) -> None:
    """Undo all; one that a later one builds on is refused until that one is undone."""
    waiting = list(decisions)
    while waiting:
        chance.shuffle(waiting)
        left = []
        for one in waiting:
            try:
                undo(world, one)
            except ZhibenError as error:
                assert "请先" in error.hint, error
                print(error)
                left.append(one)
        assert len(left) < len(waiting), left
        waiting = left


@pytest.mark.parametrize("seed", range(4))
def test_chain_any_order(world: World, seed: int) -> None:
    before, placed = world.shown(without="revisions"), world.items()
    was_revised = world.nets()
    pairs = iter(world.doubts(seed, 600))
    chance = Random(seed)
    ds = []
    for n in range(12):
        ds.append(taken(world, pairs, chance))
        if n % 4 == 3:
            world.publish()
    undo_in_any_order(world, ds, chance)
    assert world.items() == placed
    world.publish()
    assert world.shown(without="revisions") == before
    assert world.nets() == was_revised


@pytest.mark.parametrize("seed", range(2))
def test_later(world: World, seed: int) -> None:
    placed = world.items()
    pairs = iter(world.doubts(seed, 600))
    chance = Random(seed)
    ds = [taken(world, pairs, chance) for n in range(15)]
    world.publish()
    world.go_on(6, 16)
    undo_in_any_order(world, ds, chance)
    after = world.items()
    moved = {k: (v, after[k]) for k, v in placed.items() if after[k] != v}
    world.publish()
    import pickle

    __import__("pathlib").Path(f"/tmp/u6/later{seed}").write_bytes(
        pickle.dumps((after, world.shown(without="revisions"), moved, world.nets()))
    )
    print("MOVED", moved)


def test_twin(world: World) -> None:
    world.go_on(6, 16)
    import pickle

    mine = world.items(), world.shown(without="revisions")
    for s in range(2):
        a, shown, moved, nets = pickle.loads(
            __import__("pathlib").Path(f"/tmp/u6/later{s}").read_bytes()
        )
        print(
            s,
            len(a),
            "rows differ",
            {k: (v, mine[0].get(k)) for k, v in a.items() if mine[0].get(k) != v},
            moved,
        )
        print({v for v in shown if shown[v] != mine[1][v]}, nets, world.nets())
