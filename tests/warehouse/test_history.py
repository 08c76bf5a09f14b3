"""History as the database holds it: no gap, no overlap, months made ahead, what was there moved."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import IntegrityError

from tests.warehouse.given import Row, insert

MARCH = [date(2026, 3, day) for day in range(1, 10)]
MONTHS = text(
    "SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace('months') "
    "AND relkind = 'r' AND relname LIKE :name ORDER BY 1"
)


def _states(*days: tuple[int, int | None]) -> list[Row]:
    return [
        {"item_id": "I1", "valid_from": MARCH[first], "valid_to": MARCH[end] if end else None}
        for first, end in days
    ]


@pytest.mark.parametrize(
    "days",
    [
        [(1, 3), (4, None)],  # a gap
        [(1, 4), (3, None)],  # an overlap
        [(1, 3), (2, 3), (3, None)],  # two states at once that end together
        [(1, None), (3, None)],  # two that last
        [(1, 3)],  # none that lasts
        [(1, 3), (2, 5), (3, None), (5, None)],  # two histories in one another
    ],
)
def test_a_history_with_a_gap_or_overlap_cannot_be_written(
    slate: Engine, days: list[tuple[int, int | None]]
) -> None:
    with pytest.raises(IntegrityError), slate.begin() as connection:
        insert(connection, {"core.items": [{"item_id": "I1"}]})
        insert(connection, {"mart.item_history": _states(*days)})


def test_a_history_without_can(slate: Engine) -> None:
    with slate.begin() as connection:
        insert(connection, {"core.items": [{"item_id": "I1"}]})
        insert(connection, {"mart.item_history": _states((5, None), (1, 3), (3, 5))})


def test_a_night_makes_its_month_and_the_next(warehouse: Engine) -> None:
    with warehouse.begin() as connection:
        for _ in range(2):
            connection.execute(text("SELECT mart.make_months('2027-12-31')"))
        made = connection.execute(MONTHS, {"name": "item_daily_202%"}).scalars().all()
    assert made == ["item_daily_2027_12", "item_daily_2028_01"]


def test_a_month_is_made_beside_readers(warehouse: Engine) -> None:
    impatient = create_engine(warehouse.url, connect_args={"options": "-c lock_timeout=1s"})
    with warehouse.connect() as reader, impatient.begin() as connection:
        reader.execute(text("SELECT * FROM bi.item_daily, bi.campaign_progress")).fetchall()
        connection.execute(text("SELECT mart.make_months('2027-12-31')"))
    impatient.dispose()


def test_a_night_is_read_from_its_month_alone(warehouse: Engine) -> None:
    with warehouse.begin() as connection:
        for month in (1, 3, 5):
            connection.execute(text(f"SELECT mart.make_months('2026-0{month}-01')"))
        query = "EXPLAIN SELECT * FROM bi.item_daily WHERE business_date = '2026-03-05'"
        plan = "\n".join(connection.execute(text(query)).scalars())
    assert "item_daily_2026_03" in plan
    assert "item_daily_2026_04" not in plan
