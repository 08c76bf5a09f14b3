"""Sixty nights with people deciding, then a re-training and a full re-score: which ids changed why.

    PYTHONPATH=. .venv/bin/python benchmarks/matching/ids.py [--nights 60] [--counties 7] [--seed 7]

Every night a person decides some of the pairs that wait and looks at some of the machine's joins,
by the simulated truth but for one in twenty, and now and then takes a decision back. A row whose
item changed without a decision's move in `core.item_moves` is an id that nothing explains.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from tests.homes import make_hasty
from tests.orchestration.made import ask
from tests.orchestration.world import FIRST, RowId, World

from zhiben import postgres
from zhiben.errors import ZhibenError
from zhiben.orchestration.linkage import use_model
from zhiben.orchestration.preparing import prepare
from zhiben.orchestration.rescoring import rescore
from zhiben.orchestration.review import decide_pair, undo_decision
from zhiben.orchestration.training import train_model
from zhiben.sample import write_sample
from zhiben.settings import SHIPPED_INCLUDE, load_settings
from zhiben.warehouse.connection import connect
from zhiben.warehouse.query import digest
from zhiben.warehouse.reviews import KnownPair, Wish, known_pairs

LATER = 2  # nights after the re-score
WRONG, TAKEN_BACK = 0.05, 0.1  # of a person's decisions
MOVES = "SELECT source, row_key, to_item FROM core.item_moves ORDER BY moved_at"


@dataclass
class Watch:
    """The items of all rows as last seen, and what became of them."""

    world: World
    placed: dict[RowId, str] = field(default_factory=dict)
    moved: int = 0
    unexplained: int = 0

    def look(self) -> None:
        """Compare every row's item with the one it had, and with where decisions moved it."""
        now = self.world.items()
        moved = {(row[0], row[1]): row[2] for row in ask(self.world.warehouse, MOVES)}
        for row, item in self.placed.items():
            if now.get(row) != item:
                self.moved += 1
                self.unexplained += now.get(row) != moved.get(row)
        self.placed = now


class Person:
    """Decides by the truth, but for one in twenty; takes one in ten back."""

    def __init__(self, world: World, seed: int) -> None:
        self._world, self._chance = world, Random(seed)  # noqa: S311 - the same every time
        self.taken: list[str] = []
        self.undone = 0

    def work(self, asked: int, looked_at: int) -> None:
        """Decide as many of the pairs that wait, and of the machine's joins."""
        truth, held = self._world.truth(), len(self.taken)
        for status, count in (("open", asked), ("machine", looked_at)):
            with self._world.warehouse.connect() as connection:
                pairs = known_pairs(connection, Wish(status=status))
            for pair in self._chance.sample(pairs, min(count, len(pairs))):
                self._decide(pair, truth)
        for _ in range(len(self.taken) - held):
            if self._chance.random() < TAKEN_BACK:
                self._undo(self._chance.choice(self.taken))

    def _decide(self, pair: KnownPair, truth: dict[RowId, str]) -> None:
        is_same = truth[pair.pair.one] == truth[pair.pair.other]
        is_same ^= self._chance.random() < WRONG
        verdict = "same" if is_same else "different"
        with suppress(ZhibenError):
            told = decide_pair(self._world.settings, pair.judgement_id, verdict, "王", "看过")
            self.taken.append(told.done[0].judgement_id)

    def _undo(self, decision: str) -> None:
        with suppress(ZhibenError):
            undo_decision(self._world.settings, decision, "李", "看错了")
            self.taken.remove(decision)
            self.undone += 1


def main() -> None:
    """Run the nights, train, score anew, print."""
    options = _options()
    with simulated(options, options.nights + LATER) as world:
        watch, person = Watch(world), Person(world, options.seed)
        for night in range(options.nights):
            world.go_on(night, night + 1, publish=night % 10 == 9)
            watch.look()
            person.work(options.asked, options.looked_at)
            watch.look()
            if night % 10 == 9:
                print(f"{night + 1} nights: {_state(watch, person)}", flush=True)
        world.publish()
        for line in _retrained(world):
            print(line, flush=True)
        watch.look()
        world.go_on(options.nights, options.nights + LATER)
        watch.look()
        print(f"{LATER} nights more: {_state(watch, person)}")
        print(f"digest {digest(world.settings)[-1]['sha256']}")


def _state(watch: Watch, person: Person) -> str:
    items = len(set(watch.placed.values()))
    return (
        f"{len(watch.placed)} rows, {items} items, {len(person.taken)} decisions hold and "
        f"{person.undone} were undone, {watch.moved} rows changed their id, "
        f"{watch.unexplained} of them by no decision"
    )


def _retrained(world: World) -> Iterator[str]:
    at = datetime.now(UTC)
    before, placed = world.shown(), world.items()
    for name in ("shipped model scored anew", "re-trained"):
        if name == "re-trained":
            made = train_model(world.settings, "张", at)
            yield f"trained: {made.figures}"
            use_model(world.settings, made.version, "张", "试用", at)
        told = rescore(world.settings, (), at, propose=name == "re-trained").as_data()
        yield f"{name}: { {one: told[one] for one in told if one != 'otherwise'} }"
    same = (world.shown() == before, world.items() == placed)
    yield f"every view of bi as before: {same[0]}, every id: {same[1]}"


class simulated:  # noqa: N801 - read as what it gives
    """A world in an embedded warehouse of its own, up until the block ends."""

    def __init__(self, options: argparse.Namespace, nights: int) -> None:
        self._options, self._nights = options, nights
        self._folder = tempfile.TemporaryDirectory(prefix="zhiben-ids-")

    def __enter__(self) -> World:
        home = Path(self._folder.name)
        home.chmod(0o755)
        sample, counties = home / "sample", self._options.counties
        settings = replace(
            load_settings({}), home=home, include=sample, inbox=sample / "inbox",
        )  # fmt: skip
        write_sample(
            replace(settings, include=SHIPPED_INCLUDE), sample, nights=self._nights,
            seed=self._options.seed, counties=counties, sources=5 * counties,
            rows=self._options.rows * counties, mess="nasty", start=FIRST,
        )  # fmt: skip
        prepare(settings)
        make_hasty(postgres.start(home))
        return World(settings, connect(settings))

    def __exit__(self, *_: object) -> None:
        postgres.stop(Path(self._folder.name))
        self._folder.cleanup()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (
        ("nights", 60), ("counties", 7), ("rows", 600), ("seed", 7), ("asked", 14),
        ("looked-at", 8),
    ):  # fmt: skip
        parser.add_argument(f"--{name}", type=int, default=value)
    return parser.parse_args()


if __name__ == "__main__":
    main()
