"""Which clauses a finding's text suggests to be major: a lead for a person, never a judgement.

A clause is suggested where a sentence gives all its signs and neither says that the fault is not
there nor that it is gone. The words that gave the signs are told with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from zhiben.campaign.standards import Clause, Sign, Standard, Standards
from zhiben.matching.hazards import HazardReader
from zhiben.matching.phrases import ANY, DENIAL, GAP, Patterns
from zhiben.matching.plain import plain
from zhiben.vocabulary.wording import Wording

Words = tuple[str, ...]
_Find = Callable[[str], Words]  # the words that give a sign, none where it is not given


@dataclass(frozen=True)
class Lead:
    """A clause that a text suggests, the version of its standard, and the words that do."""

    standard: str
    number: str
    article: str
    says: str
    words: Words
    is_verified: bool


@dataclass(frozen=True)
class _Reader:
    clause: Clause
    standard: Standard
    find: _Find
    unless: Patterns

    def words(self, sentence: str) -> Words:
        """The words of ``sentence`` that suggest the clause."""
        found = self.find(sentence)
        return () if found and self.unless.find(sentence) else tuple(dict.fromkeys(found))

    def lead(self, words: Words) -> Lead:
        """The lead that ``words`` give."""
        return Lead(
            self.standard.standard,
            self.standard.number,
            self.clause.article,
            self.clause.says,
            words,
            self.standard.verified and self.clause.verified,
        )


class LeadReader:
    """Reads texts by all clauses; made once, used for every text."""

    def __init__(self, standards: Standards, wording: Wording) -> None:
        self._hazards = HazardReader(wording)
        self._sectors = standards.sectors
        self._denied = self._hazards.patterns(standards.silences.denied)
        done = (*wording.done, *standards.silences.rectified)
        self._rectified = self._hazards.patterns(done)
        self._at_once = self._hazards.patterns(standards.silences.at_once)
        self._of = {
            version: [self._read(version, clause) for clause in version.clauses]
            for version in standards.versions
            if version.clauses
        }
        self._spoken_of = {
            version: {self._sectors.called(name) for name in version.applies_to}
            for version in self._of
        }
        signs = [clause.suggested_by for version in self._of for clause in version.clauses]
        self._gate = _gate(signs)

    def leads(self, text: str, found_on: date, industry: str | None = None) -> tuple[Lead, ...]:
        """Every clause that ``text`` suggests by the versions valid on ``found_on``.

        ``industry`` is the row's own word for its sector: a standard of another sector does not
        speak of it, and where it names none every standard may.
        """
        if not self._gate.search(_squeezed(text)):
            return ()
        sentences = self._hazards.statements(text)
        found = [
            (sentence, reader.lead(words))
            for reader in self._readers(found_on, self._sectors.named_in(industry))
            for sentence in (["，".join(sentences)] if reader.clause.across else sentences)
            if (words := reader.words(sentence))
        ]
        if not found or self._is_rectified(text, sentences):
            return ()
        leads: dict[tuple[str, str], Lead] = {}
        for sentence, lead in found:
            if not self._denied.find(sentence):
                leads.setdefault((lead.number, lead.article), lead)
        return tuple(leads.values())

    def _is_rectified(self, text: str, sentences: Sequence[str]) -> bool:
        said = any(self._rectified.find(one) for one in sentences)
        return said or bool(self._at_once.find(plain(text)))

    def _readers(self, found_on: date, sector: str | None) -> Iterator[_Reader]:
        """Of the versions valid that day, the clauses that may speak of the sector."""
        for version, readers in self._of.items():
            spoken_of = self._spoken_of[version]
            is_known = sector is not None and sector in spoken_of
            speaks = sector is None or not spoken_of or is_known
            if speaks and version.is_valid_on(found_on):
                yield from (one for one in readers if is_known or not one.clause.only)

    def _read(self, version: Standard, clause: Clause) -> _Reader:
        find = self._finder(clause.suggested_by)
        return _Reader(clause, version, find, self._hazards.patterns(clause.unless))

    def _finder(self, sign: Sign) -> _Find:
        if sign.words:
            return _by_words(self._hazards.patterns(sign.words))
        inner = [self._finder(one) for one in (*sign.any, *sign.all)]
        return _by_any(inner) if sign.any else _by_all(inner)


def _gate(signs: Iterable[Sign]) -> re.Pattern[str]:
    """One word of each clause's first sign must stand in a text that suggests any."""
    words = {_gapped(word) for sign in signs for word in _leading(sign)}
    return re.compile("|".join(sorted(words)) or "(?!)")


def _leading(sign: Sign) -> Iterator[str]:
    """The words of which one is said wherever the sign is given."""
    yield from sign.words
    for one in sign.any or sign.all[:1]:
        yield from _leading(one)


def _squeezed(text: str) -> str:
    """``text`` as far as a glance needs: of one width and case, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _gapped(pattern: str) -> str:
    pieces = pattern.replace(DENIAL, ANY).split(ANY)
    return f".{{0,{GAP}}}".join(re.escape(_squeezed(piece)) for piece in pieces if piece)


def _by_words(patterns: Patterns) -> _Find:
    return lambda text: tuple(text[span.start : span.end] for span in patterns.find(text))


def _by_any(inner: Sequence[_Find]) -> _Find:
    def find(text: str) -> Words:
        return next((words for words in (one(text) for one in inner) if words), ())

    return find


def _by_all(inner: Sequence[_Find]) -> _Find:
    def find(text: str) -> Words:
        found: list[str] = []
        for one in inner:
            words = one(text)
            if not words:
                return ()
            found += words
        return tuple(found)

    return find
