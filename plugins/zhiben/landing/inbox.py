"""What lies in the inbox: ``<source>/<YYYY-MM-DD>/<file>``, and what lies there wrongly."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

IGNORED_PREFIXES = (".", "~$")  # hidden files and the lock files of office programs
IGNORED_SUFFIXES = (".part", ".tmp", ".crdownload")  # transfers still under way


@dataclass(frozen=True)
class Arrival:
    """One file in the inbox.

    ``business_date`` is None where the folder's name is no date; ``folder`` is that name.
    """

    source: str
    folder: str
    business_date: date | None
    path: Path

    @property
    def file_name(self) -> str:
        """Name of the file as it was delivered, broken characters made visible."""
        return self.path.name.encode("utf-8", "backslashreplace").decode()

    @property
    def stamp(self) -> str:
        """Size and time of last change: a file with a known stamp need not be read again."""
        state = self.path.lstat()
        return f"{state.st_size}-{state.st_mtime_ns}"


def sources_present(inbox: Path) -> tuple[str, ...]:
    """Names of the folders in the inbox, whether or not a contract knows them."""
    if not inbox.is_dir():
        return ()
    return tuple(sorted(path.name for path in inbox.iterdir() if path.is_dir() and _counts(path)))


def arrivals(inbox: Path, source: str, night: date) -> tuple[Arrival, ...]:
    """Files of ``source`` dated on or before ``night``, and files in folders that are no date.

    Ordered by date and name, so that two runs over one inbox see the same.
    """
    found = list(_files(inbox / source, source))
    due = [one for one in found if one.business_date is None or one.business_date <= night]
    return tuple(sorted(due, key=lambda one: (one.business_date or night, one.folder, one.path)))


def waiting(inbox: Path, source: str, night: date) -> int:
    """How many files lie there for a later night."""
    dates = (one.business_date for one in _files(inbox / source, source))
    return sum(1 for day in dates if day is not None and day > night)


def _files(folder: Path, source: str) -> Iterator[Arrival]:
    if not folder.is_dir():
        return
    for entry in folder.iterdir():
        if not _counts(entry):
            continue
        if entry.is_dir():
            day = _day(entry.name)
            for path in entry.rglob("*"):
                if _counts(path) and _is_file(path):
                    yield Arrival(source, entry.name, day, path)
        elif _is_file(entry):
            yield Arrival(source, "", None, entry)


def _counts(path: Path) -> bool:
    return not path.name.startswith(IGNORED_PREFIXES) and path.suffix not in IGNORED_SUFFIXES


def _is_file(path: Path) -> bool:
    """Whether it is a plain file: links, devices and pipes are never followed or opened."""
    return stat.S_ISREG(path.lstat().st_mode)


def _day(name: str) -> date | None:
    try:
        day = date.fromisoformat(name)
    except ValueError:
        return None
    return day if day.isoformat() == name else None
