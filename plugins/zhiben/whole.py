"""Files that are there whole or not at all, also when the process that writes them is killed."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from zhiben.errors import ZhibenError


def write_whole(target: Path, data: bytes) -> None:
    """Write ``data`` to ``target`` so that no reader ever sees a part of it.

    The file is its owner's alone.
    """
    with draft(target.parent) as path:
        with path.open("wb") as file:
            file.write(data)
            settle(file)
        path.replace(target)


@contextlib.contextmanager
def draft(folder: Path) -> Iterator[Path]:
    """A new empty file in ``folder``, gone in the end unless it was given another name."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=".")
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def settle(file: BinaryIO) -> None:
    """See that what was written is on the disk."""
    file.flush()
    os.fsync(file.fileno())


def write_words(path: Path, words: Mapping[str, Any]) -> None:
    """Keep what a running system has to know of itself."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps(words).encode())


def words_made_once(path: Path, make: Callable[[], dict[str, Any]]) -> tuple[dict[str, Any], bool]:
    """What is kept at ``path``, and whether it was made just now, which happens once.

    Raises:
        ZhibenError: when it cannot be read.
    """
    known = read_words(path)
    if known is not None:
        return known, False
    made = make()
    write_words(path, made)
    return made, True


def read_words(path: Path) -> dict[str, Any] | None:
    """What was kept at ``path``; None where nothing was.

    Raises:
        ZhibenError: when it cannot be read.
    """
    try:
        words = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError:
        words = None
    if not isinstance(words, dict):
        raise ZhibenError(f"{path} is broken.", "Bring it back from a copy of the home.")
    return words
