"""What the pieces of a long file come to together, one after another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zhiben.normalizing import Profile
from zhiben.orchestration.judging import Judged
from zhiben.orchestration.outcome import Draft, Drift, Refusal, RowOutcome
from zhiben.reading import SourceTable
from zhiben.validating import Portrait, RuleOutcome, gathered, summed, together

_PORTRAITS_HELD = 16


class AccountingError(RuntimeError):
    """The rows of a file do not add up; it is not loaded, and nothing else waits for it."""


@dataclass
class Gathered:
    """All that was judged of a file but its accepted records and unchanged rows.

    Those lie in ``draft``; ``known`` are the rows that need not be judged again.
    """

    draft: Draft
    known: Mapping[str, int]
    renamed: Mapping[str, str]
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    rows_received: int = 0
    rows_unchanged: int = 0
    items_unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)
    skipped: list[RowOutcome] = field(default_factory=list)
    columns: dict[str, str | None] = field(default_factory=dict)
    outcomes: tuple[RuleOutcome, ...] = ()
    notes: tuple[str, ...] = ()
    _drift: dict[str, Drift] = field(default_factory=dict)
    _portraits: list[Portrait] = field(default_factory=list)
    _last: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def unknown(self) -> tuple[Drift, ...]:
        """Headings that nobody expected."""
        return tuple(self._drift.values())

    @property
    def is_compared(self) -> bool:
        """Whether there was anything to compare the rows with."""
        return bool(self.known)

    @property
    def portrait(self) -> Portrait:
        """What the whole file looks like."""
        return together(self._portraits, files=1)

    def add(self, piece: SourceTable, judged: Judged) -> None:
        """Take in the next piece of the file.

        Raises:
            AccountingError: when not every row of it became one thing.
        """
        self._check_order(piece)
        check_accounting(judged)
        self.draft.accept(judged.accepted)
        self.draft.list_unchanged(judged.unchanged)
        self.rows_received += judged.rows_received
        self._add_unchanged(judged)
        self.refused += judged.refused
        self.skipped += judged.skipped
        self.columns |= dict(judged.columns)
        self.outcomes = summed([*self.outcomes, *judged.outcomes])
        self._drift |= {one.column_name: one for one in judged.unknown}
        self._portraits.append(judged.portrait)
        if len(self._portraits) > _PORTRAITS_HELD:
            self._portraits = [gathered(self._portraits)]

    def _add_unchanged(self, judged: Judged) -> None:
        """Count rows, and the items that each stands for, as often as they stand there."""
        self.rows_unchanged += len(judged.unchanged)
        self.items_unchanged += sum(self.known[one] for one in judged.unchanged)

    def _check_order(self, piece: SourceTable) -> None:
        """See that no row of a continued table came before."""
        numbers = [*piece.row_numbers, *(row.row_number for row in piece.skipped)]
        sheet = (piece.file_name, piece.sheet)
        if piece.is_continued and min(numbers, default=0) <= self._last.get(sheet, -1):
            raise AccountingError(f"row {min(numbers)} of {sheet} came twice")
        self._last[sheet] = max([*numbers, self._last.get(sheet, -1)])


def check_accounting(judged: Judged) -> None:
    """See that each row is accounted for once, before the database would refuse the whole night.

    Raises:
        AccountingError: when it is not.
    """
    columns = judged.accepted.select(["file_name", "sheet", "row_number"]).to_pydict()
    told = set(zip(*columns.values(), strict=True))
    told |= {(one.file_name, one.sheet, one.row_number) for one in judged.refused}
    skipped = {(one.file_name, one.sheet, one.row_number) for one in judged.skipped}
    places = len(told | skipped) + len(judged.unchanged)
    counted = len(told) + len(judged.skipped) + len(judged.unchanged)
    if not judged.rows_received == places == counted:
        raise AccountingError(
            f"{judged.rows_received} rows received, {counted} accounted for at {places} places"
        )
