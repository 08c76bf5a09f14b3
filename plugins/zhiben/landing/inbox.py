"""What lies in the inbox: ``<source>/<YYYY-MM-DD>/<file>``, and what lies there wrongly."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
IGNORED_PREFIXES = (".", "~$")  # hidden files and the lock files of office programs
IGNORED_SUFFIXES = (".part", ".filepart", ".tmp", ".crdownload")  # transfers still under way


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
        """Name of the file as it was delivered, broken and unseen characters made visible."""
        name = self.path.name.encode("utf-8", "backslashreplace").decode()
        return _UNSEEN.sub(lambda match: f"\\x{ord(match[0]):02x}", name)

    @property
    def stamp(self) -> str:
        """Size and time of last change: a file with a known stamp need not be read again."""
        state = self.path.lstat()
        return f"{state.st_size}-{state.st_mtime_ns}"


def sources_present(inbox: Path) -> tuple[str, ...]:
    """Names of the folders in the inbox, whether or not a contract knows them."""
    if not inbox.is_dir():
        return ()
    return tuple(
        sorted(path.name for path in inbox.iterdir() if _counts(path) and _is_folder(path))
    )


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


def counts(name: str) -> bool:
    """Whether files of this name are deliveries: neither hidden nor still being transferred."""
    lower = name.lower()
    return not lower.startswith(IGNORED_PREFIXES) and not lower.endswith(IGNORED_SUFFIXES)


def _files(folder: Path, source: str) -> Iterator[Arrival]:
    if not _is_folder(folder):
        return
    for entry in filter(_counts, folder.iterdir()):
        if _is_folder(entry):
            day = _day(entry.name)
            yield from (Arrival(source, entry.name, day, path) for path in _files_below(entry))
        elif _is_file(entry):
            yield Arrival(source, "", None, entry)


def _files_below(folder: Path) -> Iterator[Path]:
    for path in filter(_counts, folder.iterdir()):
        if _is_folder(path):
            yield from _files_below(path)
        elif _is_file(path):
            yield path


def _counts(path: Path) -> bool:
    return counts(path.name)


def _is_folder(path: Path) -> bool:
    """Whether it is a folder itself: a link to one could lead anywhere."""
    return _has_mode(path, stat.S_ISDIR)


def _is_file(path: Path) -> bool:
    """Whether it is a plain file: links, devices and pipes are never followed or opened."""
    return _has_mode(path, stat.S_ISREG)


def _has_mode(path: Path, test: Callable[[int], bool]) -> bool:
    try:
        return test(path.lstat().st_mode)
    except FileNotFoundError:  # taken away since its folder was listed
        return False


def _day(name: str) -> date | None:
    try:
        day = date.fromisoformat(name)
    except ValueError:
        return None
    return day if day.isoformat() == name else None
