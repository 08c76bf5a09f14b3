"""Simulated counties and their nights, taken and loaded as the tasks do, without Airflow."""

from __future__ import annotations

import os
import time
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Engine

from zhiben.orchestration.nights import prepare
from zhiben.orchestration.tasks import load_night, take_batch
from zhiben.sample import write_sample
from zhiben.settings import SHIPPED_INCLUDE, Settings, load_settings
from zhiben.warehouse.connection import connect

START = date(2026, 3, 2)


def run_nights(
    home: Path, *, nights: int, sources: int, rows: int, mess: str, seed: int
) -> tuple[Settings, Engine]:
    """Simulate into ``home`` and load every night; a home that holds them already is used."""
    sample = home / "sample"
    os.environ |= {
        "ZHIBEN_HOME": str(home),
        "ZHIBEN_INCLUDE": str(sample),
        "ZHIBEN_INBOX": str(sample / "inbox"),
    }
    settings = load_settings()
    if (sample / "contracts").exists():
        return settings, connect(settings)
    shipped = Settings(home, SHIPPED_INCLUDE, sample / "inbox", None, settings.timezone)
    write_sample(
        shipped, sample, nights=nights, seed=seed, counties=3, sources=sources, rows=rows,
        mess=mess, start=START,
    )  # fmt: skip
    prepare(settings)
    engine = connect(settings)
    names = sorted(path.stem for path in (sample / "contracts").glob("*.yaml"))
    began = time.monotonic()
    for step in range(nights):
        night = (START + timedelta(days=step)).isoformat()
        troubles = {one: words for one, words in take_batch(names, night).items() if words}
        load_night(night, [])
        assert not troubles, troubles
    print(f"{nights} nights of {len(names)} sources, {mess}: {time.monotonic() - began:.0f} s")
    return settings, engine
