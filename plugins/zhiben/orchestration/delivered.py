"""The tables of a delivered file, read to the end and then gone through piece by piece.

Which column fills what is decided by all of a file's tables, and a file that breaks off is refused
as a whole: no row may be judged before the last one was read. The pieces of a long file wait in a
temporary file meanwhile, so that memory does not grow with its length.
"""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

from zhiben.normalizing import ROWS_PROFILED
from zhiben.reading import Chunks, Outline, SourceTable

_CELLS_HELD = 2_000_000  # those of more lie in a file


class Delivered:
    """A file's pieces; ``heads`` are the beginnings of its tables, enough to know their columns.

    Raises:
        UnreadableFileError: on making one, when the file is no ledger.
    """

    def __init__(self, chunks: Chunks, folder: Path) -> None:
        self._folder = folder
        self._held: list[SourceTable] = []
        self._cells = 0
        self._file: IO[bytes] | None = None
        self._outline = Outline()
        try:
            beginnings = list(self._read(chunks))
        except BaseException:
            self.close()
            raise
        self.heads = tuple(_joined(self._outline.settled(beginnings)))
        self.notes = tuple(chunks.notes)

    def _read(self, chunks: Chunks) -> Iterator[SourceTable]:
        """Keeps every piece; gives those with which the tables begin."""
        rows = 0
        for piece in chunks:
            rows = rows if piece.is_continued else 0
            if rows < ROWS_PROFILED:
                yield piece
            rows += len(piece.rows)
            self._outline.learn(piece)
            self._keep(piece)

    def __enter__(self) -> Delivered:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the pieces."""
        if self._file is not None:
            self._file.close()

    def __iter__(self) -> Iterator[SourceTable]:
        yield from self._outline.settled(self._pieces())

    def _keep(self, piece: SourceTable) -> None:
        self._cells += len(piece.rows) * len(piece.headings)
        if self._cells <= _CELLS_HELD:
            self._held.append(piece)
            return
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - lives with us
        pickle.dump(piece, self._file)

    def _pieces(self) -> Iterator[SourceTable]:
        yield from self._held
        if self._file is None:
            return
        end = self._file.tell()
        self._file.seek(0)
        while self._file.tell() < end:
            yield pickle.load(self._file)  # noqa: S301 - our own, in a file without a name


def _joined(beginnings: Iterable[SourceTable]) -> Iterator[SourceTable]:
    """One table for each that ``beginnings`` are the first pieces of."""
    head: SourceTable | None = None
    for piece in beginnings:
        if head is not None and piece.is_continued:
            numbers = [*head.row_numbers, *piece.row_numbers]
            head = replace(head, rows=[*head.rows, *piece.rows], row_numbers=numbers)
            continue
        if head is not None:
            yield head
        head = piece
    if head is not None:
        yield head
