"""Comments on cells of an .xlsx: the list of them, and the drawing that shows each (VML)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from zhiben.reporting.receipts.parts import MAIN, REL, Parts, cell_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element as Element

_AUTHOR = "治本"
_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BLOCK = 1024  # shape ids of a drawing stand in blocks of so many
_FIRST_BLOCK = 900  # above those that office programs have given out
_BLOCKS_OF_A_SHEET = 24
_AFTER_DRAWING = frozenset(
    {
        "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls",
        "webPublishItems", "tableParts", "extLst",
    }
)  # fmt: skip
_OPENING = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap '
    'v:ext="edit" data="{blocks}"/></o:shapelayout>'
)
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s{id}" type="#_x0000_t202" '
    'style="position:absolute;width:230pt;height:{height}pt;z-index:{order};visibility:hidden" '
    'fillcolor="#fff8dc" o:insetmode="auto"><v:fill color2="#fff8dc"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 12, {top}, 2, {right}, 12, {bottom}, 2</x:Anchor>"
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>"
    "</x:ClientData></v:shape>"
)


def add_comments(
    parts: Parts, part: str, root: Element, cells: Mapping[tuple[int, int], str], number: int
) -> None:
    """Comment the ``cells`` of the sheet in ``part``, its ``number``-th that is marked.

    What people commented there before stays, also on the same cell.
    """
    listed = _list(parts, part)
    present = {str(one.get("ref")): one for one in listed.iter(f"{{{MAIN}}}comment")}
    authors = _child(listed, "authors", 0)
    author = str(len(authors))
    etree.SubElement(authors, f"{{{MAIN}}}author").text = _AUTHOR
    fresh = []
    for (row, column), words in sorted(cells.items()):
        name = cell_name(row, column)
        if name in present:
            _add_run(_child(present[name], "text", 0), f"\n{words}")
        else:
            comment = etree.SubElement(
                _child(listed, "commentList", 1), f"{{{MAIN}}}comment", ref=name, authorId=author
            )
            _add_run(etree.SubElement(comment, f"{{{MAIN}}}text"), words)
            fresh.append((row, column, words))
    _draw(parts, part, root, fresh, number)


def _list(parts: Parts, part: str) -> Element:
    """The sheet's list of comments, made where there was none."""
    for kind, target in parts.relations(part).values():
        if kind.endswith("/comments"):
            return parts.edit_main(target)
    name = parts.free_name("xl/zhibenComments{}.xml")
    empty = etree.Element(f"{{{MAIN}}}comments", nsmap={None: MAIN})
    parts.put(name, etree.tostring(empty))
    parts.declare(name, _COMMENTS)
    parts.relate(part, "comments", name)
    return parts.edit_main(name)


def _child(parent: Element, name: str, place: int) -> Element:
    found = parent.find(f"{{{MAIN}}}{name}")
    if found is None:
        found = etree.Element(f"{{{MAIN}}}{name}")
        parent.insert(place, found)
    return found


def _add_run(text: Element, words: str) -> None:
    run = etree.SubElement(text, f"{{{MAIN}}}r")
    said = etree.SubElement(run, f"{{{MAIN}}}t")
    said.set(_SPACE, "preserve")
    said.text = "".join(char for char in words if char.isprintable() or char == "\n")


def _draw(
    parts: Parts, part: str, root: Element, fresh: list[tuple[int, int, str]], number: int
) -> None:
    """Put a hidden box for each comment into the sheet's drawing."""
    first = _FIRST_BLOCK + (number - 1) * _BLOCKS_OF_A_SHEET
    shapes = "".join(
        _shape(first * _BLOCK + place, place, *one) for place, one in enumerate(fresh, start=1)
    )
    drawing = root.find(f"{{{MAIN}}}legacyDrawing")
    if drawing is not None:
        name = parts.relations(part)[str(drawing.get(f"{{{REL}}}id"))][1]
        head, end, tail = parts.bytes_of(name).rpartition(b"</xml>")
        if not end:
            raise ValueError("a drawing without an end")
        parts.put(name, head + shapes.encode() + end + tail)
        return
    name = parts.free_name("xl/drawings/zhibenDrawing{}.vml")
    blocks = ",".join(str(first + n) for n in range(len(fresh) // _BLOCK + 1))
    opening = _OPENING.format(blocks=blocks)
    parts.put(name, f"{opening}{_SHAPE_TYPE}{shapes}</xml>".encode())
    parts.declare(name, _VML)
    link = etree.Element(f"{{{MAIN}}}legacyDrawing", nsmap={"r": REL})
    link.set(f"{{{REL}}}id", parts.relate(part, "vmlDrawing", name))
    after = (one for one in root if etree.QName(one).localname in _AFTER_DRAWING)
    if (following := next(after, None)) is not None:
        following.addprevious(link)
    else:
        root.append(link)


def _shape(shape_id: int, order: int, row: int, column: int, words: str) -> str:
    lines = sum(1 + len(line) // 18 for line in words.split("\n"))
    height = 8 + 16 * lines
    return _SHAPE.format(
        id=shape_id, order=order, height=height, row=row - 1, column=column, left=column + 1,
        right=column + 4, top=max(0, row - 2), bottom=max(0, row - 2) + 1 + lines,
    )  # fmt: skip
