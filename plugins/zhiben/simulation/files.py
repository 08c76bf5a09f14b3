"""Writes sheets as files, byte for byte the same each time, and says where each line came to stand.

Row numbers are those a spreadsheet program shows; in a text file, the line a record starts on.
"""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
import xlwt

from zhiben.simulation.model import Cell
from zhiben.simulation.sheets import Sheet
from zhiben.simulation.templates import EXCEL_FORMATS, Template

_CREATED = datetime(2024, 1, 1)  # noqa: DTZ001 - a workbook's own time has no zone
_MANY_ROWS = 20_000

RowNumbers = list[list[int]]  # by sheet, by line


def write_file(path: Path, sheets: Sequence[Sheet], template: Template) -> None:
    """Write ``sheets`` in the template's file kind."""
    path.parent.mkdir(parents=True, exist_ok=True)
    writers: dict[str, Callable[[Path, Sequence[Sheet], Template], None]] = {
        "xlsx": _write_xlsx,
        "xls": _write_xls,
        "csv": _write_csv,
    }
    writers[template.file_kind](path, sheets, template)


def row_numbers(sheets: Sequence[Sheet], template: Template) -> RowNumbers:
    """Where every line of every sheet stands in the file."""
    if template.is_workbook:
        return [list(range(1, len(sheet.lines) + 1)) for sheet in sheets]
    return [_line_numbers(sheet) for sheet in sheets]


def _line_numbers(sheet: Sheet) -> list[int]:
    numbers, current = [], 1
    for line in sheet.lines:
        numbers.append(current)
        current += 1 + sum(cell.count("\n") for cell in line.cells if isinstance(cell, str))
    return numbers


def _write_csv(path: Path, sheets: Sequence[Sheet], template: Template) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for sheet in sheets:
        writer.writerows([_plain(cell) for cell in line.cells] for line in sheet.lines)
    path.write_bytes(text.getvalue().encode(template.encoding))


def _plain(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _write_xlsx(path: Path, sheets: Sequence[Sheet], template: Template) -> None:
    is_large = sum(len(sheet.lines) for sheet in sheets) > _MANY_ROWS
    options = {"constant_memory": is_large, "in_memory": not is_large, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": _CREATED})
        dated = book.add_format({"num_format": _date_format(template)})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            _fill_xlsx(page, sheet, dated)
            if sheet.is_hidden:
                page.hide()


def _fill_xlsx(page: Any, sheet: Sheet, dated: Any) -> None:  # noqa: ANN401 - untyped library
    for row, line in enumerate(sheet.lines):
        if line.is_hidden:
            page.set_row(row, None, None, {"hidden": True})
        for column, cell in enumerate(line.cells):
            if isinstance(cell, str):
                page.write_string(row, column, cell)
            elif isinstance(cell, date):
                page.write_datetime(row, column, cell, dated)
            elif cell is not None:
                page.write_number(row, column, cell)
    # merge_range() would write the cells anew, which a large sheet's flushed rows forbid.
    page.merge.extend(list(merge) for merge in sheet.merges)


def _write_xls(path: Path, sheets: Sequence[Sheet], template: Template) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    dated = xlwt.easyxf(num_format_str=_date_format(template))
    plain = xlwt.Style.default_style
    for sheet in sheets:
        page = book.add_sheet(sheet.name)
        page.visibility = int(sheet.is_hidden)
        for row, line in enumerate(sheet.lines):
            target = page.row(row)
            target.hidden = line.is_hidden
            for column, cell in enumerate(line.cells):
                if cell is not None:
                    target.write(column, cell, dated if isinstance(cell, date) else plain)
        for first_row, first, last_row, last in sheet.merges:
            page.merge(first_row, last_row, first, last)
    book.save(str(path))


def _date_format(template: Template) -> str:
    style = template.habits.date_style
    return style if style in EXCEL_FORMATS else "yyyy-mm-dd"
