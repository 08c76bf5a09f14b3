"""``collect`` and the traces, on a real PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Connection, text

from tests.warehouse.given import insert
from zhiben.errors import ZhibenError
from zhiben.reporting import Week, collect, compose, recompute, sql_of
from zhiben.reporting.summary import Filter, Measure
from zhiben.reporting.trace import filled as rows_of

from . import made
from .filled import deliver, publish


@pytest.fixture
def filled(bi: Connection) -> Connection:
    publish(bi, made.with_target("rectification_rate", 95, c411602="behind"))
    for night in ("2026-03-23", "2026-03-24"):
        deliver(bi, "411602-yingji", night, "partial", is_late=night.endswith("24"))
        deliver(bi, "411621-zhujian", night, "missing")
    deliver(bi, "411681-jiaotong", "2026-03-29", "rejected")
    deliver(bi, "411681-jiaotong", "2026-03-30", "loaded")
    deliver(bi, "province", "2026-03-29", "held", county_code="")
    return bi


def test_finds_what_was_published(filled: Connection) -> None:
    found = collect(filled, made.WEEK, made.TODAY)
    wanted = made.with_target("rectification_rate", 95, c411602="behind")
    key = "programme", "metric", "county_code"
    in_order = sorted(wanted.progress, key=lambda row: [getattr(row, name) for name in key])
    assert found.progress == tuple(in_order)
    assert (found.units, found.nights, found.programmes[0].programme) == (
        wanted.units, wanted.nights, "zhiben",
    )  # fmt: skip


def test_finds_what_came_of_a_goal_by_its_day_or_the_last_night_before(filled: Connection) -> None:
    key = {"programme": "zhiben", "county_code": "411602", "target": 95, "status": "on_track"}
    due = {"found": ["2026-01-31"], "rectification_rate": ["2026-03-25", "2026-12-31"]}
    nights = {"2026-01-30": 93, "2026-02-01": 97, "2026-03-25": 95}
    goals = [
        {"programme": "zhiben", "metric": metric, "due_on": day, "value": 95}
        for metric in due
        for day in due[metric]
    ]
    rows = [
        {**key, "metric": metric, "business_date": night, "value": value, "printed": value}
        for metric in due
        for night, value in nights.items()
    ]
    insert(filled, {"core.targets": goals, "mart.campaign_progress": rows})
    found = collect(filled, made.WEEK, made.TODAY).outcomes
    told = [(str(one.due_on), str(one.night), one.value, one.status) for one in found]
    assert told == [
        ("2026-01-31", "2026-01-30", Decimal(93), "missed"),
        ("2026-03-25", "2026-03-25", Decimal(95), "met"),
    ]


@pytest.mark.parametrize(
    ("metric", "code", "count"),
    [
        ("files_received", "411602", 2),
        ("files_late", "411602", 1),
        ("files_missing", "411621", 2),
        ("files_received", "411621", 0),
        ("files_rejected", "411681", 1),
        ("rows_received", "411681", 0),
        ("files_held", "", 1),
        ("rows_received", None, 30),
        ("rows_quarantined", None, 3),
    ],
)
def test_counts_deliveries_of_the_week(
    filled: Connection, metric: str, code: str | None, count: int
) -> None:
    assert collect(filled, made.WEEK, made.TODAY).delivered(metric, code) == count


@pytest.mark.parametrize(
    ("night", "missing", "late"),
    [
        ("2026-03-25", 1, 1),
        ("2026-03-29", 1, 1),  # by the week's own night
        ("2026-03-30", 2, 0),  # nobody knew of it on Sunday; the next week tells it
    ],
)
def test_what_came_after_its_night_is_late_and_not_missing_too(
    filled: Connection, night: str, missing: int, late: int
) -> None:
    late_file = {"is_late": True, "business_date": "2026-03-23"}
    deliver(filled, "411621-zhujian", night, "loaded", **late_file)
    numbers = collect(filled, made.WEEK, made.TODAY)
    counts = {"files_missing": missing, "files_late": late}
    assert {name: numbers.delivered(name, "411621") for name in counts} == counts
    where = Filter(Measure.DELIVERIES, made.WEEK.last_day, made.WEEK.first_day, None, "411621")
    for name, count in counts.items():
        assert len(filled.execute(text(rows_of("rows_deliveries", name, where))).all()) == count


def test_every_number_recomputed_is_equal(filled: Connection) -> None:
    numbers = compose(collect(filled, made.WEEK, made.TODAY)).numbers
    assert [recompute(filled, number) for number in numbers] == [n.value for n in numbers]


def test_the_query_shown_gives_the_number(filled: Connection) -> None:
    for number in compose(collect(filled, made.WEEK, made.TODAY)).numbers:
        value = filled.execute(text(sql_of(number).replace(":", r"\:"))).scalar_one_or_none()
        assert (None if value is None else Decimal(value)) == number.value


def test_hazards_of_the_year_are_the_rows_behind_them_without_those_withdrawn(
    bi: Connection,
) -> None:
    night = date(2026, 3, 29)
    states = {"I1": "open", "I2": "withdrawn", "I3": "verified"}
    history = [{"item_id": one, "status": states[one], "valid_from": night} for one in states]
    insert(bi, {"mart.nights": [{"night": night}], "mart.item_history": history})
    query = rows_of(
        "rows_board_hazards", "hazards_found_ytd", Filter(Measure.BOARD, night, county_code="c1")
    )
    found = bi.execute(text(query)).mappings().all()
    assert [row["item_id"] for row in found] == ["I1", "I3"]


@pytest.mark.parametrize(
    ("taken", "closed_at", "count"),
    [
        ("2026-03-20", None, 1),
        ("2026-03-29", "2026-03-30 07:00+08", 1),  # on Monday, while UTC still has Sunday
        ("2026-03-29", "2026-03-29 23:59+08", 0),
        ("2026-04-02", None, 0),  # of a late file: nobody knew of it on Sunday
    ],
)
def test_a_refused_row_is_open_from_the_night_it_came_to_the_day_it_was_closed(
    bi: Connection, taken: str, closed_at: str | None, count: int
) -> None:
    publish(bi, made.week_numbers())
    day = {"business_date": date(2026, 3, 20)}
    seen = dict.fromkeys(("first_seen", "last_seen", "open_since"), day["business_date"])
    case = {"quarantine_id": "Q1", **seen}
    if closed_at:
        case |= {"status": "waived", "why": "重复", "closed_by": "王", "closed_how": "waived",
                 "closed_at": closed_at}  # fmt: skip
    insert(bi, {"ledger.deliveries": [{"delivery_id": "D1", "night": taken, **day}],
                "ledger.quarantine_cases": [case],
                "ledger.quarantine": [{"delivery_id": "D1", "quarantine_id": "Q1"}]})  # fmt: skip
    numbers = collect(bi, made.WEEK, made.TODAY, "Asia/Shanghai")
    (shown,) = [one for one in compose(numbers).numbers if one.metric == "rows_open"][:1]
    assert (numbers.open_rows(None), recompute(bi, shown)) == (count, count)


def test_numbers_of_a_half_published_week_are_of_its_last_night(bi: Connection) -> None:
    publish(bi, made.week_numbers(as_of=made.night("2026-03-25"), nights=made.WEEK.days[:3]))
    found = collect(bi, made.WEEK, made.TODAY)
    assert (found.as_of, found.is_complete) == (date(2026, 3, 25), False)
    assert found.missing_nights == made.WEEK.days[3:]


def test_a_week_without_nights_keeps_the_last_numbers_and_compares_nothing(
    filled: Connection,
) -> None:
    late = {"business_date": date(2026, 4, 20), "programme": "zhiben"}
    insert(filled, {"mart.campaign_progress": [late]})
    found = collect(filled, Week(2026, 15), made.TODAY)
    assert (found.as_of, found.nights, found.previous_as_of) == (date(2026, 3, 29), (), None)


def test_the_first_week_has_nothing_to_compare(bi: Connection) -> None:
    rows = tuple(replace(row, previous_week_value=None) for row in made.week_numbers().progress)
    publish(bi, made.week_numbers(progress=rows))
    assert collect(bi, made.WEEK, made.TODAY).previous_as_of is None


@pytest.mark.parametrize(
    ("week", "message"),
    [(Week(2026, 11), "No night up to 2026-03-15"), (Week(2996, 1), "2996-W01 is still to come")],
)
def test_refuses_a_week_it_knows_nothing_about(
    filled: Connection, week: Week, message: str
) -> None:
    with pytest.raises(ZhibenError, match=message):
        collect(filled, week, made.TODAY)


def test_refuses_a_warehouse_without_a_city(filled: Connection) -> None:
    filled.execute(text("DELETE FROM core.units WHERE kind = 'city'"))
    with pytest.raises(ZhibenError, match=r"bi\.city has 0 rows"):
        collect(filled, made.WEEK, made.TODAY)


def test_a_trend_has_a_point_a_week_and_a_gap_where_none_was_published(bi: Connection) -> None:
    publish(bi, made.week_numbers(progress=(), nights=()))
    values = {"programme": "zhiben", "metric": "major_open", "county_code": made.CITY.code}
    points = (("2026-03-11", 7), ("2026-03-13", 5), ("2026-03-29", 4))
    rows = [{"business_date": night, "printed": value, **values} for night, value in points]
    insert(bi, {"mart.campaign_progress": rows})
    found = [(str(point.night), point.value) for point in collect(bi, made.WEEK, made.TODAY).trend]
    assert found == [("2026-03-13", 5), ("2026-03-22", None), ("2026-03-29", 4)]
