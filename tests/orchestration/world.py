"""A simulated world in the warehouse: its nights, doubts about its rows, what it shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine

from tests.orchestration.doubts import publish
from tests.orchestration.made import ask, run
from tests.warehouse.given import insert
from zhiben.sample import write_sample
from zhiben.settings import SHIPPED_INCLUDE, Settings, load_settings
from zhiben.warehouse.connection import connect
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
RowId = tuple[str, str]


def write(folder: Path) -> None:
    """Simulate two counties of eight sources on sixteen nights."""
    here = replace(load_settings({}), include=SHIPPED_INCLUDE)
    write_sample(
        here, folder, nights=16, seed=5, counties=2, sources=8, rows=400, mess="nasty", start=FIRST
    )


def say(environment: pytest.MonkeyPatch, settings: Settings) -> None:
    """Let the tasks, which read the environment, work for ``settings``."""
    for name, value in settings.environment().items():
        environment.setenv(name, value)


def nights_to(settings: Settings, first: int, last: int) -> None:
    """Load and publish the nights from one number to another."""
    for number in range(first, last):
        day = (FIRST + timedelta(days=number)).isoformat()
        run(day)
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

    def shown(self, without: str = "") -> dict[str, str]:
        """The digest of every view, ``without`` one."""
        rows = {row["view"]: row["sha256"] for row in digest(self.settings)}
        return {view: sha for view, sha in rows.items() if view not in {"(all)", without}}

    def nets(self) -> list[object]:
        """What all revisions of a number together have left changed."""
        return ask(self.warehouse, NETS)

    def publish(self) -> None:
        """Publish whatever is outdated."""
        outdated(self.settings)

    def go_on(self, first: int, last: int) -> None:
        """Run more nights."""
        with pytest.MonkeyPatch.context() as environment:
            say(environment, self.settings)
            nights_to(self.settings, first, last)

    def doubts(self, seed: int, count: int) -> list[str]:
        """Let the machine doubt random pairs of rows of one enterprise; give back their ids.

        Half of them stand under one item as long as there are such.
        """
        chance = Random(seed)  # noqa: S311 - the same pairs every time
        rows = ask(self.warehouse, ROWS)
        pairs = [(a, b) for a, b in combinations(rows, 2) if a[0] == b[0]]
        chance.shuffle(pairs)
        one_item = [pair for pair in pairs if pair[0][3] == pair[1][3]][: count // 2]
        two = [pair for pair in pairs if pair[0][3] != pair[1][3]][: count - len(one_item)]
        chosen = [*one_item, *two]
        chance.shuffle(chosen)
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
