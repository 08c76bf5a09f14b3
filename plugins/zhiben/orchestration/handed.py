"""Reads workbooks that people hand back, under guard as any file that comes from outside."""

from __future__ import annotations

from pathlib import Path

from zhiben.errors import ZhibenError
from zhiben.orchestration.reference import Reference
from zhiben.reading import ReadingHints, Sheet, UnreadableFileError, read_grids


def sheets_of(reference: Reference, file: Path) -> tuple[Sheet, ...]:
    """The sheets of a workbook.

    Raises:
        ZhibenError: when it cannot be read.
    """
    hints = ReadingHints(is_heading=lambda _text: False, limits=reference.limits)
    try:
        return read_grids(file.name, file.read_bytes(), hints)
    except OSError as error:
        raise ZhibenError(f"{file} cannot be read: {error.strerror}.") from error
    except UnreadableFileError as error:
        raise ZhibenError(str(error), "Hand back the workbook that was exported.") from error
