"""The numbers of a night counted anew from what sources said, in plain Python and no SQL of ours.

A word is what a source's row said on a business date. A night's count is made of the words dated on
or before it: as published, of those that had come by then; as known now, of all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

COUNTS = ("found_total", "open_count", "rectified_count", "verified_count", "overdue_count",
          "recurred_count")  # fmt: skip
Group = tuple[str, str, str]  # county, level, channel
Cells = dict[tuple[Group, str], int]
WORDS = """
SELECT
    s.item_id, s.source, s.row_key, s.business_date, s.holds_until, s.authority, s.verifies,
    s.status, s.level, s.due_on, s.found_on, s.rectified_on, s.county, s.channel, s.file_name,
    s.row_number, s.part, d.night, i.recurrence_of IS NOT NULL AS came_back
FROM core.statements AS s, ledger.deliveries AS d, core.items AS i
WHERE d.delivery_id = s.delivery_id AND i.item_id = s.item_id
"""


@dataclass(frozen=True)
class Word:
    """What a row said."""

    item_id: str
    source: str
    row_key: str
    business_date: date
    holds_until: date | None
    authority: int
    verifies: bool
    status: str
    level: str
    due_on: date | None
    found_on: date
    rectified_on: date | None
    county: str
    channel: str
    file_name: str
    row_number: int
    part: int
    night: date
    came_back: bool

    @property
    def closes(self) -> bool:
        """Whether its source holds the item closed by it."""
        if self.status == "rectified":
            return not self.verifies
        return self.status in {"verified", "withdrawn"}


@dataclass(frozen=True)
class Standing:
    """A word that stands on a day, and since when it was said last."""

    word: Word
    said_on: date


def words(connection: Connection) -> dict[str, list[Word]]:
    """All that was ever said, by item."""
    found: defaultdict[str, list[Word]] = defaultdict(list)
    for row in connection.execute(text(WORDS)).mappings():
        found[row["item_id"]].append(Word(**row))
    return found


def count(said: Mapping[str, list[Word]], night: date, *, as_published: bool) -> Cells:
    """The cells of a night's counts that are not zero."""
    cells: Counter[tuple[Group, str]] = Counter()
    for each in said.values():
        heard = [one for one in each if one.business_date <= night]
        if as_published:
            heard = [one for one in heard if one.night <= night]
        for cell in _cells(list(standing(heard, night)), night):
            cells[cell] += 1
    return dict(cells)


def standing(heard: Iterable[Word], day: date) -> Iterator[Standing]:
    """The word of each row that stands on ``day``."""
    rows: defaultdict[tuple[str, str], list[Word]] = defaultdict(list)
    for one in heard:
        rows[one.source, one.row_key].append(one)
    for row in rows.values():
        ended = [one.holds_until for one in row if one.holds_until and one.holds_until <= day]
        lasting = [one for one in row if one.holds_until is None or one.holds_until > day]
        word = max(lasting or row, key=lambda one: (one.business_date, one.night))
        since = [end for end in ended if end > word.business_date] if lasting else []
        yield Standing(word, max(since, default=word.business_date))


def _cells(stand: list[Standing], night: date) -> Iterator[tuple[Group, str]]:
    if not stand or min(one.word.found_on for one in stand) > night:
        return
    ranked = _by_weight(stand)
    decides = _deciding(ranked)
    finder = min(ranked, key=lambda one: one.word.found_on).word
    level = "major" if any(one.word.level == "major" for one in stand) else "general"
    due = min((one.word.due_on for one in stand if one.word.due_on), default=None)
    is_undone = decides.status in {"open", "in_progress"}
    holds = {
        "found_total": True,
        "open_count": not decides.closes,
        "rectified_count": decides.status == "rectified",
        "verified_count": decides.status == "verified",
        "overdue_count": is_undone and due is not None and due < night,
        "recurred_count": decides.came_back,
    }
    yield from (((finder.county, level, finder.channel), one) for one in COUNTS if holds[one])


def _deciding(ranked: list[Standing]) -> Word:
    """The weightiest word; but a claim that nobody verified falls to one that found it after."""
    first = ranked[0]
    if first.word.status == "rectified" and not first.word.closes:
        claimed_on = first.word.rectified_on or first.said_on
        for one in ranked:
            if one.word.status in {"open", "in_progress"} and one.word.found_on > claimed_on:
                return one.word
    return first.word


def _by_weight(stand: list[Standing]) -> list[Standing]:
    """The weightiest first: sorted by each rule in turn, the last one first."""
    rules: list[tuple[Callable[[Standing], Any], bool]] = [
        (lambda one: one.word.authority, True),
        (lambda one: one.said_on, True),
        (lambda one: one.word.source, False),
        (lambda one: one.word.found_on, True),
        (lambda one: one.word.night, True),
        (lambda one: (one.word.file_name, one.word.row_number, one.word.part), True),
        (lambda one: one.word.row_key, False),
    ]
    ranked = list(stand)
    for key, is_descending in reversed(rules):
        ranked.sort(key=key, reverse=is_descending)
    return ranked
