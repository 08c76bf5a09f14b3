"""A county whose code changed inside the year is one county, under the code of each night."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from tests.warehouse.given import DAY, Row, insert
from tests.warehouse.renumbered import CAMPAIGN, NEW, NEXT, OLD, publish, units
from zhiben.campaign.tables import sync_reference
from zhiben.contracts.units import Units

NIGHTS = text(
    "SELECT business_date, county_code, found_total FROM bi.item_daily "
    "WHERE county_code <> '411624' ORDER BY 1"
)


@pytest.fixture
def before(tmp_path: Path) -> Units:
    return units(tmp_path / "before.yaml", OLD)


@pytest.fixture
def after(tmp_path: Path) -> Units:
    return units(tmp_path / "after.yaml", NEW, DAY)


def _said(item_id: str, day: date, county: str) -> Row:
    return {"item_id": item_id, "business_date": day, "county": county}


def _change_code(engine: Engine, before: Units, after: Units) -> None:
    publish(engine, before, DAY, [_said("I1", DAY, OLD)])
    publish(engine, after, NEXT, [_said("I2", NEXT, NEW)])


def test_its_numbers_stay_together(slate: Engine, before: Units, after: Units) -> None:
    _change_code(slate, before, after)
    with slate.connect() as connection:
        rows = [tuple(row) for row in connection.execute(NIGHTS)]
        assert rows == [(DAY, OLD, 1), (NEXT, NEW, 2)]
        now = text(NIGHTS.text.replace("item_daily", "item_daily_now"))
        assert [tuple(row) for row in connection.execute(now)] == rows
        assert connection.execute(text("SELECT * FROM bi.revisions")).all() == []


def test_a_late_word_on_its_past_counts_under_its_past_code(
    slate: Engine, before: Units, after: Units
) -> None:
    _change_code(slate, before, after)
    late = {"delivery_id": "late", "business_date": DAY, "source": "b"}
    with slate.begin() as connection:
        insert(connection, {"ledger.deliveries": [{**late, "night": NEXT + timedelta(days=1)}]})
    said = {**_said("I3", DAY, NEW), "delivery_id": "late", "source": "b"}
    publish(slate, after, NEXT + timedelta(days=1), [said])
    query = "SELECT business_date, county_code, new_value FROM bi.revisions WHERE metric = :name"
    with slate.connect() as connection:
        rows = connection.execute(text(query + " ORDER BY 1"), {"name": "found_total"}).all()
    assert [tuple(row) for row in rows] == [(DAY, OLD, 2), (NEXT, NEW, 3)]


def test_its_progress_is_compared_with_last_years(
    slate: Engine, before: Units, after: Units
) -> None:
    _change_code(slate, before, after)
    publish(slate, after, date(2027, 3, 5), [])
    query = (
        "SELECT value, previous_year_value FROM bi.campaign_progress "
        "WHERE metric = 'found' AND county_code = :code AND business_date = '2027-03-05'"
    )
    with slate.connect() as connection:
        rows = connection.execute(text(query), {"code": NEW}).all()
    assert {tuple(row) for row in rows} == {(2, 1)}


def test_what_is_held_of_it_bears_the_new_code(slate: Engine, before: Units, after: Units) -> None:
    names = [{"enterprise_id": "E1", "county_code": code, "name_key": "k"} for code in (OLD, NEW)]
    with slate.begin() as connection:
        insert(connection, {"core.enterprises": [{"enterprise_id": "E1", "county_code": OLD}]})
        insert(connection, {"core.enterprise_names": names})
    _change_code(slate, before, after)
    for table in ("core.enterprises", "core.enterprise_names", "mart.item_state"):
        with slate.connect() as connection:
            codes = connection.execute(text(f"SELECT DISTINCT county_code FROM {table}")).scalars()
            assert OLD not in set(codes), table


def test_what_an_enterprise_has_under_both_codes_is_one_sum(
    slate: Engine, before: Units, after: Units
) -> None:
    counts = [
        {"enterprise_id": "E1", "county_code": code, "items_total": 2, "items_open": 1}
        for code in (OLD, NEW)
    ]
    with slate.begin() as connection:
        sync_reference(connection, before, CAMPAIGN)
        insert(connection, {"mart.enterprise_items": counts})
        sync_reference(connection, after, CAMPAIGN)
        rows = connection.execute(
            text("SELECT county_code, items_total, items_open FROM mart.enterprise_items")
        ).all()
    assert [tuple(row) for row in rows] == [(NEW, 4, 2)]
