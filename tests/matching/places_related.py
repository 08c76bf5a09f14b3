"""How two places stand to one another, part by part: what the question about places must answer."""

from __future__ import annotations

from enum import IntEnum

from zhiben.matching.places import OPPOSITES, Place

Within = frozenset[tuple[int, int]]  # rooms and the rooms they lie in


class _Part(IntEnum):
    """How one part of two places compares."""

    APART = 0
    SILENT = 1
    ONE_SIDED = 2
    FITTING = 3  # not equal, and no contradiction: a room inside the other, east and north-east
    EQUAL = 4


class Relation(IntEnum):
    """How two places stand to one another."""

    DIFFERENT = 0
    UNSURE = 1  # nothing shared, nothing that speaks against
    COARSER = 2  # one says more than the other
    SAME = 3


def relate(one: Place, other: Place, within: Within) -> Relation:
    """How ``one`` stands to ``other``; the same whichever comes first.

    Numbers are those of rooms: of two rooms one inside the other they say nothing.
    """
    is_inside = (one.room, other.room) in within or (other.room, one.room) in within
    parts = {
        _relate(one.building, other.building),
        _relate(one.floor, other.floor),
        _Part.FITTING if is_inside else _relate(one.room, other.room),
        _Part.SILENT if is_inside else _relate(one.number, other.number),
        _relate_sides(one.side, other.side),
    }
    if _Part.APART in parts:
        return Relation.DIFFERENT
    if parts.isdisjoint({_Part.EQUAL, _Part.FITTING}):
        is_same = bool(one.rest) and one.rest == other.rest
        return Relation.SAME if is_same else Relation.UNSURE
    return Relation.SAME if parts <= {_Part.EQUAL, _Part.SILENT} else Relation.COARSER


def _relate(one: int, other: int) -> _Part:
    if one and other:
        return _Part.EQUAL if one == other else _Part.APART
    return _Part.ONE_SIDED if one or other else _Part.SILENT


def _relate_sides(one: int, other: int) -> _Part:
    if any((one & a and other & b) or (one & b and other & a) for a, b in OPPOSITES):
        return _Part.APART
    part = _relate(one, other)
    return _Part.FITTING if part is _Part.APART else part
