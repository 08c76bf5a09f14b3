"""What holds of pairs of rows, whoever said so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhiben.matching.book import RowId

RowPair = tuple[RowId, RowId]  # the smaller first


@dataclass(frozen=True)
class Held:
    """What holds of pairs of rows: told by people, joined by the machine, waiting for a person.

    Of those that wait it is known by which model; ``questioned`` are joined and wait as well.
    """

    by_people: frozenset[RowPair]
    joined: frozenset[RowPair]
    asked: Mapping[RowPair, str]
    questioned: frozenset[RowPair]
