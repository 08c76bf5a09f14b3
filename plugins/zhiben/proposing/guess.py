"""Guesses the field of a column nobody knows: by its cells, its heading, and what is still free."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiben.normalizing.amounts import read_count, read_money
from zhiben.normalizing.dates import DateContext, read_date
from zhiben.proposing import signs
from zhiben.records import Field, FieldType
from zhiben.vocabulary import group_and_own, heading_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from zhiben.contracts.units import Units
    from zhiben.proposing.model import Column
    from zhiben.records import RecordKind
    from zhiben.vocabulary import Vocabulary

_SURE = 0.62
_MARGIN = 0.08
_WORTH_ASKING = 0.38
_NEEDED = 0.03  # a field no row can do without is the likelier of two
_OF_ANYTHING = frozenset({FieldType.FLAG, FieldType.COUNT, FieldType.MONEY})
_ALIKE = 0.3
_SAID_CLEARLY = 0.55
_MOST_TEXTS = 400
_MOST_WORDS = 12
_LONGEST_WORD = 12


@dataclass(frozen=True)
class Guess:
    """A column's best field with its score from 0 to 1, and the runner-up."""

    place: int
    field: str
    score: float
    is_sure: bool
    rival: str | None = None


@dataclass(frozen=True)
class Guesser:
    """What guessing goes by: the kind's fields, its words, the units, the day of the file."""

    kind: RecordKind
    vocabulary: Vocabulary
    units: Units
    county: str
    day: date

    def guess(
        self, columns: Sequence[Column], unknown: Iterable[int], taken: Mapping[str, int]
    ) -> list[Guess]:
        """The best field of each unknown column, no field twice; those without any are left out.

        ``taken`` are the fields that other columns fill already.
        """
        scores = {place: self._scores(columns, place, taken) for place in unknown}
        pairs = sorted(
            ((place, name, score) for place, own in scores.items() for name, score in own.items()),
            key=lambda one: (-one[2], one[0]),
        )
        guesses: dict[int, Guess] = {}
        used: set[str] = set()
        for place, name, score in pairs:
            if score < _WORTH_ASKING or place in guesses or name in used:
                continue
            used.add(name)
            guesses[place] = self._judged(place, name, score, scores, used)
        return sorted(guesses.values(), key=lambda one: one.place)

    def _judged(
        self,
        place: int,
        name: str,
        score: float,
        scores: Mapping[int, Mapping[str, float]],
        used: set[str],
    ) -> Guess:
        others = {f: s for f, s in scores[place].items() if f != name and f not in used}
        rival = max(others, key=lambda one: others[one], default=None)
        claimants = (own.get(name, 0.0) for at, own in scores.items() if at != place)
        strongest = max((*claimants, others[rival] if rival else 0.0))
        is_sure = score >= _SURE and score - strongest >= _MARGIN
        return Guess(place, name, score, is_sure, rival)

    def _scores(
        self, columns: Sequence[Column], place: int, taken: Mapping[str, int]
    ) -> dict[str, float]:
        column = columns[place]
        scores = {}
        for field in self.kind.fields:
            if field.name in taken:
                continue
            said = self._said(field.name, column.heading)
            if not column.filled:
                scores[field.name] = min(0.6, said)
                continue
            fit = self._fit(field, column) * self._in_order(field, column, columns, taken)
            enough = _SAID_CLEARLY if field.type in _OF_ANYTHING else 0.0
            if fit and (said > enough or (fit > 0.5 and not enough)):
                scores[field.name] = 0.55 * fit + 0.45 * said + _NEEDED * field.required
        return scores

    def _said(self, name: str, heading: str) -> float:
        """How much the heading speaks for the field: its cues, and likeness to known headings."""
        key = heading_key(group_and_own(heading)[1]) or heading_key(heading)
        cue = signs.CUES.get(name)
        has_cue = bool(cue and cue.search(key))
        against = signs.AGAINST.get(name)
        if against and against.search(key):
            return 0.0
        known = [known for known, claim in self.vocabulary.claims.items() if claim.field == name]
        likeness = max((_likeness(key, one) for one in known), default=0.0)
        return min(1.0, 0.6 * has_cue + 0.6 * likeness) if has_cue or likeness > _ALIKE else 0.0

    def _fit(self, field: Field, column: Column) -> float:
        """Share of the column's cells that look like the field's."""
        if field.type is FieldType.WORD:
            return self._fit_of_words(field.name, column)
        if field.type is FieldType.TEXT:
            return self._fit_of_text(field.name, column)
        return _share(column, self._test(field))

    def _test(self, field: Field) -> Callable[[str], bool]:
        tests: dict[FieldType, Callable[[str], bool]] = {
            FieldType.DATE: signs.looks_like_date,
            FieldType.CODE: signs.looks_like_code,
            FieldType.PHONE: signs.looks_like_phone,
            FieldType.PEOPLE: signs.looks_like_people,
            FieldType.FLAG: lambda text: self.vocabulary.answer(text) is not None,
            FieldType.COUNT: lambda text: len(text) < 8 and read_count(text) is not None,
            FieldType.MONEY: self._is_money,
            FieldType.NAME: lambda text: len(text) > 3 and _looks("enterprise_name", text),
        }
        return tests[field.type]

    def _is_money(self, text: str) -> bool:
        known = self.vocabulary.money_units
        return len(text) < 20 and read_money(text, known["元"], known) is not None

    def _fit_of_words(self, name: str, column: Column) -> float:
        """Few short words, all the better where the vocabulary knows them."""
        words = column.said
        if not words or (len(words) > _MOST_WORDS and len(words) * 5 > column.filled):
            return 0.0
        if max(map(len, words)) > _LONGEST_WORD or all(map(signs.looks_like_date, words)):
            return 0.0
        known = _share(column, lambda text: self._is_word_of(name, text))
        repeats = 1 - len(words) / column.filled
        return max(known, 0.5 * repeats if len(words) <= _MOST_WORDS else 0.0)

    def _is_word_of(self, name: str, text: str) -> bool:
        """Whether the vocabulary knows the word in the field; 是 and 否 may be said of anything."""
        if self.vocabulary.answer(text) is not None:
            return False
        return self.vocabulary.meaning(name, text) is not None

    def _fit_of_text(self, name: str, column: Column) -> float:
        if name == "county":
            return _share(column, lambda text: self.units.resolve(text, self.day) is not None)
        if name == "town":
            return _share(column, lambda text: self.units.town(self.county, text) is not None)
        if name == "category":
            return 0.6 if 1 < len(column.said) <= 30 and column.mean_length < 10 else 0.0
        if signs.looks_like_date(next(iter(column.said))):
            return 0.0
        return _share(column, lambda text: _looks(name, text)) * _length_fit(name, column)

    def _in_order(
        self, field: Field, column: Column, columns: Sequence[Column], taken: Mapping[str, int]
    ) -> float:
        """Share of the rows in which the day stands as it must to days of known columns."""
        shares = [1.0]
        for order in self.kind.orders if field.type is FieldType.DATE else ():
            if field.name == order.earlier and order.later in taken:
                shares.append(self._rising(column, columns[taken[order.later]]))
            if field.name == order.later and order.earlier in taken:
                shares.append(self._rising(columns[taken[order.earlier]], column))
        return min(shares)

    def _rising(self, first: Column, second: Column) -> float:
        days = [
            (one, other)
            for one, other in zip(
                map(self._day, first.cells), map(self._day, second.cells), strict=True
            )
            if one and other
        ]
        return sum(one <= other for one, other in days) / len(days) if days else 1.0

    def _day(self, text: str) -> date | None:
        return read_date(text, DateContext(self.day)).value if text else None


def _share(column: Column, test: Callable[[str], bool]) -> float:
    texts = column.said.most_common(_MOST_TEXTS)
    total = sum(times for _, times in texts)
    return sum(times for text, times in texts if test(text)) / total if total else 0.0


def _looks(name: str, text: str) -> bool:
    pattern = signs.LOOKS.get(name)
    return bool(pattern and pattern.search(text))


def _length_fit(name: str, column: Column) -> float:
    """Whether cells are as long as such texts are: statements long, places and bodies short."""
    if name in {"description", "measure", "basis"}:
        return min(1.0, column.mean_length / 8)
    if name == "address":
        return min(1.0, column.mean_length / 10)
    return 1.0 if column.mean_length <= 30 else 0.5


def _likeness(one: str, other: str) -> float:
    """0 to 1: how much of two headings is the same."""
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()
