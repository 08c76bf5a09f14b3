"""Whether a row is another one of its own source, told in other words."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from zhiben.matching.book import Book, RowId
from zhiben.matching.model import Finding, SourceRow

_NAME_NUMBER = re.compile(r"\d+(?![\d具个处只台块根把条张套组盏名扇瓶支樘桶辆部件间])")
REWORDED = -3.0  # log odds from which a row in another's place says the same in other words


@dataclass(frozen=True)
class Rewording:
    """When a row is another one of its source in other words.

    ``full`` are sources that sent all they have; ``sure`` the log odds from which a row that only
    did not come again today is the other one.
    """

    full: Collection[str]
    sure: float

    def least(self, one: Finding, row: SourceRow) -> float:
        """The log odds that are asked: few where it stands in the other's place or has its key."""
        is_in_place = one.source in self.full
        has_key = one.source_key is not None and one.source_key == row.source_key
        return REWORDED if is_in_place or has_key else self.sure


def may_be_reworded(book: Book, one: Finding, other: RowId) -> bool:
    """Whether ``other`` is a row of the same source and visit; under another key, with its
    numbers: 8号机 under key 8 is no new wording of 9号机 under key 9. Counts may change.
    """
    row = book.rows.get(other)
    if row is None or row.source != one.source or row.found_on != one.found_on:
        return False
    said = (one.told.description, book.told[other].description)
    is_same_key = None in {one.source_key, row.source_key} or one.source_key == row.source_key
    is_same_number = len({tuple(sorted(_NAME_NUMBER.findall(each))) for each in said}) == 1
    return row.part == one.part and (is_same_key or is_same_number)
