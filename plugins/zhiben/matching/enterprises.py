"""Resolves enterprises: by valid code, by an older number, by name within the county.

A code is trusted unless the name beside it plainly names another enterprise; a name is trusted
where one enterprise of the county bears it, or one is so like it that no other comes near. What
cannot be told stays apart and names its rivals, for a person to decide.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from zhiben.matching.book import Book
from zhiben.matching.knowledge import Knowledge
from zhiben.matching.mentions import Mention, NameSense, in_order, organisation_code
from zhiben.matching.model import Enterprise, EnterpriseName, Named, stable_id
from zhiben.matching.names import Choice, NameParts, choose

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
    book: Book, findings: Iterable[Named], sense: NameSense
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
        self._known = Knowledge(book, sense)

    def resolve(self, mention: Mention) -> Resolution:
        """The enterprise of ``mention``, known or new."""
        if mention.uscc in self._book.by_code:
            found = self._by_code(mention, self._book.by_code[mention.uscc])
        elif mention.uscc:
            found = self._first_with_code(mention)
        elif mention.number in self._book.by_number:
            found = self._by_code(mention, self._book.by_number[mention.number])
        else:
            found = self._by_name(mention)
        self._learn(mention, found)
        return found

    def _by_code(self, mention: Mention, holder: str) -> Resolution:
        names = self._known.parts(holder)
        if not names:
            return self._met_without_code(mention) or Resolution(holder, "code")
        if not mention.name_key or self._known.bears(holder, mention):
            return Resolution(holder, "code")
        parts = self._sense.parts(mention.name)
        if all(one.branch != parts.branch for one in names):
            return self._branch(mention, holder)
        likest = choose(self._sense.model, parts, ((holder, one) for one in names))
        if likest.score >= self._sense.model.review:
            return self._told("code, and a name like it", parts, likest)
        return self._of_another(mention, holder, parts) or self._renamed(holder)

    def _met_without_code(self, mention: Mention) -> Resolution | None:
        """Whoever was met by this very name without a code, while the code was met without a name.

        All that is told by name goes on there: were the name the holder's too, it would be
        nobody's.
        """
        owners = self._known.owners(mention, by_right=True)
        if len(owners) != 1 or owners[0].uscc is not None:
            return None
        words = f"＋名称一致；信用代码{mention.uscc or mention.number}此前单独出现，没有名称"
        return Resolution(owners[0].enterprise_id, "name, of a code met without one", words=words)

    def _of_another(self, mention: Mention, holder: str, parts: NameParts) -> Resolution | None:
        """Whoever the name plainly names, where its code was typed for the wrong enterprise."""
        owners = [one for one in self._known.owners(mention) if one.enterprise_id != holder]
        nearest = self._known.nearest(mention, parts)
        against = f"－信用代码属于{self._known.name(holder)}"
        if len(owners) == 1:
            found = Resolution(owners[0].enterprise_id, AGAINST_CODE, words="＋名称一致")
        elif nearest.best and nearest.is_sure and self._known.uscc(nearest.best):
            found = self._told(AGAINST_CODE, parts, nearest)
        else:
            return None
        words = f"{found.words}；{against}"
        return replace(found, words=words, flags=(CODE_OF_ANOTHER,), rivals=(holder,))

    def _renamed(self, holder: str) -> Resolution:
        """A name unlike all that the code's holder is known by, and that nobody else bears."""
        words = f"－名称与{self._known.name(holder)}不同"
        if not self._known.bears_only_names_of_others(holder):
            return Resolution(holder, UNLIKE, words=words)
        for name in self._known.names(holder):
            self._book.put_name(replace(name, is_doubtful=True))
        return Resolution(holder, "code, known before under a name of another", words=words)

    def _branch(self, mention: Mention, parent: str) -> Resolution:
        """A branch under its parent's code is known by its own name, never as the parent."""
        found = self._by_name(replace(mention, uscc=None, number=None, typed_code=None))
        words = f"－信用代码属于{self._known.name(parent)}，分支或场所单列"
        return replace(found, words=words)

    def _first_with_code(self, mention: Mention) -> Resolution:
        """A code not met before: of an enterprise known without one, or of a new one."""
        owners = self._known.owners(mention, by_right=True)
        free = self._without_code(mention, owners)
        if free:
            known = self._book.enterprises[free.enterprise_id]
            self._book.put_enterprise(replace(known, uscc=mention.uscc))
            return free
        if owners:
            rivals = tuple(one.enterprise_id for one in owners)
            return Resolution(self._found(mention), NAMESAKE, flags=(DOUBTFUL,), rivals=rivals)
        return Resolution(self._found(mention), "new code")

    def _without_code(self, mention: Mention, owners: list[Enterprise]) -> Resolution | None:
        """The enterprise known by this name, number or a like name, that has no code yet."""
        free = [one.enterprise_id for one in owners if one.uscc is None]
        if owners:
            return Resolution(free[0], "name known without a code") if len(free) == 1 else None
        numbered = self._book.by_number.get(organisation_code(mention.uscc or ""))
        if numbered and self._known.uscc(numbered) is None:
            return Resolution(numbered, "organisation code known without the other digits")
        if not mention.name_key:
            return None
        parts = self._sense.parts(mention.name)
        nearest = self._known.nearest(mention, parts)
        if nearest.best and nearest.is_sure and self._known.uscc(nearest.best) is None:
            return self._told("a name like it known without a code", parts, nearest)
        return None

    def _by_name(self, mention: Mention) -> Resolution:
        if not mention.name_key:
            return Resolution(self._found(mention), "neither code nor name")
        owners = self._known.owners(mention)
        if len(owners) == 1:
            return Resolution(owners[0].enterprise_id, "name")
        if owners:
            return self._one_of_several(mention, owners)
        return self._by_former(mention) or self._by_likeness(mention)

    def _one_of_several(self, mention: Mention, owners: list[Enterprise]) -> Resolution:
        """Several bear the name: the one in its town, else one apart for all that say no more."""
        here = [one for one in owners if mention.town and one.town == mention.town]
        if len(here) == 1:
            return Resolution(here[0].enterprise_id, "name, in its town")
        apart = [one.enterprise_id for one in owners if one.uscc is None and one.town is None]
        found = apart[0] if len(apart) == 1 else self._found(replace(mention, town=None))
        rivals = tuple(one.enterprise_id for one in owners if one.enterprise_id != found)
        return Resolution(found, "one of several of this name", flags=(DOUBTFUL,), rivals=rivals)

    def _by_former(self, mention: Mention) -> Resolution | None:
        """The enterprise whose former name the cell tells: （原：周口市某某厂）."""
        for former in self._sense.parts(mention.name).former:
            parts = self._sense.parts(former)
            nearest = self._known.nearest(replace(mention, name=former), parts)
            if nearest.best and (nearest.is_sure or nearest.known == parts):
                return Resolution(nearest.best, "former name", words=f"＋曾用名：{former}")
        return None

    def _by_likeness(self, mention: Mention) -> Resolution:
        parts = self._sense.parts(mention.name)
        nearest = self._known.nearest(mention, parts)
        if nearest.is_sure:
            return self._told("a name like it", parts, nearest)
        nearly = [one for one in nearest.rivals if self._known.is_nearly_code_of(one, mention)]
        if len(nearly) == 1:
            words = f"＋信用代码只差一两个字符：{mention.typed_code}／{self._known.uscc(nearly[0])}"
            return Resolution(nearly[0], "a name and a code like it", nearest.score, words)
        found = Resolution(self._found(mention), "new name", rivals=nearest.rivals)
        if not nearest.rivals:
            return found
        told = self._told("new name", parts, nearest)
        return replace(found, score=told.score, words=told.words, flags=(DOUBTFUL,))

    def _told(self, rule: str, parts: NameParts, choice: Choice[str]) -> Resolution:
        """The likeliest of a choice, with what speaks for and against it."""
        words = self._sense.model.compare(parts, choice.known or parts).words
        return Resolution(choice.best or "", rule, choice.score, words)

    def _found(self, mention: Mention) -> str:
        """A new enterprise, its id from what names it (decision 0002), never one that is taken."""
        identity = mention.uscc or f"{mention.county_code}/{mention.name_key or mention.name}"
        enterprise_id = stable_id("E", identity)
        if enterprise_id in self._book.enterprises and mention.name_key:
            enterprise_id = stable_id("E", identity, mention.town or "")
        if enterprise_id not in self._book.enterprises:
            self._book.put_enterprise(_enterprise(enterprise_id, mention))
        return enterprise_id

    def _learn(self, mention: Mention, found: Resolution) -> None:
        known = self._book.enterprises[found.enterprise_id]
        one = _completed(known, mention, found)
        if one != known:
            self._book.put_enterprise(one)
        if one.uscc:
            self._book.put_number(organisation_code(one.uscc), one.enterprise_id)
        if mention.number and CODE_OF_ANOTHER not in found.flags:
            self._book.put_number(mention.number, one.enterprise_id)
        if mention.name_key and not self._known.bears(one.enterprise_id, mention):
            self._learn_name(mention, one, is_doubtful=found.rule in _DOUBTING)

    def _learn_name(self, mention: Mention, one: Enterprise, *, is_doubtful: bool) -> None:
        place = (one.enterprise_id, mention.county_code, mention.name_key)
        self._book.put_name(EnterpriseName(*place, mention.name, is_doubtful))
        keys = self._sense.blocks(mention.name, mention.county_code)
        self._book.put_blocks(one.enterprise_id, keys)


def _completed(one: Enterprise, mention: Mention, found: Resolution) -> Enterprise:
    """``one`` with what the mention tells first: its town, its name where it had but a code."""
    if one.town is None and mention.town and DOUBTFUL not in found.flags:
        one = replace(one, town=mention.town)
    if one.enterprise_name == one.uscc and mention.name_key:
        one = replace(one, enterprise_name=mention.name)
    return one


def _enterprise(enterprise_id: str, mention: Mention) -> Enterprise:
    return Enterprise(
        enterprise_id=enterprise_id,
        county_code=mention.county_code,
        enterprise_name=mention.name or mention.uscc or "",
        uscc=mention.uscc,
        town=mention.town,
    )
