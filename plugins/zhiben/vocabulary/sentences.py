"""How far a thing has come, read from a sentence: 企业已按要求整改到位，待复查.

A sentence falls into clauses, a clause into signs. What a clause says follows from the order of
its signs, what the sentence says from that of its clauses. Words that are no sign make a clause
prose: it may say what was done (已更换灭火器), and takes nothing back unless a sign of doubt
stands in it. What cannot be read for certain is not read: of an item closed by mistake nobody
hears again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from typing import TYPE_CHECKING

from zhiben.vocabulary.keys import word_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# The letter that stands for each sign in a clause; a silent one leaves none.
LETTERS = {
    "silent": "",  # who, how, what about: 企业 按要求 隐患
    "already": "P",  # 已
    "doing": "V",  # 整改 更换
    "finished": "E",  # 完毕 到位
    "at_once": "I",  # 当场
    "hastened": "H",  # 立即: asked for, unless it was done
    "wholly": "F",  # 全部
    "partly": "A",  # 部分 其余
    "reviewed": "R",  # 复查
    "passed": "Y",  # 合格
    "closed": "C",  # 销号
    "denied": "N",  # 未
    "awaited": "W",  # 待
    "doubted": "D",  # 可能
    "still": "S",  # 仍
    "there": "X",  # 存在
    "at_work": "T",  # 正在
    "prepared": "G",  # 采购 制定方案
    "ordered": "O",  # 责令
    "planned": "L",  # 计划
}
MEANS = ("open", "unfinished", "done", "confirmed")
_PROSE = "U"
_PART_OF_MONTH = r"(?:\d{1,2}[日号]?|[上中下]旬|[初中底末])?"
_DATE = (
    rf"(?:20\d\d[-年./]\d{{1,2}}[-月./]{_PART_OF_MONTH}|20\d\d年"
    rf"|(?:[今本]年)?(?:\d{{1,2}}|[本当上下]|[一二三四五六七八九十]{{1,2}})(?:月份?|[./-]){_PART_OF_MONTH}"
    r"|\d{1,2}[日号])(?:[上下]午)?"
)
_SPAN = r"\d{1,3}(?:个?工作)?[日天]|[1-9一二三]个?月|限期|期限|规定时间"
_PATTERNS = (  # signs that no list can hold
    ("B", rf"(?:{_DATE}|{_SPAN})(?:[之以]?[前内])"),
    ("F", r"100[%％]|百分之百"),
    ("%", r"\d{1,2}(?:\.\d+)?[%％]|百分之[一二三四五六七八九十]+"),
    ("Q", r"(?:[0-9]+|[一二两三四五六七八九十]+)(?:项|处|条|个|家|具|台|起|块|只|套|人)"),
    ("A", r"除(?![尘锈湿草]).{1,12}?(?:之?外|以外)"),
    ("O", r"限(?=\d)"),
    ("T", r"中$"),
    ("Y", r"(?:符合|达到|满足).{0,8}?(?:要求|规定|标准|规范|条件)"),
    ("", r"按照?.{0,8}?(?:要求|规定|标准|规范|方案|计划)+"),
    ("", _DATE),
)
_CLAUSE_END = re.compile(r"[,，;；:：。、!！()（）\[\]【】〔〕<>《》]+|但是?|不过|然而")

# What the signs of a clause say: the first of these that is found in them.
_REVIEW_TO_COME = re.compile("^(.*?)(?:[NWLB]+[PEH]*[RCY]*[RC][RCY]*E?|R+N+E|R+[GT])$")
_RULES = (
    (
        "failed",
        re.compile("N+P?Y|R.*?(?:N.*?[VEY]|S?X|[TGOH])|S+[XTG]|VI?F?N+[FPI]*E|Y.*[OTG]|^X$"),
    ),
    ("denied", re.compile("[NW]+[PIHBF]*[TG]?[VE]|N+G")),
    ("done", re.compile("^[^TNWOLSA%]*G[VF]*E$")),
    ("under_way", re.compile("[TG%]")),
    ("ordered", re.compile("O(?!.*(?:P+[HIFQ]*[VE]|R[PF]*Y|C))")),
    ("planned", re.compile("^[^PIRC]*[LB][^PIRC]*$")),
    ("confirmed", re.compile("C|YR|R[PHIFQ]*[YEV]|VF?E*[PF]*Y|P[VEF]*P?R$")),
    ("done", re.compile("P[HIFEQAB]*[VE]|V[HFQPB]*E|E[FQ]*V|[IF]+V|^[FQIA]*E$|V[HIFQ]+P?$")),
    ("planned", re.compile("[LB]|^H+V$")),
)
_IN_PROSE = (
    ("denied", re.compile("[NW]+[PIH]*V")),
    ("failed", re.compile("S+[XTG]")),
    ("ordered", re.compile("O(?!.*P[HIFQ]*V)")),
    ("under_way", re.compile("^P?[TG]|[TG]V|VU?T$")),
    ("planned", re.compile("^[LH]+V")),
    ("done", re.compile("P[HIFQ]*V|VE|EV|V[UFQP]{1,3}E$")),
)
_MEANS_OF = {
    "failed": "unfinished", "denied": "open", "ordered": "open", "under_way": "unfinished",
    "confirmed": "confirmed", "done": "done", "planned": "open",
}  # fmt: skip
_OF_A_PART = re.compile("[A%]|NP?F|Q.*[NWTGOLQ]|N.*Q")
_PART_OF_IT = re.compile("V[EU]*A")  # 更换了部分线路: the part that was done
_DOUBT = re.compile("[NWDSXTGOLA%]")
_NO_STATE = frozenset("OLGTHB")  # alone: 马上, 计划, 通知
_PAST = re.compile("[PIRC]")
_LOOKED = re.compile("P*R+")
_LESSER = frozenset({"open", "in_progress"})
_REACHED = frozenset({"rectified", "verified", "done"})


@dataclass(frozen=True)
class Clause:
    """What one ``piece`` says: its ``meaning``, None where nothing of how far the thing has come.

    ``letters`` are its signs; ``is_failure`` says that a review found it undone, ``is_unclear``
    that it may say less than the rest.
    """

    piece: str
    meaning: str | None
    letters: str
    is_failure: bool = False
    is_unclear: bool = False

    @property
    def is_prose(self) -> bool:
        """Whether words stand in it that are no sign."""
        return _PROSE in self.letters

    @property
    def is_of_the_rest(self) -> bool:
        """Whether it speaks of what remains: 其余, 1处未改, 仍."""
        return bool(_OF_A_PART.search(self.letters)) or "S" in self.letters

    @property
    def is_look(self) -> bool:
        """Whether it says no more than that somebody looked: 已复查."""
        return bool(_LOOKED.fullmatch(self.letters))


@dataclass(frozen=True)
class Sentence:
    """What a text says; its ``meaning`` is None where it says nothing, or nothing for certain."""

    meaning: str | None
    clauses: tuple[Clause, ...]

    @property
    def is_prose(self) -> bool:
        """Whether it was read from words of which not all are known."""
        said = [one for one in self.clauses if one.meaning is not None]
        return bool(said) and all(one.is_prose for one in said)

    def has(self, signs: str) -> bool:
        """Whether any of these signs stands in it."""
        return any(letter in signs for one in self.clauses for letter in one.letters)

    @property
    def is_unclear(self) -> bool:
        """Whether a clause may say that less was done than nobody can tell."""
        return self.meaning is None and any(
            one.is_unclear or one.meaning is not None for one in self.clauses
        )


@dataclass(frozen=True)
class Grammar:
    """The words of each sign, and what a field calls what a clause says.

    ``signs`` are letters by word, ``means`` the field's word for each of :data:`MEANS`.
    """

    signs: Mapping[str, str]
    means: Mapping[str, str]

    @cached_property
    def _sign(self) -> re.Pattern[str]:
        words = sorted(self.signs, key=len, reverse=True)
        named = (f"(?P<p{place}>{pattern})" for place, (_, pattern) in enumerate(_PATTERNS))
        return re.compile("|".join((*named, f"(?P<word>{'|'.join(map(re.escape, words))})")))

    def read(self, text: str, known: Mapping[str, str]) -> Sentence:
        """What ``text`` says; ``known`` are clauses that mean something as a whole."""
        pieces = filter(None, _CLAUSE_END.split(word_key(text)))
        clauses = tuple(self.clause(piece, known) for piece in pieces)
        said = [one for one in clauses if one.meaning is not None]
        meaning = reduce(_joined, said).meaning if said else None
        is_unclear = any(one.is_unclear for one in clauses) and meaning not in _LESSER
        return Sentence(None if is_unclear else meaning, clauses)

    def clause(self, piece: str, known: Mapping[str, str]) -> Clause:
        """What one clause says."""
        letters = self.letters(piece)
        if meaning := known.get(piece):
            return Clause(piece, meaning, letters, meaning in _LESSER and letters.startswith("R"))
        if _PROSE in letters:
            return self._said(piece, _PART_OF_IT.sub("V", letters), _IN_PROSE)
        review = _REVIEW_TO_COME.match(letters)
        return self._said(piece, review[1] if review else letters, _RULES)

    def letters(self, piece: str) -> str:
        """The signs of a clause, a letter each; U stands for any words that are none."""
        found, end = "", 0
        for match in self._sign.finditer(piece):
            found += _PROSE * (match.start() > end)
            place = match.lastgroup or ""
            found += self.signs[match[0]] if place == "word" else _PATTERNS[int(place[1:])][0]
            end = match.end()
        return found + _PROSE * (end < len(piece))

    def _said(
        self, piece: str, letters: str, rules: Sequence[tuple[str, re.Pattern[str]]]
    ) -> Clause:
        name = next((name for name, pattern in rules if pattern.search(letters)), None)
        has_doubt, is_prose = bool(_DOUBT.search(letters)), _PROSE in letters
        is_bare = piece in self.signs and letters in _NO_STATE
        if is_bare or "D" in letters or (is_prose and has_doubt and name == "done"):
            name = None
        elif name and name != "failed" and _OF_A_PART.search(letters):
            name = "under_way"
        meaning = self.means[_MEANS_OF[name]] if name else None
        return Clause(piece, meaning, letters, name == "failed", name is None and has_doubt)


_CONTRADICTION = Clause("", None, "")


def _joined(before: Clause, after: Clause) -> Clause:
    """What two clauses say, the one after the other, if it is no contradiction."""
    if before is _CONTRADICTION or before.meaning == after.meaning:
        return before
    if not {before.meaning, after.meaning} <= _LESSER | _REACHED:
        return _CONTRADICTION
    if before.meaning in _REACHED and after.meaning in _REACHED:
        return after if before.meaning == "rectified" else before
    if before.meaning in _REACHED:
        is_told = after.is_of_the_rest or after.is_failure or before.is_look or before.is_prose
        return replace(after, meaning="in_progress") if is_told else _CONTRADICTION
    if after.meaning in _REACHED:
        return _reached(before, after)
    return before if "N" in before.letters else replace(before, meaning="in_progress")


def _reached(before: Clause, after: Clause) -> Clause:
    """What was not done ``before``, and is by what comes ``after``: 限期整改，3月8日已整改."""
    if before.is_of_the_rest or after.is_look or not _PAST.search(after.letters):
        return before
    is_denied = "N" in before.letters or "W" in before.letters
    return _CONTRADICTION if is_denied and not before.is_failure else after
