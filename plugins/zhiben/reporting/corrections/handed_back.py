"""Reads a workbook that was handed back: what was changed, what is to be waived, what is odd.

Rows are known by their 隔离编号 and cells by their heading, wherever either was moved to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from zhiben.reading import Sheet
from zhiben.reporting.cells import as_meant, as_written
from zhiben.reporting.corrections.model import (
    ACTION,
    CORRECT,
    ID,
    LEADING,
    WAIVE,
    WHY,
    CaseRow,
    own_title,
)
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

_ASKED = {key_of(one): one for one in (ACTION, WHY)}


@dataclass(frozen=True)
class Wanted:
    """What a row of the workbook asks: cells corrected, or the case waived."""

    quarantine_id: str
    is_waived: bool
    cells: Mapping[str, str]
    why: str


@dataclass
class _Reader:
    known: Mapping[str, CaseRow]
    headings: Mapping[str, tuple[str, ...]]
    remarks: list[str] = field(default_factory=list)
    asked: dict[str, Wanted | None] = field(default_factory=dict)
    doubled: set[str] = field(default_factory=set)

    def read(self, sheet: Sheet) -> None:
        lines = self._lines(sheet)
        ids = (self.known[one.row_id] for one in lines if one.row_id in self.known)
        sources = Counter(case.source for case in ids)
        source = max(sources, key=lambda one: (sources[one], one), default="")
        if lines and source:
            self._note_columns(sheet, source)
        for line in lines:
            self._take(line, source)

    def _lines(self, sheet: Sheet) -> list[Line]:
        found = list(lines_of(sheet, ID))
        if not found and any(any(row) for row in sheet.rows) and head_of(sheet, ID) is None:
            self.remarks.append(f"工作表“{sheet.name}”没有“{ID}”这一列，没有读取。")
        for line in found:
            if not line.row_id:
                self.remarks.append(
                    f"{place_of(line)}没有隔离编号，没有处理；新发现的隐患请报入台账。"
                )
        return [line for line in found if line.row_id]

    def _note_columns(self, sheet: Sheet, source: str) -> None:
        titles = set(titles_of(sheet, ID))
        own = {key_of(own_title(one)): one for one in self.headings[source]}
        doubled = [own.get(one, one) for one in doubled_titles(sheet, ID) if one in own | _ASKED]
        lost = [one for key, one in own.items() if key not in titles]
        extra = titles - own.keys() - {key_of(one) for one in LEADING} - {""}
        if lost:
            self.remarks.append(
                f"工作表“{sheet.name}”缺少列{_listed(lost)}，这些列按没有改动处理。"
            )
        if doubled:
            self.remarks.append(
                f"工作表“{sheet.name}”的列{_listed(doubled)}不止一列，分不清以哪一列为准，"
                f"按没有改动处理；请只留一列。"
            )
        if extra:
            self.remarks.append(
                f"工作表“{sheet.name}”多出列{_listed(sorted(extra))}，其中的内容没有采用。"
            )

    def _take(self, line: Line, source: str) -> None:
        case = self.known.get(line.row_id)
        if case is None:
            self.remarks.append(f"{place_of(line)}的隔离编号“{line.row_id}”不存在，没有处理。")
            return
        if case.source != source:
            self.remarks.append(
                f"{place_of(line)}（{case.quarantine_id}）是来源“{case.source}”的行，"
                f"不在它自己的工作表里，没有处理；请放回原来的工作表。"
            )
            return
        self._note_merged(line, source)
        wanted = self._wanted(line, case)
        if case.quarantine_id in self.asked and self.asked[case.quarantine_id] != wanted:
            self.doubled.add(case.quarantine_id)
        self.asked.setdefault(case.quarantine_id, wanted)

    def _note_merged(self, line: Line, source: str) -> None:
        own = {key_of(own_title(one)): one for one in self.headings[source]} | _ASKED
        merged = [own[one] for one in line.merged if one in own]
        if merged:
            self.remarks.append(
                f"{place_of(line)}的{_listed(merged)}在合并的单元格里，按没有改动处理；"
                f"请取消合并，逐行填写。"
            )

    def _wanted(self, line: Line, case: CaseRow) -> Wanted | None:
        changed = dict(_changes(line, case, self.headings[case.source]))
        action, why = line.cells.get(key_of(ACTION), "").strip(), line.cells.get(key_of(WHY), "")
        if action not in {"", CORRECT, WAIVE}:
            self.remarks.append(
                f"{place_of(line)}的“{ACTION}”写的是“{action}”，只能是“{CORRECT}”或“{WAIVE}”，没有处理。"
            )
            return None
        if action == WAIVE:
            if changed:
                self.remarks.append(
                    f"{place_of(line)}选了豁免，又改了内容；按豁免处理，改动没有采用。"
                )
            return Wanted(case.quarantine_id, True, {}, as_meant(why.strip()))
        if not changed:
            if action:
                self.remarks.append(f"{place_of(line)}选了更正，但没有改动，仍待处理。")
            return None
        return Wanted(case.quarantine_id, False, changed, "")


def ids_in(sheets: Sequence[Sheet]) -> set[str]:
    """Every id that stands in the workbook."""
    return ids_under(sheets, ID)


def read_handed_back(
    sheets: Sequence[Sheet],
    known: Mapping[str, CaseRow],
    headings: Mapping[str, tuple[str, ...]],
) -> HandedBack[Wanted]:
    """What ``sheets`` ask of the ``known`` cases; ``headings`` are the columns by source."""
    reader = _Reader(known, headings)
    for sheet in own_sheets(sheets):
        reader.read(sheet)
    for one in sorted(reader.doubled):
        reader.remarks.append(f"隔离编号“{one}”出现多次，内容不一样，没有处理。")
    wanted = (one for name, one in reader.asked.items() if one and name not in reader.doubled)
    return HandedBack(tuple(wanted), frozenset(reader.asked), tuple(reader.remarks))


def _changes(line: Line, case: CaseRow, headings: Sequence[str]) -> Iterator[tuple[str, str]]:
    for heading in headings:
        title = key_of(own_title(heading))
        if title not in line.cells:
            continue
        before, now = as_written(case.cells.get(heading, "")), line.cells[title]
        if _plain(before) != _plain(now):
            yield heading, as_meant(now.strip())


def _plain(text: str) -> str:
    return "\n".join(line.strip() for line in text.replace("\r\n", "\n").strip().split("\n"))


def _listed(names: Sequence[str]) -> str:
    return "、".join(f"“{one}”" for one in names)
