"""Page, fonts and page numbers of GB/T 9704-2012, section 5 to 7, as python-docx sets them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

if TYPE_CHECKING:
    from docx.document import Document as OpenDocument
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.section import Section as DocxSection
    from docx.text.paragraph import Paragraph as DocxParagraph


class Fonts(NamedTuple):
    """A Chinese font and the one for Latin letters and digits beside it."""

    east_asian: str
    latin: str


FANG_SONG = Fonts("仿宋", "Times New Roman")
HEI = Fonts("黑体", "Times New Roman")
KAI = Fonts("楷体", "Times New Roman")
XIAO_BIAO_SONG = Fonts("方正小标宋简体", "Times New Roman")
SONG = Fonts("宋体", "Times New Roman")
PAGE_NUMBER = Fonts("宋体", "宋体")

BODY_SIZE = Pt(16)
TYPE_AREA_WIDTH = Mm(156)
# 22 lines in the 225 mm of the type area.
LINE_PITCH = Pt(28.95)
# 28 characters in the 156 mm of a line.
TIGHTER = Pt(-0.25)
FIRST_LINE = Pt(2 * (BODY_SIZE.pt + TIGHTER.pt))

# What stands behind w:autoSpaceDE to w:snapToGrid in a paragraph (ECMA-376, CT_PPr) ...
AFTER_SNAP = (
    "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:suppressOverlap", "w:jc",
    "w:textDirection", "w:textAlignment", "w:textboxTightWrap", "w:outlineLvl", "w:divId",
    "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange",
)  # fmt: skip
# ... and behind w:spacing in a run (EG_RPrBase).
AFTER_SPACING = (
    "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:effect", "w:bdr",
    "w:shd", "w:fitText", "w:vertAlign", "w:rtl", "w:cs", "w:em", "w:lang",
)  # fmt: skip

# Control characters XML 1.0 does not allow.
UNPRINTABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def set_fonts(element: BaseOxmlElement, fonts: Fonts) -> None:
    """Give a run or a style its fonts; Word keeps one for Chinese text apart."""
    names = element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        names.attrib.pop(qn(f"w:{attribute}"), None)
    for attribute, name in (("ascii", 1), ("hAnsi", 1), ("cs", 1), ("eastAsia", 0)):
        names.set(qn(f"w:{attribute}"), fonts[name])


def lay_out_page(section: DocxSection) -> None:
    """A4 with a type area of 156 by 225 mm; the page number 7 mm below it."""
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(23)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        grid.set(qn("w:type"), "linesAndChars")
        grid.set(qn("w:linePitch"), str(round(LINE_PITCH.pt * 20)))
        grid.set(qn("w:charSpace"), str(round((TYPE_AREA_WIDTH.pt / 28 - BODY_SIZE.pt) * 4096)))


def set_styles(document: OpenDocument) -> None:
    """The named styles, so that whoever edits the document stays in the layout."""
    _style(document, "Normal", FANG_SONG, BODY_SIZE)
    body = _style(document, "Body Text", FANG_SONG, BODY_SIZE)
    body.paragraph_format.first_line_indent = FIRST_LINE
    body.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    for name, fonts in (("Heading 1", HEI), ("Heading 2", KAI)):
        heading = _style(document, name, fonts, BODY_SIZE)
        heading.paragraph_format.first_line_indent = FIRST_LINE
        heading.paragraph_format.keep_with_next = True
    title = _style(document, "Title", XIAO_BIAO_SONG, Pt(22))
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _remove(title.element, "w:pPr/w:pBdr")
    subtitle = _style(document, "Subtitle", FANG_SONG, BODY_SIZE)
    subtitle.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _remove(subtitle.element, "w:pPr/w:numPr")
    caption = _style(document, "Caption", HEI, Pt(14))
    caption.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.keep_with_next = True
    _add_styles(document)
    _style(document, "Footer", PAGE_NUMBER, Pt(14))
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")


def leave_grid(paragraph: BaseOxmlElement) -> None:
    """Keep a style or paragraph where its own measures put it.

    The grid is there for whoever goes on writing; word processors reckon it each in its own way,
    and put space of their own between Chinese and digits.
    """
    properties = paragraph.get_or_add_pPr()
    for tag in ("w:autoSpaceDE", "w:autoSpaceDN", "w:snapToGrid"):
        off = OxmlElement(tag)
        off.set(qn("w:val"), "0")
        properties.insert_element_before(off, *AFTER_SNAP)


def _add_styles(document: OpenDocument) -> None:
    """What the library's template has no name for: pictures, their names, notes below tables."""
    for name, fonts, size in (
        ("Picture", HEI, 14),
        ("Picture Caption", HEI, 14),
        ("Note", SONG, 10.5),
    ):
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style = _style(document, name, fonts, Pt(size))
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    picture, note = (cast(ParagraphStyle, document.styles[name]) for name in ("Picture", "Note"))
    picture.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    picture.paragraph_format.keep_with_next = True
    note.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    note.paragraph_format.line_spacing = 1.2


def number_pages(document: OpenDocument) -> None:
    """— 1 —, on the right of odd pages and on the left of even ones, one character in."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    odd = section.footer.paragraphs[0]
    odd.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    odd.paragraph_format.right_indent = Pt(14)
    even = section.even_page_footer.paragraphs[0]
    even.alignment = WD_ALIGN_PARAGRAPH.LEFT
    even.paragraph_format.left_indent = Pt(14)
    for paragraph in (odd, even):
        _page_field(paragraph)


def _style(document: OpenDocument, name: str, fonts: Fonts, size: Pt) -> ParagraphStyle:
    style = cast(ParagraphStyle, document.styles[name])
    set_fonts(style.element, fonts)
    _remove(style.element, "w:link")
    _remove(style.element, "w:rPr/w:spacing")
    font, spacing = style.font, style.paragraph_format
    font.size, font.bold, font.italic = size, False, False
    font.color.rgb = RGBColor(0, 0, 0)
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    spacing.line_spacing = LINE_PITCH
    leave_grid(style.element)
    if size == BODY_SIZE:
        _set_spacing(style.element)
    return style


def _set_spacing(element: BaseOxmlElement) -> None:
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(round(TIGHTER.pt * 20)))
    element.get_or_add_rPr().insert_element_before(spacing, *AFTER_SPACING)


def _remove(element: BaseOxmlElement, path: str) -> None:
    """Take out what the library's template brings and the layout does not want."""
    steps = "/".join(qn(tag) for tag in path.split("/"))
    for found in element.findall(steps):
        found.getparent().remove(found)


def _page_field(paragraph: DocxParagraph) -> None:
    paragraph.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    shown = OxmlElement("w:r")
    shown.append(OxmlElement("w:t"))
    shown[0].text = "1"
    field.append(shown)
    paragraph._p.append(field)
    paragraph.add_run(" —")
