"""Resolves enterprises: by valid code, by an older number, by name within the county.

A code is trusted unless the name beside it plainly names another enterprise; a name is trusted
where one enterprise of the county bears it, or one is so like it that no other comes near. What
cannot be told stays apart and names its rivals, for a person to decide.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from rapidfuzz.distance import DamerauLevenshtein

from zhiben.matching.book import Book
from zhiben.matching.mentions import Mention, NameSense, in_order, organisation_code
from zhiben.matching.model import Enterprise, EnterpriseName, Finding, stable_id
from zhiben.matching.names import Choice, NameParts, choose, conflict, may_be_one_place

_NEARLY_THE_CODE = 2  # characters by which a code may be mistyped and still speak for one
CODE_OF_ANOTHER = "uscc_of_another"
DOUBTFUL = "enterprise_doubtful"
AGAINST_CODE = "name, against a code of another enterprise"
UNLIKE = "code, under a name unlike its own"
NAMESAKE = "new code, under a name that another bears"
_DOUBTING = frozenset({UNLIKE, NAMESAKE})


@dataclass(frozen=True)
class Resolution:
    """The enterprise of a row, and why; ``words`` is the evidence for a reviewer.

    ``rivals`` are other enterprises that it may be, and that nothing but a person can tell.
    """

    enterprise_id: str
    rule: str
    score: float = 1.0
    words: str = ""
    flags: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()


def resolve_enterprises(
    book: Book, findings: Iterable[Finding], sense: NameSense
) -> dict[str, Resolution]:
    """Enterprise of each finding, by ``birth``; the book learns new ones and new names."""
    resolver = _Resolver(book, sense)
    return {
        finding.birth: resolution
        for mention, rows in in_order(findings, sense)
        for resolution in [resolver.resolve(mention)]
        for finding in rows
    }


class _Resolver:
    """Decides mentions one by one, each with what the ones before it taught the book."""

    def __init__(self, book: Book, sense: NameSense) -> None:
        self._book = book
        self._sense = sense

    def resolve(self, mention: Mention) -> Resolution:
        """The enterprise of ``mention``, known or new."""
        if mention.uscc:
            found = self._by_code(mention, self._book.by_code.get(mention.uscc))
        elif mention.number in self._book.by_number:
            found = self._by_code(mention, self._book.by_number[mention.number])
        else:
            found = self._by_name(mention)
        self._learn(mention, found)
        return found

    def _by_code(self, mention: Mention, holder: str | None) -> Resolution:
        if holder is None:
            return self._first_with_code(mention)
        if not mention.name_key or self._bears(holder, mention):
            return Resolution(holder, "code")
        parts = self._sense.parts(mention.name)
        names = self._parts_of(holder)
        if not names:
            return Resolution(holder, "code")
        if all(one.branch != parts.branch for one in names):
            return self._branch(mention, holder)
        likest = choose(self._sense.model, parts, ((holder, one) for one in names))
        if likest.score >= self._sense.model.review:
            return self._told("code, and a name like it", holder, parts, likest)
        return self._unlike(mention, holder, parts)

    def _unlike(self, mention: Mention, holder: str, parts: NameParts) -> Resolution:
        """The name is unlike all its code is known by: another enterprise's, or a new name."""
        owners = [one for one in self._owners(mention) if one.enterprise_id != holder]
        if len(owners) == 1:
            return Resolution(
                owners[0].enterprise_id,
                AGAINST_CODE,
                words=f"＋名称与已知企业一致；－信用代码属于{self._name(holder)}",
                flags=(CODE_OF_ANOTHER,),
                rivals=(holder,),
            )
        choice = self._choice(mention, parts)
        if choice.best and choice.is_sure and self._uscc(choice.best):
            told = self._told(
                "name, against a code of another enterprise", choice.best, parts, choice
            )
            return replace(told, flags=(CODE_OF_ANOTHER,), rivals=(holder,))
        words = f"－名称与{self._name(holder)}不同"
        if self._bears_only_names_of_others(holder):
            self._doubt_names(holder)
            return Resolution(holder, "code, known before under a name of another", words=words)
        return Resolution(holder, UNLIKE, words=words)

    def _bears_only_names_of_others(self, enterprise_id: str) -> bool:
        """Whether all it is known by belongs to enterprises with other codes."""
        names = self._book.names_of[enterprise_id]
        return all(
            any(
                one != enterprise_id
                and self._uscc(one)
                and not self._book.names[one, *key].is_doubtful
                for one in self._book.by_name[key]
            )
            for key in names
        )

    def _doubt_names(self, enterprise_id: str) -> None:
        for name in list(self._book.names_of[enterprise_id].values()):
            self._book.put_name(replace(name, is_doubtful=True))

    def _branch(self, mention: Mention, parent: str) -> Resolution:
        """A branch under its parent's code is known by its own name, never as the parent."""
        found = self._by_name(replace(mention, uscc=None, number=None, typed_code=None))
        return replace(found, words=f"－信用代码属于{self._name(parent)}，分支或场所单列")

    def _first_with_code(self, mention: Mention) -> Resolution:
        """A code not met before: of an enterprise known by this name without one, or a new one."""
        owners = self._owners(mention) if mention.name_key else []
        free = [one for one in owners if one.uscc is None]
        numbered = self._book.by_number.get(organisation_code(mention.uscc or ""))
        if numbered and self._uscc(numbered) is None:
            free = [self._book.enterprises[numbered]]
        if len(free) == 1:
            self._book.put_enterprise(replace(free[0], uscc=mention.uscc))
            return Resolution(free[0].enterprise_id, "name known without a code")
        if not owners and mention.name_key:
            parts = self._sense.parts(mention.name)
            choice = self._choice(mention, parts)
            if choice.best and choice.is_sure and self._uscc(choice.best) is None:
                known = self._book.enterprises[choice.best]
                self._book.put_enterprise(replace(known, uscc=mention.uscc))
                return self._told("a name like it known without a code", choice.best, parts, choice)
        if owners and (self._sense.parts(mention.name).is_company or mention.town):
            rivals = tuple(one.enterprise_id for one in owners)
            return Resolution(self._found(mention), NAMESAKE, flags=(DOUBTFUL,), rivals=rivals)
        return Resolution(self._found(mention), "new code")

    def _by_name(self, mention: Mention) -> Resolution:
        if not mention.name_key:
            return Resolution(self._found(mention), "neither code nor name")
        owners = self._owners(mention)
        if len(owners) == 1:
            return Resolution(owners[0].enterprise_id, "name")
        if owners:
            return self._one_of_several(mention, owners)
        return self._by_former(mention) or self._by_likeness(mention)

    def _one_of_several(self, mention: Mention, owners: list[Enterprise]) -> Resolution:
        """Several bear the name: the one without a code, as rows like this founded it."""
        free = [one for one in owners if one.uscc is None]
        rivals = tuple(one.enterprise_id for one in owners)
        if len(free) == 1:
            return Resolution(
                free[0].enterprise_id, "name without a code", flags=(DOUBTFUL,), rivals=rivals
            )
        return Resolution(
            self._found(mention), "one of several of this name", flags=(DOUBTFUL,), rivals=rivals
        )

    def _by_former(self, mention: Mention) -> Resolution | None:
        """The enterprise whose former name the cell tells: （原：周口市某某厂）."""
        for former in self._sense.parts(mention.name).former:
            parts = self._sense.parts(former)
            choice = self._choice(replace(mention, name=former), parts)
            if choice.best and (choice.is_sure or choice.known == parts):
                return Resolution(choice.best, "former name", words=f"＋曾用名：{former}")
        return None

    def _by_likeness(self, mention: Mention) -> Resolution:
        parts = self._sense.parts(mention.name)
        choice = self._choice(mention, parts)
        if choice.best and choice.is_sure:
            return self._told("a name like it", choice.best, parts, choice)
        nearly = [one for one in choice.rivals if self._is_nearly_code_of(one, mention)]
        if len(nearly) == 1:
            words = f"＋信用代码只差一两个字符：{mention.typed_code}／{self._uscc(nearly[0])}"
            return Resolution(nearly[0], "a name and a code like it", choice.score, words)
        found = Resolution(self._found(mention), "new name", rivals=choice.rivals)
        if choice.best and choice.rivals:
            told = self._told("new name", choice.best, parts, choice)
            return replace(found, score=choice.score, words=told.words, flags=(DOUBTFUL,))
        return found

    def _choice(self, mention: Mention, parts: NameParts) -> Choice[str]:
        keys = self._sense.blocks(mention.name, mention.county_code)
        near = self._book.by_block.near(keys)
        known = [
            (one, self._sense.parts(name.name))
            for one in near
            if self._may_stand_in(self._book.enterprises[one], mention, parts)
            for name in self._book.names_of[one].values()
            if not name.is_doubtful
        ]
        return choose(self._sense.model, parts, known)

    def _owners(self, mention: Mention) -> list[Enterprise]:
        """Who bears exactly this name in the county, in this town, by their own right if any."""
        parts = self._sense.parts(mention.name)
        key = (mention.county_code, mention.name_key)
        every = [
            self._book.enterprises[one]
            for one in self._book.by_name.get(key, [])
            if self._may_stand_in(self._book.enterprises[one], mention, parts)
            and self._may_be(one, parts)
        ]
        own = [one for one in every if not self._is_doubtful(one.enterprise_id, key)]
        return own or every

    def _may_be(self, enterprise_id: str, parts: NameParts) -> bool:
        """Whether one of an enterprise's names goes with ``parts``: its division, its branch."""
        names = self._parts_of(enterprise_id)
        named = [one for one in names if one.paths] if parts.paths else []
        is_here = not named or any(may_be_one_place(one.paths, parts.paths) for one in named)
        return is_here and any(conflict(one, parts) is None for one in names)

    @staticmethod
    def _may_stand_in(enterprise: Enterprise, mention: Mention, parts: NameParts) -> bool:
        """A firm's name is its own in all the county; a shop's, a school's only in its town."""
        towns = {enterprise.town, mention.town} - {None}
        return parts.is_company or len(towns) < 2

    def _bears(self, enterprise_id: str, mention: Mention) -> bool:
        return (mention.county_code, mention.name_key) in self._book.names_of[enterprise_id]

    def _is_doubtful(self, enterprise_id: str, key: tuple[str, str]) -> bool:
        """Whether the name that ``key`` (county, name key) finds is a doubtful one of its."""
        return self._book.names_of[enterprise_id][key].is_doubtful

    def _is_nearly_code_of(self, enterprise_id: str, mention: Mention) -> bool:
        uscc, typed = self._uscc(enterprise_id), mention.typed_code
        if not uscc or not typed:
            return False
        return DamerauLevenshtein.distance(uscc, typed) <= _NEARLY_THE_CODE

    def _told(self, rule: str, best: str, parts: NameParts, choice: Choice[str]) -> Resolution:
        known = choice.known or parts
        return Resolution(best, rule, choice.score, self._sense.model.compare(parts, known).words)

    def _parts_of(self, enterprise_id: str) -> list[NameParts]:
        return [self._sense.parts(one.name) for one in self._book.names_of[enterprise_id].values()]

    def _name(self, enterprise_id: str) -> str:
        return self._book.enterprises[enterprise_id].enterprise_name

    def _uscc(self, enterprise_id: str) -> str | None:
        return self._book.enterprises[enterprise_id].uscc

    def _found(self, mention: Mention) -> str:
        """A new enterprise, its id from what names it (decision 0002), never one that is taken."""
        name = mention.name_key or mention.name
        identity = mention.uscc or f"{mention.county_code}/{name}"
        enterprise_id = stable_id("E", identity)
        if enterprise_id in self._book.enterprises:
            enterprise_id = stable_id("E", identity, mention.town or "", mention.name)
        if enterprise_id not in self._book.enterprises:
            enterprise = Enterprise(
                enterprise_id=enterprise_id,
                county_code=mention.county_code,
                enterprise_name=mention.name or mention.uscc or "",
                uscc=mention.uscc,
                town=mention.town,
            )
            self._book.put_enterprise(enterprise)
        return enterprise_id

    def _learn(self, mention: Mention, found: Resolution) -> None:
        one = self._book.enterprises[found.enterprise_id]
        if one.town is None and mention.town:
            self._book.put_enterprise(replace(one, town=mention.town))
        is_another = CODE_OF_ANOTHER in found.flags
        if one.uscc:
            self._book.put_number(organisation_code(one.uscc), one.enterprise_id)
        if mention.number and not is_another:
            self._book.put_number(mention.number, one.enterprise_id)
        if mention.name_key and not self._bears(one.enterprise_id, mention):
            self._learn_name(mention, one, is_doubtful=found.rule in _DOUBTING)

    def _learn_name(self, mention: Mention, one: Enterprise, *, is_doubtful: bool) -> None:
        self._book.put_name(
            EnterpriseName(
                one.enterprise_id, mention.county_code, mention.name_key, mention.name, is_doubtful
            )
        )
        keys = self._sense.blocks(mention.name, mention.county_code)
        self._book.put_blocks(one.enterprise_id, keys)
