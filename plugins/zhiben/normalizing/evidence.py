"""What stands around a row and says what it leaves out: sections, 填报单位 and 单位：万元 lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from zhiben.normalizing.repair import repaired
from zhiben.normalizing.texts import one_line

if TYPE_CHECKING:
    from datetime import date

    from zhiben.contracts.units import Units
    from zhiben.normalizing.cells import Places
    from zhiben.reading.model import SourceTable

FILLED_IN = re.compile(
    r"(?:填报|报送|上报|填表|制表|编制|统计|汇总)(?:日期|时间|期间|区间)[:：\s]*([^\s:：]+)?"
)
_UNIT_LINE = re.compile(
    r"(?:填报|报送|上报|填表|编制)(?:单位|部门|地区|机构)(?:[(（][^)）]*[)）])?[:：\s]*([^\s:：]+)"
)
_MONEY_LINE = re.compile(
    r"(?:(?<![\u4e00-\u9fff])|金额|货币|计量|计价|资金)单\s?位\s*[:：(（]\s*"
    r"(?:[^\s:：]{1,4}[、,，/]\s*)*?(?:人民币)?([十百千万亿]*元)(?![\u4e00-\u9fff])"
)
_UNIT_LABEL = re.compile(r"\s*(?:填报|报送|上报)(?:单位|部门|地区|机构)")
_NUMBERING = re.compile(r"^\s*[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．,，\s]+")
_AFTER = re.compile(r"[(（][^()（）]*[)）]|[:：].*$|共?\d+[项条处个家](?:隐患|问题)*$")
_PLACE_END = re.compile("(?:县|区|市|镇|乡|街道|办事处|农场|管委会|单位|部门|机关)$")


class Hint(NamedTuple):
    """A unit's code and a town's name; empty where nothing says so."""

    county: str = ""
    town: str = ""


NO_HINT = Hint()


def money_unit_named(title: str) -> str:
    """The unit of money of a title's 单位：万元; empty where it names none or several."""
    named = set(_MONEY_LINE.findall(title))
    return named.pop() if len(named) == 1 else ""


@dataclass(frozen=True)
class Surroundings:
    """What surrounds the rows of one table of the unit ``home``."""

    units: Units
    home: str
    on: date

    def hints(self, table: SourceTable) -> tuple[list[Hint], Places]:
        """The hints of ``table``, and each row's place among them."""
        titled = self._of_title(table.title)
        hint = titled
        for text in table.sections_above:
            hint = self._below(hint, text, titled)
        below = [hint]
        for head in table.sections:
            below.append(self._below(below[-1], head.text, titled))
        starts = [head.row_number for head in table.sections]
        return below, np.searchsorted(starts, table.row_numbers, "right")

    def _below(self, before: Hint, text: str, titled: Hint) -> Hint:
        """The place below a row that heads others.

        A 填报单位 line is a head where the first one stands in the title; elsewhere it is what
        a block ends with.
        """
        if not _UNIT_LABEL.match(text):
            return self._under(before, text)
        named = self._of_title(text)
        return named if titled.county and named.county else before

    def _of_title(self, title: str) -> Hint:
        """The unit that reports, where the source speaks for several."""
        if not self.units.is_whole_city(self.home):
            return NO_HINT
        named = (self.units.opening(name, self.on) for name in _UNIT_LINE.findall(title))
        return Hint(county=next((code for code in named if code), ""))

    def _under(self, before: Hint, text: str) -> Hint:
        """The place below a section row: a unit, or a town of the unit so far.

        A farm may be both: in a county's own ledger it is the county's town. A lone text that
        names no place changes nothing.
        """
        name = one_line(_AFTER.sub("", _NUMBERING.sub("", repaired(text))))
        code = self.units.resolve(name, self.on)
        town = self.units.town(before.county or self.home, name)
        if code and not (town and not self.units.is_whole_city(self.home)):
            return Hint(code)
        is_head = bool(town or _NUMBERING.match(text) or _PLACE_END.search(name))
        return Hint(before.county, town or "") if is_head else before
