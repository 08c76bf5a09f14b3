"""The summary as an editable document in the layout of GB/T 9704-2012.

The standard names fonts that are licensed and absent on servers; the document names them too
and leaves it to the reader's machine to have them.
"""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.shared import Pt

from zhiben.reporting.docx_layout import (
    SONG,
    UNPRINTABLE,
    lay_out_page,
    number_pages,
    set_fonts,
    set_styles,
)
from zhiben.reporting.docx_table import add_table
from zhiben.reporting.summary import Clause, Label, Paragraph, Section, Summary, Table
from zhiben.reporting.wording import day

if TYPE_CHECKING:
    from docx.document import Document as OpenDocument
    from docx.text.paragraph import Paragraph as DocxParagraph


def render_docx(summary: Summary) -> bytes:
    """The same bytes for the same summary."""
    document = Document()
    set_styles(document)
    lay_out_page(document.sections[0])
    number_pages(document)
    _describe(document, summary)
    _head(document, summary)
    for note in summary.notes:
        _runs(document.add_paragraph(style="Body Text"), note)
    for section in summary.sections:
        _section(document, section)
    saved = BytesIO()
    document.save(saved)
    return _repacked(saved.getvalue(), summary.as_of)


def _describe(document: OpenDocument, summary: Summary) -> None:
    """Dates are the data's, not the clock's, so that a second run writes the same file."""
    properties = document.core_properties
    properties.title = f"{summary.title}（{summary.week.title}）"
    properties.author = summary.city.text.translate(UNPRINTABLE)
    properties.last_modified_by = ""
    properties.comments = ""
    properties.language = "zh-CN"
    properties.created = properties.modified = datetime.combine(summary.as_of, time())
    package = document.part.package
    for name in [name for name, rel in package.rels.items() if rel.reltype == RT.THUMBNAIL]:
        package.rels.pop(name)


def _head(document: OpenDocument, summary: Summary) -> None:
    document.add_paragraph(summary.title, style="Title")
    lines = (
        f"{summary.city.text}　{summary.week.title}（{summary.period.text}）",
        f"数据截至{day(summary.as_of)}",
    )
    for line in lines:
        paragraph = document.add_paragraph(style="Subtitle")
        paragraph.add_run(line.translate(UNPRINTABLE))
    document.add_paragraph(style="Subtitle")


def _section(document: OpenDocument, section: Section) -> None:
    heading = document.add_paragraph(section.heading, style="Heading 1")
    if section.heading.startswith("附表"):
        heading.paragraph_format.page_break_before = True
    for block in section.blocks:
        if isinstance(block, Table):
            _table(document, block)
        else:
            _paragraph(document, block)


def _paragraph(document: OpenDocument, block: Paragraph) -> None:
    paragraph = document.add_paragraph(style="Body Text")
    if block.lead:
        paragraph.add_run(block.lead.text.translate(UNPRINTABLE)).bold = True
    _runs(paragraph, block.text)


def _runs(paragraph: DocxParagraph, clause: Clause) -> None:
    for part in clause:
        text = part if isinstance(part, str) else part.text
        if not text:
            continue
        run = paragraph.add_run(text.translate(UNPRINTABLE))
        run.bold = (isinstance(part, Label) and bool(part.tone)) or None


def _table(document: OpenDocument, block: Table) -> None:
    if block.caption:
        caption = document.add_paragraph(block.caption, style="Caption")
        caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_table(document, block)
    note = document.add_paragraph(style="Body Text")
    note.paragraph_format.first_line_indent = Pt(0)
    note.paragraph_format.line_spacing = 1.2
    run = note.add_run(f"注：{block.note}" if block.note else "")
    run.font.size = Pt(10.5)
    set_fonts(run.font.element, SONG)


def _repacked(content: bytes, as_of: date) -> bytes:
    """Again with the data's date on every member, where the zip format allows it."""
    packed = BytesIO()
    stamp = (max(as_of.year, 1980), as_of.month, as_of.day, 0, 0, 0)
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, stamp)
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return packed.getvalue()
