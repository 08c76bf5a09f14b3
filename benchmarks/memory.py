"""What processes hold of the memory, pages they share counted once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import psutil


def postmaster(home: Path) -> int:
    """The process of a home's embedded server that all its others are children of."""
    pid_file = home / "postgres" / "data" / "postmaster.pid"
    return int(pid_file.read_text(encoding="utf-8").split()[0])


def held_mb(roots: Iterable[int]) -> float:
    """What the processes ``roots`` and all they started hold together, MB."""
    return sum(map(_held, _families(roots))) / 1e6


def _families(roots: Iterable[int]) -> Iterator[psutil.Process]:
    for pid in roots:
        try:
            root = psutil.Process(pid)
            yield root
            yield from root.children(recursive=True)
        except psutil.Error:
            continue


def _held(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:
        return 0
