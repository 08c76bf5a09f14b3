"""Whether a finding falls into an item's episode, and whether its source lists it beside."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from zhiben.matching.book import Book, RowId
from zhiben.matching.model import Finding, SourceRow


def overlaps(finding: Finding, found_on: date, closed_on: date | None) -> bool:
    """Whether the finding's own time and the episode have a day in common."""
    starts_before_end = closed_on is None or finding.found_on <= closed_on
    ends_after_start = finding.closed_on is None or finding.closed_on >= found_on
    return starts_before_end and ends_after_start


def stands_beside(book: Book, finding: Finding, item_id: str, taken: set[RowId]) -> bool:
    """Whether the same source lists another row of this item today: another key, or another day.

    A row told before, found earlier and rectified since does not stand beside: the hazard was
    found again. One told in the same delivery does.
    """
    return any(
        row.source == finding.source
        and (row.source, row.row_key) in taken
        and _is_another(row, finding)
        and not _was_rectified(row, finding)
        for row in book.current_rows(item_id)
    )


def _is_another(row: SourceRow, finding: Finding) -> bool:
    if row.source_key is None and finding.source_key is None:
        return row.found_on != finding.found_on
    return finding.source_key is not None and row.source_key != finding.source_key


def _was_rectified(row: SourceRow, finding: Finding) -> bool:
    is_told_before = row.changed_by != finding.delivery_id
    return is_told_before and row.status == "rectified" and row.found_on < finding.found_on


def closed_before(book: Book, alike: Iterable[str], found_on: date) -> str | None:
    """The item whose episode was closed last before ``found_on``."""
    ends = [(book.episode(item_id)[1], item_id) for item_id in alike]
    closed = [(day, item_id) for day, item_id in ends if day is not None and day < found_on]
    return max(closed)[1] if closed else None
