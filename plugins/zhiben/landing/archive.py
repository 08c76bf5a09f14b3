"""Keeps every delivery's bytes once, under their hash, before anything else touches them."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from zhiben.landing.inbox import stamp_of
from zhiben.whole import draft, settle

_BLOCK = 1 << 20


class UnsettledError(OSError):
    """The file changed while it was taken: whoever puts it there is not done."""


@dataclass(frozen=True)
class Archived:
    """Bytes that are safe: their SHA-256 and where they lie."""

    sha256: str
    path: Path

    def read(self) -> bytes:
        """The bytes as they were delivered."""
        return self.path.read_bytes()


def archived(archive: Path, sha256: str) -> Archived:
    """The bytes that were kept under ``sha256``."""
    return Archived(sha256, archive / sha256[:2] / sha256)


def keep(archive: Path, path: Path, stamp: str | None = None) -> Archived:
    """Copy ``path`` into the archive under its hash; bytes kept before are not written again.

    The copy appears whole or not at all, also when the process is killed half-way. Only a plain
    file is opened, whatever took its place since it was listed.

    Raises:
        UnsettledError: when it is not as it was when ``stamp`` was taken of it.
        OSError: when the file is none, cannot be read, or the archive cannot be written.
    """
    archive.mkdir(parents=True, exist_ok=True)
    with _opened(path) as source, draft(archive) as aside:
        digest = hashlib.sha256()
        with aside.open("wb") as copy:
            while block := source.read(_BLOCK):
                digest.update(block)
                copy.write(block)
            settle(copy)
        if stamp is not None and stamp_of(os.fstat(source.fileno())) != stamp:
            raise UnsettledError(f"{str(path)!r} was changed since it was listed")
        kept = archived(archive, digest.hexdigest())
        if not kept.path.exists():
            kept.path.parent.mkdir(exist_ok=True)
            aside.replace(kept.path)
    return kept


def _opened(path: Path) -> BinaryIO:
    """The plain file at ``path``: no link is followed, and no pipe or device waited for."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    file = os.fdopen(handle, "rb")
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        file.close()
        raise OSError(f"{str(path)!r} is no plain file")
    return file
