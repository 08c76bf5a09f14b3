"""Cells merged down over rows, and over all columns."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from zhiben.simulation.habits.clerk import Clerk, changed, is_sound, labelled
from zhiben.simulation.sheets import Line, Sheet

_WITH_ENTERPRISE = ("found_on", "inspector", "town", "department", "uscc")


def merged(clerk: Clerk, sheet: Sheet) -> Sheet:
    """One merged cell for the name of an enterprise whose records stand together."""
    if "merged_enterprise" not in clerk.habits or not clerk.source.template.kind.merges:
        return sheet
    name = clerk.place("enterprise_name") or 0
    runs = list(_runs(sheet.lines, name, 0, len(sheet.lines)))
    sheet = _merged_in(sheet, name, runs, "merged_enterprise")
    if "merged_more" not in clerk.habits:
        return sheet
    for field in _WITH_ENTERPRISE:
        if (place := clerk.place(field)) is not None:
            own = [
                run for top, bottom in runs for run in _runs(sheet.lines, place, top, bottom + 1)
            ]
            sheet = _merged_in(sheet, place, own, "merged_more")
    return sheet


def _merged_in(sheet: Sheet, place: int, runs: Sequence[tuple[int, int]], habit: str) -> Sheet:
    lines, merges = list(sheet.lines), list(sheet.merges)
    for top, bottom in runs:
        merges.append((top, place, bottom, place))
        for row in range(top, bottom + 1):
            cells = lines[row].cells if row == top else changed(lines[row].cells, place, None)
            lines[row] = labelled(replace(lines[row], cells=cells), habit)
    return replace(sheet, lines=tuple(lines), merges=tuple(merges))


def _runs(lines: Sequence[Line], place: int, start: int, end: int) -> Iterator[tuple[int, int]]:
    """First and last row of records in a row that say the same in ``place``."""
    top = start
    for row in range(start + 1, end + 1):
        goes_on = row < end and is_sound(lines[row]) and is_sound(lines[top])
        if goes_on and lines[row].cells[place] == lines[top].cells[place] is not None:
            continue
        if row - top > 1:
            yield top, row - 1
        top = row


def with_wide_rows(clerk: Clerk, sheet: Sheet) -> Sheet:
    """Rows of one text merged over all columns, where the file can merge."""
    if not clerk.source.template.kind.merges:
        return sheet
    last = len(clerk.source.template.columns) - 1
    wide = [(n, 0, n, last) for n, line in enumerate(sheet.lines) if line.is_wide]
    return replace(sheet, merges=(*sheet.merges, *wide))
