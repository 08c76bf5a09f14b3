"""Sample counties: writes them, and does the whole job on them once from end to end."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol

from zhiben.contracts.units import Units, load_units
from zhiben.errors import UsageError, ZhibenError
from zhiben.orchestration import airflow, airflow_api
from zhiben.orchestration.nights import NightResult, run_night, run_week_with
from zhiben.orchestration.preparing import prepare
from zhiben.records import EVENT_KINDS
from zhiben.reporting import Week
from zhiben.settings import SHIPPED_INCLUDE, Settings
from zhiben.simulation import Unit, simulate
from zhiben.warehouse.connection import warehouse_url

FIRST = date(2026, 3, 6)
NIGHTS = 3
YEARS = range(2000, 2100)  # what is simulated looks years back and ahead
EVENTS = tuple(kind.name for kind in EVENT_KINDS)


class Show(Protocol):
    """How the sample run tells what happens."""

    def say(self, words: str) -> None:
        """Print a line."""

    def progress(self, quiet: bool) -> Callable[[str], None]:
        """Where progress goes."""

    def print_night(self, result: NightResult) -> None:
        """Print what became of a night."""


def write_sample(
    settings: Settings,
    directory: Path,
    *,
    nights: int,
    seed: int,
    counties: int,
    sources: int,
    rows: int,
    mess: str,
    start: date,
    events: Sequence[str] = (),
) -> str:
    """Write sample counties to ``directory``; say what was written.

    Raises:
        ZhibenError: when the folder holds something already, or the numbers make no sense.
    """
    if start.year not in YEARS:
        raise UsageError(
            f"No nights can be simulated from {start} on.", f"Use {YEARS[0]} to {YEARS[-1]}."
        )
    if directory.exists() and any(directory.iterdir()):
        raise ZhibenError(f"{directory} is not empty.", "Name a new folder.")
    units = load_units(settings.campaign / "units.yaml")
    done = simulate(
        directory,
        units_to_simulate(units),
        nights=nights,
        seed=seed,
        start=start,
        counties=counties,
        sources=sources,
        rows=rows,
        mess=mess,
        events=events,
        city=units.city_code,
        include_from=SHIPPED_INCLUDE,
    )
    return f"{len(done.sources)} sources, {nights} nights from {start} in {directory}"


def units_to_simulate(units: Units) -> list[Unit]:
    """The deployment's reporting units as the simulation takes them."""
    return [
        Unit(
            unit.code,
            unit.name,
            tuple(unit.towns.values()),
            units.city_name,
            tuple(old.name for old in unit.old_names),
        )
        for unit in units.units
    ]


def run_sample(settings: Settings, show: Show) -> bool:
    """Simulate counties, run their nights and the week's summary through Airflow, and tell.

    Running it again is quick: what was taken stays taken. Says whether everything was good.
    """
    folder = settings.home / "sample"
    if not folder.exists():
        unfinished = folder.with_name("sample.part")
        shutil.rmtree(unfinished, ignore_errors=True)  # of a run that was killed
        write_sample(
            settings,
            unfinished,
            nights=NIGHTS,
            seed=2026,
            counties=14,
            sources=28,
            rows=1800,
            mess="ordinary",
            start=FIRST,
            events=EVENTS,
        )  # fmt: skip
        unfinished.rename(folder)
    here = replace(settings, include=folder, inbox=folder / "inbox")
    last = FIRST + timedelta(days=NIGHTS - 1)
    week = Week.of(last).label
    good = True
    prepare(here)
    progress = show.progress(False)
    with airflow.running(here, progress) as up, airflow_api.client(up) as api:
        for step in range(NIGHTS):
            result = run_night(here, api, FIRST + timedelta(days=step), (), progress)
            show.print_night(result)
            good = good and result.is_good
        good = run_week_with(api, week, progress) == "success" and good
    show.say("")
    show.say(f"Weekly summary  {here.reports / week / 'summary.html'}")
    show.say(f"Warehouse       {warehouse_url(here, 'bi_reader')}")
    show.say("                (left running for your BI tool; make down stops it)")
    return good
