"""What a running system forgets, and what it keeps for good."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from zhiben.orchestration.upkeep import Retention, sweep_old
from zhiben.settings import Settings

NOW = datetime(2026, 9, 1, tzinfo=UTC)
KEEP = Retention(log_days=30, staging_days=7, receipt_days=180)


def lies(place: Path, days: int) -> Path:
    """A file last written so many days ago, as its folder was."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("x")
    then = (NOW - timedelta(days=days)).timestamp()
    for path in (place, place.parent):
        os.utime(path, (then, then))
    return place


@pytest.mark.parametrize(
    ("place", "days", "is_kept"),
    [
        ("airflow/logs/dag/run/1.log", 29, True),
        ("airflow/logs/dag/run/1.log", 31, False),
        ("staging/2026-03-05/outcome.json", 6, True),
        ("staging/2026-03-05/outcome.json", 8, False),
        ("reports/nights/2026-03-05/a.html", 179, True),
        ("reports/nights/2026-03-05/a.html", 181, False),
        ("reports/2026-W10/summary.docx", 999, True),
        ("archive/ab/abcd", 999, True),
        ("inbox/a/2026-03-05/台账.csv", 999, True),
    ],
)
def test_only_what_can_be_made_again_is_forgotten(
    settings: Settings, place: str, days: int, is_kept: bool
) -> None:
    path = lies(settings.home / place, days)
    assert sum(sweep_old(NOW, KEEP).values()) == (not is_kept)
    assert path.exists() == is_kept


def test_receipts_of_an_old_night_written_lately_stay(settings: Settings) -> None:
    lies(settings.receipts / "2025-01-01" / "a.html", 200)
    lies(settings.receipts / "2025-01-01" / "b.html", 1)
    assert sweep_old(NOW, KEEP)["receipts"] == 0
