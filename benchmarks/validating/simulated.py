"""Simulated counties and their nights, taken and loaded as the tasks do, without Airflow."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine

from zhiben import postgres
from zhiben.orchestration.preparing import prepare
from zhiben.orchestration.tasks import load_night, take_batch
from zhiben.sample import write_sample
from zhiben.settings import SHIPPED_INCLUDE, Settings, load_settings
from zhiben.warehouse.connection import connect

START = date(2026, 3, 2)


def simulating(
    about: str | None, *, nights: int, sources: int, rows: int
) -> argparse.ArgumentParser:
    """Arguments of a script about simulated nights, with the sizes it takes unless asked."""
    parser = argparse.ArgumentParser(description=about)
    for name, value in (("nights", nights), ("sources", sources), ("rows", rows), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--mess", default="nasty")
    parser.add_argument("--keep", type=Path, help="home to work in and to keep")
    return parser


@contextmanager
def loaded(args: argparse.Namespace) -> Iterator[tuple[Settings, Connection]]:
    """The warehouse that holds the nights asked for, up until the block ends."""
    with tempfile.TemporaryDirectory(prefix="zhiben-simulated-") as name:
        home = args.keep or Path(name)
        home.mkdir(parents=True, exist_ok=True)
        settings, engine = _run_nights(
            home, nights=args.nights, sources=args.sources, rows=args.rows, mess=args.mess,
            seed=args.seed,
        )  # fmt: skip
        try:
            with engine.connect() as connection:
                yield settings, connection
        finally:
            engine.dispose()
            postgres.stop(home)


def _run_nights(
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
