"""Writes sheets as files, byte for byte the same each time, and says where each line came to stand.

Row numbers are those a spreadsheet program shows; in a text file, the line a record starts on; in
a document, the row of its table; in JSON, the element or line.
"""

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
import xlwt

from zhiben.simulation.documents import page_of, word_document_of
from zhiben.simulation.opendocument import opendocument_of
from zhiben.simulation.plain import json_lines_of, json_of, text_of
from zhiben.simulation.sheets import Line, Sheet
from zhiben.simulation.templates import EXCEL_FORMATS, Template

_CREATED = datetime(2024, 1, 1)  # noqa: DTZ001 - a workbook's own time has no zone
_ARCHIVED = (2024, 1, 1, 0, 0, 0)
_MANY_ROWS = 20_000

RowNumbers = list[list[int]]  # by sheet, by line


def fitted(sheets: Sequence[Sheet], template: Template) -> list[Sheet]:
    """``sheets`` as the template's file kind can hold them.

    A system writes records only, under their keys. A Word document has what stands above and
    below a table as paragraphs, which are no rows; its tables bear no names, nor do a page's.
    """
    kind = template.kind
    if kind.is_of_system:
        return [_records_of(sheet) for sheet in sheets if sheet.is_table]
    if kind.content not in {"docx", "html"}:
        return list(sheets)
    tables = [sheet for sheet in sheets if sheet.is_table]
    named = [replace(sheet, name=f"table {n}") for n, sheet in enumerate(tables, start=1)]
    return [_with_paragraphs(sheet) for sheet in named] if kind.content == "docx" else named


def write_file(path: Path, sheets: Sequence[Sheet], template: Template) -> None:
    """Write ``sheets`` in the template's file kind."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kind = template.kind
    writers: dict[str, Callable[[Sequence[Sheet], Template], bytes]] = {
        "xlsx": _xlsx_of,
        "xls": _xls_of,
        "ods": lambda sheets, _: _settled(opendocument_of(sheets)),
        "docx": lambda sheets, _: _settled(word_document_of(sheets, _CREATED)),
        "html": lambda sheets, _: page_of(sheets, kind.encoding),
        "text": lambda sheets, _: text_of(sheets, kind),
        "json": lambda sheets, _: json_of(sheets),
        "jsonl": lambda sheets, _: json_lines_of(sheets),
    }
    content = writers[kind.content](sheets, template)
    path.write_bytes(_zipped(path.stem, kind.extension, content) if kind.is_zipped else content)


def row_numbers(sheets: Sequence[Sheet], template: Template) -> RowNumbers:
    """Where every line of every sheet stands in the file."""
    if template.kind.content != "text":
        return [list(range(1, len(sheet.lines) + 1)) for sheet in sheets]
    return [_line_numbers(sheet) for sheet in sheets]


def _line_numbers(sheet: Sheet) -> list[int]:
    numbers, current = [], 1
    for line in sheet.lines:
        numbers.append(current)
        current += 1 + sum(cell.count("\n") for cell in line.cells if isinstance(cell, str))
    return numbers


def _records_of(sheet: Sheet) -> Sheet:
    headings = next(line for line in sheet.lines if line.reason == "heading")
    keys = tuple("".join(str(cell).split()) for cell in headings.cells)
    records = tuple(line for line in sheet.lines if line.record)
    return Sheet("", records, above=keys)


def _with_paragraphs(sheet: Sheet) -> Sheet:
    lines = list(sheet.lines)
    top = next((n for n, line in enumerate(lines) if line.reason == "heading"), 0)
    end = len(lines)
    while end > top and lines[end - 1].reason == "note":
        end -= 1
    merges = [(a - top, left, b - top, right) for a, left, b, right in sheet.merges if a >= top]
    inside = tuple(merge for merge in merges if merge[2] < end - top)
    return replace(
        sheet,
        lines=tuple(lines[top:end]),
        merges=inside,
        above=tuple(map(_words, lines[:top])),
        below=tuple(map(_words, lines[end:])),
    )


def _words(line: Line) -> str:
    return "　　".join(str(cell) for cell in line.cells if cell is not None)


def _xlsx_of(sheets: Sequence[Sheet], template: Template) -> bytes:
    is_large = sum(len(sheet.lines) for sheet in sheets) > _MANY_ROWS
    options = {"constant_memory": is_large, "in_memory": not is_large, "strings_to_urls": False}
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"created": _CREATED})
        dated = book.add_format({"num_format": _date_format(template)})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            _fill_xlsx(page, sheet, dated)
            if sheet.is_hidden:
                page.hide()
    return content.getvalue()


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


def _xls_of(sheets: Sequence[Sheet], template: Template) -> bytes:
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
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _date_format(template: Template) -> str:
    style = template.habits.date_style
    return style if style in EXCEL_FORMATS else "yyyy-mm-dd"


def _zipped(stem: str, extension: str, content: bytes) -> bytes:
    """The ledger in an archive, beside a note that is none."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(zipfile.ZipInfo(f"报送材料/{stem}.{extension}", _ARCHIVED), content)
        note = "本压缩包含隐患台账一份。\r\n".encode("gb18030")
        file.writestr(zipfile.ZipInfo("报送材料/说明.txt", _ARCHIVED), note)
    return archive.getvalue()


def _settled(content: bytes) -> bytes:
    """An archive with its members' times the same every time."""
    settled = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as given,
        zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for entry in given.infolist():
            member = zipfile.ZipInfo(entry.filename, _ARCHIVED)
            member.compress_type = entry.compress_type
            made.writestr(member, given.read(entry))
    return settled.getvalue()
