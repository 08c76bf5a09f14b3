"""Divisions that stand in enterprise names, and whether two of them can be one place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zhiben.contracts.units import Units
from zhiben.vocabulary import NameWords

DivisionPath = tuple[str, ...]  # province, prefecture, county: as deep as is known

_SUFFIX = re.compile(
    r"(?<=..)(?:省|市|县|区|州|盟|地区|自治区|自治州|自治县|(?:[壮回满蒙苗藏彝羌侗傣白]族|维吾尔|"
    r"朝鲜族|土家族|布依族|哈尼族|傈僳族|景颇族|蒙古族?|哈萨克|柯尔克孜)+(?:自治[区州县]))$"
)
_UNLISTED = re.compile(
    r"^(?!.{0,2}[小社园厂矿景库校院城片新老]区|.{0,3}(?:开发|示范|高新|度假|试验|保税|产业|工业|集聚)区)"
    r"([\u4e00-\u9fff]县|[\u4e00-\u9fff]{2,3}(?:自治县|县|区|(?<![超城门夜菜早股都])市))(?![场政民容内域城])"
)
_ZONE = re.compile(
    r"^[\u4e00-\u9fff]{0,6}?(?:经济技术|经济|高新技术产业|高新技术|高新|旅游|产业|工业|现代)?"
    r"(?:开发区|示范区|高新区|度假区|试验区|保税区|产业园区|工业园区|集聚区|工业园|产业园)"
)
_TOWN = re.compile(r"^([\u4e00-\u9fff]{1,4}?)(?:镇(?!江)|乡(?![村下情里])|街道办事处|街道|办事处)")
_STREET = re.compile(r"^(?:[东南西北中]?[路街道巷桥]|大道|大街|市?场|[村庄])")
_SHORTEST_REST = 2


@dataclass(frozen=True)
class Opening:
    """What a name opens with: a division's own word, where it may lie, and what follows.

    ``is_bare`` where nothing but that word says that it is one: 周口, not 周口市.
    """

    stem: str
    paths: frozenset[DivisionPath]
    rest: str
    is_bare: bool = False


class Gazetteer:
    """Divisions by the words that name them, of the city and of the country.

    A county that is not listed is known by its last character: 龙口市, 临朐县.
    """

    def __init__(self, places: Iterable[tuple[str, DivisionPath]]) -> None:
        """``places`` are names, old ones too, with full names from the top: 河南省, 周口市."""
        self.places = tuple(places)
        self._stems: defaultdict[str, set[DivisionPath]] = defaultdict(set)
        for name, path in self.places:
            self._stems[stem_of(name)].add(tuple(map(stem_of, path)))
        lengths = {len(stem) for stem in self._stems}
        self._lengths = sorted(lengths, reverse=True)
        self._divided = {path[:-1] for paths in self._stems.values() for path in paths}

    def opening(self, name: str, within: frozenset[DivisionPath] = frozenset()) -> Opening | None:
        """The division that ``name`` opens with; None where it opens with something else.

        周口路加油站 names a street, and 周口 alone would leave nothing to tell apart. ``within``
        is where the text before it lies: a city whose counties are listed has no others.
        """
        is_listed = any(len(path) > 2 or (path[1:] and path in self._divided) for path in within)
        found = self._listed(name)
        if found and (not within or may_be_one_place(found.paths, within)):
            return found
        return None if is_listed else self._unlisted(name)

    def whole(self, text: str) -> Opening | None:
        """``text`` as a division's name and nothing else: the 周口 in （周口）."""
        stem = stem_of(text)
        if stem in self._stems:
            return Opening(stem, frozenset(self._stems[stem]), "")
        match = _UNLISTED.match(text)
        return Opening(stem, frozenset(), "") if match and match[0] == text else None

    def zone(self, name: str) -> Opening | None:
        """A development zone, which stands where divisions stand and is none."""
        match = _ZONE.match(name)
        return _opened(name, match[0], frozenset()) if match else None

    def town(self, name: str) -> Opening | None:
        """A town or sub-district at the head of ``name``."""
        match = _TOWN.match(name)
        if not match:
            return None
        found = _opened(name, match[0], frozenset())
        return Opening(match[1], frozenset(), found.rest) if found else None

    def _listed(self, name: str) -> Opening | None:
        for length in self._lengths:
            stem = name[:length]
            if len(stem) == length and stem in self._stems:
                full = stem + _suffix_after(stem, name[length:])
                paths = frozenset(self._stems[stem])
                found = _opened(name, full, paths) or _opened(name, stem, paths)
                return Opening(stem, paths, found.rest, found.stem == stem) if found else None
        return None

    def _unlisted(self, name: str) -> Opening | None:
        match = _UNLISTED.match(name)
        found = _opened(name, match[1], frozenset()) if match else None
        return Opening(stem_of(found.stem), frozenset(), found.rest) if found else None


def stem_of(division: str) -> str:
    """The word of a division without its kind: 周口 for 周口市, 沈丘 for 沈丘县."""
    return _SUFFIX.sub("", division)


def gazetteer_of(units: Units, words: NameWords) -> Gazetteer:
    """The city's units, the country's provinces and what belongs to them."""
    return Gazetteer((*_country(words), *_city(units)))


def may_be_one_place(one: Iterable[DivisionPath], other: Iterable[DivisionPath]) -> bool:
    """Whether one division lies in the other (周口 in 河南), or both are the same."""
    others = list(other)
    return any(a[: len(b)] == b[: len(a)] for a in one for b in others)


def _country(words: NameWords) -> Iterator[tuple[str, DivisionPath]]:
    for province, cities in words.provinces.items():
        yield province, (province,)
        yield from ((city, (province, city)) for city in cities)


def _city(units: Units) -> Iterator[tuple[str, DivisionPath]]:
    city = (units.province, units.city_name)
    yield units.city_name, city
    for unit in units.units:
        every = (*unit.names(), *(old.name for old in unit.old_names))
        yield from ((name, (*city, unit.name)) for name in every if name in units.prefixes)


def _suffix_after(stem: str, rest: str) -> str:
    match = re.match(r"自治[区州县]|地区|[省市县区州盟]", rest)
    return match[0] if match and stem_of(stem + match[0]) == stem else ""


def _opened(name: str, head: str, paths: frozenset[DivisionPath]) -> Opening | None:
    rest = name[len(head) :]
    is_division = len(rest) >= _SHORTEST_REST and not _STREET.match(rest)
    return Opening(head, paths, rest) if is_division else None
