"""What is known of how alike two rows are: the words in which placing asks and is answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from zhiben.matching.book import RowId
from zhiben.matching.model import Finding, stable_id


@dataclass(frozen=True)
class Likeness:
    """A finding beside another row: log odds by themselves, among rivals, and without dates."""

    other: RowId
    alone: float
    among: float
    timeless: float
    is_possible: bool
    evidence: Mapping[str, float]


Maker = Callable[[int, RowId], Likeness]


def _unmade(place: int, other: RowId) -> Likeness:
    raise LookupError(f"nothing is known of pair {place} with {other}")


@dataclass(frozen=True)
class Near:
    """The rows that one row is like; each likeness is made when it is asked for.

    A thousand rows with one text are half a million pairs, and few of them are ever looked at.
    """

    places: Mapping[RowId, int]
    make: Maker

    def __iter__(self) -> Iterator[RowId]:
        return iter(self.places)

    def get(self, other: RowId) -> Likeness | None:
        """The likeness to ``other``, None where it is like nothing that counts."""
        place = self.places.get(other)
        return None if place is None else self.make(place, other)


@dataclass
class Likenesses:
    """Likenesses of each new finding by its row, the other rows by their ids.

    ``places`` are those of the pairs in what ``make`` makes them of.
    """

    make: Maker = _unmade
    places: defaultdict[RowId, dict[RowId, int]] = field(default_factory=lambda: defaultdict(dict))
    candidates: int = 0
    version: str = ""

    def near(self, row_id: RowId) -> Near:
        """The rows that ``row_id`` is like."""
        return Near(self.places.get(row_id, {}), self.make)


def row_id_of(finding: Finding) -> RowId:
    """The row that ``finding`` founds, if no known one is it."""
    return finding.source, stable_id("R", finding.birth)
