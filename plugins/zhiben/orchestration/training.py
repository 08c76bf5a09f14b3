"""Trains a model of linkage on what people of this city decided.

A new file is written under ``$ZHIBEN_HOME/models`` and recorded with what it reached; nothing is
linked by it until somebody chooses it (:mod:`zhiben.orchestration.linkage`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Connection

from zhiben.errors import ZhibenError
from zhiben.matching import Book, RowId
from zhiben.matching.item_model import ItemModel, load_item_model, save_item_model
from zhiben.matching.retraining import (
    LEAST,
    LEAST_OF_EACH,
    Labels,
    adapt,
    figures,
    fitting_thresholds,
    misplaced,
    shifted,
)
from zhiben.matching.scoring import Floats, ItemSense
from zhiben.matching.standing import Standing, standing_pairs
from zhiben.orchestration.linkage import model_file, sha256_of
from zhiben.orchestration.reference import item_sense
from zhiben.settings import Settings
from zhiben.warehouse import linkage
from zhiben.warehouse.book import load_items
from zhiben.warehouse.connection import connect
from zhiben.warehouse.linkage import Label, TrainedModel


@dataclass(frozen=True)
class Trained:
    """A model that was trained: its file, and what it reached beside the one it came from."""

    version: str
    file: Path
    figures: dict[str, Any]

    def as_data(self) -> dict[str, Any]:
        """One JSON object."""
        return {"version": self.version, "file": str(self.file), "figures": self.figures}


def train_model(settings: Settings, by: str, at: datetime) -> Trained:
    """Fit the shipped model to what people decided here; write and record it, use it not yet.

    All decisions teach each time, from the shipped model on, so that none counts twice. One
    enterprise in four is held out of it for the figures.

    Raises:
        ZhibenError: when people decided too little; nothing is written then.
    """
    shipped = load_item_model()
    with connect(settings).begin() as connection:
        said = linkage.labels(connection)
        _check_enough("" if len(said) >= LEAST else f"{len(said)} decisions")
        book = Book()
        load_items(connection, book, {one.enterprise_id for one in said})
        model, told = _fitted(book, said, item_sense(settings, shipped))
        version = _next_version(settings, connection, shipped.version)
        told = {"based_on": shipped.version, "made_at": at.isoformat(timespec="seconds"), **told}
        file = model_file(settings, version)
        file.parent.mkdir(parents=True, exist_ok=True)
        save_item_model(file, replace(model, version=version, figures=told))
        row = TrainedModel(version, shipped.version, sha256_of(file), told, by, at)
        linkage.note_model(connection, row)
    return Trained(version, file, told)


def _fitted(
    book: Book, said: Sequence[Label], sense: ItemSense
) -> tuple[ItemModel, dict[str, Any]]:
    """The model of ``sense`` fitted to three in four enterprises, and what it does on the rest."""
    before = _weighed(book, said, sense)
    _check_enough(before.labels.lacks)
    learning = ~before.labels.is_held_out
    adapted = adapt(sense.model, before.labels.only(learning))
    after = _weighed(book, said, replace(sense, model=adapted))
    shift = misplaced(after.labels.only(learning))
    after = after.shifted(shift)
    limits = fitting_thresholds(after.labels.only(learning), sense.model.thresholds)
    model = replace(shifted(adapted, shift), thresholds=limits)
    return model, dict(_figures(before, after, sense.model, model))


def _check_enough(lacks: str) -> None:
    if lacks:
        raise ZhibenError(
            f"Too little was decided by people to train on: {lacks}. Nothing was written.",
            f"It takes {LEAST} decisions, {LEAST_OF_EACH} of each verdict to learn from: "
            "zhiben review list.",
        )


@dataclass(frozen=True)
class _Weighed:
    """What people decided as a model weighs it, and odds of rows that are certainly two items."""

    labels: Labels
    beside: Floats

    def shifted(self, by: float) -> _Weighed:
        """As a model weighs it whose odds are higher by so much; rows beside are told by theirs."""
        return replace(self, labels=replace(self.labels, among=self.labels.among + by))


def _weighed(book: Book, said: Sequence[Label], sense: ItemSense) -> _Weighed:
    """Every label among all the rows of its enterprise, as a night would weigh it now."""
    by_pair = {one.pair: one for one in said if set(one.pair) <= book.told.keys()}
    wanted = {row for pair in by_pair for row in pair}
    enterprise_ids = sorted({one.enterprise_id for one in said})
    standing = standing_pairs(book, enterprise_ids, sense, wanted, with_answers=True)
    places, labels = [], []
    beside = []
    for place in range(len(standing)):
        pair = standing.pair(place)
        if pair in by_pair:
            places.append(place)
            labels.append(by_pair[pair])
        elif _is_beside(book, *pair):
            beside.append(place)
    return _Weighed(_labels(standing, places, labels), standing.scored.odds[beside])


def _labels(standing: Standing, places: list[int], said: list[Label]) -> Labels:
    return Labels(
        {name: column[places] for name, column in standing.answers.items()},
        standing.among[places],
        np.array([one.is_same for one in said], np.bool_),
        np.array([one.was_joined for one in said], np.bool_),
        standing.scored.is_possible[places],
        np.array([one.enterprise_id for one in said], np.str_),
    )


def _is_beside(book: Book, one: RowId, other: RowId) -> bool:
    """Whether one source lists both rows now, under two keys: they are certainly two items."""
    first, second = book.rows[one], book.rows[other]
    is_listed = first.missing_since is None and second.missing_since is None
    has_keys = None not in {first.source_key, second.source_key}
    is_other = first.source_key != second.source_key and first.item_id != second.item_id
    return first.source == second.source and is_listed and has_keys and is_other


def _figures(
    before: _Weighed, after: _Weighed, old: ItemModel, new: ItemModel
) -> Iterator[tuple[str, Any]]:
    held = before.labels.is_held_out
    yield "decisions", len(before.labels)
    yield "one item", int(before.labels.is_same.sum())
    yield "held out", int(held.sum())
    yield (
        "impossible by rule, one item by a person",
        int((before.labels.is_same & ~before.labels.is_possible).sum()),
    )
    for name, weighed, model in (("before", before, old), ("after", after, new)):
        at = model.thresholds.same
        beside = {"pairs": len(weighed.beside), "taken": int((weighed.beside >= at).sum())}
        told = figures(weighed.labels.only(held), at)
        yield name, {**told, "threshold": at, "side_by_side": beside}


def _next_version(settings: Settings, connection: Connection, shipped: str) -> str:
    """The first number after the shipped model's that neither the warehouse nor a file has."""
    known = {one.version for one in linkage.trained_models(connection)}
    numbered = (f"{shipped}.{number}" for number in count(1))
    return next(
        one for one in numbered if one not in known and not model_file(settings, one).exists()
    )
