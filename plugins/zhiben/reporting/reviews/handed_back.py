"""Reads a workbook of pairs that was handed back: what was decided, and what is odd about it.

Pairs are known by their 判定编号 and columns by their headings, wherever either was moved to.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from zhiben.reading import Sheet
from zhiben.reporting.cells import as_meant
from zhiben.reporting.filled import (
    HandedBack,
    Line,
    doubled_titles,
    head_of,
    ids_under,
    key_of,
    lines_of,
    own_sheets,
    place_of,
    titles_of,
)
from zhiben.reporting.reviews.model import DIFFERENT, ID, SAME, VERDICT, VERDICTS, WHY


@dataclass(frozen=True)
class Wanted:
    """What a row of the workbook decides, and where it stands in words."""

    judgement_id: str
    verdict: str
    why: str
    place: str


@dataclass
class _Reader:
    known: Collection[str]
    remarks: list[str] = field(default_factory=list)
    asked: dict[str, Wanted | None] = field(default_factory=dict)
    doubled: dict[str, None] = field(default_factory=dict)

    def read(self, sheet: Sheet) -> None:
        if head_of(sheet, ID) is None:
            if any(any(row) for row in sheet.rows):
                self.remarks.append(f"工作表“{sheet.name}”没有“{ID}”这一列，没有读取。")
            return
        if VERDICT not in titles_of(sheet, ID):
            self.remarks.append(f"工作表“{sheet.name}”没有“{VERDICT}”这一列，没有读取。")
            return
        if VERDICT in doubled_titles(sheet, ID):
            self.remarks.append(
                f"工作表“{sheet.name}”的“{VERDICT}”不止一列，没有读取；请只留一列。"
            )
            return
        for line in lines_of(sheet, ID):
            self._take(line)

    def _take(self, line: Line) -> None:
        if not line.row_id:
            self.remarks.append(
                f"{place_of(line)}没有判定编号，没有处理；这里不能新增要判定的记录。"
            )
        elif line.row_id not in self.known:
            self.remarks.append(f"{place_of(line)}的判定编号“{line.row_id}”不存在，没有处理。")
        else:
            wanted = self._wanted(line)
            before = self.asked.setdefault(line.row_id, wanted)
            if _verdict(before) != _verdict(wanted):
                self.doubled[line.row_id] = None

    def _wanted(self, line: Line) -> Wanted | None:
        if VERDICT in line.merged:
            self.remarks.append(
                f"{place_of(line)}的“{VERDICT}”在合并的单元格里，仍待判定；请取消合并，逐行填写。"
            )
        said = line.cells.get(key_of(VERDICT), "").strip()
        why = as_meant(line.cells.get(key_of(WHY), "").strip())
        if said in VERDICTS:
            return Wanted(line.row_id, VERDICTS[said], why, place_of(line))
        if said:
            self.remarks.append(
                f"{place_of(line)}的“{VERDICT}”写的是“{said}”，只能是“{SAME}”或“{DIFFERENT}”，没有处理。"
            )
        elif why:
            self.remarks.append(f"{place_of(line)}写了理由，但没有选结论，仍待判定。")
        return None


def _verdict(wanted: Wanted | None) -> str:
    return wanted.verdict if wanted else ""


def ids_in(sheets: Sequence[Sheet]) -> set[str]:
    """Every id that stands in the workbook."""
    return ids_under(sheets, ID)


def read_verdicts(sheets: Sequence[Sheet], known: Collection[str]) -> HandedBack[Wanted]:
    """What ``sheets`` decide of the ``known`` pairs, in the order of their rows."""
    reader = _Reader(known)
    for sheet in own_sheets(sheets):
        reader.read(sheet)
    for one in reader.doubled:
        reader.remarks.append(f"判定编号“{one}”出现多次，结论不一样，没有处理。")
    wanted = (one for name, one in reader.asked.items() if one and name not in reader.doubled)
    return HandedBack(tuple(wanted), frozenset(reader.asked), tuple(reader.remarks))
