"""What is known of how alike two rows are: the words in which placing asks and is answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from zhiben.matching.book import RowId
from zhiben.matching.model import Finding, stable_id


@dataclass(frozen=True)
class Likeness:
    """A finding beside another row: log odds by themselves, among rivals, and without the days."""

    other: RowId
    alone: float
    among: float
    timeless: float
    is_possible: bool
    evidence: Mapping[str, float]


@dataclass
class Likenesses:
    """Likenesses of each new finding by its row, the other rows by their ids."""

    of_row: defaultdict[RowId, dict[RowId, Likeness]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    candidates: int = 0
    version: str = ""


def row_id_of(finding: Finding) -> RowId:
    """The row that ``finding`` founds, if no known one is it."""
    return finding.source, stable_id("R", finding.birth)
