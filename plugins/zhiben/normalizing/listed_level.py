"""The level of hazards that a list is of, where it has no column for it: 重大事故隐患清单.

Only a text that names the list itself speaks. 重大事故隐患专项排查整治 is a campaign, and what is
found in it is of any level.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from zhiben.normalizing.repair import repaired

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhiben.reading.model import SourceTable

LEVEL_INFERRED = "level_inferred"

_KIND_OF_HAZARD = "(?:生产安全|安全生产|安全|生产|事故|火灾)*隐患"
_LEVELS = {"major": f"重大{_KIND_OF_HAZARD}", "general": f"一般性?{_KIND_OF_HAZARD}"}
_ALONE = "(?:部分|类)?"
_LIST = (
    "(?:整改|治理|挂牌督办|督办|销号|闭环|问题|动态|管理|情况|明细|汇总|统计|登记|报送|上报)*"
    "(?:台账|清单|名单|情况|明细|表)"
)
_NOT_BEFORE = "(?<![和及与或、/非无未除含查治])"  # 排查重大事故隐患 is what was done, no list
_BARE = {
    level: re.compile(rf"(?:附?[件表])?\d*(?:{said}){_ALONE}|.*\((?:{said}|{said[:2]})\)")
    for level, said in _LEVELS.items()
}
_LISTED = {level: re.compile(rf".*{_NOT_BEFORE}{said}{_LIST}") for level, said in _LEVELS.items()}
_HEADINGS = {
    level: re.compile(rf"{said}(?:描述|内容|情况|名称|问题)*") for level, said in _LEVELS.items()
}
_NUMBERINGS = (r"[一二三四五六七八九十]+[、.,]", r"\([一二三四五六七八九十]+\)", r"\(?\d+[、.)]")
_NUMBERING = re.compile(f"^(?:{'|'.join(f'({one})' for one in _NUMBERINGS)})")
_AFTER = re.compile(r"(?:\([^()]*\)|:.*|共?\d+[项条处个家](?:隐患|问题)*|[\d年月日.]+)$")
_BETWEEN = re.compile(r"[\s_+—-]+")
_ENDING = re.compile(r"\.[A-Za-z]{2,5}$")


def listed_levels(table: SourceTable, described: str) -> pa.StringArray:
    """By row, the level that what is nearest to it says its list is of, else null.

    Nearest is the heading row above, then the sheet's name, the title, the file's name and the
    heading ``described`` of the descriptions.
    """
    whole = _of_whole(table, described)
    below = _below(table.sections_above, (row.text for row in table.sections))
    starts = [row.row_number for row in table.sections]
    places = np.searchsorted(starts, table.row_numbers, "right")
    return pa.array([below[place] or whole for place in places.tolist()], pa.string())


def level_named(heading: str) -> str | None:
    """The level of all hazards that a column of ``heading`` tells of: 重大隐患描述."""
    own = _plain(heading.rpartition("/")[2])
    return next((level for level, said in _HEADINGS.items() if said.fullmatch(own)), None)


def _of_whole(table: SourceTable, described: str) -> str | None:
    name = _ENDING.sub("", table.file_name.rpartition("/")[2])
    said = (_said(text) for text in (table.sheet, table.title, name))
    return next(filter(None, said), level_named(described))


def _below(above: Iterable[str], sections: Iterable[str]) -> list[str | None]:
    """What holds before the first section and below each one.

    A level holds until a section of its own rank or a higher one begins: below 一、重大事故隐患
    also under （一）莲池镇, but not under 二、莲池镇.
    """
    level, own = None, 0
    for text in above:
        level, own = _under(level, own, text)
    found = [level]
    for text in sections:
        level, own = _under(level, own, text)
        found.append(level)
    return found


def _under(level: str | None, own: int, text: str) -> tuple[str | None, int]:
    if said := _said(text):
        return said, _rank(text)
    return (level, own) if _rank(text) > own else (None, 0)


def _rank(section: str) -> int:
    match = _NUMBERING.match(_plain(section))
    return match.lastindex or 0 if match else len(_NUMBERINGS) + 1


def _said(text: str) -> str | None:
    """The one level of hazards that ``text`` names as what it is a list of."""
    whole = _NUMBERING.sub("", _plain(text))
    pieces = [_bare(piece) for piece in _BETWEEN.split(whole)]
    found = {
        level
        for level in _LEVELS
        if any(_BARE[level].fullmatch(one) for one in (whole, _bare(whole)))
        or any(_LISTED[level].fullmatch(piece) for piece in pieces)
    }
    return found.pop() if len(found) == 1 else None


def _bare(text: str) -> str:
    """``text`` without what is said of the list behind its name: 清单（3月）, 清单2026.3.5."""
    while (shorter := _AFTER.sub("", text)) != text:
        text = shorter
    return text


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", repaired(text)).strip()
