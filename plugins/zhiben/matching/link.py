"""Links a day's findings to rectification items: which are known, new, or back again.

Rows a source has sent before are recognised first (by content, then by key), for all sources,
so that a closing reported today is known before a finding of today is judged. What is left is
new: it joins an open episode of the same enterprise, place and text, or founds an item of its
own; where an earlier episode was closed before it was found, the new item points back to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from zhiben.matching.book import Book, RowId
from zhiben.matching.enterprises import resolve_enterprises
from zhiben.matching.model import (
    Finding,
    Item,
    Link,
    Relation,
    SourceRow,
    Verdict,
    stable_id,
)

DUPLICATE_SCORE = 0.95
Recogniser = Callable[[Book, Finding, str, set[RowId]], RowId | None]


def link_day(book: Book, findings: list[Finding], unchanged: set[tuple[str, str]]) -> list[Link]:
    """Link all findings of one business date; the book learns what they say.

    ``unchanged`` holds (source, row hash) of rows sent again without a change: they are spoken
    for and never taken for the row of another finding.
    """
    enterprises = resolve_enterprises(book, findings)
    contents = {finding.birth: _content_key(finding, enterprises) for finding in findings}
    taken = {row_id for row_id, row in book.rows.items() if (row.source, row.row_hash) in unchanged}
    links: list[Link] = []
    rest = sorted(findings, key=lambda finding: (finding.found_on, finding.birth))
    for recognise, rule in RECOGNISERS:
        rest = list(_recognised(book, rest, contents, taken, links, recognise, rule))
    placed = (_place(book, one, enterprises[one.birth], contents, taken) for one in rest)
    return [*links, *placed]


def _recognised(
    book: Book,
    findings: Iterable[Finding],
    contents: dict[str, str],
    taken: set[RowId],
    links: list[Link],
    recognise: Recogniser,
    rule: str,
) -> Iterable[Finding]:
    """Link the findings that ``recognise`` knows; give back the others."""
    for finding in findings:
        content = contents[finding.birth]
        row_id = recognise(book, finding, content, taken)
        if row_id is None:
            yield finding
            continue
        taken.add(row_id)
        links.append(_update(book, finding, book.rows[row_id], content, rule))


def _by_content_and_key(
    book: Book, finding: Finding, content: str, taken: set[RowId]
) -> RowId | None:
    for row_id in book.by_content[finding.source, content]:
        row = book.rows[row_id]
        if row_id not in taken and (row.source_key, row.part) == (finding.source_key, finding.part):
            return row_id
    return None


def _by_content(book: Book, finding: Finding, content: str, taken: set[RowId]) -> RowId | None:
    candidates = book.by_content[finding.source, content]
    return next((row_id for row_id in candidates if row_id not in taken), None)


def _by_key(book: Book, finding: Finding, content: str, taken: set[RowId]) -> RowId | None:
    """The row that bore this key, where it still speaks of this enterprise and this finding."""
    if finding.source_key is None:
        return None
    row_id = book.by_key.get((finding.source, finding.source_key, finding.part))
    if row_id is None or row_id in taken:
        return None
    item = book.items[book.rows[row_id].item_id]
    same_enterprise = _enterprise_of(content) == item.enterprise_id
    agrees = finding.text_key == item.text_key or (
        finding.site_key == item.site_key and finding.found_on == book.rows[row_id].found_on
    )
    return row_id if same_enterprise and agrees else None


RECOGNISERS: tuple[tuple[Recogniser, str], ...] = (
    (_by_content_and_key, "same row: same content and key"),
    (_by_content, "same row: same content"),
    (_by_key, "same row: same key"),
)


def _update(book: Book, finding: Finding, row: SourceRow, content: str, rule: str) -> Link:
    is_news = row.state_hash != finding.state_hash or row.missing_since is not None
    is_late = finding.business_date < row.business_date
    if not is_late:
        book.put_row(row.as_said_by(finding, content))
    return Link(
        finding=finding,
        item_id=row.item_id,
        row_key=row.row_key,
        relation=Relation.UPDATE,
        verdict=Verdict.SAME,
        rule=rule,
        score=1.0,
        evidence={"row_key": row.row_key},
        is_change=is_news or is_late,
    )


def _place(
    book: Book, finding: Finding, enterprise_id: str, contents: dict[str, str], taken: set[RowId]
) -> Link:
    place = (enterprise_id, finding.site_key, finding.text_key)
    candidates = [
        item_id
        for item_id in book.by_place[place]
        if not _stands_beside(book, finding, item_id, taken)
    ]
    for item_id in reversed(candidates):
        found_on, closed_on = book.episode(item_id)
        if _overlap(finding, found_on, closed_on):
            evidence = {"found_on": str(found_on), "closed_on": str(closed_on)}
            return _join(book, finding, item_id, contents, taken, evidence)
    before = _closed_before(book, candidates, finding.found_on)
    item = Item(
        item_id=stable_id("I", finding.birth),
        enterprise_id=enterprise_id,
        recurrence_of=before,
        site_key=finding.site_key,
        text_key=finding.text_key,
    )
    book.put_item(item)
    row_key = _add_row(book, finding, item.item_id, contents, taken)
    return Link(
        finding=finding,
        item_id=item.item_id,
        row_key=row_key,
        relation=Relation.NEW,
        verdict=Verdict.RECURRENCE if before else Verdict.NEW,
        rule="came back after closure" if before else "nothing known like it",
        score=1.0,
        evidence={"recurrence_of": before} if before else {},
        is_change=True,
    )


def _join(
    book: Book,
    finding: Finding,
    item_id: str,
    contents: dict[str, str],
    taken: set[RowId],
    evidence: dict[str, str],
) -> Link:
    return Link(
        finding=finding,
        item_id=item_id,
        row_key=_add_row(book, finding, item_id, contents, taken),
        relation=Relation.DUPLICATE,
        verdict=Verdict.SAME,
        rule="same enterprise, place and text in one episode",
        score=DUPLICATE_SCORE,
        evidence=evidence,
        is_change=True,
    )


def _add_row(
    book: Book, finding: Finding, item_id: str, contents: dict[str, str], taken: set[RowId]
) -> str:
    row_key = stable_id("R", finding.birth)
    book.put_row(
        SourceRow(
            source=finding.source,
            row_key=row_key,
            item_id=item_id,
            source_key=finding.source_key,
            part=finding.part,
            content_key=contents[finding.birth],
            state_hash=finding.state_hash,
            row_hash=finding.row_hash,
            reading_fingerprint=finding.reading_fingerprint,
            business_date=finding.business_date,
            found_on=finding.found_on,
            status=finding.status,
            closed_on=finding.closed_on,
            authority=finding.authority,
            missing_since=None,
            changed_by=finding.delivery_id,
        )
    )
    taken.add((finding.source, row_key))
    return row_key


def _stands_beside(book: Book, finding: Finding, item_id: str, taken: set[RowId]) -> bool:
    """Whether the same source lists another row of this item today under another key."""
    if finding.source_key is None:
        return False
    return any(
        row.source == finding.source
        and row.source_key != finding.source_key
        and (row.source, row.row_key) in taken
        for row in book.current_rows(item_id)
    )


def _overlap(finding: Finding, found_on: date, closed_on: date | None) -> bool:
    starts_before_end = closed_on is None or finding.found_on <= closed_on
    ends_after_start = finding.closed_on is None or finding.closed_on >= found_on
    return starts_before_end and ends_after_start


def _closed_before(book: Book, candidates: list[str], found_on: date) -> str | None:
    """The item whose episode was closed last before ``found_on``."""
    ends = [(book.episode(item_id)[1], item_id) for item_id in candidates]
    closed = [(day, item_id) for day, item_id in ends if day is not None and day < found_on]
    return max(closed)[1] if closed else None


def _content_key(finding: Finding, enterprises: dict[str, str]) -> str:
    enterprise_id = enterprises[finding.birth]
    words = stable_id("", finding.site_key, finding.text_key, finding.found_on.isoformat())
    return f"{enterprise_id}/{words}"


def _enterprise_of(content_key: str) -> str:
    return content_key.partition("/")[0]
