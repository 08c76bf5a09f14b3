"""Sample ledgers of events, night by night: what is published is what is true."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.databases import copied
from tests.orchestration.doubts import publish
from tests.orchestration.made import ask, run
from tests.orchestration.world import World, say
from zhiben import postgres
from zhiben.campaign.tables import sync_reference
from zhiben.contracts.units import load_units
from zhiben.sample import EVENTS, write_sample
from zhiben.settings import SHIPPED_INCLUDE, load_settings
from zhiben.warehouse.connection import connect

FIRST = date(2026, 3, 6)
NIGHTS = [FIRST + timedelta(days=step) for step in range(4)]
CITY = "411600"
TOLD = {
    "inspection": ("inspected_on", "result", "hazards_found", "check_topic"),
    "accident": ("occurred_on", "accident_type", "deaths", "serious_injuries", "reported_on"),
    "disaster": ("occurred_on", "disaster_type", "town", "affected_people", "deaths", "missing"),
    "task": ("programme", "title", "owner_unit", "due_on", "done_on", "status", "quantity_done"),
}


@pytest.fixture(scope="module")
def told(server: postgres.Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Six units' events of four nights, loaded and published; one source of hazards beside them."""
    folder = tmp_path_factory.mktemp("events")
    here = replace(load_settings({}), include=SHIPPED_INCLUDE)
    write_sample(
        here, folder / "sample", nights=4, seed=11, counties=6, sources=6, rows=60, mess="nasty",
        start=FIRST, events=EVENTS,
    )  # fmt: skip
    with copied(server) as url, pytest.MonkeyPatch.context() as environment:
        settings = replace(
            load_settings({}), home=folder / "home", include=folder / "sample",
            inbox=folder / "sample" / "inbox", warehouse_url=url,
        )  # fmt: skip
        engine = connect(settings)
        say(environment, settings)
        with engine.begin() as connection:
            units = load_units(settings.campaign / "units.yaml")
            sync_reference(connection, units, settings.campaign)
        for night in NIGHTS:
            run(night.isoformat(), *(f"{CITY}-{kind}" for kind in EVENTS))
            publish(engine, night.isoformat())
        yield World(settings, engine)
        engine.dispose()


def truth(told: World, kind: str) -> list[dict[str, str]]:
    """Every version that a night accepts."""
    path: Path = told.settings.include / "truth" / f"{kind}s.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [one for one in csv.DictReader(file) if one["outcome"] == "loaded"]


@pytest.mark.parametrize("kind", EVENTS)
def test_every_kind_is_published_as_it_truly_is(told: World, kind: str) -> None:
    versions = truth(told, kind)
    columns = ("county_code", *TOLD[kind])
    latest = {one["event_id"]: one for one in versions}.values()
    asked = ", ".join(f"COALESCE({name}::text, '')" for name in columns)
    found = ask(told.warehouse, f"SELECT {asked} FROM bi.{kind}s WHERE is_leading")
    assert sorted(found) == sorted(tuple(one[name] for name in columns) for one in latest)
    assert ask(told.warehouse, f"SELECT COUNT(*) FROM bi.{kind}_versions") == [len(versions)]


def test_every_row_of_every_file_is_accounted_for(told: World) -> None:
    with (told.settings.include / "truth" / "event_files.csv").open(encoding="utf-8") as file:
        sent = [tuple(one.values()) for one in csv.DictReader(file)]
    columns = (
        "source, kind, business_date::text, file_name, rows_received::text, rows_loaded::text, "
        "rows_quarantined::text, rows_skipped::text"
    )
    assert sorted(ask(told.warehouse, f"SELECT {columns} FROM bi.deliveries")) == sorted(sent)


@pytest.mark.parametrize("night", NIGHTS, ids=str)
def test_the_scoreboard_counts_what_was_true_as_known_then(told: World, night: date) -> None:
    known = {
        one["event_id"]: one for one in truth(told, "accident") if one["since"] <= str(night)
    }.values()
    rows = ask(
        told.warehouse,
        "SELECT county_code, accidents_ytd, deaths_ytd, accidents_previous_ytd, "
        f"deaths_previous_ytd FROM bi.accident_scoreboard WHERE business_date = '{night}'",
    )
    for county, *numbers in rows:
        own = [one for one in known if county in {CITY, one["county_code"]}]
        years = (night, night.replace(year=night.year - 1))
        assert numbers == [number for day in years for number in until(own, day)], county


def test_what_is_known_now_is_the_published_number_and_its_revision(told: World) -> None:
    now = {one["event_id"]: one for one in truth(told, "accident")}.values()
    query = """
        SELECT board.business_date, COALESCE(revision.new_value, board.deaths_ytd)
        FROM bi.accident_scoreboard AS board LEFT JOIN bi.revisions AS revision
        ON revision.business_date = board.business_date AND revision.metric = 'deaths_ytd'
        AND revision.county_code = board.county_code AND NOT revision.is_published
        WHERE board.county_code = '411600' ORDER BY 1
    """
    found = [(day, int(number)) for day, number in ask(told.warehouse, query)]
    assert found == [(night, until(now, night)[1]) for night in NIGHTS]


def until(accidents: Any, day: date) -> tuple[int, int]:
    """Accidents, and deaths in them, of the year of ``day`` to that day."""
    first = f"{day.year}-01-01"
    of_year = [one for one in accidents if first <= one["occurred_on"] <= day.isoformat()]
    return len(of_year), sum(int(one["deaths"]) for one in of_year)
