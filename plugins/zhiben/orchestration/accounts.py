"""Every row of a file is accounted for once, seen to before the database would refuse the night."""

from __future__ import annotations

from dataclasses import dataclass, field

from zhiben.orchestration.judging import Judged
from zhiben.reading import SourceTable


class AccountingError(RuntimeError):
    """The rows of a file do not add up; it is not loaded, and nothing else waits for it."""


@dataclass
class Accounts:
    """The accounts of one file, piece by piece; ``last`` is the last row of each sheet so far."""

    last: dict[tuple[str, str], int] = field(default_factory=dict)

    def check(self, piece: SourceTable, judged: Judged) -> None:
        """See that each row of ``piece`` became one thing, and that none came before.

        Raises:
            AccountingError: when it is not so.
        """
        numbers = [*piece.row_numbers, *(row.row_number for row in piece.skipped)]
        sheet = (piece.file_name, piece.sheet)
        if piece.is_continued and min(numbers, default=0) <= self.last.get(sheet, -1):
            raise AccountingError(f"row {min(numbers)} of {sheet} came twice")
        self.last[sheet] = max([*numbers, self.last.get(sheet, -1)])
        _check(judged)


def _check(judged: Judged) -> None:
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
