"""Links a day's findings to rectification items: which are known, new, or back again.

Rows a source has sent before are recognised first (by content, by key, then by all but the found
date), for all sources, so that a closing reported today is known before a finding of today is
judged; one that is told open again long after its closure is no update, the hazard came back. What
is left is new: it joins an open episode of the same enterprise, place and text, or founds an item
of its own; where an earlier episode was closed before it was found, the new item points back to it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from zhiben.matching.alike import Likeness, Likenesses, row_id_of
from zhiben.matching.book import Book, RowId
from zhiben.matching.coming_back import former_of, told_later
from zhiben.matching.entering import Placing, came_back, join, join_alike, new_item
from zhiben.matching.enterprises import Resolution
from zhiben.matching.episodes import (
    is_return,
    overlaps,
    stands_beside,
)
from zhiben.matching.model import (
    Finding,
    Link,
    Relation,
    SourceRow,
    Verdict,
)
from zhiben.matching.placing import (
    DOUBT_RULE,
    choose,
    judgement,
    visits,
)
from zhiben.matching.recognising import (
    DATED_RULE,
    MOVED_RULE,
    RECOGNISERS,
    Recogniser,
    by_state_where_moved,
    by_words_dated_anew,
    content_key,
)
from zhiben.matching.rewording import Rewording, exchanged, may_be_reworded

if TYPE_CHECKING:
    from zhiben.matching.scoring import ItemSense


def link_day(
    book: Book,
    findings: list[Finding],
    resolved: Mapping[str, Resolution],
    unchanged: set[tuple[str, str]],
    listed: Collection[RowId] = (),
    sense: ItemSense | None = None,
    full: Collection[str] = (),
    newer: Mapping[str, date] = MappingProxyType({}),
) -> list[Link]:
    """Link all findings of one business date; the book learns what they say.

    ``resolved`` holds the enterprise of each finding, by ``birth``; ``unchanged`` (source, row
    hash) of rows sent again without a change, ``listed`` the rows that the day's deliveries said
    before: both are spoken for and never taken for the row of another finding. ``sense`` knows
    hazards in other words; without it only what reads letter for letter alike is one. Sources
    that sent their ``full`` ledger list no row that they did not name; of these ``newer`` is the
    day of the next ledger where that was loaded before.
    """
    enterprises = {one.birth: resolved[one.birth].enterprise_id for one in findings}
    contents = {finding.birth: content_key(finding, enterprises) for finding in findings}
    taken = {row_id for row_id, row in book.rows.items() if (row.source, row.row_hash) in unchanged}
    taken |= {*listed}
    links: list[Link] = []
    placing = Placing(contents, taken, newer)
    rest = sorted(findings, key=lambda finding: (finding.found_on, finding.birth))
    moved = by_state_where_moved(book, rest, contents, taken, full)
    for recognise, rule in ((moved, MOVED_RULE), *RECOGNISERS):
        rest = list(_recognised(book, rest, placing, links, recognise, rule))
    dated = by_words_dated_anew(book, rest, contents, taken, full)
    rest = list(_recognised(book, rest, placing, links, dated, DATED_RULE))
    alike = _alike(book, rest, enterprises, sense)
    sure = sense.model.thresholds.same if sense else 0.0
    limits = Rewording(full, sure, exchanged(book, rest, enterprises, taken, full))
    rest = list(_reworded(book, rest, alike, placing, limits, links))
    for visit in visits(rest, enterprises):
        enterprise_id = enterprises[visit[0].birth]
        links += _place_visit(book, visit, enterprise_id, alike, sense, placing)
    return [_with_doubts(link, resolved[link.finding.birth]) for link in links]


def _alike(
    book: Book, findings: list[Finding], enterprises: Mapping[str, str], sense: ItemSense | None
) -> Likenesses:
    if sense is None or not findings:
        return Likenesses()
    from zhiben.matching.likeness import likenesses

    return likenesses(book, findings, enterprises, sense)


def _with_doubts(link: Link, resolution: Resolution) -> Link:
    """``link`` with what its enterprise was known by, where that took more than a code or name."""
    if not resolution.words and not resolution.flags:
        return link
    told = {"enterprise": f"{resolution.rule}: {resolution.words}"}
    return replace(link, flags=resolution.flags, evidence=link.evidence | told)


def _recognised(
    book: Book,
    findings: Iterable[Finding],
    placed: Placing,
    links: list[Link],
    recognise: Recogniser,
    rule: str,
) -> Iterable[Finding]:
    """Link the findings that ``recognise`` knows; give back the others."""
    for finding in findings:
        content = placed.contents[finding.birth]
        row_id = recognise(book, finding, content, placed.taken)
        if row_id is None:
            yield finding
            continue
        placed.taken.add(row_id)
        row = book.rows[row_id]
        if placed.told_again(row) is None and is_return(book, finding, row):
            links.append(came_back(book, finding, row, placed))
        else:
            links.append(_update(book, finding, row, rule, placed))


def _update(book: Book, finding: Finding, row: SourceRow, rule: str, placed: Placing) -> Link:
    """The row says it anew; what it says now stays, where a newer ledger said that already."""
    gone_on, until = row.missing_since, placed.told_again(row)
    is_back = gone_on is not None and gone_on <= finding.business_date
    is_news = row.state_hash != finding.state_hash or is_back or _counts_otherwise(finding, row)
    is_late = finding.business_date < row.business_date
    if not is_late and until is None:
        book.told[row.source, row.row_key] = finding.told
        said = row.as_said_by(finding, placed.contents[finding.birth])
        if not is_back:
            said = replace(said, missing_since=gone_on)
        if not is_news:  # it was said on the day it was said first, as was a closure without a day
            said = replace(said, business_date=row.business_date, closed_on=row.closed_on)
        book.put_row(said)
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
        holds_until=until,
    )


def _counts_otherwise(finding: Finding, row: SourceRow) -> bool:
    """Whether its contract gives the same words another weight, or lets them close the item."""
    is_closed = (finding.closed_on is not None, row.closed_on is not None)
    return finding.authority != row.authority or is_closed[0] != is_closed[1]


def _reworded(
    book: Book,
    findings: list[Finding],
    alike: Likenesses,
    placed: Placing,
    limits: Rewording,
    links: list[Link],
) -> Iterable[Finding]:
    """Link findings that a row of their own source says in other words.

    That row is not listed today, was found on the same day, and says much the same; the likeliest
    pairs first. Gives back the others.
    """
    wanted = {row_id_of(one): one for one in findings}
    pairs = sorted(
        (-likeness.alone, row_id, likeness.other)
        for row_id, one in wanted.items()
        for near in [alike.near(row_id)]
        for other in near
        if may_be_reworded(book, one, other)
        and (likeness := near.get(other)) is not None
        and likeness.is_possible
        and likeness.alone >= limits.least(one, book.rows[other])
    )
    known: set[RowId] = set()
    for _, row_id, other in pairs:
        if row_id not in known and other not in placed.taken:
            known.add(row_id)
            placed.taken.add(other)
            one = wanted[row_id]
            links.append(_update(book, one, book.rows[other], "same row: other words", placed))
    return (one for one in findings if row_id_of(one) not in known)


def _place_visit(
    book: Book,
    visit: list[Finding],
    enterprise_id: str,
    alike: Likenesses,
    sense: ItemSense | None,
    placed: Placing,
) -> list[Link]:
    """Place a visit's findings: letter for letter first, then by likeness, else as new items."""
    links: list[Link] = []
    rest: dict[tuple[str | None, str, str], Finding] = {}
    repeats: list[Finding] = []
    for one in visit:
        said = (one.source_key, one.site_key, one.text_key)
        if joined := _equal_item(book, one, enterprise_id, placed):
            links.append(told_later(book, join(book, one, joined, placed), alike, sense))
        elif said in rest:
            repeats.append(one)
        else:
            rest[said] = one
    links += _place_others(book, list(rest.values()), enterprise_id, alike, sense, placed)
    for one in repeats:
        if joined := _equal_item(book, one, enterprise_id, placed):
            links.append(told_later(book, join(book, one, joined, placed), alike, sense))
        else:
            links.append(_found(book, one, enterprise_id, alike, sense, (), placed))
    return links


def _place_others(
    book: Book,
    findings: list[Finding],
    enterprise_id: str,
    alike: Likenesses,
    sense: ItemSense | None,
    placed: Placing,
) -> list[Link]:
    if sense is None:
        return [_found(book, one, enterprise_id, alike, None, (), placed) for one in findings]
    links: list[Link] = []
    choices = choose(book, findings, enterprise_id, alike, sense.model.thresholds)
    for one, choice in zip(findings, choices, strict=True):
        if choice.item_id is not None and choice.likeness is not None:
            link = join_alike(book, one, choice.item_id, choice.likeness, alike, placed)
            links.append(told_later(book, link, alike, sense))
        else:
            links.append(_found(book, one, enterprise_id, alike, sense, choice.doubts, placed))
    return links


def _equal_item(book: Book, one: Finding, enterprise_id: str, placed: Placing) -> str | None:
    equal = book.by_place[enterprise_id, one.site_key, one.text_key]
    return _open_episode(book, one, equal, placed.taken)


def _found(
    book: Book,
    finding: Finding,
    enterprise_id: str,
    alike: Likenesses,
    sense: ItemSense | None,
    doubts: tuple[Likeness, ...],
    placed: Placing,
) -> Link:
    """A new item, pointing to the one that it is the return of."""
    back = former_of(book, finding, enterprise_id, finding.found_on, alike, sense)
    return replace(
        new_item(book, finding, enterprise_id, back.item_id if back else None, placed),
        evidence=back.evidence if back else {},
        pairs=tuple(
            judgement(finding, one, enterprise_id, "doubt", DOUBT_RULE, alike.version)
            for one in doubts
        ),
    )


def _open_episode(
    book: Book, finding: Finding, alike: Iterable[str], taken: set[RowId]
) -> str | None:
    """The item whose episode the finding falls into: begun before it rather than after, nearest.

    Of two begun on one day one that is open: where a row was opened again after its grace days.
    """
    found = [
        (
            began_on > finding.found_on,
            abs((began_on - finding.found_on).days),
            closed_on is not None,
            item_id,
        )
        for item_id in alike
        if not stands_beside(book, finding, item_id, taken)
        for began_on, closed_on in [book.episode(item_id)]
        if overlaps(finding, began_on, closed_on)
    ]
    return min(found)[-1] if found else None
