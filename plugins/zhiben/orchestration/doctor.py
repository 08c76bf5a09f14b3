"""Examines a set-up and says what to mend."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from zhiben.errors import ZhibenError
from zhiben.landing import LOOSE, Ignored, arrivals, passed_over, sources_present
from zhiben.orchestration.reference import present_reference
from zhiben.settings import Settings, shipped_entries
from zhiben.warehouse.connection import connect

NEEDED_BYTES = 2_000_000_000


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is as it should be, and in which words."""

    name: str
    ok: bool
    words: str


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at Python, disk, files under ``include/``, the inbox and the warehouse."""
    yield _python()
    yield _disk(settings)
    yield _tried("include", lambda: _include(settings))
    yield _inbox(settings)
    yield _tried("warehouse", lambda: f"answers at {connect(settings).url.render_as_string()}")


def _tried(name: str, look: Callable[[], str]) -> Finding:
    """What ``look`` finds; whatever stops it is a finding too, so that the others are told."""
    try:
        return Finding(name, True, look())
    except (ZhibenError, OSError) as error:
        return Finding(name, False, str(error))


def _python() -> Finding:
    ok = (3, 11) <= sys.version_info[:2] <= (3, 13)
    return Finding("python", ok, platform.python_version() + ("" if ok else ", needs 3.11 to 3.13"))


def _disk(settings: Settings) -> Finding:
    place = settings.home
    while not place.exists():
        place = place.parent
    if not place.is_dir():
        return Finding("disk", False, f"{place} is no folder: check ZHIBEN_HOME")
    free = shutil.disk_usage(place).free
    return Finding("disk", free > NEEDED_BYTES, f"{free / 1e9:.1f} GB free at {place}")


def _include(settings: Settings) -> str:
    reference = present_reference(settings)
    if reference.faults:
        raise ZhibenError("; ".join(fault.message for fault in reference.faults))
    ours = ", ".join(shipped_entries(settings.campaign))
    return f"{len(reference.contracts)} contracts, {len(reference.units.units)} reporting units" + (
        f"; {settings.campaign} has no {ours}: ours are used" if ours else ""
    )


def _inbox(settings: Settings) -> Finding:
    """What no night can take as it lies; an inbox of one's own has to be there."""
    inbox = settings.inbox
    if not inbox.is_dir() and (inbox.exists() or inbox != settings.home / "inbox"):
        return Finding("inbox", False, f"{inbox} is no folder: check ZHIBEN_INBOX")
    sources = sources_present(settings.inbox)
    ignored = passed_over(settings.inbox)
    unlisted: list[OSError] = []
    for source in sources:
        arrivals(inbox, source, date.max, unlisted)
    words = [f"{len(set(sources) - {LOOSE})} folders in {settings.inbox}"]
    words += [f"{times} left alone: {why}" for why, times in sorted(ignored.items())]
    words += [f"not to be listed: {error}" for error in unlisted]
    words += ["files beside the folders, which belong to no source"] if LOOSE in sources else []
    is_good = LOOSE not in sources and not ignored[Ignored.NO_FILE] and not unlisted
    return Finding("inbox", is_good, "; ".join(words))
