"""Reading: bytes of a file in, tables of text with their places out; nothing guessed."""

from __future__ import annotations

from zhiben.reading.file import ReadingHints, read, read_grids, workbook_bytes
from zhiben.reading.hashes import row_hashes
from zhiben.reading.headings import heading_text
from zhiben.reading.model import (
    Reading,
    Sheet,
    SkippedRow,
    SkipReason,
    SourceTable,
    UnreadableFileError,
)

__all__ = [
    "Reading",
    "ReadingHints",
    "Sheet",
    "SkipReason",
    "SkippedRow",
    "SourceTable",
    "UnreadableFileError",
    "heading_text",
    "read",
    "read_grids",
    "row_hashes",
    "workbook_bytes",
]
