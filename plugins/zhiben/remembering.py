"""What was made of files, kept while they say the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterable
from pathlib import Path
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Last(Generic[Made]):
    """The thing that was made last, of what; made anew only of something else.

    What it hands out is shared, and must not be changed.
    """

    def __init__(self) -> None:
        self._made: tuple[Hashable, Made] | None = None

    def of(self, source: Hashable, make: Callable[[], Made]) -> Made:
        """What ``make`` makes of ``source``, which must name all that it depends on."""
        if self._made is None or self._made[0] != source:
            self._made = (source, make())
        return self._made[1]


def digest_of(folders: Iterable[Path]) -> str:
    """Changes whenever a file of ``folders`` comes, goes, or says something else."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            digest.update(f"{path}\0".encode())
            digest.update(_bytes(path))
    return digest.hexdigest()


def _bytes(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:  # whoever reads it says so
        return str(error).encode()
    return len(content).to_bytes(8) + content
