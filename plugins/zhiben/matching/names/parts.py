"""An enterprise's name taken apart: division, trade name, industry, form, branch.

企业名称登记管理规定, art. 6: a name is 行政区划 + 字号 + 行业 + 组织形式. Ledgers drop any of
these but the trade name, and put behind them what is no part of the firm's name: the branch or
site that was inspected, the legal form registers append, a former name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from zhiben.matching.names.divisions import DivisionPath, Gazetteer, Opening
from zhiben.normalizing import bare_name
from zhiben.vocabulary import NameWords
from zhiben.vocabulary.numerals import with_digits

_BRACKET = re.compile(r"\(([^()]*)\)?")
_ORDINAL = r"第?(?:[0-9]+|[一二三四五六七八九十百]+)"
_NUMERAL = re.compile(r"([一二三四五六七八九十百]+)")
_NUMBERED_TRADE = re.compile(r"^(.{2,}?)第[0-9一二三四五六七八九十]+$")
_MARKS = re.compile(r"[\W_]+|号$")


@dataclass(frozen=True)
class NameParts:
    """The parts of one name; empty where it has no such part.

    ``core`` is trade name and industry together, which is what cannot be cut wrongly. ``form`` is
    the organisational form in its one spelling, or the word another name ends with. ``branch``
    is the branch or site, numerals as digits; ``line`` what the name says is done there, without
    the words that say little. ``paths`` say where ``divisions`` may lie.
    """

    name: str
    divisions: tuple[str, ...] = ()
    paths: frozenset[DivisionPath] = frozenset()
    town: str = ""
    trade: str = ""
    industry: tuple[str, ...] = ()
    core: str = ""
    form: str = ""
    line: str = ""
    is_company: bool = False
    branch: str = ""
    former: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Body:
    """A name without its branch, and where its form begins."""

    text: str
    form: str
    is_company: bool
    branch: str


class NameReader:
    """Takes names apart with the words of a vocabulary and the divisions of a gazetteer."""

    def __init__(self, words: NameWords, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._words = words
        spellings = "|".join(map(re.escape, words.company_forms))
        self._company = re.compile(spellings)
        forms = "|".join(map(re.escape, words.other_forms))
        self._other = re.compile(rf"(?:{forms})$")
        self._inner = re.compile("|".join(re.escape(one) for one in words.other_forms if one[1:]))
        branches = "|".join(map(re.escape, words.branch_words))
        certain = "|".join(map(re.escape, words.certain_branches))
        self._certain = re.compile(rf"(?<=..)(?:{certain})$")
        self._numbered = re.compile(rf"^(.{{2,}}?)({_ORDINAL}[号#]?(?:{branches}))$")
        self._branched = re.compile(rf"(?:{branches})$")
        formerly = "|".join(map(re.escape, words.formerly))
        self._industries: defaultdict[str, list[str]] = defaultdict(list)
        for one in words.industries:
            self._industries[one[-1]].append(one)
        self._former = re.compile(rf"\((?:{formerly})[:：]?([^()]{{2,}})\)?")
        self.read = lru_cache(maxsize=262_144)(self._read)

    def _read(self, name: str) -> NameParts:
        """The parts of ``name`` as it was reported."""
        bare = bare_name(name)
        former = tuple(self._former.findall(bare))
        bare = self._former.sub("", bare)
        text, inner, notes = self._brackets(bare)
        body = self._body(text)
        openings, town, rest = self._openings(body.text)
        core, form = self._core(rest, body)
        trade, industry = self._trade(core)
        openings = [*openings, *inner]
        return NameParts(
            name=bare,
            divisions=tuple(dict.fromkeys(one.stem for one in openings)),
            paths=frozenset(path for one in openings for path in one.paths),
            town=town,
            trade=trade,
            industry=industry,
            core=core,
            form=form,
            line=self._line(industry, "" if body.is_company else form),
            is_company=body.is_company,
            branch=self._plain_branch(body.branch + "".join(notes)),
            former=former,
        )

    def _brackets(self, name: str) -> tuple[str, list[Opening], list[str]]:
        """``name`` without brackets; the divisions that stood in them, and branches.

        （普通合伙） tells nothing apart, （集团） belongs to the name, （周口） is a division,
        （一厂） and whatever else stands at the end is a branch.
        """
        divisions: list[Opening] = []
        notes: list[str] = []

        def inside(match: re.Match[str]) -> str:
            said = match[1]
            if not said or said in self._words.appended:
                return ""
            if division := self._gazetteer.whole(said):
                divisions.append(division)
                return ""
            if match.end() == len(name) and match.start() > 1:
                notes.append(said)
                return ""
            return said

        text = _BRACKET.sub(inside, name)
        return re.sub(r"[()]", "", text), divisions, notes

    def _body(self, name: str) -> _Body:
        found = next((one for one in self._company.finditer(name) if one.start() >= 2), None)
        if found and not self._certain.search(name[: found.end()]):
            form = self._words.company_forms[found[0]]
            return _Body(name[: found.start()], form, True, name[found.end() :])
        return self._with_number(name) or self._with_inner_form(name)

    def _with_number(self, name: str) -> _Body | None:
        """某某超市第二分店, and 某某家具二厂, whose own form is the 厂 of its branch."""
        numbered = self._numbered.match(name)
        if not numbered:
            return None
        owner, branch = numbered[1], numbered[2]
        is_own_form = branch[-1] in "厂店" and not self._other.search(owner)
        return _Body(owner + branch[-1] * is_own_form, "", False, branch)

    def _with_inner_form(self, name: str) -> _Body:
        """人民医院食堂 is a site of 人民医院, 某某超市人民路店 one of 某某超市."""
        for inner in self._inner.finditer(name):
            behind = name[inner.end() :]
            is_site = len(behind) > 1 and self._branched.search(behind)
            if is_site and inner.start() >= 2 and not self._other.fullmatch(name[inner.start() :]):
                return _Body(name[: inner.end()], "", False, behind)
        unread = self._certain.search(name)
        return _Body(name, "", False, unread[0] if unread else "")

    def _openings(self, text: str) -> tuple[list[Opening], str, str]:
        openings: list[Opening] = []
        rest, within = text, frozenset[DivisionPath]()
        while found := self._gazetteer.opening(rest, within) or self._gazetteer.zone(rest):
            openings.append(found)
            rest, within = found.rest, within | found.paths
        if openings and openings[-1].is_bare and self._is_no_trade(rest):
            rest = openings.pop().stem + rest
        town = self._gazetteer.town(rest)
        if town:
            return openings, town.stem, town.rest
        return openings, "", rest

    def _is_no_trade(self, rest: str) -> bool:
        """Whether no trade name is left, so that the division is it: 金华调味品, 周口面粉厂."""
        found = self._other.search(rest)
        core = rest[: found.start()] if found else rest
        return not core or core in self._words.industries

    def _core(self, rest: str, body: _Body) -> tuple[str, str]:
        if body.is_company:
            return rest, body.form
        found = self._other.search(rest)
        if found and found.start() >= 1:
            return rest[: found.start()], found[0]
        return rest, ""

    def _trade(self, core: str) -> tuple[str, tuple[str, ...]]:
        """The core cut before the industry words at its end, at least two characters left."""
        industry: list[str] = []
        trade = core
        while found := self._industry_at_end(trade):
            industry.insert(0, found)
            trade = trade[: -len(found)]
        numbered = _NUMBERED_TRADE.match(trade)
        return numbered[1] if numbered else trade, tuple(industry)

    def _line(self, industry: tuple[str, ...], form: str) -> str:
        said = "".join((*industry, form))
        while generic := next((one for one in self._words.generic if said.endswith(one)), ""):
            said = said.removesuffix(generic)
        return said

    def _industry_at_end(self, text: str) -> str:
        fitting = (one for one in self._industries.get(text[-1:], ()) if text.endswith(one))
        return next((one for one in fitting if len(text) - len(one) >= 2), "")

    def _plain_branch(self, branch: str) -> str:
        """A branch without the divisions and marks by which one branch is written in two ways."""
        digits = _MARKS.sub("", with_digits(branch, _NUMERAL).replace("第", ""))
        opening = self._gazetteer.opening(digits)
        if opening:
            digits = opening.stem + opening.rest
        return "" if digits in self._words.headquarters else digits
