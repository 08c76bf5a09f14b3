"""Marks cells of an .xlsx in place: only styles, the cells and their comments are touched.

Everything else of the workbook (pictures, formulas, filters, widths) stays byte for byte, as a
library that reads a workbook and writes it anew would not keep it. Parts are those of ECMA-376.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from copy import deepcopy
from typing import TYPE_CHECKING

from lxml import etree

from zhiben.reporting.receipts.comments import add_comments
from zhiben.reporting.receipts.parts import MAIN, REL, Parts, UnsafeWorkbookError, cell_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lxml.etree import _Element as Element

    Marks = Mapping[str, Mapping[tuple[int, int], str]]

_MOST_BYTES = 200 << 20
_MOST_OF_A_PART = 40 << 20
_LIVE = re.compile(
    r"vbaproject|macrosheets|externallinks|activex|embeddings|connections\.xml|customui|dialogsheets",
    re.IGNORECASE,
)
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    etree.LxmlError,
    LookupError,
    ValueError,
    OSError,
    RuntimeError,  # zipfile's word for an encrypted entry
    StopIteration,
)
_EPOCH = (1980, 1, 1, 0, 0, 0)
_FILL = "FFFFE08A"
_REFERENCE = re.compile(r"([A-Z]+)(\d+)")
_LIVE_WORDS = "原文件含有宏、外部链接或嵌入对象，为安全起见这里是只有内容的新工作簿，行号不变。"
_ODD_WORDS = "原文件的写法特殊，这里是内容和行号相同的新工作簿，可以直接改好报送。"

__all__ = ["UnsafeWorkbookError", "marked_copy"]


def marked_copy(data: bytes, marks: Marks) -> bytes:
    """``data`` with the cells of ``marks`` coloured and commented.

    Raises:
        UnsafeWorkbookError: when the workbook holds macros or links, or is written in a way that
            is not dared to be changed; the message is for the clerk.
    """
    try:
        parts = _unpacked(data)
        _mark(parts, marks)
    except _DAMAGED as error:
        raise UnsafeWorkbookError(_ODD_WORDS) from error
    return _packed(parts)


def _unpacked(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        names = [entry.filename for entry in entries]
        if any(map(_LIVE.search, names)):
            raise UnsafeWorkbookError(_LIVE_WORDS)
        if len(set(names)) < len(names) or sum(one.file_size for one in entries) > _MOST_BYTES:
            raise UnsafeWorkbookError(_ODD_WORDS)
        content = {}
        for entry in entries:
            with archive.open(entry) as stream:
                content[entry.filename] = stream.read(entry.file_size)
    return Parts(content, _MOST_OF_A_PART)


def _packed(parts: Parts) -> bytes:
    """The parts as a zip that says nothing of when it was made."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.content():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _mark(parts: Parts, marks: Marks) -> None:
    book = parts.look("xl/workbook.xml")
    targets = parts.relations("xl/workbook.xml")
    styles = _Styles(parts.edit_main(_target(targets.values(), "styles")))
    names = {
        str(sheet.get("name")): targets[str(sheet.get(f"{{{REL}}}id"))][1]
        for sheet in book.iter(f"{{{MAIN}}}sheet")
    }
    for number, (sheet, cells) in enumerate(sorted(marks.items()), start=1):
        part = names[sheet]
        root = parts.edit_main(part)
        _colour(root, cells, styles)
        add_comments(parts, part, root, cells, number)
    styles.count()


def _target(relations: Iterable[tuple[str, str]], kind: str) -> str:
    return next(target for one, target in relations if one.endswith(f"/{kind}"))


class _Styles:
    """The workbook's cell formats, each given once more with our colour where it is needed."""

    def __init__(self, root: Element) -> None:
        fills, formats = root.find(f"{{{MAIN}}}fills"), root.find(f"{{{MAIN}}}cellXfs")
        if fills is None or formats is None:
            raise UnsafeWorkbookError(_ODD_WORDS)
        self._fills, self._formats = fills, formats
        self._coloured: dict[int, int] = {}
        self._fill = len(fills)
        fill = etree.SubElement(fills, f"{{{MAIN}}}fill")
        pattern = etree.SubElement(fill, f"{{{MAIN}}}patternFill", patternType="solid")
        etree.SubElement(pattern, f"{{{MAIN}}}fgColor", rgb=_FILL)
        etree.SubElement(pattern, f"{{{MAIN}}}bgColor", indexed="64")

    def coloured(self, style: int) -> int:
        """The format that is ``style`` in our colour."""
        if style not in self._coloured:
            self._coloured[style] = len(self._formats)
            given = deepcopy(self._formats[style])
            given.set("fillId", str(self._fill))
            given.set("applyFill", "1")
            self._formats.append(given)
        return self._coloured[style]

    def count(self) -> None:
        """Put the counts right."""
        for element in (self._fills, self._formats):
            element.set("count", str(len(element)))


def _colour(root: Element, cells: Mapping[tuple[int, int], str], styles: _Styles) -> None:
    data = root.find(f"{{{MAIN}}}sheetData")
    if data is None:
        raise UnsafeWorkbookError(_ODD_WORDS)
    rows = {int(row.attrib["r"]): row for row in data}
    for number, column in sorted(cells):
        row = rows[number] if number in rows else _new_row(data, rows, number)
        cell = _cell(row, number, column)
        cell.set("s", str(styles.coloured(int(cell.get("s", "0")))))


def _new_row(data: Element, rows: dict[int, Element], number: int) -> Element:
    row = etree.Element(f"{{{MAIN}}}row", r=str(number))
    later = [other for other in rows if other > number]
    if later:
        rows[min(later)].addprevious(row)
    else:
        data.append(row)
    rows[number] = row
    return row


def _cell(row: Element, number: int, column: int) -> Element:
    """The cell of ``row`` in ``column``, made where nothing stood there."""
    for cell in row:
        place = _column(str(cell.attrib["r"]))
        if place == column:
            return cell
        if place > column:
            made = etree.Element(f"{{{MAIN}}}c", r=cell_name(number, column))
            cell.addprevious(made)
            break
    else:
        made = etree.SubElement(row, f"{{{MAIN}}}c", r=cell_name(number, column))
    row.attrib.pop("spans", None)
    if row.get("customFormat") == "1" and row.get("s"):
        made.set("s", row.attrib["s"])
    return made


def _column(reference: str) -> int:
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise UnsafeWorkbookError(_ODD_WORDS)
    place = 0
    for letter in match[1]:
        place = place * 26 + ord(letter) - 64
    return place - 1
