"""A simulated world in the warehouse: its nights, doubts about its rows, what it shows."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations, zip_longest
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine

from tests.orchestration.doubts import publish
from tests.orchestration.made import ask, run
from tests.warehouse.given import insert
from zhiben.errors import ZhibenError
from zhiben.sample import write_sample
from zhiben.settings import SHIPPED_INCLUDE, Settings, load_settings
from zhiben.warehouse.agreement import Pair
from zhiben.warehouse.connection import connect
from zhiben.warehouse.decisions import decide
from zhiben.warehouse.query import digest
from zhiben.warehouse.replays import outdated_nights

FIRST = date(2026, 3, 2)
ROWS = """
    SELECT item.enterprise_id, source_row.source, source_row.row_key, source_row.item_id
    FROM core.source_rows AS source_row INNER JOIN core.items AS item USING (item_id)
    ORDER BY 1, 2, 3
"""
NETS = """
    SELECT business_date, programme, metric, county_code, level, channel,
    SUM(COALESCE(new_value, 0) - COALESCE(old_value, 0)) FROM mart.revisions
    GROUP BY 1, 2, 3, 4, 5, 6 HAVING SUM(COALESCE(new_value, 0) - COALESCE(old_value, 0)) <> 0
"""
SAID = """
    SELECT DISTINCT source, row_key, business_date::text, file_name, sheet, row_number, part
    FROM core.statements
"""
RowId = tuple[str, str]


def write(folder: Path) -> None:
    """Simulate two counties of eight sources on eight nights."""
    here = replace(load_settings({}), include=SHIPPED_INCLUDE)
    write_sample(
        here, folder, nights=8, seed=5, counties=2, sources=8, rows=400, mess="nasty", start=FIRST
    )


def say(environment: pytest.MonkeyPatch, settings: Settings) -> None:
    """Let the tasks, which read the environment, work for ``settings``."""
    for name, value in settings.environment().items():
        environment.setenv(name, value)


def nights_to(settings: Settings, first: int, last: int, *, publish: bool = True) -> None:
    """Load, and publish, the nights from one number to another."""
    for number in range(first, last):
        day = (FIRST + timedelta(days=number)).isoformat()
        run(day)
        if publish:
            outdated(settings, day)


def outdated(settings: Settings, *also: str) -> None:
    """Publish ``also`` and whatever night is outdated then."""
    engine = connect(settings)
    publish(engine, *also)
    with engine.connect() as connection:
        waiting = outdated_nights(connection)
    publish(engine, *(night.isoformat() for night in waiting))


@dataclass(frozen=True)
class World:
    """A world in a warehouse of its own."""

    settings: Settings
    warehouse: Engine

    def items(self) -> dict[RowId, str]:
        """The item of each row."""
        return {(one[1], one[2]): one[3] for one in ask(self.warehouse, ROWS)}

    def shown(self, over: str = "(all)") -> str:
        """The digest over all views, or over ``(all but revisions)``."""
        return {row["view"]: str(row["sha256"]) for row in digest(self.settings)}[over]

    def nets(self) -> list[object]:
        """What all revisions of a number together have left changed."""
        return ask(self.warehouse, NETS)

    def publish(self) -> None:
        """Publish whatever is outdated."""
        outdated(self.settings)

    def go_on(self, first: int, last: int, *, publish: bool = True) -> None:
        """Run more nights."""
        with pytest.MonkeyPatch.context() as environment:
            say(environment, self.settings)
            nights_to(self.settings, first, last, publish=publish)

    def truth(self) -> dict[RowId, str]:
        """The item that each row is of in the simulated truth."""
        names = ("source", "business_date", "file_name", "sheet", "row_number", "part")
        with (self.settings.include / "truth" / "rows.csv").open(encoding="utf-8") as file:
            true = {
                tuple(row[name] for name in names): row["item_id"] for row in csv.DictReader(file)
            }
        said = ask(self.warehouse, SAID)
        return {
            (source, key): true[source, day, file, sheet, str(number), str(part)]
            for source, key, day, file, sheet, number, part in said
        }

    def decided_by_truth(self, seed: int, count: int) -> int:
        """Let a person who is never wrong decide random pairs of two sources, half of them of one
        item as long as there are such; give back how many could be decided."""
        truth, rows = self.truth(), ask(self.warehouse, ROWS)
        pairs = [
            (one[1:3], other[1:3])
            for one, other in combinations(rows, 2)
            if one[0] == other[0] and one[1] != other[1]
        ]
        Random(seed).shuffle(pairs)  # noqa: S311 - the same pairs every time
        same = [pair for pair in pairs if truth[pair[0]] == truth[pair[1]]][: count // 2]
        two = [pair for pair in pairs if truth[pair[0]] != truth[pair[1]]][: count - len(same)]
        return sum(self._decide(pair, "same") for pair in same) + sum(
            self._decide(pair, "different") for pair in two
        )

    def _decide(self, pair: tuple[RowId, RowId], verdict: str) -> bool:
        try:
            with self.warehouse.begin() as connection:
                decide(connection, Pair.of(*pair), verdict, "王科长", "看过现场", FIRST)
        except ZhibenError:
            return False
        return True

    def doubts(self, seed: int, count: int) -> list[str]:
        """Let the machine doubt random pairs of rows of one enterprise; give back their ids.

        Every second of them stands under one item as long as there are such.
        """
        chance = Random(seed)  # noqa: S311 - the same pairs every time
        rows = ask(self.warehouse, ROWS)
        pairs = [(a, b) for a, b in combinations(rows, 2) if a[0] == b[0]]
        chance.shuffle(pairs)
        one_item = [pair for pair in pairs if pair[0][3] == pair[1][3]][: count // 2]
        two = [pair for pair in pairs if pair[0][3] != pair[1][3]][: count - len(one_item)]
        both = zip_longest(one_item, two)
        chosen = [pair for each in both for pair in each if pair is not None]
        given = [_doubt(f"P{seed}-{n}", *pair) for n, pair in enumerate(chosen)]
        with self.warehouse.begin() as connection:
            insert(connection, {"core.pair_judgements": given})
        return [str(one["judgement_id"]) for one in given]


def _doubt(judgement_id: str, one: tuple[str, ...], other: tuple[str, ...]) -> dict[str, object]:
    return {
        "judgement_id": judgement_id, "verdict": "doubt", "rule": "-", "score": 0.6,
        "enterprise_id": one[0], "one_source": one[1], "one_row_key": one[2],
        "other_source": other[1], "other_row_key": other[2], "model": "-", "evidence": {},
        "night": FIRST, "decided_at": "2026-03-02 00:00+00",
    }  # fmt: skip
