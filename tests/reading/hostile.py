"""Files made to harm whoever reads them, each as small as its kind allows."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

import xlsxwriter

from .made import FIRST, HEADINGS, SECOND, old_workbook, word, workbook

LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "治本治本"}">' for n in range(10))
BOMB = f"<!DOCTYPE x [{LAUGHS}]>"
OUTSIDE = '<!DOCTYPE x [<!ENTITY a9 SYSTEM "file:///etc/hostname">]>'


def with_part(data: bytes, part: str, change: Mapping[str, str]) -> bytes:
    """``data``, a zip-based document, with texts of one of its parts replaced."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w", 8) as new:
        for name in old.namelist():
            text = old.read(name)
            for one, other in change.items() if name == part else ():
                assert one.encode() in text, one
                text = text.replace(one.encode(), other.encode(), 1)
            new.writestr(name, text)
    return result.getvalue()


def xlsx_with_entity(doctype: str) -> bytes:
    """A workbook whose shared strings use an entity of ``doctype``."""
    change = {"<sst": f"{doctype}<sst", "甲厂": "&a9;"}
    return with_part(workbook([HEADINGS, FIRST, SECOND]), "xl/sharedStrings.xml", change)


def docx_with_entity(doctype: str) -> bytes:
    """A Word table one cell of which is an entity of ``doctype``."""
    change = {"<w:document": f"{doctype}<w:document", "甲厂": "&a9;"}
    return with_part(word([HEADINGS, FIRST, SECOND]), "word/document.xml", change)


def ods(rows: list[list[str]], doctype: str = "", repeated: int = 1) -> bytes:
    """An OpenDocument sheet, its rows after the headings repeated."""
    cells = (
        "".join(
            f"<table:table-cell office:value-type='string'><text:p>{cell}</text:p>"
            "</table:table-cell>"
            for cell in row
        )
        for row in rows
    )
    body = "".join(
        f"<table:table-row table:number-rows-repeated='{repeated if n else 1}'>{row}"
        "</table:table-row>"
        for n, row in enumerate(cells)
    )
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f"<?xml version='1.0'?>{doctype}<office:document-content xmlns:office='{space}office:1.0' "
        f"xmlns:table='{space}table:1.0' xmlns:text='{space}text:1.0'><office:body>"
        f"<office:spreadsheet><table:table table:name='台账'>{body}</table:table>"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return archive(
        {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content}
    )


def archive(members: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ``.zip`` of ``members``, names as they are."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as new:
        for name, content in members.items():
            new.writestr(zipfile.ZipInfo(name), content, method)
    return file.getvalue()


def swollen(part: str, mebibytes: int, **others: bytes) -> bytes:
    """A zip whose ``part`` is ``mebibytes`` of spaces, a thousandth of that packed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in others.items():
            new.writestr(name, content)
        with new.open(part, "w", force_zip64=True) as stream:
            for _ in range(mebibytes):
                stream.write(b" " * (1 << 20))
    return file.getvalue()


def lying(mebibytes: int) -> bytes:
    """A zip whose member says it is 10 bytes long and is ``mebibytes``."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(b"a" * (mebibytes << 20)) + packer.flush()
    sizes = struct.pack("<III", 0, len(packed), 10)
    local = b"PK\3\4" + struct.pack("<HHHHH", 20, 0, 8, 0, 33) + sizes + struct.pack("<HH", 5, 0)
    central = (
        b"PK\1\2" + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 33) + sizes
        + struct.pack("<HHHHHII", 5, 0, 0, 0, 0, 0, 0) + b"a.csv"
    )  # fmt: skip
    start = len(local) + 5 + len(packed)
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), start, 0)
    return local + b"a.csv" + packed + central + end


def wide(columns: int) -> bytes:
    """A workbook with the headings and ``columns`` columns, all filled."""
    return workbook([[*HEADINGS, *["x"] * (columns - len(HEADINGS))], FIRST, SECOND])


def formatted(rows: int, last: str = "") -> bytes:
    """A workbook whose used range is ``rows`` rows, most formatted and empty, ``last`` below."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet, border = book.add_worksheet("台账"), book.add_format({"border": 1})
    for number, row in enumerate([HEADINGS, FIRST, SECOND]):
        sheet.write_row(number, 0, row)
    for number in range(3, rows):
        sheet.write_blank(number, 0, None, border)
    if last:
        sheet.write(rows, 0, last)
    book.close()
    return file.getvalue()


def with_formulas() -> bytes:
    """A macro workbook with formulas, one asking another file and one the web."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet("台账")
    sheet.write_row(0, 0, HEADINGS)
    sheet.write_row(1, 0, ["1", "", "2024-06-22"])
    sheet.write_formula(1, 1, "='[外部.xlsx]表1'!A1", None, "甲厂")
    sheet.write_formula(1, 3, '=WEBSERVICE("http://localhost/x")', None, "漏电")
    sheet.write_formula(1, 4, '=CMD|"/c calc"!A1', None, "")
    book.close()
    macro = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    plain = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return with_part(file.getvalue(), "[Content_Types].xml", {plain: macro})


def encrypted_member() -> bytes:
    """A zip whose member says that it is encrypted."""
    data = bytearray(archive({"a.csv": b"x" * 40}, zipfile.ZIP_STORED))
    data[6] |= 1
    data[data.index(b"PK\1\2") + 8] |= 1
    return bytes(data)


def encrypted_workbook() -> bytes:
    """An old workbook that says after its first record that all others are encrypted."""
    data = bytearray(old_workbook([HEADINGS, FIRST]))
    second = data.index(b"\x09\x08\x10\x00") + 20
    data[second : second + 2] = b"\x2f\x00"
    return bytes(data)


def nested(depth: int) -> bytes:
    """A zip in a zip in a zip …"""
    data = b"a,b,c"
    for number in range(depth):
        data = archive({f"{number}.zip" if number else "a.csv": data})
    return data


def with_far_cell(row: int, merged: str = "") -> bytes:
    """A workbook with a stray cell in ``row``, far below its records."""
    cell = f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>x</t></is></c></row>'
    merges = f'<mergeCells><mergeCell ref="{merged}"/></mergeCells>' if merged else ""
    change = {"</sheetData>": f"{cell}</sheetData>{merges}"}
    return with_part(workbook([HEADINGS, FIRST, SECOND]), "xl/worksheets/sheet1.xml", change)


def with_string_index(index: str) -> bytes:
    """A workbook a cell of which asks for a shared string that is not there."""
    cell = f'<row r="9"><c r="A9" t="s"><v>{index}</v></c></row></sheetData>'
    change = {"</sheetData>": cell}
    return with_part(workbook([HEADINGS, FIRST, SECOND]), "xl/worksheets/sheet1.xml", change)


def too_long_for_zip64(data: bytes) -> bytes:
    """A zip that says its one member is four gigabytes long."""
    lying_data = bytearray(data)
    start = lying_data.index(b"PK\1\2") + 20
    lying_data[start : start + 8] = b"\xff" * 8
    return bytes(lying_data)


def ods_with_columns(times: int) -> bytes:
    """An OpenDocument sheet whose last cell is repeated over so many columns."""
    cell = f"<table:table-cell table:number-columns-repeated='{times}' office:value-type='string'>"
    last = f"{cell}<text:p>x</text:p></table:table-cell></table:table-row></table:table>"
    change = {"</table:table-row></table:table>": last}
    return with_part(ods([HEADINGS, FIRST]), "content.xml", change)
