"""Examines a set-up and says what to mend."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from zhiben.errors import ZhibenError
from zhiben.orchestration.reference import load_reference
from zhiben.settings import Settings
from zhiben.warehouse.connection import connect

NEEDED_BYTES = 2_000_000_000


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is as it should be, and in which words."""

    name: str
    ok: bool
    words: str


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at Python, disk, files under ``include/`` and the warehouse."""
    yield _python()
    yield _disk(settings)
    yield _tried("include", lambda: _include(settings))
    yield _tried("warehouse", lambda: f"answers at {connect(settings).url.render_as_string()}")


def _tried(name: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(name, True, look())
    except ZhibenError as error:
        return Finding(name, False, str(error))


def _python() -> Finding:
    ok = (3, 11) <= sys.version_info[:2] <= (3, 13)
    return Finding("python", ok, platform.python_version() + ("" if ok else ", needs 3.11 to 3.13"))


def _disk(settings: Settings) -> Finding:
    place = settings.home
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    return Finding("disk", free > NEEDED_BYTES, f"{free / 1e9:.1f} GB free at {place}")


def _include(settings: Settings) -> str:
    reference = load_reference(settings)
    if reference.faults:
        raise ZhibenError("; ".join(fault.message for fault in reference.faults))
    return f"{len(reference.contracts)} contracts, {len(reference.units.units)} reporting units"
