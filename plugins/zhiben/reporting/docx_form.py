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
from docx.opc.constants import RELATIONSHIP_TYPE as RT

from zhiben.reporting.docx_layout import (
    TYPE_AREA_WIDTH,
    UNPRINTABLE,
    lay_out_page,
    number_pages,
    set_styles,
)
from zhiben.reporting.docx_table import add_table
from zhiben.reporting.drawing import draw_png
from zhiben.reporting.summary import Chart, Clause, Label, Paragraph, Section, Summary, Table

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
    for line in summary.under_title:
        paragraph = document.add_paragraph(style="Subtitle")
        paragraph.add_run(line.translate(UNPRINTABLE))
    document.add_paragraph(style="Subtitle")


def _section(document: OpenDocument, section: Section) -> None:
    heading = document.add_paragraph(section.heading, style=f"Heading {section.level}")
    if section.starts_page:
        heading.paragraph_format.page_break_before = True
    for block in section.blocks:
        match block:
            case Table():
                _table(document, block)
            case Chart():
                _chart(document, block)
            case Paragraph():
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
        document.add_paragraph(block.caption, style="Caption")
    add_table(document, block)
    document.add_paragraph(f"注：{block.note}" if block.note else "", style="Note")


def _chart(document: OpenDocument, block: Chart) -> None:
    """The picture, read out to who cannot see it, on a page with what it is called."""
    holder = document.add_paragraph(style="Picture")
    shape = holder.add_run().add_picture(BytesIO(draw_png(block)), width=TYPE_AREA_WIDTH)
    shape._inline.docPr.set("descr", block.words.translate(UNPRINTABLE))
    document.add_paragraph(block.caption, style="Picture Caption")


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
