"""Looks again at pairs that wait for a person, once their rows say something new.

At its first telling a finding says what and where. When it was put right, and when its source
closed it, is told weeks later, and two rows that were put right on one day are one hazard the more
likely. So a pair that waits is weighed anew whenever one of its rows changes: what is sure by then
is joined, as it would have been at first, and nobody has to be asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace

from zhiben.matching.book import Book, RowId
from zhiben.matching.comparisons import OTHER_THING
from zhiben.matching.held import Held, RowPair
from zhiben.matching.model import Link, Relation
from zhiben.matching.rescoring import Change, Otherwise, judged_otherwise
from zhiben.matching.scoring import ItemSense
from zhiben.matching.standing import Standing, standing_pairs

JOIN_RULE = "same hazard, by what was told since"
MOST_AGAIN = 500_000  # pairs of one enterprise, weighed anew in a night: above, a person is asked


def news_of(links: Iterable[Link]) -> set[RowId]:
    """The rows that were known before and say something new; one told first has been weighed."""
    return {
        (link.finding.source, link.row_key)
        for link in links
        if link.relation is Relation.UPDATE and link.is_change
    }


def look_again(
    book: Book, held: Held, news: Collection[RowId], sense: ItemSense
) -> list[Otherwise]:
    """Waiting pairs with a row of ``news`` that are one item beyond doubt now, likeliest first.

    Rows that name different things are left to the person: dates tell what was put right on one
    visit, not which of its hazards. Items that a person has judged a row of stay as they are.
    """
    waiting = _within_reason(
        book,
        [
            pair
            for pair in held.asked.keys() - held.questioned
            if not {*pair}.isdisjoint(news) and all(row in book.told for row in pair)
        ],
    )
    if not waiting:
        return []
    enterprises = {_enterprise_of(book, pair) for pair in waiting}
    standing = standing_pairs(book, sorted(enterprises), sense, _rows(waiting), with_answers=True)
    waiting -= _of_different_things(standing, waiting)
    limits = sense.model.thresholds
    limits = replace(limits, same=limits.again)
    seen = {book.rows[row].item_id for row in _rows(held.by_people) if row in book.rows}
    return [
        one
        for one in judged_otherwise(book, standing, held, limits)
        if one.change is Change.JOIN and one.pair in waiting and seen.isdisjoint(one.items)
    ]


def _within_reason(book: Book, pairs: Collection[RowPair]) -> set[RowPair]:
    """Those of ``pairs`` whose enterprise has not too many rows to weigh them all against."""
    waiting: defaultdict[str, set[RowPair]] = defaultdict(set)
    for pair in pairs:
        waiting[_enterprise_of(book, pair)].add(pair)
    kept: set[RowPair] = set()
    for enterprise_id, own in waiting.items():
        rows = sum(len(book.rows_of_item[item_id]) for item_id in book.items_of[enterprise_id])
        kept |= own if len(_rows(own)) * rows <= MOST_AGAIN else set()
    return kept


def _enterprise_of(book: Book, pair: RowPair) -> str:
    return book.items[book.rows[pair[0]].item_id].enterprise_id


def _of_different_things(standing: Standing, pairs: Collection[RowPair]) -> set[RowPair]:
    said = standing.answers["hazard"]
    places = standing.places_between(_rows(pairs))
    return {standing.pair(place) for place in places if said[place].startswith(OTHER_THING)}


def _rows(pairs: Collection[RowPair]) -> set[RowId]:
    return {row for pair in pairs for row in pair}
