"""What a proposal is made of: columns, what they were taken for, and what is asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhiben.proposing.origin import Origin


@dataclass(frozen=True)
class Column:
    """A column of the ledger: its flattened heading and its cells, row for row."""

    heading: str
    cells: tuple[str, ...]

    @cached_property
    def said(self) -> Counter[str]:
        """How often each text stands in it, blanks left out."""
        return Counter(cell for cell in self.cells if cell)

    @property
    def filled(self) -> int:
        """How many cells say something."""
        return self.said.total()

    @cached_property
    def mean_length(self) -> float:
        """Characters a filled cell has."""
        length = sum(len(text) * times for text, times in self.said.items())
        return length / self.filled if self.filled else 0.0


@dataclass(frozen=True)
class Mapped:
    """A heading and the field it was taken for (None: for none), with the reason in words.

    ``by`` says whose word it is: the shared ``vocabulary``, the cells' ``values``, or nobody's
    yet (``asked``).
    """

    heading: str
    field: str | None
    by: str
    reason: str = ""


@dataclass(frozen=True)
class Question:
    """Something the engineer is to decide; ``lines`` stand in the YAML, commented out."""

    key: str
    about: str
    words: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """A contract for a file never seen."""

    source: str
    kind: str
    origin: Origin
    columns: tuple[Mapped, ...]
    key: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    questions: tuple[Question, ...] = field(default=())
    file: str = ""
    rows: int = 0

    def own_columns(self) -> dict[str, list[str]]:
        """Field → headings that only this source uses."""
        own: dict[str, list[str]] = {}
        for one in self.columns:
            if one.field and one.by == "values":
                own.setdefault(one.field, []).append(one.heading)
        return own
