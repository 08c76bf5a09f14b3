"""Whether a finding falls into an item's episode, and whether its source lists it beside.

An episode ends with its closure. Only the source that closed an item may take that back, found date
as before, within the grace days of its contract: the item is the same, open again. What it opens
later, and what anybody finds after the closure, came back.
"""

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


def _reopens(book: Book, finding: Finding, item_id: str) -> bool:
    """Whether it takes back the closure of its own source, and no weightier one holds it closed."""
    closed = [row for row in book.current_rows(item_id) if row.closed_on is not None]
    return (
        finding.closed_on is None
        and any(row.source == finding.source for row in closed)
        and all(row.authority <= finding.authority for row in closed)
    )


def is_return(book: Book, finding: Finding, row: SourceRow) -> bool:
    """Whether ``finding`` is ``row``, told open again after the grace days of its closure.

    They count from the day it was closed, or was last said to be. A row that only reads otherwise,
    because its contract or the vocabulary changed, takes nothing back.
    """
    closed_on = book.episode(row.item_id)[1]
    if closed_on is None or row.closed_on is None or finding.found_on > closed_on:
        return False
    is_told_anew = finding.row_hash != row.row_hash and finding.status != row.status
    since = max(row.closed_on, row.business_date)
    return (
        is_told_anew
        and _reopens(book, finding, row.item_id)
        and (finding.business_date - since).days > finding.grace_days
    )


def is_over(book: Book, finding: Finding, row: SourceRow, alike: Iterable[SourceRow]) -> bool:
    """Whether ``row`` came back as another of the rows ``alike``, which now speaks for it."""
    if row.closed_on is None or row.closed_on < row.found_on:
        return False
    return any(
        other.content_key == row.content_key
        and book.items[other.item_id].recurrence_of == row.item_id
        and other.business_date <= finding.business_date
        for other in alike
    )


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


def last_return(book: Book, item_id: str, found_on: date) -> str:
    """The newest return of ``item_id``, or of its returns, that was closed before ``found_on``.

    What comes back again came back from there, also where it is worded as it first was.
    """
    seen = {item_id}
    while later := closed_before(book, set(book.returns_of[item_id]) - seen, found_on):
        item_id = later
        seen.add(later)
    return item_id
