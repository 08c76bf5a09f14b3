"""Compares findings pair by pair: what speaks for one hazard and what against, and the score.

Everything is computed for many pairs at once from :class:`Columns`; nothing looks at a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zhiben.matching.columns import NONE, Columns, Flags, Floats, Ints
from zhiben.matching.places import OPPOSITES, Relation

IMPOSSIBLE = -20.0  # log odds of what contradicts itself or lies elsewhere
_CHUNK = 100_000

Rows = npt.NDArray[np.intp]
_ROOM, _SIDE, _REST = 2, 4, 5  # columns of a place


@dataclass(frozen=True)
class Knowledge:
    """What is known of things, faults and rooms beyond one text, by their numbers.

    ``rarity`` weighs things; ``is_part`` and ``is_alike`` and ``is_within`` are square tables.
    """

    rarity: Floats
    is_part: Flags
    is_alike: Flags
    is_within: Flags


def compare(one: Columns, other: Columns, known: Knowledge) -> dict[str, Floats]:
    """Features of pairs: row n of ``one`` beside row n of ``other``, each a column of numbers."""
    things = _things(one, other, known)
    faults = _faults(one, other, known)
    words = np.asarray(one.words.multiply(other.words).sum(axis=1), np.float32).ravel()
    meaning = (one.vectors * other.vectors).sum(axis=1)
    both = things["thing_shared"] > 0
    place = relation_of(one.place, other.place, known.is_within)
    features = {
        **things,
        **faults,
        "thing_and_fault": both & (faults["fault_shared"] > 0),
        "thing_and_alike": both & (faults["fault_alike"] > 0),
        "thing_not_fault": both & (faults["fault_differs"] > 0),
        "thing_fault_unsaid": both & (faults["fault_unsaid"] > 0),
        "fault_not_thing": ~both & (faults["fault_shared"] > 0),
        "words": words,
        "words_root": np.sqrt(words),
        "meaning": meaning,
        "meaning_square": np.maximum(meaning, 0) ** 2,
        "thing_meaning": np.where(both, meaning, 0),
        "place_unsure": place == Relation.UNSURE,
        "place_coarser": place == Relation.COARSER,
        **_agreement("count", one.count, other.count),
        **_agreement("spot", one.spot, other.spot),
        "level_differs": (one.level != other.level) & (one.level != 0) & (other.level != 0),
    }
    return {name: np.asarray(column, np.float32) for name, column in features.items()}


def is_impossible(one: Columns, other: Columns, known: Knowledge) -> Flags:
    """Whether the two say opposite things or lie at different places."""
    elsewhere = relation_of(one.place, other.place, known.is_within) == Relation.DIFFERENT
    return np.asarray(elsewhere | is_contradiction(one, other), np.bool_)


def is_contradiction(one: Columns, other: Columns) -> Flags:
    """Whether one says that all is well, or denies just what the other says."""
    denies = _shares(one.denied, other.faults) | _shares(other.denied, one.faults)
    negates = (one.bare == other.bare) & (one.denials != other.denials)
    return np.asarray(denies | negates | (one.is_sound != other.is_sound), np.bool_)


def relation_of(one: Ints, other: Ints, is_within: Flags) -> npt.NDArray[np.int8]:
    """:func:`zhiben.matching.places.relate` for rows of places."""
    rooms = one[:, _ROOM], other[:, _ROOM]
    is_inside = is_within[rooms] | is_within[rooms[::-1]]
    ours, theirs = one[:, _SIDE], other[:, _SIDE]
    is_opposed = np.zeros(len(one), np.bool_)
    for a, b in OPPOSITES:
        is_opposed |= (ours & a > 0) & (theirs & b > 0)
        is_opposed |= (ours & b > 0) & (theirs & a > 0)
    said = (one[:, :_REST] != 0) & (other[:, :_REST] != 0)
    is_equal = said & (one[:, :_REST] == other[:, :_REST])
    is_apart = said & ~is_equal
    is_fitting = np.zeros_like(said)
    is_fitting[:, _ROOM], is_fitting[:, _SIDE] = is_inside, is_apart[:, _SIDE] & ~is_opposed
    is_one_sided = (one[:, :_REST] != 0) ^ (other[:, :_REST] != 0)
    is_like_rest = (one[:, _REST] == other[:, _REST]) & (one[:, _REST] != 0)
    return np.select(
        [
            (is_apart & ~is_fitting).any(axis=1),
            ~(is_equal | is_fitting).any(axis=1),
            (is_one_sided | is_fitting).any(axis=1),
        ],
        [
            np.full(len(one), Relation.DIFFERENT),
            np.where(is_like_rest, Relation.SAME, Relation.UNSURE),
            np.full(len(one), Relation.COARSER),
        ],
        Relation.SAME,
    ).astype(np.int8)


def _things(one: Columns, other: Columns, known: Knowledge) -> dict[str, Floats]:
    weight = np.append(known.rarity, 0).astype(np.float32)  # NONE weighs nothing
    hits = _hits(one.things, other.things)
    shared = (weight[one.things] * hits.any(axis=2)).sum(axis=1)
    ours, theirs = weight[one.things].sum(axis=1), weight[other.things].sum(axis=1)
    is_unsaid = (ours == 0) | (theirs == 0)
    is_part = _any_of(known.is_part, one.things, other.things) & (shared == 0)
    is_near = (
        _shares(one.around, other.things)
        | _shares(one.things, other.around)
        | _shares(one.hints, other.things)
        | _shares(one.things, other.hints)
    )
    return {
        "thing_jaccard": shared / np.maximum(ours + theirs - shared, 1e-6),
        "thing_contained": shared / np.maximum(np.minimum(ours, theirs), 1e-6),
        "thing_shared": shared > 0,
        "thing_part": is_part,
        "thing_unsaid": is_unsaid,
        "thing_differs": (shared == 0) & ~is_unsaid & ~is_part,
        "thing_near": is_near & (shared == 0),
        "hint_shared": _shares(one.hints, other.hints),
        "hint_differs": ~_shares(one.hints, other.hints) & _are_said(one.hints, other.hints),
    }


def _faults(one: Columns, other: Columns, known: Knowledge) -> dict[str, Floats]:
    hits = _hits(one.faults, other.faults).any(axis=2).sum(axis=1)
    union = (one.faults != NONE).sum(axis=1) + (other.faults != NONE).sum(axis=1) - hits
    are_said = _are_said(one.faults, other.faults)
    is_alike = _any_of(known.is_alike, one.faults, other.faults)
    return {
        "fault_jaccard": hits / np.maximum(union, 1),
        "fault_shared": hits > 0,
        "fault_alike": is_alike & (hits == 0),
        "fault_differs": are_said & ~is_alike & (hits == 0),
        "fault_unsaid": ~are_said,
    }


def _agreement(name: str, one: Ints, other: Ints) -> dict[str, Flags]:
    are_said = (one != 0) & (other != 0)
    return {f"{name}_same": are_said & (one == other), f"{name}_differs": are_said & (one != other)}


def _hits(one: Ints, other: Ints) -> Flags:
    return np.asarray((one[:, :, None] == other[:, None, :]) & (one[:, :, None] != NONE), np.bool_)


def _shares(one: Ints, other: Ints) -> Flags:
    return np.asarray(_hits(one, other).any(axis=(1, 2)), np.bool_)


def _are_said(one: Ints, other: Ints) -> Flags:
    return np.asarray((one[:, 0] != NONE) & (other[:, 0] != NONE), np.bool_)


def _any_of(table: Flags, one: Ints, other: Ints) -> Flags:
    are_said = (one[:, :, None] != NONE) & (other[:, None, :] != NONE)
    hits = table[one[:, :, None], other[:, None, :]] & are_said
    return np.asarray(hits.any(axis=(1, 2)), np.bool_)


def chunks(left: Rows, right: Rows) -> Iterator[tuple[Rows, Rows]]:
    """``left`` and ``right`` in pieces whose comparison fits into memory."""
    for start in range(0, len(left), _CHUNK):
        yield left[start : start + _CHUNK], right[start : start + _CHUNK]


def weighed(features: Mapping[str, Floats], weights: Mapping[str, float]) -> Floats:
    """Log odds: the features times their weights, summed; a feature without a weight counts 0."""
    total = np.full(len(next(iter(features.values()))), weights["constant"], np.float32)
    for name, column in features.items():
        total += np.float32(weights.get(name, 0.0)) * column
    return total
