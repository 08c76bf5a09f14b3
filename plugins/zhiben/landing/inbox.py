"""What lies in the inbox: ``<source>/<YYYY-MM-DD>/<file>``, and what lies there wrongly.

Files beside the sources' folders belong to nobody. They are told of under the name ``LOOSE``, which
no contract can bear.

Names of sources' folders, dates and files are read alike (:mod:`zhiben.landing.names`). A folder
that cannot be listed holds up nothing beside it.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from zhiben.landing.names import readable

LOCK = "~$"  # of an office program that has the file open
IGNORED_PREFIXES = (".", LOCK)
IGNORED_SUFFIXES = (  # transfers still under way
    ".part", ".filepart", ".partial", ".tmp", ".crdownload", ".download",
)  # fmt: skip
IGNORED_NAMES = ("thumbs.db", "desktop.ini", "__macosx")  # what file managers leave behind
LOOSE = "收件箱"
_NOWHERE = "."  # the folder of loose files; one that is called so there cannot be


class Ignored(StrEnum):
    """Why a night passes over an entry of the inbox."""

    UNFINISHED = "still being transferred, or open in an office program"
    NO_FILE = "no plain files but links, pipes or devices"


def stamp_of(state: os.stat_result) -> str:
    """Size and time of last change."""
    return f"{state.st_size}-{state.st_mtime_ns}"


def changed_at(stamp: str) -> int:
    """The time of last change that a stamp tells, in nanoseconds; 0 where it tells none."""
    told = stamp.rpartition("-")[2]
    return int(told) if told.isdecimal() else 0


@dataclass(frozen=True)
class Arrival:
    """One file in the inbox.

    ``business_date`` is None where the folder's name is no date; ``folder`` is that name. ``stamp``
    is size and time of last change when it was listed: a file with a known stamp need not be read
    again.
    """

    source: str
    folder: str
    business_date: date | None
    path: Path
    stamp: str

    @property
    def file_name(self) -> str:
        """Name of the file as it was delivered, as people read it."""
        return readable(self.path.name)

    @property
    def size(self) -> int:
        """Bytes it had when it was listed."""
        return int(self.stamp.partition("-")[0])

    @property
    def changed_at(self) -> int:
        """When it was last changed, in nanoseconds."""
        return changed_at(self.stamp)

    @property
    def is_loose(self) -> bool:
        """Whether it lies beside the sources' folders."""
        return self.folder == _NOWHERE


def sources_present(inbox: Path) -> tuple[str, ...]:
    """Names of the folders in the inbox, contract or none; ``LOOSE`` where files lie beside."""
    names = {readable(path.name) for path in _entries(inbox, []) if _is_folder(path)}
    return tuple(sorted(names | {one.source for one in _loose(inbox, [])}))


def arrivals(
    inbox: Path, source: str, night: date, unlisted: list[OSError] | None = None
) -> tuple[Arrival, ...]:
    """Files of ``source`` dated on or before ``night``, and files in folders that are no date.

    Ordered by date and name, so that two runs over one inbox see the same. Why a folder could not
    be listed is added to ``unlisted``.
    """
    troubles = [] if unlisted is None else unlisted
    found = list(_files(inbox, source, troubles))
    if source == LOOSE:
        found += _loose(inbox, troubles)
    due = [one for one in found if one.business_date is None or one.business_date <= night]
    return tuple(sorted(due, key=lambda one: (one.business_date or night, one.folder, one.path)))


def waiting(inbox: Path, source: str, night: date) -> int:
    """How many files lie there for a later night."""
    dates = (one.business_date for one in _files(inbox, source, []))
    return sum(1 for day in dates if day is not None and day > night)


def counts(name: str) -> bool:
    """Whether files of this name are deliveries: neither hidden nor still being transferred."""
    lower = name.lower()
    return not (
        lower.startswith(IGNORED_PREFIXES)
        or lower.endswith(IGNORED_SUFFIXES)
        or lower in IGNORED_NAMES
    )


def passed_over(inbox: Path) -> Counter[Ignored]:
    """How many entries of the inbox no night takes, by why.

    What file managers leave behind, and what is hidden, is not worth telling of.
    """
    return Counter(_ignored_below(inbox) if inbox.is_dir() else ())


def _ignored_below(folder: Path) -> Iterator[Ignored]:
    for path in _all_entries(folder, []):
        lower = path.name.lower()
        if lower.startswith(LOCK) or lower.endswith(IGNORED_SUFFIXES):
            yield Ignored.UNFINISHED
        elif counts(lower) and _is_folder(path):
            yield from _ignored_below(path)
        elif counts(lower) and not _is_file(path):
            yield Ignored.NO_FILE


def _files(inbox: Path, source: str, unlisted: list[OSError]) -> Iterator[Arrival]:
    """Files of every folder that is read as ``source``: one name may be written in several ways."""
    folders = (one for one in _entries(inbox, unlisted) if readable(one.name) == source)
    for folder in filter(_is_folder, folders):
        for entry in _entries(folder, unlisted):
            name = readable(entry.name)
            if _is_folder(entry):
                for path in _below(entry, unlisted):
                    yield from _arrival(source, name, _day(name), path)
            else:
                yield from _arrival(source, "", None, entry)


def _loose(inbox: Path, unlisted: list[OSError]) -> Iterator[Arrival]:
    for path in _entries(inbox, unlisted):
        yield from _arrival(LOOSE, _NOWHERE, None, path)


def _arrival(source: str, folder: str, day: date | None, path: Path) -> Iterator[Arrival]:
    """The plain file at ``path``: links, devices and pipes are never followed or opened."""
    state = _state(path)
    if state is not None and stat.S_ISREG(state.st_mode):
        yield Arrival(source, folder, day, path, stamp_of(state))


def _below(folder: Path, unlisted: list[OSError]) -> Iterator[Path]:
    for path in _entries(folder, unlisted):
        yield from _below(path, unlisted) if _is_folder(path) else (path,)


def _entries(folder: Path, unlisted: list[OSError]) -> list[Path]:
    """What counts in a folder."""
    return [path for path in _all_entries(folder, unlisted) if counts(path.name)]


def _all_entries(folder: Path, unlisted: list[OSError]) -> list[Path]:
    """All there is in a folder that can be looked at; nothing where there is none any more."""
    try:
        found = list(folder.iterdir())
        for path in found[:1]:
            _state(path)  # a folder may be listed, and what is in it not be looked at
    except FileNotFoundError:
        return []
    except OSError as error:
        unlisted.append(error)
        return []
    return found


def _is_folder(path: Path) -> bool:
    """Whether it is a folder itself: a link to one could lead anywhere."""
    state = _state(path)
    return state is not None and stat.S_ISDIR(state.st_mode)


def _is_file(path: Path) -> bool:
    state = _state(path)
    return state is not None and stat.S_ISREG(state.st_mode)


def _state(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except FileNotFoundError:  # taken away since its folder was listed
        return None


def _day(name: str) -> date | None:
    try:
        day = date.fromisoformat(name)
    except ValueError:
        return None
    return day if day.isoformat() == name else None
