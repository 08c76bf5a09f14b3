"""The units that report to the city, their names over time and their towns.

Read from ``include/campaign/units.yaml``; nothing in the code knows which city it is.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal

import yaml
from pydantic import Field, ValidationError

from zhiben.documents import read_yaml
from zhiben.errors import ZhibenError
from zhiben.strict import Strict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Kind = Literal["district", "county", "county_level_city", "zone", "farm", "city_bureaus"]
Text = Annotated[str, Field(min_length=1)]

_COUNTIES = frozenset({"district", "county", "county_level_city"})
_DIVISION = re.compile(r".{2,}[省市县区场]$")
_NOT_WORD = re.compile(r"[\W_]+")
_TOWN_KIND = re.compile(r"(街道办事处|街道办|办事处|街道|回族镇|回族乡|镇政府|乡政府|镇|乡|办)$")


class UnitsError(ZhibenError):
    """Reporting units that cannot be used; the message names the file."""


class OldName(Strict):
    """A name a unit bore and the last day it did; code and kind where they were others then."""

    name: Text
    valid_to: date
    valid_from: date = date.min
    code: Annotated[str, Field(pattern=r"^[0-9A-Z]{6}$")] | None = None
    kind: Kind | None = None


@dataclass(frozen=True)
class Term:
    """What a unit was from one day to another: ``valid_to`` is the first day after, None now."""

    code: str
    name: str
    kind: str
    valid_from: date
    valid_to: date | None


class Unit(Strict):
    """One unit that reports: a county, a zone, a farm, or the city's own bureaus."""

    code: Annotated[str, Field(pattern=r"^[0-9A-Z]{6}$")]
    name: Text
    kind: Kind
    short_names: tuple[Text, ...] = ()
    old_names: tuple[OldName, ...] = ()
    towns: dict[str, Text] = Field(default_factory=dict)

    def names(self) -> tuple[str, ...]:
        """Today's names, the full one first."""
        return (self.name, *self.short_names)

    def old_codes(self) -> frozenset[str]:
        """Codes it had before."""
        return frozenset(old.code for old in self.old_names if old.code) - {self.code}

    def terms(self) -> tuple[Term, ...]:
        """What it was over time, the latest first; of names borne at one time the first listed.

        A name without a code or kind of its own had those of the name after it.
        """
        now = Term(self.code, self.name, self.kind, date.min, None)
        terms = [now]
        by_end = {old.valid_to: old for old in reversed(self.old_names)}
        for end, old in sorted(by_end.items(), reverse=True):
            later = terms[-1]
            since = end + timedelta(days=1)
            terms[-1] = replace(later, valid_from=since)
            code, kind = old.code or later.code, old.kind or later.kind
            terms.append(Term(code, old.name, kind, old.valid_from, since))
        return tuple(terms)


class _City(Strict):
    code: Annotated[str, Field(pattern=r"^\d{6}$")]
    name: Text
    province: Text


class _File(Strict):
    city: _City
    units: Annotated[tuple[Unit, ...], Field(min_length=1)]


@dataclass(frozen=True, eq=False)
class Units:
    """The reporting units in the order of the city's reports.

    ``digest`` changes whenever anything about them does.
    """

    city_code: str
    city_name: str
    province: str
    units: tuple[Unit, ...]
    digest: bytes
    _towns: dict[tuple[str, str], str | None] = field(default_factory=dict, init=False, repr=False)

    def resolve(self, name: str, on: date) -> str | None:
        """Code of the unit called ``name`` (or coded so) on the day ``on``; None where none was.

        A name the unit bore on that day goes before one it bore at another time: people go on
        writing old names, and a new name does not keep old records from being read.
        """
        key = _key(name)
        if key in self._codes:
            return self._codes[key]
        for spelling in (key, self._without_division(key)):
            if code := self._named(spelling, on):
                return code
        return None

    def meant(self, word: str) -> str | None:
        """Code of the unit, or of the city, that ``word`` names or codes; None if there is none."""
        if word in {self.city_code, self.city_name}:
            return self.city_code
        return self.resolve(word, date.max)

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every code and name of today by which :meth:`meant` knows a unit or the city."""
        every = (word for unit in self.units for word in (unit.code, *unit.names()))
        return (self.city_code, self.city_name, *every)

    def town(self, county_code: str, name: str) -> str | None:
        """Full name of the town called ``name`` in the unit; None where it has no such town."""
        place = (county_code, name)
        if place not in self._towns:
            self._towns[place] = self._find_town(*place)
        return self._towns[place]

    def has_towns(self, county_code: str) -> bool:
        """Whether the unit's towns are listed, so that an unlisted one is in doubt."""
        return bool(self._stems.get(county_code))

    def opening(self, name: str, on: date) -> str | None:
        """Code of the unit whose name ``name`` opens with: 川汇区应急管理局 is of 川汇区."""
        key = self._without_division(_key(name))
        openings = (key[:length] for length in range(len(key), 1, -1))
        return next((code for one in openings if (code := self._named(one, on))), None)

    def is_whole_city(self, code: str) -> bool:
        """Whether ``code`` stands for the city or its bureaus, whose ledgers cover every unit."""
        unit = next((unit for unit in self.units if unit.code == code), None)
        return unit is None or unit.kind == "city_bureaus"

    @cached_property
    def prefixes(self) -> tuple[str, ...]:
        """Division names an enterprise's name may open with, the longest first."""
        names = {self.province, self.city_name, *map(_stem, (self.province, self.city_name))}
        for unit in self.units:
            every = (*unit.names(), *(old.name for old in unit.old_names))
            if unit.kind in _COUNTIES:
                names.update(every)
            elif unit.kind != "city_bureaus":
                names.update(name for name in every if _DIVISION.match(name))
        return tuple(sorted(names, key=lambda name: (-len(name), name)))

    @cached_property
    def _codes(self) -> Mapping[str, str]:
        """Every code a unit ever had → the one it has today."""
        return {code: one.code for one in self.units for code in (one.code, *one.old_codes())}

    def first_code(self, code: str) -> str:
        """The first code that the unit of today's ``code`` had: it stays whatever comes."""
        return self._first_codes.get(code, code)

    @cached_property
    def _first_codes(self) -> Mapping[str, str]:
        return {unit.code: unit.terms()[-1].code for unit in self.units}

    @cached_property
    def _names(self) -> Mapping[str, tuple[tuple[date, date, str], ...]]:
        """Name → when it was borne (first day, last day) and by which unit."""
        names: dict[str, list[tuple[date, date, str]]] = {}
        for unit in self.units:
            for name in unit.names():
                names.setdefault(_key(name), []).append((date.min, date.max, unit.code))
            for old in unit.old_names:
                names.setdefault(_key(old.name), []).append(
                    (old.valid_from, old.valid_to, unit.code)
                )
        return {name: tuple(terms) for name, terms in names.items()}

    @cached_property
    def _stems(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """Unit code → stem of a town's name → the towns with that stem."""
        stems: dict[str, dict[str, tuple[str, ...]]] = {}
        for unit in self.units:
            own = stems.setdefault(unit.code, {})
            for town in unit.towns.values():
                for stem in {town, *_town_stems(town)}:
                    own[stem] = (*own.get(stem, ()), town)
        return stems

    def _named(self, key: str, on: date) -> str | None:
        terms = self._names.get(key, ())
        then = {code for first, last, code in terms if first <= on <= last}
        ever = {code for _, _, code in terms}
        codes = then or ever
        return codes.pop() if len(codes) == 1 else None

    def _without_division(self, key: str) -> str:
        for division in (self.province, self.city_name):
            key = key.removeprefix(division)
        return key

    def _find_town(self, county_code: str, name: str) -> str | None:
        stems = self._stems.get(county_code, {})
        key = _key(name)
        text = self._within(county_code, key)
        for spelling in (key, *_town_stems(key), text, *_town_stems(text)):
            if len(towns := stems.get(spelling, ())) == 1:
                return towns[0]
        whole = [town for town in stems if _TOWN_KIND.search(town)]
        opening = [town for town in whole if key.startswith(town) or text.startswith(town)]
        return max(opening, key=len) if opening else None

    def _within(self, county_code: str, key: str) -> str:
        key = self._without_division(key)
        unit = next((unit for unit in self.units if unit.code == county_code), None)
        for name in sorted(unit.names(), key=len, reverse=True) if unit else ():
            if key.startswith(name) and len(key) > len(name) + 1:
                return key[len(name) :]
        return key


def load_units(path: Path) -> Units:
    """The reporting units of ``path``.

    Raises:
        UnitsError: on a missing or broken file, an unknown key, a code that stands twice, or a
            name that two units bear at the same time.
    """
    try:
        file = _File.model_validate(read_yaml(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise UnitsError(
            f"{path}: the file of reporting units is not there.",
            "A campaign folder of one's own says which units report; the rest of it can be ours.",
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UnitsError(f"{path.name}: no readable YAML: {error}") from error
    except ValidationError as error:
        complaints = (f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise UnitsError(f"{path.name}: {'; '.join(complaints)}") from error
    if faults := list(_contradictions(file)):
        raise UnitsError(f"{path.name}: {'; '.join(faults)}")
    digest = hashlib.sha256(path.read_bytes()).digest()
    return Units(file.city.code, file.city.name, file.city.province, file.units, digest)


def _contradictions(file: _File) -> Iterator[str]:
    every = (code for unit in file.units for code in (unit.code, *unit.old_codes()))
    codes = Counter((file.city.code, *every))
    yield from (f"code {code} stands {times} times" for code, times in codes.items() if times > 1)
    names = Counter(_key(name) for unit in file.units for name in set(unit.names()))
    yield from (f"{times} units are called {name}" for name, times in names.items() if times > 1)


def _key(name: str) -> str:
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", name)).upper()


def _stem(division: str) -> str:
    return re.sub(r"(?<=..)[省市县区]$", "", division)


def _town_stems(name: str) -> tuple[str, ...]:
    """Shorter forms people use: 槐店镇 and 槐店 for 槐店回族镇, 人和 for 人和街街道."""
    stem = _TOWN_KIND.sub("", name)
    forms = (stem, re.sub(r"(?<=..)[街路]$", "", stem))
    return tuple(dict.fromkeys(form for form in forms if len(form) > 1 and form != name))
