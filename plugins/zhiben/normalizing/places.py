"""Reporting units and towns: what a row writes, as the code and the full name they go by."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from zhiben.normalizing.cells import AnyArray, Flags, Places, distinct_rows
from zhiben.normalizing.evidence import NO_HINT, Hint
from zhiben.normalizing.texts import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiben.contracts.units import Units
    from zhiben.vocabulary import Vocabulary

COUNTY_UNKNOWN = "county_unknown"
TOWN_UNKNOWN = "town_unknown"
INFERRED = "place_inferred"
_OFFICE = re.compile("(?:局|政府|委员会|管委会|安委办|应急办|办公室|[总支大中]队)$")
_STREET = re.compile("[路街道巷]")


@dataclass(frozen=True)
class Place:
    """Where a row lies: a unit's code, a town's name, and which of them could not be resolved."""

    county: str | None
    town: str | None
    flag: str | None = None
    is_inferred: bool = False


@dataclass(frozen=True)
class PlaceReader:
    """Resolves places for one source; ``home`` is the unit its contract names."""

    units: Units
    home: str
    vocabulary: Vocabulary

    def read(
        self,
        counties: pa.StringArray | None,
        towns: pa.StringArray | None,
        days: pa.Date32Array,
        hints: Sequence[Hint],
        below: Places,
        flags: Flags,
    ) -> tuple[AnyArray, AnyArray]:
        """Codes of units and names of towns, one a record.

        ``days`` decides between names; ``hints``, of which ``below`` has each record's place,
        say where a row lies that does not itself.
        """
        blank = pa.repeat(pa.scalar(""), len(below))
        columns = (
            blank if counties is None else counties,
            blank if towns is None else towns,
            pa.repeat(pa.scalar(date.min), len(below)) if counties is None else days,
            pa.array(below, pa.int64()),
        )
        first, which = distinct_rows(columns)
        said = zip(*(column.take(first).to_pylist() for column in columns), strict=True)
        places = [
            self.place(county or "", town or "", day, hints[hint])
            for county, town, day, hint in said
        ]
        for flag in (COUNTY_UNKNOWN, TOWN_UNKNOWN):
            flags.add(flag, np.array([place.flag == flag for place in places], np.bool_)[which])
        flags.add(INFERRED, np.array([place.is_inferred for place in places], np.bool_)[which])
        return (
            pa.array([place.county for place in places], pa.string()).take(which),
            pa.array([place.town for place in places], pa.string()).take(which),
        )

    def place(self, county: str, town: str, day: date, hint: Hint = NO_HINT) -> Place:
        """The place of one row: its own words first, then what stands around it."""
        said = self._said(county, town, day, hint.county)
        if said.town or not hint.town or said.county != (hint.county or self.home):
            return said
        return replace(said, town=hint.town, is_inferred=True)

    def _of_office(self, name: str, day: date) -> str | None:
        """The unit whose office ``name`` is: 川汇区应急管理局. A street may bear its name, too."""
        is_office = _OFFICE.search(name) and not _STREET.search(name)
        return self.units.opening(name, day) if is_office else None

    def _said(self, county: str, town: str, day: date, around: str) -> Place:
        """The row's own words; a county cell may hold a town of the source's own unit.

        Or an office of a unit, which stands for it.
        """
        county = "" if self.vocabulary.is_blank(county) else one_line(county)
        town = "" if self.vocabulary.is_blank(town) else one_line(town)
        code = self.units.resolve(county, day) if county else None
        if county and code is None:
            own_town = self.units.town(self.home, county)
            office = self._of_office(county, day) if own_town is None else self.home
            if office is None:
                return Place(None, town or None, COUNTY_UNKNOWN)
            code, town = office, town or own_town or ""
        is_inferred = bool(around) and code is None
        code = code or around or self.home
        name = self.units.town(code, town) if town else None
        is_unknown = bool(town) and name is None and self.units.has_towns(code)
        return Place(code, name or town or None, TOWN_UNKNOWN if is_unknown else None, is_inferred)
