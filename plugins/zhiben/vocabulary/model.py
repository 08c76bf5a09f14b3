"""The vocabulary of one kind of ledger, ready to be asked."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from zhiben.vocabulary.keys import (
    LONGEST_HEADING,
    character_class,
    heading_key,
    heading_keys,
    heading_parts,
    joined_parts,
    no_such_word,
    without_brackets,
    word_key,
)

if TYPE_CHECKING:
    from decimal import Decimal

Words = Mapping[str, Mapping[str, str]]

_GROUP_RANK = 1000
_LONGEST_BLANK = 8
_TIMES = {"十": 10, "百": 100, "千": 1000}  # what a unit of money in a heading may be multiplied by
_CLAUSE_END = re.compile(r"[,，;；:：。、!！]")
_IN_BRACKETS = re.compile(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]")
_DONE = frozenset({"rectified", "verified", "done"})
# What takes back, beside a word that says that it is done, that it is.
_UNDONE = re.compile(
    "未(?:整改|完成|落实|到位|更换|修复|处理|解决|安装|办结|全部|完全)|没(?:有)?(?:整改|完成|改|修|换)"
    "|[尚仍还]有|剩余?下?[0-9一二两三四五六七八九十几]|待(?!复|验|销|核)|不(?:合格|到位|彻底|完全)|反弹|复发|误[销报登填录]|不实|造假"
    "|^(?:部分|一部分|计划|拟|暂|假)$|部分(?:整改|完成|落实|到位)|拟(?!定|合)|预计|计划(?:完成|整改|于)|打算"
)
_DAY_FIRST = re.compile(r"^[\d年月日号./\-于]+")
_ALREADY = re.compile("^已(?!复[查核]$|验收$)")
_DENIED = re.compile("[未待不]")
# What a review that is still to come says: nothing of the state before it.
_REVIEW = "(?:复?查|复验|复核|核查|检查|验收|销号|核销|闭环|审核)"
_NOT_YET = re.compile(
    f"(?:[未待]|没有?|申请)(?:到|进行|安排|组织|完成|予以|办理|申请|开展)?(?:{_REVIEW}|到?期)"
    f"|{_REVIEW}(?:中$|未(?:完成|开展|进行))|(?:拟|计划|预计|将)[^,，;；。]{{0,10}}{_REVIEW}"
)
_FAILED = re.compile(f"{_UNDONE.pattern}|不(?:符合|通过|予)|未(?:通过|消除|改(?!变))")
_YES, _NO = "是", "否"
_OPEN, _UNFINISHED = "open", "in_progress"
_OF_RECTIFYING = re.compile("整改|不合格|[未不]通过|不予")  # not only of what a column asks
_NO_SUCH = re.compile("^[不非未没无否待暂]|不属|不是|不构成|非重大|[未没]达|[属为系]一般")
_OF_RANK = frozenset({"level", "severity"})


@dataclass(frozen=True)
class Claim:
    """A heading's claim on a field; of several the smallest ``rank`` wins.

    ``otherwise`` is the field the heading fills where it loses; ``is_minor`` says that losing is
    no news, so that nobody needs to hear of it; ``by_group`` that only the heading above it is
    known: 整改责任单位/施工.
    """

    field: str
    rank: int
    otherwise: str | None = None
    is_minor: bool = False
    by_group: bool = False


def _of_group(claim: Claim) -> Claim:
    return replace(claim, rank=claim.rank + _GROUP_RANK, by_group=True)


@dataclass(frozen=True)
class Vocabulary:
    """Headings → fields and words → meanings of one kind of ledger.

    ``words`` and ``decisive`` are keyed by field and by heading key; words by ``word_key``.
    ``digest`` changes whenever any of it does.
    """

    kind: str
    digest: bytes
    claims: Mapping[str, Claim]
    serial: frozenset[str]
    ignored: frozenset[str]
    words: Words
    decisive: Words
    blanks: frozenset[str]
    nothings: frozenset[str]
    answers: Mapping[str, bool]
    zero_reports: frozenset[str]
    money_units: Mapping[str, Decimal]

    def field_of(self, heading: str) -> str | None:
        """The field ``heading`` fills, None where it is unknown or knowingly unused."""
        claim = self.claim(heading)
        return claim.field if claim else None

    def claim(self, heading: str) -> Claim | None:
        """What ``heading`` lays claim to: as a whole, by its last part, or by its group.

        Before its last part it is tried with what it stands under: 复查情况/日期 is 复查日期.
        """
        whole, *parts = heading_parts(heading)
        tried = [(heading_keys(whole), False), (joined_parts(heading), False)]
        tried += [(heading_keys(part), place > 0) for place, part in enumerate(parts)]
        for keys, is_group in tried:
            for key in keys:
                if key in self.claims:
                    return _of_group(self.claims[key]) if is_group else self.claims[key]
                if key in self.ignored:
                    return None
        return None

    def is_heading(self, text: str) -> bool:
        """Whether ``text`` is a heading ledgers of this kind are known to have, used or not."""
        if not text or len(text) > LONGEST_HEADING:
            return False
        return any(
            key in self.claims or key in self.ignored
            for part in heading_parts(text)
            for key in heading_keys(part)
        )

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
        """What ``word`` means in ``field``, None where it is not known.

        ``heading`` matters for words that depend on it: 是 under 是否销号. "已整改，已换新" means
        what its clauses mean, as long as no later clause says less than an earlier one, and what
        stands beside the known word does not take it back: 已整改（1号车间未整改）.
        """
        known = self.words.get(field, {})
        decided = self.decision(field, word, heading)
        return decided or self._asked(word, heading, known) or _said(field, word_key(word), known)

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
        known = {**self.words.get(field, {}), **words}
        return None if _NOT_YET.search(key) else _said(field, key, words, known)

    def overruling(self, field: str, word: str, heading: str) -> str | None:
        """What ``word`` in a second column means for ``field``, where that goes before the first.

        A column decides only what its list of words can say: 未完成 under 销号情况 takes nothing
        back that the enterprise has done.
        """
        if decided := self.decision(field, word, heading):
            return decided
        key, allowed = word_key(word), set((self._decisive_words(heading) or {}).values())
        if _NOT_YET.search(key) or self.answer(key) is False:
            return None
        meaning = self.meaning(field, word)
        if meaning == _OPEN:
            return meaning if _UNFINISHED in allowed and _FAILED.search(key) else None
        return meaning if meaning in allowed else None

    def is_doubtful(self, field: str, word: str, heading: str) -> bool:
        """Whether ``word`` in a second column may contradict the first, and cannot be read."""
        key = word_key(word)
        if (
            self.is_blank(word)
            or self.overruling(field, word, heading)
            or self.answer(key) is False
        ):
            return False
        if field in _OF_RANK:
            return not _NO_SUCH.search(key) and self.meaning(field, word) is None
        decides_both = _UNFINISHED in (self._decisive_words(heading) or {}).values()
        speaks_of_it = decides_both or _OF_RECTIFYING.search(key)
        return bool(speaks_of_it and _FAILED.search(key) and not _NOT_YET.search(key))

    def decides(self, heading: str) -> bool:
        """Whether a column headed ``heading`` can overrule another of the same field."""
        return self._decisive_words(heading) is not None

    def _decisive_words(self, heading: str) -> Mapping[str, str] | None:
        parts = (key for part in heading_parts(heading) for key in heading_keys(part))
        keys = (*joined_parts(heading), *parts)
        return next((self.decisive[key] for key in keys if key in self.decisive), None)


def _asks(heading: str) -> bool:
    return heading_key(heading.rpartition("/")[2]).startswith("是否")


def _said(
    field: str, key: str, known: Mapping[str, str], beside: Mapping[str, str] | None = None
) -> str | None:
    """What ``key`` means by the ``known`` words, less what stands in brackets or clauses.

    It means nothing where the rest takes that back, by the words known ``beside`` these too.
    """
    spellings = (key, without_brackets(key), heading_key(key))
    plain = next((known[spelling] for spelling in spellings if spelling in known), None)
    meaning = plain or _clauses(key, known)
    if meaning and key not in known and _takes_back(field, key, meaning, beside or known):
        return None
    later = _in_brackets(key, known) if meaning and meaning not in _DONE else None
    if later and _DENIED.search(without_brackets(key)):
        return None
    return later or meaning


def _in_brackets(key: str, known: Mapping[str, str]) -> str | None:
    """The state that was reached since, where brackets say no more: 限期整改（3月8日已整改）."""
    pieces = (_DAY_FIRST.sub("", piece) for piece in _IN_BRACKETS.findall(key))
    said = (known[piece] for piece in pieces if piece in known and _ALREADY.match(piece))
    return next((meaning for meaning in said if meaning in _DONE), None)


def _clauses(key: str, known: Mapping[str, str]) -> str | None:
    clauses = [clause for clause in _CLAUSE_END.split(without_brackets(key)) if clause]
    if len(clauses) < 2 or clauses[0] not in known:
        return None
    said = [known[clause] for clause in clauses if clause in known]
    order = list(dict.fromkeys(known.values()))
    ranks = [order.index(meaning) for meaning in said]
    return said[-1] if ranks == sorted(ranks) else None


def _takes_back(field: str, key: str, meaning: str, known: Mapping[str, str]) -> bool:
    """Whether what stands in ``key`` beside the words that mean ``meaning`` contradicts them."""
    beside = [piece for found in _IN_BRACKETS.findall(key) for piece in _CLAUSE_END.split(found)]
    beside += [one for one in _CLAUSE_END.split(without_brackets(key)) if one not in known]
    if meaning in _DONE:
        return any(_UNDONE.search(piece) for piece in beside)
    others = [word for word, means in known.items() if means != meaning and len(word) > 1]
    return field in _OF_RANK and any(word in piece for piece in beside for word in others)
