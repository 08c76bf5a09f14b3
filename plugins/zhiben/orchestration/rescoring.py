"""Scores all pairs of the warehouse anew under the model in use, and asks where it says otherwise.

No row moves: the machine places a row once. What it would do otherwise is shown, and becomes a
question to people where that is asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from zhiben.matching import Book
from zhiben.matching.rescoring import Change, Otherwise, judged_otherwise, rescored
from zhiben.matching.scoring import ItemSense
from zhiben.matching.standing import standing_pairs
from zhiben.orchestration.asked import county_code
from zhiben.orchestration.linkage import load_item_sense
from zhiben.orchestration.reference import load_reference
from zhiben.orchestration.review import at_home, lock, night_of
from zhiben.orchestration.side_by_side import Desk
from zhiben.settings import Settings
from zhiben.warehouse import linkage
from zhiben.warehouse.book import load_items
from zhiben.warehouse.connection import connect
from zhiben.warehouse.linkage import Question

_AT_ONCE = 2_000_000  # pairs that are scored together
_MOST = 40_000_000  # pairs of one enterprise: more are passed over


@dataclass
class Rescored:
    """What a full re-score came to."""

    model: str
    enterprises: int = 0
    pairs: int = 0
    changes: list[Otherwise] = field(default_factory=list)
    written: int = 0
    passed_over: tuple[str, ...] = ()
    shown: list[dict[str, Any]] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """One JSON object."""
        told = Counter(one.change.value for one in self.changes)
        names = ("model", "enterprises", "pairs")
        return {
            **{name: getattr(self, name) for name in names},
            **{change.value: told[change.value] for change in Change},
            "written": self.written,
            "passed_over": list(self.passed_over),
            "otherwise": self.shown,
        }


def rescore(
    settings: Settings, counties: Sequence[str], at: datetime, *, propose: bool = False
) -> Rescored:
    """Score every pair of rows of one enterprise anew; ``propose`` what is judged otherwise.

    Proposed are questions to people in place of what the machine said before, and pairs that wait
    already get their score of now. Ids stay as they are.

    Raises:
        ZhibenError: when the model in use cannot be used, no night was loaded yet, or one of
            ``counties`` (codes or names) is no reporting unit.
    """
    units = load_reference(settings).units
    codes = [county_code(units, one) for one in counties]
    with connect(settings).begin() as connection:
        (lock if propose else at_home)(settings, connection)
        night = night_of(connection)
        sense = load_item_sense(settings, connection)
        sizes = linkage.sizes(connection, codes)
        told = Rescored(sense.version, len(sizes))
        told.passed_over = tuple(one for one, rows in sizes if _pairs(rows) > _MOST)
        for enterprise_ids in _batches(sizes):
            questions = _rescore(connection, sense, enterprise_ids, told)
            if propose:
                told.written += linkage.ask(connection, questions, sense.version, night, at)
        told.shown = _shown(settings, connection, sense, told.changes)
    return told


def _pairs(rows: int) -> int:
    return rows * (rows - 1) // 2


def _batches(sizes: Iterable[tuple[str, int]]) -> Iterator[list[str]]:
    """Enterprises that are scored together; one with too many rows is passed over."""
    batch: list[str] = []
    pairs = 0
    for enterprise_id, rows in sizes:
        if _pairs(rows) > _MOST:
            continue
        if batch and pairs + _pairs(rows) > _AT_ONCE:
            yield batch
            batch, pairs = [], 0
        batch.append(enterprise_id)
        pairs += _pairs(rows)
    if batch:
        yield batch


def _rescore(
    connection: Connection, sense: ItemSense, enterprise_ids: Sequence[str], told: Rescored
) -> list[Question]:
    """Add what some enterprises come to; give back what there is to ask that nobody asked yet."""
    book = Book()
    load_items(connection, book, enterprise_ids)
    held = linkage.held_of(connection, enterprise_ids)
    standing = standing_pairs(book, enterprise_ids, sense)
    changes = judged_otherwise(book, standing, held, sense.model.thresholds)
    told.pairs += len(standing)
    told.changes += changes
    asked = {one.pair: _question(book, one) for one in changes}
    for pair, score, evidence in rescored(standing, held):
        item_of = [book.rows[row].item_id for row in pair]
        enterprise_id = book.items[item_of[0]].enterprise_id
        again = Question(pair, enterprise_id, score, evidence, pair in held.questioned)
        asked.setdefault(pair, again)
    return [one for pair, one in asked.items() if held.asked.get(pair) != sense.version]


def _question(book: Book, one: Otherwise) -> Question:
    enterprise_id = book.items[one.items[0]].enterprise_id
    is_joined = one.change in {Change.PART, Change.DOUBT}
    return Question(one.pair, enterprise_id, one.score, one.evidence, is_joined)


def _shown(
    settings: Settings, connection: Connection, sense: ItemSense, changes: Sequence[Otherwise]
) -> list[dict[str, Any]]:
    """What is judged otherwise, one a row; people and telephones are hidden."""
    desk = Desk(load_reference(settings), connection, sense.model)
    desk.read_rows({row for one in changes for row in one.pair})
    return [
        {
            "change": one.change.value,
            "score": one.score,
            "one_item_id": desk.item_of(one.pair[0]),
            "other_item_id": desk.item_of(one.pair[1]),
            "one": desk.called(one.pair[0]),
            "other": desk.called(one.pair[1]),
        }
        for one in sorted(changes, key=lambda one: (one.change.value, -one.score, one.pair))
    ]
