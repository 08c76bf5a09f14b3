"""Rows of a form: labels, each with its value beside it."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiben.reading.headings import heading_text
from zhiben.reading.words import LABEL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiben.reading.headings import HeadingTest
    from zhiben.reading.merges import Merges

_FEWEST = 2
_TALLEST = 50  # rows that a label of a form may be merged over
_LONGEST_LABEL = 20
_VALUE = re.compile(r"\d{4}[-./年]\d{1,2}(?:[-./月].*)?|\d{6,}")  # no heading is written so
_COLON = re.compile("[:：]")


@dataclass(frozen=True)
class Pair:
    """A label and its value, where it stands: row (index) and column.

    It ``is_known`` where the vocabulary has the label, ``is_open`` where nothing stands beside it.
    """

    label: str
    value: str
    row: int
    column: int
    is_known: bool
    is_open: bool = False


@dataclass(frozen=True)
class _Region:
    """One cell, or several merged into one, with the text in it."""

    column: int
    text: str
    is_tall: bool = False


class PairLines:
    """Tells rows of pairs from all others in one sheet."""

    def __init__(self, rows: Sequence[Sequence[str]], merges: Merges, known: HeadingTest) -> None:
        self._rows = rows
        self._merges = merges
        self._known = known
        self._found: dict[int, tuple[Pair, ...]] = {}

    def pairs(self, row: int) -> tuple[Pair, ...]:
        """What ``row`` says as labels with values; () where it says anything else.

        A value that is itself a label (行业领域 | 其他) may make it a row of headings: it is none
        where the row below holds pairs, as no record does.
        """
        found = self._told(row)
        values = sum(1 for pair in found if self._known(pair.value))
        return found if values < len(found) and (not values or self._is_followed(row)) else ()

    def is_sure(self, row: int) -> bool:
        """Whether ``row`` is pairs of known labels and of values that are no labels."""
        found = self._told(row)
        return any(pair.value for pair in found) and not any(self._known(p.value) for p in found)

    def are_values(self, row: int) -> bool:
        """Whether ``row`` is surely no headings, though it has some: 企业名称 | 甲厂 | 检查人 | 某.

        A date or a number stands among them, or a row beside it is as sure to be none.
        """
        own = self.pairs(row)
        if len(own) < _FEWEST or not any(pair.value for pair in own):
            return False
        if any(_VALUE.fullmatch(heading_text(pair.value)) for pair in own):
            return True
        return self._is_followed(row) or any(map(self.is_sure, self._next(range(row - 1, -1, -1))))

    def _is_followed(self, row: int) -> bool:
        return any(map(self.is_sure, self._next(range(row + 1, len(self._rows)))))

    def _next(self, rows: range) -> list[int]:
        """The first of ``rows`` that holds anything."""
        return list(itertools.islice((row for row in rows if any(self._rows[row])), 1))

    def _told(self, row: int) -> tuple[Pair, ...]:
        """The pairs of ``row`` where most labels are known."""
        if row not in self._found:
            found = self._paired(row, self._regions(row)) if self._may_be_pairs(row) else []
            known = sum(pair.is_known for pair in found)
            self._found[row] = tuple(found) if known * 2 >= len(found) else ()
        return self._found[row]

    def _may_be_pairs(self, row: int) -> bool:
        """Whether the first text of ``row`` is a label, where no merged area hides or widens it."""
        if self._merges.starting(row) or self._merges.covering(row, _TALLEST):
            return True
        return bool(self._label(next(filter(None, self._rows[row]), ""))[0])

    def _regions(self, row: int) -> list[_Region]:
        cells = self._rows[row]
        areas = self._merges.covering(row, _TALLEST)
        covered = {column for _, left, _, right in areas for column in range(left, right + 1)}
        spans = {left: (bottom, right) for _, left, bottom, right in self._merges.starting(row)}
        regions: list[_Region] = []
        column = 0
        while column < len(cells):
            bottom, right = spans.get(column, (row, column))
            if column not in covered:
                regions.append(_Region(column, cells[column], bottom > row))
            column = max(column, right) + 1  # a broken file merges backwards
        while regions and not regions[-1].text:
            regions.pop()
        return regions

    def _paired(self, row: int, regions: list[_Region]) -> list[Pair]:
        """The pairs of ``regions``; none where a text stands for no label."""
        place = 1 if self._is_group(regions) else 0
        found: list[Pair] = []
        while place < len(regions):
            one = regions[place]
            if not one.text:
                place += 1
                continue
            label, own, is_known = self._label(one.text)
            if not label:
                return []
            if own:
                found.append(Pair(label, own, row, one.column, is_known))
                place += 1
                continue
            after = self._value_place(regions, place + 1)
            is_open = after >= len(regions)
            value = _Region(one.column + 1, "") if is_open else regions[after]
            found.append(Pair(label, value.text, row, value.column, is_known, is_open))
            place = after + 1
        return found

    def _is_group(self, regions: Sequence[_Region]) -> bool:
        """Whether the first cell, merged down, only heads the labels beside it: 企业情况."""
        return len(regions) > 2 and regions[0].is_tall and self._known(regions[1].text)

    def _value_place(self, regions: Sequence[_Region], place: int) -> int:
        """Where the value of the label before ``place`` stands: at once, or behind blank cells."""
        after = place
        while after < len(regions) and not regions[after].text:
            after += 1
        if after == place or after >= len(regions):
            return after
        return place if self._label(regions[after].text)[0] else after

    def _label(self, text: str) -> tuple[str, str, bool]:
        """The label that ``text`` is or opens with, what it says of it, and whether it is known."""
        head, colon, rest = heading_text(text).partition(":")
        is_known = self._known(head)
        if is_known or (colon and not rest and 0 < len(head) <= _LONGEST_LABEL):
            return head, _COLON.split(text, 1)[1].strip() if rest else "", is_known
        whole = heading_text(text)
        if self._known(whole):
            return whole, "", True
        return (whole, "", False) if LABEL.fullmatch(whole) else ("", "", False)
