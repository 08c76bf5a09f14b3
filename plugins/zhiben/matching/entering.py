"""Enters a finding into the book: as an item of its own, or as a row of the item it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from zhiben.matching.alike import Likeness, Likenesses
from zhiben.matching.book import Book, RowId
from zhiben.matching.model import (
    Finding,
    Item,
    Link,
    Relation,
    SourceRow,
    Verdict,
    stable_id,
)
from zhiben.matching.placing import MERGE_RULE, judgement

DUPLICATE_SCORE = 0.95
RETURN_RULE = "came back after closure"


@dataclass(frozen=True)
class Placing:
    """What placing shares: the content key of every finding, by birth, and the rows spoken for.

    ``newer`` is, by source, the day of a full ledger that was loaded before the older one at hand.
    """

    contents: Mapping[str, str]
    taken: set[RowId]
    newer: Mapping[str, date]

    def told_again(self, row: SourceRow) -> date | None:
        """The day on which a newer ledger, loaded before, listed ``row`` as it stood."""
        day = self.newer.get(row.source)
        is_listed = day is not None and (row.missing_since is None or row.missing_since > day)
        return day if is_listed else None


def new_item(
    book: Book, finding: Finding, enterprise_id: str, before: str | None, placed: Placing
) -> Link:
    """An item of its own, the return of ``before`` where there is one."""
    item = Item(
        item_id=stable_id("I", finding.birth),
        enterprise_id=enterprise_id,
        recurrence_of=before,
        site_key=finding.site_key,
        text_key=finding.text_key,
    )
    book.put_item(item)
    row_key = _add_row(book, finding, item.item_id, placed)
    return Link(
        finding=finding,
        item_id=item.item_id,
        row_key=row_key,
        relation=Relation.NEW,
        verdict=Verdict.RECURRENCE if before else Verdict.NEW,
        rule=RETURN_RULE if before else "nothing known like it",
        score=1.0,
        evidence={},
        is_change=True,
    )


def came_back(book: Book, finding: Finding, row: SourceRow, placed: Placing) -> Link:
    """A new item where a source opens again, after its grace days, what it had closed."""
    enterprise_id = book.items[row.item_id].enterprise_id
    book.put_row(replace(row, row_hash=""))  # what it said is news when it is said again
    link = new_item(book, finding, enterprise_id, row.item_id, placed)
    return replace(
        link,
        evidence={
            "recurrence_of": row.item_id,
            "row_key": row.row_key,
            "closed_on": str(row.closed_on),
            "grace_days": str(finding.grace_days),
        },
    )


def join(book: Book, finding: Finding, item_id: str, placed: Placing) -> Link:
    """A row of ``item_id``, which reads as the finding does letter for letter."""
    found_on, closed_on = book.episode(item_id)
    return Link(
        finding=finding,
        item_id=item_id,
        row_key=_add_row(book, finding, item_id, placed),
        relation=Relation.DUPLICATE,
        verdict=Verdict.SAME,
        rule="same enterprise, place and text in one episode",
        score=DUPLICATE_SCORE,
        evidence={"found_on": str(found_on), "closed_on": str(closed_on)},
        is_change=True,
    )


def join_alike(
    book: Book,
    finding: Finding,
    item_id: str,
    likeness: Likeness,
    alike: Likenesses,
    placed: Placing,
) -> Link:
    """A row of ``item_id``, which says the same in other words by ``likeness``."""
    enterprise_id = book.items[item_id].enterprise_id
    pair = judgement(finding, likeness, enterprise_id, "same", MERGE_RULE, alike.version)
    link = join(book, finding, item_id, placed)
    like = {"like": "|".join(likeness.other)}
    return replace(
        link, rule=MERGE_RULE, score=pair.score, evidence=link.evidence | like, pairs=(pair,)
    )


def _add_row(book: Book, finding: Finding, item_id: str, placed: Placing) -> str:
    """A row not known before: a newer ledger that was loaded already does not list it."""
    row_key = stable_id("R", finding.birth)
    book.told[finding.source, row_key] = finding.told
    content_key = placed.contents[finding.birth]
    said = SourceRow.first_said_by(finding, content_key, row_key, item_id)
    book.put_row(replace(said, missing_since=placed.newer.get(finding.source)))
    placed.taken.add((finding.source, row_key))
    return row_key
