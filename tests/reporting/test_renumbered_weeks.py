"""A week's numbers lead to their rows, whatever code their unit has when one asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text

from tests.warehouse.given import DAY, Row, insert
from tests.warehouse.renumbered import CAMPAIGN, NEW, OLD, publish, units
from zhiben.campaign.tables import sync_reference
from zhiben.reporting import Number, Week, collect, compose, compose_brief, recompute, sql_of
from zhiben.reporting.correcting import Correction
from zhiben.reporting.issuing import Issue
from zhiben.reporting.summary import Measure
from zhiben.reporting.trace import printed

WEEK = Week.of(DAY)
TODAY = DAY + timedelta(days=30)
EARLIER = DAY - timedelta(days=7)
# The old code held to the week's night; or it had ended before, which was said only afterwards.
LAST_DAYS = {"in time": DAY, "said late": DAY - timedelta(days=20)}


def said(item_id: str, day: date) -> Row:
    return {"item_id": item_id, "business_date": day, "county": OLD, "due_on": EARLIER,
            "found_on": EARLIER}  # fmt: skip


@pytest.fixture
def published(warehouse: Engine, tmp_path: Path) -> Engine:
    """Two weeks of a county with items, ledgers and an accident, under its old code."""
    of = units(tmp_path / "before.yaml", OLD)
    delivery = {"county_code": OLD, "business_date": DAY, "night": DAY, "rows_received": 1,
                "rows_quarantined": 1, "status": "partial"}  # fmt: skip
    seen = dict.fromkeys(("first_seen", "last_seen", "open_since"), DAY)
    refused = {"delivery_id": "D1", "quarantine_id": "Q1"}
    row = {"delivery_id": "D1", "outcome": "quarantined"}
    with warehouse.begin() as connection:
        insert(connection, {"ledger.deliveries": [{"delivery_id": "D1", **delivery}],
                            "ledger.quarantine_cases": [{"quarantine_id": "Q1", **seen}],
                            "ledger.rows": [row], "ledger.quarantine": [refused]})  # fmt: skip
    publish(warehouse, of, EARLIER, [said("I1", EARLIER)])
    publish(warehouse, of, DAY, [said("I2", DAY), said("I3", DAY)])
    return warehouse


@pytest.fixture(params=LAST_DAYS)
def last_day(request: pytest.FixtureRequest) -> date:
    return LAST_DAYS[request.param]


def numbers_of(connection: Connection) -> list[Number]:
    numbers = collect(connection, WEEK, TODAY)
    unit = next(one for one in numbers.units if one.code in (OLD, NEW))
    return [*compose(numbers).numbers, *compose_brief(numbers, unit).numbers]


def rows_of(connection: Connection, numbers: list[Number]) -> Iterator[int]:
    for number in numbers:
        counted = f"SELECT COUNT(*) FROM ({number.rows_sql}) AS behind"
        yield connection.execute(text(counted.replace(":", r"\:"))).scalar_one()


def renumber(engine: Engine, folder: Path, last_day: date) -> None:
    with engine.begin() as connection:
        sync_reference(connection, units(folder / "after.yaml", NEW, last_day), CAMPAIGN)


def test_what_was_printed_before_is_traced_after(
    published: Engine, tmp_path: Path, last_day: date
) -> None:
    with published.connect() as connection:
        numbers = numbers_of(connection)
        rows = [*rows_of(connection, numbers)]
    renumber(published, tmp_path, last_day)
    with published.connect() as connection:
        assert [recompute(connection, one) for one in numbers] == [one.value for one in numbers]
        assert [*rows_of(connection, numbers)] == rows


def test_a_week_made_again_is_the_same_under_the_new_code(
    published: Engine, tmp_path: Path, last_day: date
) -> None:
    with published.connect() as connection:
        before = numbers_of(connection)
        rows = [*rows_of(connection, before)]
    renumber(published, tmp_path, last_day)
    with published.connect() as connection:
        again = numbers_of(connection)
        assert [(one.metric, one.value) for one in again] == [(o.metric, o.value) for o in before]
        assert [recompute(connection, one) for one in again] == [one.value for one in again]
        assert [*rows_of(connection, again)] == rows


def test_items_behind_a_units_number_are_as_many_as_it_says(
    published: Engine, tmp_path: Path, last_day: date
) -> None:
    renumber(published, tmp_path, last_day)
    with published.connect() as connection:
        found = [
            one for one in numbers_of(connection)
            if (one.metric, one.filter.measure, one.filter.county_code)
            in {("found", Measure.VALUE, NEW), ("overdue", Measure.VALUE, NEW)}
        ]  # fmt: skip
        assert {(one.metric, one.value) for one in found} == {
            ("found", Decimal(3)), ("overdue", Decimal(3)),
        }  # fmt: skip
        assert {*rows_of(connection, found)} == {3}


def test_a_correction_compares_a_unit_with_itself(published: Engine, tmp_path: Path) -> None:
    with published.connect() as connection:
        summary = compose(collect(connection, WEEK, TODAY))
    renumber(published, tmp_path, DAY)
    before = Issue(WEEK, 1, DAY, "", numbers=printed(summary))
    made = Correction(before, TODAY, "换了代码", codes={OLD: NEW})
    with published.connect() as connection:
        told = compose(collect(connection, WEEK, TODAY), made)
    assert [one for one in told.numbers if one.placeholder.startswith("correction.")] == []


def test_the_query_shown_names_the_code_that_was_printed(published: Engine) -> None:
    with published.connect() as connection:
        number = next(o for o in numbers_of(connection) if o.filter.county_code == OLD)
    assert f"'{OLD}'" in sql_of(number)
