"""Questions to the book about enterprises: who bears a name, who is nearest to it, whose code."""

from __future__ import annotations

from rapidfuzz.distance import DamerauLevenshtein

from zhiben.matching.book import Book
from zhiben.matching.mentions import Mention, NameSense
from zhiben.matching.model import Enterprise, EnterpriseName
from zhiben.matching.names import Choice, NameParts, choose, conflict, may_be_one_place

_NEARLY_THE_CODE = 2  # characters by which a code may be mistyped and still speak for one


class Knowledge:
    """A book read with a sense of names; it decides nothing and changes nothing."""

    def __init__(self, book: Book, sense: NameSense) -> None:
        self._book = book
        self._sense = sense

    def uscc(self, enterprise_id: str) -> str | None:
        """The code of an enterprise."""
        return self._book.enterprises[enterprise_id].uscc

    def name(self, enterprise_id: str) -> str:
        """The name an enterprise was first reported by."""
        return self._book.enterprises[enterprise_id].enterprise_name

    def bears(self, enterprise_id: str, mention: Mention) -> bool:
        """Whether the mention's name is known of an enterprise."""
        return (mention.county_code, mention.name_key) in self._book.names_of[enterprise_id]

    def names(self, enterprise_id: str) -> list[EnterpriseName]:
        """All names of an enterprise."""
        return list(self._book.names_of[enterprise_id].values())

    def parts(self, enterprise_id: str) -> list[NameParts]:
        """All names of an enterprise, taken apart."""
        return [self._sense.parts(one.name) for one in self.names(enterprise_id)]

    def owners(self, mention: Mention, *, by_right: bool = False) -> list[Enterprise]:
        """Who bears exactly this name in the county and town.

        Those whose name it is without a doubt, if any; else, unless ``by_right``, the others.
        """
        if not mention.name_key:
            return []
        parts = self._sense.parts(mention.name)
        key = (mention.county_code, mention.name_key)
        bearers = [self._book.enterprises[one] for one in self._book.by_name.get(key, [])]
        here = [
            one
            for one in bearers
            if self._may_stand_in_town(one, mention, parts, bearers)
            and self._may_be(one.enterprise_id, parts)
        ]
        own = [one for one in here if not self._book.names_of[one.enterprise_id][key].is_doubtful]
        return own if own or by_right else here

    def nearest(self, mention: Mention, parts: NameParts) -> Choice[str]:
        """Who of the county bears the name most like the mention's."""
        keys = self._sense.blocks(mention.name, mention.county_code)
        known = [
            (one, self._sense.parts(name.name))
            for one in self._book.by_block.near(keys)
            if self._may_stand_in_town(self._book.enterprises[one], mention, parts)
            for name in self.names(one)
            if not name.is_doubtful
        ]
        return choose(self._sense.model, parts, known)

    def bears_only_names_of_others(self, enterprise_id: str) -> bool:
        """Whether all that an enterprise is known by belongs to enterprises with other codes."""
        return all(
            any(
                one != enterprise_id
                and self.uscc(one)
                and not self._book.names_of[one][key].is_doubtful
                for one in self._book.by_name[key]
            )
            for key in self._book.names_of[enterprise_id]
        )

    def is_nearly_code_of(self, enterprise_id: str, mention: Mention) -> bool:
        """Whether what was typed as a code is the enterprise's but for a slip."""
        uscc, typed = self.uscc(enterprise_id), mention.typed_code
        if not uscc or not typed:
            return False
        return DamerauLevenshtein.distance(uscc, typed) <= _NEARLY_THE_CODE

    def _may_be(self, enterprise_id: str, parts: NameParts) -> bool:
        """Whether one of an enterprise's names goes with ``parts``: its division, its branch."""
        names = self.parts(enterprise_id)
        named = [one for one in names if one.paths] if parts.paths else []
        is_here = not named or any(may_be_one_place(one.paths, parts.paths) for one in named)
        return is_here and any(conflict(one, parts) is None for one in names)

    @staticmethod
    def _may_stand_in_town(
        one: Enterprise, mention: Mention, parts: NameParts, bearers: list[Enterprise] | None = None
    ) -> bool:
        """A firm's name is its own in all the county; a shop's, a school's only in its town.

        One that is in no known town may be in any, unless the name stands in several already.
        """
        if parts.is_company or mention.town is None or one.town == mention.town:
            return True
        return one.town is None and not any(other.town for other in bearers or [])
