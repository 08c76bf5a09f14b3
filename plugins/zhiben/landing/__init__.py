"""Bytes in: the inbox and the archive."""

from __future__ import annotations

from zhiben.landing.archive import Archived, archived, keep, write_whole
from zhiben.landing.inbox import Arrival, arrivals, sources_present, waiting

__all__ = [
    "Archived",
    "Arrival",
    "archived",
    "arrivals",
    "keep",
    "sources_present",
    "waiting",
    "write_whole",
]
