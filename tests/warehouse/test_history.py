"""History as the database holds it: no gap, no overlap, months made ahead, what was there moved."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import IntegrityError

from tests.databases import aged_warehouse
from tests.warehouse.given import Row, insert
from zhiben import postgres

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
    with pytest.raises(IntegrityError):
        _write(slate, _states(*days))


def test_a_history_without_can(slate: Engine) -> None:
    _write(slate, _states((5, None), (1, 3), (3, 5)))


def _write(engine: Engine, states: list[Row]) -> None:
    with engine.begin() as connection:
        insert(connection, {"mart.item_history": states})


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


COUNTS = (
    "business_date, level, found_total, open_count, rectified_count, verified_count, "
    "overdue_count, recurred_count"
)
# I1: open from 3 March on, due on the 4th, and told late to be rectified since then. I2: came back.
PUBLISHED = """
INSERT INTO core.enterprises (enterprise_id, county_code, enterprise_name) VALUES ('E', 'c1', '甲');
INSERT INTO core.items (item_id, enterprise_id, recurrence_of, site_key, text_key)
VALUES ('I1', 'E', NULL, '', ''), ('I2', 'E', 'I1', '', '');
INSERT INTO mart.item_history (
    item_id, valid_from, valid_to, status, level, due_on, found_on, is_open, county_code, channel,
    reopened_count, has_conflict
)
VALUES
('I1', '2026-03-03', '2026-03-06', 'open', 'general', '2026-03-04', '2026-03-01', true, 'c1',
    'joint', 0, false),
('I1', '2026-03-06', NULL, 'rectified', 'general', '2026-03-04', '2026-03-01', true, 'c1',
    'joint', 0, false),
('I2', '2026-02-27', NULL, 'verified', 'major', NULL, '2026-03-02', false, 'c1', 'joint', 0, false);
INSERT INTO mart.nights (night, published_at) VALUES
('2026-02-28', NOW()), ('2026-03-05', NOW()), ('2026-03-06', NOW());
INSERT INTO mart.item_daily (
    business_date, county_code, level, channel, found_total, open_count, rectified_count,
    verified_count, overdue_count, recurred_count
)
VALUES
('2026-03-05', 'c1', 'general', 'joint', 1, 1, 0, 0, 1, 0),
('2026-03-05', 'c1', 'major', 'joint', 1, 0, 0, 1, 0, 1),
('2026-03-06', 'c1', 'general', 'joint', 1, 1, 0, 0, 1, 0),
('2026-03-06', 'c1', 'major', 'joint', 1, 0, 0, 1, 0, 1);
INSERT INTO mart.campaign_progress (business_date, programme, metric, county_code, value, status)
VALUES ('2026-02-28', 'p', 'found', 'c1', 3, 'no_target')
"""


def test_what_was_published_moves_to_its_months(server: postgres.Server) -> None:
    with aged_warehouse(server, "0011", PUBLISHED) as engine, engine.connect() as connection:
        daily = connection.execute(text(f"SELECT {COUNTS} FROM months.item_daily_2026_03"))
        assert len(daily.all()) == 4
        query = "SELECT value FROM months.campaign_progress_2026_02"
        assert connection.execute(text(query)).scalars().all() == [3]
        query = f"SELECT {COUNTS} FROM bi.item_daily_now ORDER BY 1, 2"
        assert [tuple(row)[1:] for row in connection.execute(text(query))] == [
            ("general", 1, 1, 0, 0, 1, 0), ("major", 1, 0, 0, 1, 0, 1),
            ("general", 1, 1, 1, 0, 0, 0), ("major", 1, 0, 0, 1, 0, 1),
        ]  # fmt: skip
        query = "SELECT metric, old_value, new_value FROM bi.revisions ORDER BY 1"
        assert [tuple(row) for row in connection.execute(text(query))] == [
            ("overdue_count", 1, 0), ("rectified_count", 0, 1),
        ]  # fmt: skip
