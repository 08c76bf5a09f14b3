"""Bytes in: the inbox and the archive."""

from __future__ import annotations

from zhiben.landing.archive import Archived, UnsettledError, archived, keep
from zhiben.landing.inbox import (
    LOOSE,
    Arrival,
    Ignored,
    arrivals,
    changed_at,
    passed_over,
    sources_present,
    waiting,
)
from zhiben.landing.names import readable

__all__ = [
    "LOOSE",
    "Archived",
    "Arrival",
    "Ignored",
    "UnsettledError",
    "archived",
    "arrivals",
    "changed_at",
    "keep",
    "passed_over",
    "readable",
    "sources_present",
    "waiting",
]
