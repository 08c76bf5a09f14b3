"""Reading: bytes of a file in, tables of text with their places out; nothing guessed."""

from __future__ import annotations

from zhiben.reading.columns import bytes_of, first_characters, texts_of
from zhiben.reading.file import (
    Chunks,
    ReadingHints,
    read,
    read_chunks,
    read_grids,
    workbook_bytes,
)
from zhiben.reading.hashes import row_hashes
from zhiben.reading.headings import heading_text
from zhiben.reading.model import (
    Reading,
    ReadingLimits,
    Sheet,
    SkippedRow,
    SkipReason,
    SourceTable,
    UnreadableFileError,
)
from zhiben.reading.outline import Outline

__all__ = [
    "Chunks",
    "Outline",
    "Reading",
    "ReadingHints",
    "ReadingLimits",
    "Sheet",
    "SkipReason",
    "SkippedRow",
    "SourceTable",
    "UnreadableFileError",
    "bytes_of",
    "first_characters",
    "heading_text",
    "read",
    "read_chunks",
    "read_grids",
    "row_hashes",
    "texts_of",
    "workbook_bytes",
]
