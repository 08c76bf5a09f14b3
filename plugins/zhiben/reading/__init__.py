"""Reading: bytes of a file in, tables of text with their places out; nothing guessed."""

from __future__ import annotations

from zhiben.reading.file import ReadingHints, read
from zhiben.reading.hashes import row_hashes
from zhiben.reading.headings import heading_text
from zhiben.reading.model import (
    Reading,
    SkippedRow,
    SkipReason,
    SourceTable,
    UnreadableFileError,
)

__all__ = [
    "Reading",
    "ReadingHints",
    "SkipReason",
    "SkippedRow",
    "SourceTable",
    "UnreadableFileError",
    "heading_text",
    "read",
    "row_hashes",
]
