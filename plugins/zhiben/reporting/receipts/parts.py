"""The parts of an Office package: XML parsed when asked for, the rest bytes as they came."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_TYPES_PART = "[Content_Types].xml"
_ODD_WORDS = "原文件的写法特殊，这里是内容和行号相同的新工作簿，可以直接改好报送。"


class UnsafeWorkbookError(Exception):
    """The workbook is not changed in place; the message tells the clerk what is given instead."""


class Parts:
    """A package in memory. Entities are never resolved, and a part with a DTD is refused."""

    def __init__(self, content: dict[str, bytes], most_bytes: int) -> None:
        self._content = content
        self._most = most_bytes
        self._trees: dict[str, Element] = {}

    def content(self) -> Iterator[tuple[str, bytes]]:
        """Every part's name and bytes in the package's order."""
        for name, data in self._content.items():
            tree = self._trees.get(name)
            if tree is None:
                yield name, data
            else:
                yield (
                    name,
                    etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True),
                )

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name in self._content

    def look(self, name: str) -> Element:
        """The root of an XML part, to be read only.

        Raises:
            KeyError: when there is no such part.
            UnsafeWorkbookError: when it is too large, or declares what it should not.
        """
        if name in self._trees:
            return self._trees[name]
        data = self._content[name]
        if len(data) > self._most:
            raise UnsafeWorkbookError(_ODD_WORDS)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        root = etree.fromstring(data, parser)
        if root.getroottree().docinfo.doctype:
            raise UnsafeWorkbookError(_ODD_WORDS)
        return root

    def edit(self, name: str) -> Element:
        """The root of an XML part; changes to it are kept."""
        self._trees[name] = self.look(name)
        return self._trees[name]

    def edit_main(self, name: str) -> Element:
        """The root of a part of the spreadsheet itself, in the namespace we write."""
        root = self.edit(name)
        if etree.QName(root).namespace != MAIN:
            raise UnsafeWorkbookError(_ODD_WORDS)
        return root

    def bytes_of(self, name: str) -> bytes:
        """A part's bytes as they came."""
        return self._content[name]

    def put(self, name: str, data: bytes) -> None:
        """Add a part, or replace one."""
        self._trees.pop(name, None)
        self._content[name] = data

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Id → (type, part it leads to) of ``part``'s relations inside the package."""
        name = _relations_of(part)
        if not self.has(name):
            return {}
        return {
            str(one.get("Id")): (str(one.get("Type")), _resolved(part, str(one.get("Target"))))
            for one in self.look(name)
            if one.get("TargetMode") != "External"
        }

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relation of ``part``; its id."""
        name = _relations_of(part)
        if not self.has(name):
            empty = etree.Element(f"{{{_PACKAGE}}}Relationships", nsmap={None: _PACKAGE})
            self.put(name, etree.tostring(empty))
        root = self.edit(name)
        taken = {one.get("Id") for one in root}
        given = next(one for n in range(1, 100_000) if (one := f"rIdZ{n}") not in taken)
        etree.SubElement(
            root, f"{{{_PACKAGE}}}Relationship", Id=given, Type=f"{REL}/{kind}", Target=f"/{target}"
        )
        return given

    def declare(self, part: str, content_type: str) -> None:
        """Say of what type a new part is."""
        etree.SubElement(
            self.edit(_TYPES_PART), f"{{{_TYPES}}}Override", PartName=f"/{part}",
            ContentType=content_type,
        )  # fmt: skip

    def free_name(self, pattern: str) -> str:
        """A name after ``pattern`` (with one ``{}``) that no part bears."""
        names = (pattern.format(number) for number in range(1, 100_000))
        return next(name for name in names if not self.has(name))


def cell_name(row: int, column: int) -> str:
    """A1 for row 1, column 0."""
    letters, rest = "", column + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = chr(65 + place) + letters
    return f"{letters}{row}"


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"


def _resolved(part: str, target: str) -> str:
    joined = posixpath.join("/", posixpath.dirname(part), target)
    return posixpath.normpath(joined).lstrip("/")
