"""Keeps every delivery's bytes once, under their hash, before anything else touches them."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path


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


def keep(archive: Path, path: Path) -> Archived:
    """Copy ``path`` into the archive under its hash; bytes kept before are not written again.

    The copy appears whole or not at all, also when the process is killed half-way.

    Raises:
        OSError: when the file cannot be read or the archive cannot be written.
    """
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    target = archived(archive, digest).path
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, data)
    return Archived(digest, target)


def write_whole(target: Path, data: bytes) -> None:
    """Write ``data`` to ``target`` so that no reader ever sees a part of it."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".")
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
