"""How far a thing has come, read from a sentence: 企业已按要求整改到位，待复查.

A sentence falls into clauses, a clause into signs. What a clause says follows from the order of
its signs, what the sentence says from that of its clauses. Words that are no sign make a clause
prose: it may say what was done (已更换灭火器), and takes nothing back unless a sign of doubt
stands in it. A deed is also told of before it is done: as a wish (确保整改到位), with a term
(汛期前整改到位), as a condition of another (整改到位后销号). In prose only a sign of the past makes
it done. What cannot be read for certain is not read: of an item closed by mistake nobody hears
again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from typing import TYPE_CHECKING

from zhiben.vocabulary.keys import word_key
from zhiben.vocabulary.quantities import COUNTED, NONE_COUNTED, SHARE, is_short, largest, share_sign

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

# The letter that stands for each sign in a clause; a silent one leaves none. Small letters tell
# when and whether something happens, the others what.
LETTERS = {
    "silent": "",  # who, how, what about: 企业 按要求 隐患
    "already": "P",  # 已
    "doing": "V",  # 整改 更换
    "finished": "E",  # 完成 到位
    "over": "Ep",  # 完毕 了: finished, and past
    "at_once": "I",  # 当场
    "hastened": "H",  # 立即: asked for, unless it was done
    "urged": "Hh",  # 尽快: asked for, unless 已 says that it was done
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
    "prepared": "G",  # 制作 制定方案
    "sought": "GM",  # 采购: once it is finished, nothing is rectified yet
    "ordered": "O",  # 责令
    "planned": "L",  # 计划
    "wished": "h",  # 确保 必须: no state beside another clause, open alone
    "then": "t",  # 后 方可
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
_PLACES = "门店楼厂窗柜台墙屋院房站灶"  # 门前: a place, where 节前 is a term
_PURSUED = "(?:整改|治理|整治|改正|销号|核销|闭环|复[查核验]|核查|验收)"  # papers: 销号材料
_PATTERNS = (  # signs that no list can hold
    ("B", rf"(?:{_DATE}|{_SPAN})(?:[之以]?[前内])"),
    ("B", rf"(?<![{_PLACES}])[之以]?前(?![台厅门院端后述期])|(?<=[年季月周期])内"),
    ("/", SHARE),
    ("0", NONE_COUNTED),
    ("K", rf"{_PURSUED}(?:方案|预案|计划|材料|资料|申请|手续|清单)[书表]?"),
    ("h", r"(?<![供反响相对适感效回照])应(?![急力变答收付用对该已])"),
    ("h", r"(?<![所必急按不无])需(?![求用待要])"),
    ("h", r"(?<![必无])须|(?<![主重首摘纪紧概必需只简])要(?![求点害素道闻塞])"),
    ("h", r"(?<!截)(?:直至|直到|至|到)(?=合格|符合|达标|达到|满足|通过|复查|验收)"),
    ("h", r"(?<![已申邀聘报提])请(?![示假求]|企业|尽快|及时)"),
    (
        "L",
        r"(?<![即现已])将(?=整改|改正|完成|更换|尽快|继续|逐步|陆续|及时|进行|组织|安排|按(?!钮))",
    ),
    ("F", r"100[%％]|百分之百"),
    ("%", r"\d{1,2}(?:\.\d+)?[%％]|[一二三四五六七八九十百]+分之[一二三四五六七八九十]+"),
    ("Q", COUNTED),
    ("A", r"除(?![尘锈湿草]).{1,12}?(?:之?外|以外)"),
    ("O", r"限(?=\d)"),
    ("T", r"中$"),
    ("Y", r"(?:符合|达到|满足).{0,8}?(?:要求|规定|标准|规范|条件)"),
    ("", r"按照?.{0,8}?(?:要求|规定|标准|规范|方案|计划)+"),
    ("d", _DATE),
)
_CLAUSE_END = re.compile(r"[,，;；:：。、!！()（）\[\]【】〔〕<>《》]+|但是?|不过|然而")

# What the signs of a clause say: the first of these that is found in them.
_REVIEW_TO_COME = re.compile("^(.*?)(?:[NWLB]+[PEH]*[RCY]*[RC][RCY]*E?|R+N+E|R+[GT])$")
_RULES = (
    (
        "failed",
        re.compile(
            "N+P?Y|R.*?(?:N.*?[VEY]|S?X|[TGOH])|S+[XTG]|VI?F?N+[FPI]*E|Y.*[OTG]|^X$|[VEYC]S+$"
        ),
    ),
    ("denied", re.compile("[NW]+[PIHBF]*[TG]?[VE]|N+G")),
    ("done", re.compile("^[^TNWOLSA%]*G[VF]*E$")),
    ("under_way", re.compile("[TG%]")),
    ("ordered", re.compile("O(?!.*(?:P+[HIFQ]*[VE]|R[PF]*Y|P[VEHIFQ]*C))")),
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
_NO_STATE = frozenset((*"OLGTHBh", "Hh"))  # alone: 马上, 计划, 通知
_PAST = re.compile("[PIRC]")
_LOOKED = re.compile("P*R+")
_WHEN = str.maketrans("0", "Q", "dhmpt")  # leaves the signs that say what
_OF_DEEDS = frozenset({"done", "confirmed"})
_OF_PAPERS = re.compile("^[^VRCYTGLN]*K[^VRCYTGN]*V?E?$")  # 整改方案已完成: it is the paper that is
_DOING = re.compile("[VE]")

# Why a deed is not done though a rule takes it for done.
_DEED = re.compile("[VEYRC]")
_DEED_FIRST = re.compile("[VEYRC].*t$")  # 整改到位后
_DEED_PAST = re.compile("P[HIFQEAB]*[VEYRC]|[Id]")
_RESULT = re.compile("[PYpdNW]")  # behind 后: 整改后合格 is no condition
_LOOK_AFTER = re.compile("tR+$")
_WISH = re.compile("^[^P]*h[^P]*$")
_TERM = re.compile("^[^P]*(?:B|L.*V)[^P]*$")
_NONE_DONE = re.compile("^[^NWA]*0[^NWA]*$")
_MONTHS_END = re.compile("^[^PIp]*m[^PIp]*$")  # 3月底整改到位: a plan as likely
_IS_PAST = re.compile("[PId]|^[^mt]*p[^mt]*$")
_LESSER = frozenset({"open", "in_progress"})
_REACHED = frozenset({"rectified", "verified", "done"})


@dataclass(frozen=True)
class Clause:
    """What one ``piece`` says: its ``meaning``, None where nothing of how far the thing has come.

    ``letters`` are its signs; ``is_failure`` says that a review found it undone, ``is_unclear``
    that it may say less than the rest, ``is_wish`` that a deed is only asked for.
    """

    piece: str
    meaning: str | None
    letters: str
    is_failure: bool = False
    is_unclear: bool = False
    is_wish: bool = False

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
    def counted(self) -> int | None:
        """How many are done, where each clause that says done says how many: 已培训80人."""
        numbers = [largest(one.piece) for one in self.clauses if one.meaning in _REACHED]
        told = [number for number in numbers if number is not None]
        return max(told) if told and len(told) == len(numbers) else None

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
        clauses = tuple(self.clause(piece, known) for piece in self._pieces(text))
        if any(one.is_unclear for one in clauses) and self._told(clauses) not in _LESSER:
            return Sentence(None, clauses)
        return Sentence(self._told(clauses), clauses)

    def _pieces(self, text: str) -> Iterator[str]:
        """The clauses of ``text``; a condition stays with what follows it: 整改到位后，予以销号."""
        held = ""
        for piece in filter(None, _CLAUSE_END.split(word_key(text))):
            held += piece
            if not _DEED_FIRST.search(self.letters(held)):
                yield held
                held = ""
        if held:
            yield held

    def _told(self, clauses: Sequence[Clause]) -> str | None:
        """What ``clauses`` come to; a mere wish is open where no other says anything."""
        said = [one for one in clauses if one.meaning is not None]
        if not said:
            return self.means["open"] if any(one.is_wish for one in clauses) else None
        meaning = reduce(_joined, said).meaning
        reached = [one.piece for one in said if one.meaning in _REACHED]
        beside = [one.piece for one in clauses if one.meaning is None]
        is_part = meaning in _REACHED and is_short(reached, beside)
        return self.means["unfinished"] if is_part else meaning

    def clause(self, piece: str, known: Mapping[str, str]) -> Clause:
        """What one clause says."""
        signs = self._signs_of(piece)
        letters = signs.translate(_WHEN)
        if meaning := known.get(piece):
            return Clause(piece, meaning, letters, meaning in _LESSER and letters.startswith("R"))
        if _PROSE in letters:
            said = self._said(piece, signs, _PART_OF_IT.sub("V", letters), _IN_PROSE)
        else:
            review = _REVIEW_TO_COME.match(letters)
            said = self._said(piece, signs, review[1] if review else letters, _RULES)
        return Clause(piece, None, letters) if _OF_PAPERS.search(letters) else said

    def letters(self, piece: str) -> str:
        """The signs of a clause, a letter each; U stands for any words that are none."""
        found, end = "", 0
        for match in self._sign.finditer(piece):
            found += _PROSE * (match.start() > end)
            place = match.lastgroup or ""
            sign = self.signs[match[0]] if place == "word" else _PATTERNS[int(place[1:])][0]
            found += _BY_TEXT[sign](match[0]) if sign in _BY_TEXT else sign
            end = match.end()
        return found + _PROSE * (end < len(piece))

    def _signs_of(self, piece: str) -> str:
        """The letters of a clause, a share among them read as one, or as doubt (3/8已整改)."""
        before, slash, after = self.letters(piece).partition("/")
        if slash and _DOING.search(before):
            return before + "%" + after
        return before + ("D" if slash and _DOING.search(after) else "") + after

    def _said(
        self, piece: str, signs: str, letters: str, rules: Sequence[tuple[str, re.Pattern[str]]]
    ) -> Clause:
        name = next((name for name, pattern in rules if pattern.search(letters)), None)
        has_doubt, is_prose = bool(_DOUBT.search(letters)), _PROSE in letters
        is_bare = piece in self.signs and signs in _NO_STATE
        is_doubtful = (is_prose and has_doubt and name == "done") or letters.endswith("EW")
        if is_bare or is_doubtful or "D" in letters:
            name = None
        if name in _OF_DEEDS:
            return self._deed(piece, signs, letters, name)
        if name and name != "failed" and _OF_A_PART.search(letters):
            name = "under_way"
        meaning = self.means[_MEANS_OF[name]] if name else None
        return Clause(piece, meaning, letters, name == "failed", name is None and has_doubt)

    def _deed(self, piece: str, signs: str, letters: str, name: str) -> Clause:
        """What a clause of a deed says: that it is done, unless it is still to come or in part."""
        if _is_condition(signs):
            is_look = bool(_LOOK_AFTER.search(signs))
            return Clause(piece, None, letters, is_unclear="V" in letters and not is_look)
        if _WISH.search(signs) and not _TERM.search(letters):
            return Clause(piece, None, letters, is_wish=True)
        if _TERM.search(letters):
            name = "planned"
        elif _NONE_DONE.search(signs):
            name = "denied"
        elif _OF_A_PART.search(letters) or ("K" in letters and "V" not in letters):
            name = "under_way"
        elif (_PROSE in letters and not _IS_PAST.search(signs)) or _MONTHS_END.search(signs):
            return Clause(piece, None, letters)
        return Clause(piece, self.means[_MEANS_OF[name]], letters)


def _is_condition(signs: str) -> bool:
    """Whether a deed that is not past stands before 后 or 方可, and no result behind it."""
    before, then, after = signs.rpartition("t")
    is_past = _DEED_PAST.search(before) or _RESULT.search(after)
    return bool(then and _DEED.search(before)) and not is_past


def _day_sign(text: str) -> str:
    """The sign of a date: of a month to come, of a month's end, of a day, else none."""
    if text.startswith("下"):
        return "h"
    if text[-1] in "底末":
        return "m"
    return "d" if text[-1].isdecimal() or text[-1] in "日号午" else ""


_BY_TEXT: Mapping[str, Callable[[str], str]] = {"d": _day_sign, "/": share_sign}

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
