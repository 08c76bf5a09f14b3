"""Weeks of a simulated city: traced to the last number, and told as they were when read by eye.

The texts are written by ``python -m benchmarks.reporting.weeks --read --counties 2 --rows 900 --out
tests/reporting/golden``; read what changed before it is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.campaign.world import START
from benchmarks.reporting.sense import text_of
from benchmarks.reporting.weeks import (
    ALL_WEEKS,
    READ,
    differing,
    live,
    make_city,
    rows_are_there,
    summarise,
    weeks_from,
)
from sqlalchemy import Engine

from tests.databases import own_warehouse
from zhiben import postgres
from zhiben.reporting import Summary

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def city(server: postgres.Server) -> Iterator[Engine]:
    with own_warehouse(server) as engine:
        yield engine


@pytest.fixture(scope="module")
def summaries(city: Engine, tmp_path_factory: pytest.TempPathFactory) -> list[Summary]:
    """Weeks lived through one by one; among them one without a night and one half-published."""
    world = make_city(
        city, tmp_path_factory.mktemp("weeks") / "sample", counties=2, rows=900, weeks=ALL_WEEKS
    )
    told = []
    for week in weeks_from(START, READ):
        live(city, world, week)
        told.append(summarise(city, week))
    return told


@pytest.mark.parametrize("place", range(len(READ)))
def test_a_week_reads_as_it_did_when_it_was_read_by_eye(
    summaries: list[Summary], place: int
) -> None:
    path = GOLDEN / f"{summaries[place].week.label}.txt"
    assert text_of(summaries[place]) == path.read_text(encoding="utf-8")


def test_every_number_of_an_old_week_is_what_its_query_gives(
    city: Engine, summaries: list[Summary]
) -> None:
    assert differing(city, summaries[3]) == []


def test_every_query_for_rows_runs(city: Engine, summaries: list[Summary]) -> None:
    assert rows_are_there(city, summaries[3]) > len(summaries[3].numbers)
