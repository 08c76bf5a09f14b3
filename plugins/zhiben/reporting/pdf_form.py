"""The summary as pages that are finished: PDF with its fonts in it, in the layout of GB/T 9704.

Typst sets the pages. What is said reaches its template as data, so that no name, whatever it is
made of, can be read as markup.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time
from functools import cache
from typing import TYPE_CHECKING, Any

import typst

from zhiben.errors import ZhibenError
from zhiben.reporting.drawing import draw_svg
from zhiben.reporting.fonts import ABSENT, HEI, SONG, font_files, printable
from zhiben.reporting.html_form import TEMPLATES
from zhiben.reporting.summary import Chart, Number, Paragraph, Table
from zhiben.reporting.widths import (
    breadth,
    column_shares,
    heading_lines,
    is_kept_together,
    type_size,
)

if TYPE_CHECKING:
    from pathlib import Path

    from zhiben.reporting.summary import Block, Clause, Fragment, Row, Section, Summary

TEMPLATE = TEMPLATES / "summary.typ"
TYPE_AREA_WIDTH = 156 / 25.4 * 72
# A row that would not fit on half a page may break: better than one that runs out of it.
LONGEST_ROW = 300
# Latin letters in a row have no place to break; given one, they cannot run out of line or cell.
_UNBROKEN = {True: re.compile(r"[!-~]{9,}"), False: re.compile(r"[!-~]{40,}")}
_BREAK = "\u200b"


def render_pdf(summary: Summary, template: Path = TEMPLATE) -> bytes:
    """The same bytes for the same summary.

    Raises:
        ZhibenError: naming what the template asks for and the summary does not have.
    """
    made = datetime.combine(summary.as_of, time(), UTC)
    try:
        return typst.compile(
            template.read_bytes(),
            font_paths=_fonts(),
            sys_inputs={"summary": json.dumps(_told(summary), ensure_ascii=False)},
            timestamp=made,
        )
    except typst.TypstError as error:
        raise ZhibenError(
            f"The template {template.name} cannot be set: {error.message}.", error.diagnostic
        ) from error


@cache
def _fonts() -> typst.Fonts:
    """Ours only: a page looks the same wherever it is made."""
    folders = sorted({path.parent for path in font_files()})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _told(summary: Summary) -> dict[str, Any]:
    """The summary as the template reads it."""
    told = {
        "faces": {"song": SONG, "hei": HEI},
        "title": summary.title,
        "city": _text(summary.city.text),
        "under_title": [_text(line) for line in summary.under_title],
        "notes": [_clause(note) for note in summary.notes],
        "sections": [_section(section) for section in summary.sections],
    }
    return {**told, "absent": ABSENT if ABSENT in str(told) else None}


def _section(section: Section) -> dict[str, Any]:
    return {
        "heading": _text(section.heading),
        "level": section.level,
        "starts_page": section.starts_page,
        "blocks": [_block(block) for block in section.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph():
            lead = _text(block.lead.text) if block.lead else None
            return {"kind": "paragraph", "lead": lead, "parts": _clause(block.text)}
        case Table():
            return _table(block)
        case Chart():
            svg = draw_svg(block, with_text=True)
            words, caption = _text(block.words), _text(block.caption)
            return {"kind": "chart", "svg": svg, "words": words, "caption": caption}


def _table(table: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "caption": _text(table.caption),
        "note": _text(table.note),
        "size": type_size(table),
        "shares": column_shares(table, TYPE_AREA_WIDTH),
        "is_kept": is_kept_together(table, TYPE_AREA_WIDTH),
        "columns": [
            {"lines": list(map(_text, lines)), "kind": column.kind}
            for column, lines in zip(
                table.columns, heading_lines(table, TYPE_AREA_WIDTH), strict=True
            )
        ],
        "rows": [_row(row) for row in table.rows],
    }


def _row(row: Row) -> dict[str, Any]:
    cells = [_clause(cell, is_narrow=True) for cell in row.cells]
    words = ("".join(part["text"] for part in cell) for cell in cells)
    return {
        "is_total": row.is_total,
        "is_long": max(map(breadth, words), default=0) > LONGEST_ROW,
        "cells": cells,
    }


def _clause(clause: Clause, *, is_narrow: bool = False) -> list[dict[str, Any]]:
    return [_fragment(part, is_narrow) for part in clause]


def _fragment(part: Fragment, is_narrow: bool) -> dict[str, Any]:
    if isinstance(part, str):
        return {"text": printable(part), "strong": False}
    if isinstance(part, Number):
        return {"text": part.text, "strong": False}
    return {"text": _text(part.text, is_narrow=is_narrow), "strong": bool(part.tone)}


def _text(text: str, *, is_narrow: bool = False) -> str:
    unbroken = _UNBROKEN[is_narrow]
    return unbroken.sub(lambda found: _BREAK.join(found[0]), printable(text))
