"""Reads a summary and its forms as a reader would."""

from __future__ import annotations

from html.parser import HTMLParser
from io import BytesIO

from benchmarks.reporting.sense import words
from docx import Document

from zhiben.reporting import Summary, WeekNumbers, compose
from zhiben.reporting.summary import Paragraph, Section, Table


def section(numbers: WeekNumbers, heading: str) -> Section:
    """The section in whose heading these words stand."""
    return next(s for s in compose(numbers).sections if heading in s.heading)


def sentences(numbers: WeekNumbers, heading: str) -> list[str]:
    return [
        (block.lead.text if block.lead else "") + words(block.text)
        for block in section(numbers, heading).blocks
        if isinstance(block, Paragraph)
    ]


def table(numbers: WeekNumbers, heading: str) -> list[list[str]]:
    """The cells of the section's table; nothing where it has none."""
    blocks = section(numbers, heading).blocks
    rows = next((block.rows for block in blocks if isinstance(block, Table)), ())
    return [[words(cell) for cell in row.cells] for row in rows]


def tables_of(part: Section) -> list[list[str]]:
    """The cells of every table of a section."""
    rows = (row for block in part.blocks if isinstance(block, Table) for row in block.rows)
    return [[words(cell) for cell in row.cells] for row in rows]


def all_sentences(summary: Summary) -> list[str]:
    blocks = [block for s in summary.sections for block in s.blocks]
    told = [words(block.text) for block in blocks if isinstance(block, Paragraph)]
    return [words(note) for note in summary.notes] + told


class Page(HTMLParser):
    """Text of an HTML page, and its ``data`` elements as (id, text)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[str] = []
        self.numbers: list[tuple[str | None, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "data":
            self.numbers.append((dict(attrs)["id"], ""))
            self.is_number = True

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] != ["style"]:
            self.text.append(data)
        if getattr(self, "is_number", False):
            self.numbers[-1] = (self.numbers[-1][0], data)
            self.is_number = False


def docx_text(content: bytes) -> str:
    """Every paragraph and cell, in no particular order."""
    document = Document(BytesIO(content))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def docx_words_of_pictures(content: bytes) -> str:
    """What is read out in the place of each picture."""
    shapes = Document(BytesIO(content)).inline_shapes
    return "\n".join(shape._inline.docPr.get("descr") for shape in shapes)


def docx_cells(content: bytes) -> list[list[list[str]]]:
    tables = Document(BytesIO(content)).tables
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in tables]


def printed(summary: Summary) -> list[tuple[str, str]]:
    return [(f"n{place}", n.text) for place, n in enumerate(summary.numbers, start=1)]
