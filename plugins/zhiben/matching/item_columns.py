"""The table that Splink compares: one row a finding, its hazard columns in types of SQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhiben.matching.columns import NONE, Columns, Flags, Floats, Ints
from zhiben.matching.hazard_model import Knowledge
from zhiben.matching.places import OPPOSITES

_PLACE = ("building", "floor", "room", "number", "side", "rest")


@dataclass(frozen=True)
class Subject:
    """Who says something of which enterprise, and when; ``is_new`` this very night.

    ``closed_on`` is the day its own source holds it closed, None while open.
    """

    row_id: str
    enterprise_id: str
    source: str
    found_on: date
    is_new: bool
    category: int = 0
    due_on: date | None = None
    rectified_on: date | None = None
    closed_on: date | None = None


def subjects_table(subjects: Sequence[Subject], columns: Columns, known: Knowledge) -> pa.Table:
    """Everything the comparisons of the model look at, for each of ``subjects`` in order."""
    place = {name: columns.place[:, at] for at, name in enumerate(_PLACE)}
    side = columns.place[:, _PLACE.index("side")]
    lists = {
        "things": _lists(columns.things),
        "faults": _lists(columns.faults),
        "denied": _lists(columns.denied),
        "hints": _lists(columns.hints),
        "near": _lists(np.hstack([columns.around, columns.hints])),
        "kin": _related(columns.things, known.is_part),
        "bearers": _lists(np.where(known.is_accessory[columns.things], NONE, columns.things)),
        "alike": _related(columns.faults, known.is_alike),
        "rooms_around": _related(
            columns.place[:, [_PLACE.index("room")]], known.is_within | known.is_within.T
        ),
    }
    return pa.table(
        {
            "unique_id": [one.row_id for one in subjects],
            "enterprise_id": [one.enterprise_id for one in subjects],
            "source": [one.source for one in subjects],
            "is_new": [one.is_new for one in subjects],
            "found_day": _days(one.found_on for one in subjects),
            "due_day": _days(one.due_on for one in subjects),
            "rectified_day": _days(one.rectified_on for one in subjects),
            "category": pa.array([one.category for one in subjects], pa.int32()),
            **lists,
            **{name: pa.array(column) for name, column in place.items()},
            "side_opposite": pa.array(_opposite(side)),
            "is_sound": pa.array(columns.is_sound),
            "bare": pa.array(columns.bare),
            "denials": pa.array(columns.denials),
            "amount": pa.array(columns.count),
            "spot": pa.array(columns.spot),
            "level": pa.array(columns.level),
            "meaning": _vectors(columns.meaning),
            "kind": _vectors(columns.kind),
        }
    )


def _days(days: Iterable[date | None]) -> pa.Array[Any]:
    """Days as numbers, 0 where none is said."""
    return pa.array([day.toordinal() if day else 0 for day in days], pa.int32())


def _lists(padded: Ints) -> pa.ListArray[Any]:
    """Rows padded with :data:`NONE` as lists."""
    said = padded != NONE
    starts = np.concatenate([[0], np.cumsum(said.sum(axis=1))]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(starts), pa.array(padded[said]))  # type: ignore[call-overload,no-any-return]


def _related(padded: Ints, is_related: Flags) -> pa.Array[Any]:
    """For each row all that is related to what it lists, once for rows that list the same."""
    distinct, places = np.unique(padded, axis=0, return_inverse=True)
    rows = [np.flatnonzero(is_related[row[row != NONE]].any(axis=0)) for row in distinct]
    lists = pa.array([row.tolist() for row in rows], pa.list_(pa.int32()))
    return lists.take(places.ravel())


def _opposite(side: Ints) -> npt.NDArray[np.int32]:
    found = np.zeros(len(side), np.int32)
    for one, other in OPPOSITES:
        found |= np.where(side & one, other, 0).astype(np.int32)
        found |= np.where(side & other, one, 0).astype(np.int32)
    return found


def _vectors(rows: Floats) -> pa.Array[Any]:
    flat = pa.array(np.ascontiguousarray(rows, np.float32).ravel())
    return pa.FixedSizeListArray.from_arrays(flat, rows.shape[1] or 1)
