"""Whether a row is another one of its own source, told in other words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zhiben.matching.alike import row_id_of
from zhiben.matching.book import Book, RowId
from zhiben.matching.model import Finding, SourceRow

_NAME_NUMBER = re.compile(r"\d+(?![\d具个处只台块根把条张套组盏名扇瓶支樘桶辆部件间])")
_Visit = tuple[str, str, date]  # enterprise, source, day found
_BESIDE_THE_WORDS = ("measure", "check_item", "level", "category")
REWORDED = -3.0  # log odds from which a row in another's place says the same in other words
EXCHANGED = -8.0  # where it is alone in that place


@dataclass(frozen=True)
class Rewording:
    """When a row is another one of its source in other words.

    ``full`` are sources that sent all they have; ``sure`` the log odds from which a row that only
    did not come again today is the other one; ``exchanged`` is what :func:`exchanged` found.
    """

    full: Collection[str]
    sure: float
    exchanged: Mapping[RowId, RowId]

    def least(self, one: Finding, row: SourceRow) -> float:
        """The log odds that are asked: few where it stands in the other's place or has its key."""
        if self.exchanged.get(row_id_of(one)) == (row.source, row.row_key):
            return EXCHANGED
        is_in_place = one.source in self.full
        return REWORDED if is_in_place or _has_key(one, row) else self.sure


def _has_key(one: Finding, row: SourceRow) -> bool:
    """Whether ``one`` bears the key of ``row``."""
    return one.source_key is not None and one.source_key == row.source_key


def may_be_reworded(book: Book, one: Finding, other: RowId) -> bool:
    """Whether ``other`` is a row of the same source and visit that says nothing else otherwise.

    Under another key, with its numbers: 8号机 under key 8 is no new wording of 9号机 under key 9.
    Counts may change.
    """
    row = book.rows.get(other)
    if row is None or row.source != one.source or row.found_on != one.found_on:
        return False
    said = (one.told.description, book.told[other].description)
    has_key = _has_key(one, row)
    is_same_key = has_key or None in {one.source_key, row.source_key}
    is_same_number = len({tuple(sorted(_NAME_NUMBER.findall(each))) for each in said}) == 1
    if row.part != one.part or not (is_same_key or is_same_number):
        return False
    return has_key or _keeps_the_rest(book, one, row)


def exchanged(
    book: Book,
    findings: Sequence[Finding],
    enterprises: Mapping[str, str],
    taken: Collection[RowId],
    full: Collection[str],
) -> dict[RowId, RowId]:
    """Rows of ``full`` ledgers that stand in the place of one that is listed no more.

    Of a visit (what a source found at an enterprise on a day) one row came and one went, and
    nothing but the words of the hazard is told otherwise: that row was written anew.
    """
    came: defaultdict[_Visit, list[Finding]] = defaultdict(list)
    for one in findings:
        if one.source in full:
            came[enterprises[one.birth], one.source, one.found_on].append(one)
    went: defaultdict[_Visit, list[SourceRow]] = defaultdict(list)
    for enterprise_id in dict.fromkeys(visit[0] for visit in came):
        for row in _gone(book, enterprise_id, taken):
            went[enterprise_id, row.source, row.found_on].append(row)
    alone = (
        (new[0], went[visit][0]) for visit, new in came.items() if len(new) == len(went[visit]) == 1
    )
    return {
        row_id_of(one): (row.source, row.row_key)
        for one, row in alone
        if one.source_key == row.source_key and _keeps_the_rest(book, one, row)
    }


def _gone(book: Book, enterprise_id: str, taken: Collection[RowId]) -> Iterator[SourceRow]:
    """Rows of an enterprise that were listed and are not spoken for."""
    for item_id in book.items_of[enterprise_id]:
        for row in book.current_rows(item_id):
            if row.missing_since is None and (row.source, row.row_key) not in taken:
                yield row


def _keeps_the_rest(book: Book, one: Finding, row: SourceRow) -> bool:
    """Whether nothing that ``row`` told beside the hazard's words is told otherwise by ``one``.

    What was blank may have been filled in, and a status may go on; a closure is not taken back.
    """
    before = book.told.get((row.source, row.row_key))
    if before is None or (row.closed_on is not None and one.closed_on is None):
        return False
    if before.site and one.site_key != row.site_key:
        return False
    told = [(getattr(before, name), getattr(one.told, name)) for name in _BESIDE_THE_WORDS]
    return all(was in {now, "", None} for was, now in [*told, (row.due_on, one.due_on)])
