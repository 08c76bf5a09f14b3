"""Random decisions in a simulated world, taken back: at once, published between, ten nights later.

    PYTHONPATH=. .venv/bin/python benchmarks/matching/undo.py [--decisions 50] [--seed 5]

Decided are random pairs of rows of one enterprise: in turn two of one item are told apart, as long
as there are such, and two of two items are called one. Refused ones do not count. The last part is
held beside a world where nobody decided.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from random import Random

from benchmarks.matching.ids import simulated
from tests.orchestration.world import World

from zhiben.errors import ZhibenError
from zhiben.orchestration.review import decide_pair, undo_decision

STATE = "(all but revisions)"
NIGHTS, LATER = 6, 10


class Decider:
    """Takes decisions and takes them back."""

    def __init__(self, world: World, seed: int) -> None:
        self._world = world
        self._pairs = zip(world.doubts(seed, 2000), cycle(["different", "same"]), strict=False)
        self._chance = Random(seed)  # noqa: S311 - the same every time
        self.kinds: Counter[str] = Counter()

    def take(self) -> str:
        """The next decision that moves a row."""
        for pair, verdict in self._pairs:
            try:
                done = decide_pair(self._world.settings, pair, verdict, "王", "看过").done[0]
            except ZhibenError:
                self.kinds["refused"] += 1
                continue
            if done.moved:
                self.kinds[verdict] += 1
                return done.judgement_id
        raise SystemExit("No pair is left to decide.")

    def undo(self, decisions: list[str]) -> None:
        """Undo all, in any order that later decisions allow."""
        while decisions:
            order = self._chance.sample(decisions, len(decisions))
            decisions = [one for one in order if not self._is_undone(one)]

    def _is_undone(self, decision: str) -> bool:
        try:
            undo_decision(self._world.settings, decision, "李", "看错了")
        except ZhibenError:
            self.kinds["undone later, as another was built on it"] += 1
            return False
        return True


def main() -> None:
    """Run the three parts, print."""
    options = _options()
    with simulated(options, NIGHTS + LATER) as world:
        world.go_on(0, NIGHTS)
        for line in (*at_once(world, options), *published(world, options)):
            print(line, flush=True)
        shown, items = later(world, options)
    with simulated(options, NIGHTS + LATER) as twin:
        twin.go_on(0, NIGHTS + LATER)
        same = (twin.shown(STATE) == shown, twin.items() == items)
    print(f"as if it had never been decided: digest {same[0]}, items of all rows {same[1]}")


def at_once(world: World, options: argparse.Namespace) -> Iterator[str]:
    """Each undone at once, nothing published between: the digest over all views."""
    decider, before = Decider(world, 1), world.shown()
    right = 0
    for _ in range(options.decisions):
        decider.undo([decider.take()])
        right += world.shown() == before
    world.publish()
    yield f"undone at once: {right} of {options.decisions} restore the digest {dict(decider.kinds)}"
    yield f"  and after publication: {world.shown() == before}"


def published(world: World, options: argparse.Namespace) -> Iterator[str]:
    """Each published, undone and published: the digest but for revisions, which cancel out."""
    decider, before = Decider(world, 2), world.shown(STATE)
    right = cancelled = 0
    for _ in range(options.decisions):
        decision = decider.take()
        world.publish()
        decider.undo([decision])
        world.publish()
        right += world.shown(STATE) == before
        cancelled += not world.nets()
    kinds = dict(decider.kinds)
    yield f"published, undone, published: {right} restore the digest but for revisions"
    yield f"  and {cancelled} leave only revisions that cancel out {kinds}"


def later(world: World, options: argparse.Namespace) -> tuple[str, dict[tuple[str, str], str]]:
    """All decided, ten nights run, all undone in any order: what is shown, and the items."""
    decider, placed = Decider(world, 3), world.items()
    decisions = [decider.take() for _ in range(options.decisions)]
    world.publish()
    world.go_on(NIGHTS, NIGHTS + LATER)
    decider.undo(decisions)
    world.publish()
    now = world.items()
    away = sum(now[row] != item for row, item in placed.items())
    print(f"undone {LATER} nights later: {away} rows elsewhere than before {dict(decider.kinds)}")
    return world.shown(STATE), now


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (("decisions", 50), ("counties", 2), ("rows", 200), ("seed", 5)):
        parser.add_argument(f"--{name}", type=int, default=value)
    return parser.parse_args()


if __name__ == "__main__":
    main()
