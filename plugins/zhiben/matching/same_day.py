"""Of several files of one source and day: which of them says anew what another one said.

They are parts of one ledger, or a clerk found a mistake and sent it again the same evening. What
corrects another file is heard after it, and may take up its rows; a part is heard beside the other
parts, whose rows it cannot mean.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from zhiben.matching.book import Book
from zhiben.matching.enterprises import Resolution
from zhiben.matching.link import link_day
from zhiben.matching.model import Finding, Link, SourceRow

if TYPE_CHECKING:
    from zhiben.matching.scoring import ItemSense

_NUMBER = re.compile(r"\d+")
ALIKE = 70.0  # of 100, from which another text under the same key is the same one corrected


@dataclass(frozen=True)
class DayFile:
    """A file that a source sent for a day: hashes of all its rows, and its new or changed findings.

    ``unchanged`` are the hashes of rows that it lists as they were; ``replaced_by`` is the id of
    the delivery that is the whole ledger once more.
    """

    delivery_id: str
    source: str
    listed: frozenset[str]
    findings: Sequence[Finding] = ()
    unchanged: Collection[str] = ()
    replaced_by: str | None = None


@dataclass(frozen=True)
class Round:
    """Files that are heard together, and those of earlier rounds that they correct."""

    files: Sequence[DayFile]
    corrected: frozenset[str] = frozenset()  # delivery ids


def link_files(
    book: Book,
    files: Sequence[DayFile],
    resolved: Mapping[str, Resolution],
    *,
    sense: ItemSense | None = None,
    full: Collection[str] = (),
    newer: Mapping[str, date] = MappingProxyType({}),
) -> tuple[list[Link], list[Round]]:
    """Link the findings of all ``files`` of one business date, given in the order of their arrival.

    A file that corrects others is heard after them, and of all that was said today only their rows
    are free to be meant by it. Of a source whose file corrects some rows alone, what it does not
    name stays listed. The other arguments are those of :func:`zhiben.matching.link.link_day`.
    """
    links: list[Link] = []
    heard = rounds(files, book, resolved)
    replaced = {one.delivery_id for one in files if one.replaced_by is not None}
    for each in heard:
        beside = [one for one in files if one.delivery_id not in each.corrected]
        said = (one for one in links if one.finding.delivery_id not in each.corrected)
        amended = {one.source for one in files if one.delivery_id in each.corrected - replaced}
        links += link_day(
            book,
            [finding for one in each.files for finding in one.findings],
            resolved,
            {(one.source, row) for one in beside for row in one.unchanged if row},
            listed={(one.finding.source, one.row_key) for one in said},
            sense=sense,
            full={*full} - amended,
            newer=newer,
        )
    return links, heard


def rounds(files: Sequence[DayFile], book: Book, resolved: Mapping[str, Resolution]) -> list[Round]:
    """The files of one day, in the order of their arrival, as they are to be heard.

    ``resolved`` holds the enterprise of each finding by its ``birth``; ``book`` knows nothing of
    the day yet.
    """
    heard: list[Round] = []
    for one, earlier in _with_earlier(files, book, resolved):
        ids = {each.file.delivery_id for each in earlier if each.is_corrected_by(one)}
        before = [{each.delivery_id for each in group.files} & ids for group in heard]
        at = max((place for place, found in enumerate(before) if found), default=-1) + 1
        if at == len(heard):
            heard.append(Round(()))
        heard[at] = Round((*heard[at].files, one.file), heard[at].corrected | ids)
    return heard


def _with_earlier(
    files: Sequence[DayFile], book: Book, resolved: Mapping[str, Resolution]
) -> Iterator[tuple[_Told, list[_Told]]]:
    """Each file with those of its source that came before it."""
    times = Counter(one.source for one in files)
    rows: defaultdict[tuple[str, str], list[SourceRow]] = defaultdict(list)
    for row in book.rows.values() if max(times.values(), default=0) > 1 else ():
        if times[row.source] > 1:
            rows[row.source, row.row_hash].append(row)
    came: defaultdict[str, list[_Told]] = defaultdict(list)
    for file in files:
        known = [row for each in file.listed for row in rows.get((file.source, each), ())]
        told = [(one, resolved[one.birth].enterprise_id) for one in file.findings]
        listed = [(row, book.items[row.item_id].enterprise_id) for row in known]
        one = _Told(file, told, [*listed, *told])
        yield one, [*came[file.source]]
        came[file.source].append(one)


class _Told:
    """A file, what it says new, and by content and key all that is known of its rows."""

    def __init__(
        self,
        file: DayFile,
        anew: Sequence[tuple[Finding, str]],
        rows: Sequence[tuple[Finding | SourceRow, str]],
    ) -> None:
        self.file, self.anew = file, anew
        self.contents = {_content(*one) for one in rows}
        self.by_key = {
            (enterprise_id, one.source_key, one.part): one
            for one, enterprise_id in rows
            if one.source_key is not None
        }

    def is_corrected_by(self, later: _Told) -> bool:
        """Whether ``later`` says half of the rows of the shorter one again, changed or not."""
        if self.file.replaced_by == later.file.delivery_id:
            return True
        mine, its = self.file.listed, later.file.listed
        told = {
            _row_of(one)
            for one, firm in later.anew
            if one.row_hash not in mine and self._tells(one, firm)
        }
        return 2 * (len(mine & its) + len(told)) >= max(min(len(mine), len(its)), 1)

    def _tells(self, one: Finding, enterprise_id: str) -> bool:
        """Whether a row says ``one``, or says it under its key and place in like words."""
        if _content(one, enterprise_id) in self.contents:
            return True
        row = self.by_key.get((enterprise_id, one.source_key or "", one.part))
        if row is None:
            return False
        return row.site_key == one.site_key and _is_one_text(row, one)


def _is_one_text(row: Finding | SourceRow, one: Finding) -> bool:
    """Whether two rows of one key and place say the same, or of one day much the same.

    Forms of single visits number their findings from 1, too: what other numbers stand in is
    another thing.
    """
    if row.text_key == one.text_key:
        return True
    numbers = [sorted(_NUMBER.findall(each.text_key)) for each in (row, one)]
    is_close = row.found_on == one.found_on and numbers[0] == numbers[1]
    return is_close and fuzz.ratio(row.text_key, one.text_key) >= ALIKE


def _content(one: Finding | SourceRow, enterprise_id: str) -> tuple[str, str, str, date]:
    return enterprise_id, one.site_key, one.text_key, one.found_on


def _row_of(one: Finding) -> str:
    """The row that a finding is a part of."""
    return one.record_id.rpartition("|")[0]
