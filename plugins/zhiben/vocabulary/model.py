"""The vocabulary of one kind of ledger, ready to be asked."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from zhiben.vocabulary.clauses import OF_RANK, meaning_by_clauses
from zhiben.vocabulary.forms import form_key, formed, letters_of
from zhiben.vocabulary.keys import (
    LONGEST_HEADING,
    character_class,
    group_and_own,
    heading_key,
    heading_keys,
    heading_parts,
    joined_parts,
    listed_words,
    no_such_word,
    word_key,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from decimal import Decimal

    from zhiben.vocabulary.sentences import Grammar, Sentence

_T = TypeVar("_T")

Words = Mapping[str, Mapping[str, str]]

UNSAID = "unsaid"  # what words mean that say nothing of their field: 节前检查 is nobody's channel
_GROUP_RANK = 1000
_WORDS_RANK = 900  # of a heading that only lists the words of its field
_LONGEST_BLANK = 8
_TIMES = {"十": 10, "百": 100, "千": 1000}  # what a unit of money in a heading may be multiplied by
# What a review that is still to come says: nothing of the state before it.
_REVIEW = "(?:复?查|复验|复核|核查|检查|验收|销号|核销|闭环|审核)"
_NOT_YET = re.compile(
    f"(?:[未待]|没有?|申请)(?:到|进行|安排|组织|完成|予以|办理|申请|开展)?(?:{_REVIEW}|到?期)"
    f"|{_REVIEW}(?:中$|未(?:完成|开展|进行))|(?:拟|计划|预计|将)[^,，;；。]{{0,10}}{_REVIEW}"
)
_ASKS_RESULT = re.compile("结果|结论|意见|合格|通过|到位")
_REFUSED = re.compile("不(?:予|同意)")
_YES, _NO = "是", "否"
_CLAIMED, _CONFIRMED, _UNFINISHED = "rectified", "verified", "in_progress"
_LESSER = frozenset({"open", _UNFINISHED})
_OF_THE_HAZARD = "VYXS"  # signs that speak of it, not only of what a column asks
_NO_SUCH = re.compile("^[不非未没无否待暂]|不属|不是|不构成|非重大|[未没]达|[属为系]一般")


@dataclass(frozen=True)
class Claim:
    """A heading's claim on a field; of several the smallest ``rank`` wins.

    ``otherwise`` is the field the heading fills where it loses; ``is_minor`` says that losing is
    no news, so that nobody needs to hear of it; ``by_group`` that only the heading above it is
    known: 整改责任单位/施工. One that ``is_weak`` holds only where nothing unknown looks better.
    """

    field: str
    rank: int
    otherwise: str | None = None
    is_minor: bool = False
    by_group: bool = False
    is_weak: bool = False


Forms = tuple[tuple[re.Pattern[str], Claim], ...]


def _of_group(claim: Claim) -> Claim:
    return replace(claim, rank=claim.rank + _GROUP_RANK, by_group=True)


@dataclass(frozen=True)
class Review:
    """What a word in a second column says of a field, and how little of it is sure.

    ``is_doubtful``: it may contradict the first column, and cannot be read; ``is_unclear``: it may
    say less of something, and nobody can tell of what. ``is_look``: somebody looked, no more.
    """

    meaning: str | None = None
    is_doubtful: bool = False
    is_unclear: bool = False
    is_look: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """Headings → fields and words → meanings of one kind of ledger.

    ``words`` and ``decisive`` are keyed by field and by heading key; words by ``word_key``.
    ``unsaid`` are words that are known to say nothing of their field. ``forms`` and
    ``decisive_forms`` hold for headings that are listed nowhere, ``word_forms`` for words of a
    field; ``rivals`` are what
    headings look like that may be a field's, ``instead`` the fields whose columns may hold another
    field's words. ``digest`` changes whenever any of it does.
    """

    kind: str
    digest: bytes
    claims: Mapping[str, Claim]
    forms: Forms
    rivals: Mapping[str, re.Pattern[str]]
    instead: Mapping[str, str]
    serial: frozenset[str]
    ignored: frozenset[str]
    words: Words
    unsaid: Words
    word_forms: Mapping[str, tuple[tuple[re.Pattern[str], str], ...]]
    decisive: Words
    decisive_forms: tuple[tuple[re.Pattern[str], Mapping[str, str]], ...]
    blanks: frozenset[str]
    nothings: frozenset[str]
    answers: Mapping[str, bool]
    zero_reports: frozenset[str]
    money_units: Mapping[str, Decimal]
    grammars: Mapping[str, Grammar]

    def field_of(self, heading: str) -> str | None:
        """The field ``heading`` fills, None where it is unknown or knowingly unused."""
        claim = self.claim(heading)
        return claim.field if claim else None

    def claim(self, heading: str) -> Claim | None:
        """What ``heading`` lays claim to: by its name, else by words of a field that it lists."""
        claim = self._claim_by_name(heading)
        listed = self.field_listed(heading)
        held = claim.field if claim else None
        if listed is None or listed == held or (held is None and self._is_ignored(heading)):
            return claim
        is_free = held is None or self.instead.get(held) == listed
        return Claim(listed, _WORDS_RANK) if is_free else claim

    def _claim_by_name(self, heading: str) -> Claim | None:
        """A claim as a whole, by the last part, or by the group.

        Before its last part it is tried with what it stands under: 复查情况/日期 is 复查日期. A key
        is looked up in the lists before the forms.
        """
        whole, *parts = heading_parts(heading)
        tried = [(heading_keys(whole), False), (joined_parts(heading), False)]
        tried += [(heading_keys(part), place > 0) for place, part in enumerate(parts)]
        for keys, is_group in tried:
            for key in keys:
                if key in self.ignored:
                    return None
                if claim := self.claims.get(key) or self._formed(key, self.forms):
                    return _of_group(claim) if is_group else claim
        return None

    def _is_ignored(self, heading: str) -> bool:
        return any(key in self.ignored for key in heading_keys(heading))

    def field_listed(self, heading: str) -> str | None:
        """The field of which ``heading`` lists words: 一般/重大, 隐患类别（一般/重大）.

        They must differ in meaning, and 是/否 is an answer in any field.
        """
        for words in listed_words(heading):
            for field, known in self.words.items():
                meanings = {known.get(word) for word in words}
                is_answer = any(self.answer(word) is not None for word in words)
                if len(meanings) > 1 and None not in meanings and not is_answer:
                    return field
        return None

    def looks_like(self, field: str, heading: str) -> bool:
        """Whether an unknown ``heading`` may well be that of ``field``: 某某名称, 隐患表述."""
        rival = self.rivals.get(field)
        keys = heading_keys(group_and_own(heading)[1])
        return rival is not None and any(rival.fullmatch(form_key(key)) for key in keys)

    def is_heading(self, text: str) -> bool:
        """Whether ``text`` is a heading ledgers of this kind are known to have, used or not."""
        if not text or len(text) > LONGEST_HEADING:
            return False
        keys = [key for part in heading_parts(text) for key in heading_keys(part)]
        if any(key in self.claims or key in self.ignored for key in keys):
            return True
        return any(self._formed(key, self.forms) for key in keys) or bool(self.field_listed(text))

    def _formed(self, key: str, forms: Iterable[tuple[re.Pattern[str], _T]]) -> _T | None:
        return formed(key, forms) if self._letters.issuperset(key) else None

    @cached_property
    def _letters(self) -> frozenset[str]:
        return letters_of(form for form, _ in (*self.forms, *self.decisive_forms))

    def is_serial(self, heading: str) -> bool:
        """Whether a column so headed only counts rows."""
        return heading_key(heading) in self.serial

    def nearest(self, heading: str) -> str | None:
        """The known heading most like ``heading``, None where none is like it at all."""
        if len(heading) > LONGEST_HEADING:
            return None
        known = [*self.claims, *self.ignored]
        near = difflib.get_close_matches(heading_key(heading), known, n=1, cutoff=0.4)
        return near[0] if near else None

    def money_unit(self, heading: str) -> Decimal | None:
        """Yuan a unit of a column headed ``heading``.

        10,000 for 整改资金（万元）, a million for 整改资金（百万元）.
        """
        key = heading_key(heading)
        unit = next((unit for unit in self.money_units if unit in key), None)
        if unit is None:
            return None
        return self.money_units[unit] * _TIMES.get(key[: key.index(unit)][-1:], 1)

    def is_blank(self, text: str) -> bool:
        """Whether a cell says nothing: empty, a dash, 无 and the like."""
        if len(text) > _LONGEST_BLANK:
            return text.isspace()
        return not text or text.isspace() or word_key(text) in self.blanks

    def is_nothing(self, text: str) -> bool:
        """Whether a cell says that there is none of what it counts."""
        return len(text) <= LONGEST_HEADING and word_key(text) in self.nothings

    @cached_property
    def never_blank(self) -> str:
        """A pattern for Arrow, found only in cells that are not blank."""
        return character_class(no_such_word(self.blanks))

    @cached_property
    def flags_never_blank(self) -> bytes:
        """By code up to U+FFFF, 1 for a character found only in cells that are not blank."""
        flags = bytearray(0x10000)
        for code in no_such_word(self.blanks):
            flags[code] = 1
        return bytes(flags)

    @cached_property
    def never_zero_report(self) -> str:
        """A pattern for Arrow, found only in cells that are no zero report."""
        return character_class(no_such_word(self.zero_reports))

    def answer(self, text: str) -> bool | None:
        """What a yes-or-no cell says; None where it says neither."""
        return self.answers.get(word_key(text))

    def is_zero_report(self, text: str) -> bool:
        """Whether the cell reports that nothing was found (零报告)."""
        return len(text) <= LONGEST_HEADING and heading_key(text) in self.zero_reports

    def meaning(self, field: str, word: str, heading: str = "") -> str | None:
        """What ``word`` means in ``field``, :data:`UNSAID` where nothing, None where nobody knows.

        ``heading`` matters for words that depend on it: 是 under 是否销号. A sentence is read by
        the field's grammar, if it has one: 已按要求整改到位. Elsewhere "一般，设备类" means
        what its first clause does, as long as no other says otherwise: 重大（误报，实为一般）.
        """
        known = self._known.get(field, {})
        decided = self.decision(field, word, heading)
        said = decided or self._asked(word, heading, known) or self._said(field, word, known)
        return said or formed(word_key(word), self.word_forms.get(field, ()))

    @cached_property
    def _known(self) -> Words:
        """Every listed word of each field, those that say nothing of it among them."""
        return {field: {**self.unsaid.get(field, {}), **said} for field, said in self.words.items()}

    def counted(self, field: str, word: str) -> int | None:
        """How many of something ``word`` says are done; None where it does not say it so."""
        if field not in self.grammars or self.is_blank(word):
            return None
        return self._sentence(field, word, {}).counted

    def _asked(self, word: str, heading: str, known: Mapping[str, str]) -> str | None:
        """What a tick or a cross answers where the heading asks: 是否整改."""
        answer = self.answer(word) if _asks(heading) and word_key(word) not in known else None
        return None if answer is None else known.get(_YES if answer else _NO)

    def knowing(self, field: str, own: Mapping[str, str]) -> Vocabulary:
        """The same, where a source means by ``own`` words of ``field`` what it says it does."""
        if not own:
            return self
        said = {word_key(word): meaning for word, meaning in own.items()}
        return replace(self, words={**self.words, field: {**self.words.get(field, {}), **said}})

    def label(self, field: str, meaning: str) -> str:
        """The first word listed for ``meaning``: how people say it."""
        known = self.words.get(field, {})
        return next((word for word, means in known.items() if means == meaning), meaning)

    def decision(self, field: str, word: str, heading: str) -> str | None:
        """What ``word`` under ``heading`` decides whatever another column says, if anything.

        A tick is a yes, save under a heading's part that asks nothing itself: 复查结果/不合格.
        """
        words = self._decisive_words(heading) or {}
        key = word_key(word)
        if not words or key in words:
            return words.get(key)
        if self.answer(key) and self._decisive_words(heading.rpartition("/")[2]):
            return words.get(_YES)
        if _NOT_YET.search(key):
            return None
        if field not in self.grammars:
            return meaning_by_clauses(field, key, words, {**self.words.get(field, {}), **words})
        sentence = self._sentence(field, word, words)
        is_decided = any(one.piece in words for one in sentence.clauses)
        return sentence.meaning if is_decided and sentence.meaning in words.values() else None

    def review(self, field: str, word: str, heading: str) -> Review:
        """What ``word`` in a second column says of ``field``, where that goes before the first.

        A column decides what its list of words can say: 未完成 under 销号情况 takes nothing back
        that the enterprise has done, 整改不到位 does. What a reviewer finds done is confirmed.
        """
        if self._is_look(field, word, heading):
            return Review(is_look=True)
        if decided := self.decision(field, word, heading):
            return Review(decided)
        if _NOT_YET.search(key := word_key(word)):
            return Review()
        words, denies = self._decisive_words(heading) or {}, self.answer(key) is False
        allowed = set(words.values())
        if field not in self.grammars:
            meaning = None if denies else self.meaning(field, word)
            is_told = denies or meaning is not None or self.is_blank(word)
            is_doubtful = field in OF_RANK and not is_told and not _NO_SUCH.search(key)
            return Review(meaning if meaning in allowed else None, is_doubtful)
        sentence = self._sentence(field, word, words)
        if not denies and (meaning := _found(sentence, allowed)):
            return Review(meaning)
        if self.is_blank(word):
            return Review()
        is_lesser = sentence.is_unclear and sentence.has(_OF_THE_HAZARD)
        is_doubtful = not denies and (is_lesser or bool(_REFUSED.search(key)))
        return Review(None, is_doubtful, sentence.is_unclear)

    def _is_look(self, field: str, word: str, heading: str) -> bool:
        """Whether ``word`` says that somebody looked, and not what was found: 已复查.

        So does a yes where the heading asks for no result: 是 under 是否复查, √ under 复查情况.
        """
        words = self._decisive_words(heading) or {}
        if field not in self.grammars or _UNFINISHED not in words.values():
            return False
        asks_whether = not _ASKS_RESULT.search(heading_key(heading))
        if self.answer(word):
            return asks_whether
        sentence = self._sentence(field, word, words)
        told = [one for one in sentence.clauses if one.meaning is not None]
        return sentence.meaning == _CONFIRMED and all(
            one.is_look or (asks_whether and self.answer(one.piece)) for one in told
        )

    def _sentence(self, field: str, word: str, words: Mapping[str, str]) -> Sentence:
        """``word`` read as a sentence, with these ``words`` beside the field's own."""
        return self.grammars[field].read(word, {**self.words.get(field, {}), **words})

    def _said(self, field: str, word: str, known: Mapping[str, str]) -> str | None:
        key = word_key(word)
        if key in known or field not in self.grammars:
            return known.get(key) or meaning_by_clauses(field, key, known, known)
        return self.grammars[field].read(word, known).meaning

    def decides(self, heading: str) -> bool:
        """Whether a column headed ``heading`` can overrule another of the same field."""
        return self._decisive_words(heading) is not None

    def _decisive_words(self, heading: str) -> Mapping[str, str] | None:
        known = self._decided
        if heading not in known:
            known[heading] = self._words_deciding(heading)
        return known[heading]

    @cached_property
    def _decided(self) -> dict[str, Mapping[str, str] | None]:
        """Headings asked about before: each is, for every word below it."""
        return {}

    def _words_deciding(self, heading: str) -> Mapping[str, str] | None:
        parts = (key for part in heading_parts(heading) for key in heading_keys(part))
        for key in (*joined_parts(heading), *parts):
            if words := self.decisive.get(key) or self._formed(key, self.decisive_forms):
                return words
        return None


def _asks(heading: str) -> bool:
    """Whether a column's own heading is a question: 是否整改, 整改是否完成, 整改（是/否）."""
    return "是否" in heading_key(group_and_own(heading)[1])


def _found(sentence: Sentence, allowed: Collection[str]) -> str | None:
    """What a reviewer's ``sentence`` says, in a column whose list of words means ``allowed``."""
    is_reviewed = _UNFINISHED in allowed
    if sentence.meaning in _LESSER and (is_reviewed or sentence.has(_OF_THE_HAZARD)):
        return sentence.meaning
    if sentence.meaning == _CLAIMED and is_reviewed and not sentence.is_prose:
        return _CONFIRMED
    return sentence.meaning if sentence.meaning in allowed else None
