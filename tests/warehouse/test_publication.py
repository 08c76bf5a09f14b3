"""What guards a publication: checks that hold a night back, and the night that stands aside."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from tests.warehouse.given import DAY, Row, insert
from tests.warehouse.golden import SQL, Case, Step, play, run, shipped, tables_of_dag
from zhiben.campaign.tables import sync_reference
from zhiben.contracts.units import load_units
from zhiben.errors import ZhibenError
from zhiben.settings import SHIPPED_INCLUDE
from zhiben.warehouse.agreement import Pair
from zhiben.warehouse.audit import audit
from zhiben.warehouse.decisions import decide, undo

CAMPAIGN = SHIPPED_INCLUDE / "campaign"
STATE = {"item_id": "I1", "valid_from": DAY}
UNITS = [{"county_code": "city", "kind": "city"}, {"county_code": "c1", "kind": "county"}]
GROUP = {"county_code": "c1", "level": "general", "channel": "supervision"}
FORMER = [{"unit_code": "c1", "county_code": "o1", "valid_from": date(2020, 1, 1)}]
# Recurrences and items as the last night counted them, and recurrences of enterprises.
RECURRED = """
    SELECT SUM(recurred_count)::int, SUM(found_total)::int,
    (SELECT SUM(items_recurred)::int FROM bi.enterprises)
    FROM bi.item_daily_now GROUP BY business_date ORDER BY business_date DESC LIMIT 1
"""
BROKEN: dict[str, dict[str, list[Row]]] = {
    "item_history/fail_gap_or_overlap": {
        "aside.touched_items": [{"item_id": "I1", "is_rebuilt": True}],
        "aside.item_history": [
            {**STATE, "valid_from": date(2026, 3, 1), "valid_to": date(2026, 3, 4)},
            STATE,
        ],
    },
    "item_history/fail_one_current_state": {
        "core.statements": [{"item_id": "I1", "delivery_id": "d"}],
        "ledger.deliveries": [{"delivery_id": "d", "is_published": True}],
        "aside.touched_items": [{"item_id": "I1", "is_rebuilt": True}],
    },
    "item_state/fail_state_agrees_with_history": {
        "aside.item_history": [{**STATE, "status": "verified"}],
        "aside.item_state": [{"item_id": "I1", "status": "open"}],
    },
    "item_state/fail_item_of_too_many_sources": {
        "aside.touched_items": [{"item_id": "I1", "is_rebuilt": True}],
        "aside.item_history": [STATE],
        "aside.item_state": [{"item_id": "I1"}],
        "core.source_rows": [
            {"item_id": "I1", "source": f"s{number}", "row_key": "r", "changed_by": "D1"}
            for number in range(21)
        ],
    },
    "item_daily/fail_adds_up": {"aside.item_as_of": [{"item_id": "I1"}]},
    "item_daily_changes/fail_changes_add_up": {
        "aside.item_daily_changes": [{**GROUP, "since": DAY, "found_total": 1}],
    },
    "campaign_progress/fail_city_is_the_sum": {
        "core.units": UNITS,
        "core.metrics": [{"metric": "found"}],
        "aside.campaign_progress": [
            {"metric": "found", "county_code": "city", "value": 1},
            {"metric": "found", "county_code": "c1", "value": 2},
        ],
    },
    "accident_scoreboard/fail_city_is_the_sum": {
        "core.units": UNITS,
        "aside.accident_scoreboard": [
            {"county_code": "city", "accidents_ytd": 1},
            {"county_code": "c1", "accidents_ytd": 2},
        ],
    },
    "monthly_form/fail_total_differs_from_the_scoreboard": {
        "aside.monthly_form": [
            {"night": DAY, "county_code": "c1", "form_row": "total", "general_found_count": 1}
        ],
        "aside.accident_scoreboard": [{"county_code": "c1", "hazards_found_ytd": 2}],
    },
    "campaign_progress/fail_accidents_differ_from_the_scoreboard": {
        "core.programmes": [{"programme": "p"}],
        "aside.accident_scoreboard": [{"county_code": "c1", "accidents_ytd": 1}],
        "aside.campaign_progress": [
            {"programme": "p", "metric": "accidents", "county_code": "c1", "value": 2}
        ],
    },
    "campaign_progress/fail_part_exceeds_the_whole": {
        "core.metrics": [{"metric": "rate", "form": "ratio", "is_part": True}],
        "aside.campaign_progress": [{"metric": "rate", "numerator": 3, "denominator": 2}],
    },
    "campaign_progress/fail_metric_is_not_measured": {
        "core.units": UNITS,
        "core.programmes": [{"programme": "p"}],
        "core.programme_metrics": [{"programme": "p", "metric": "found"}],
    },
    "campaign_breakdown/fail_members_add_up": {
        "core.metrics": [{"metric": "found"}],
        "aside.campaign_progress": [{"metric": "found", "value": 2}],
        "aside.campaign_breakdown": [{"metric": "found", "value": 1}],
    },
}
ITEMS: list[dict[str, Any]] = [
    {"status": "open", "due_on": DAY},
    {"status": "open", "due_on": DAY - timedelta(days=1), "level": "major"},
    {"status": "in_progress", "found_on": date(2023, 6, 1), "level": "major"},
    {"status": "rectified", "due_on": DAY, "rectified_on": DAY},
    {"status": "verified", "due_on": date(2026, 3, 1), "verified_on": DAY, "level": "major"},
    {"status": "withdrawn", "due_on": date(2026, 3, 1)},
]


@pytest.mark.parametrize("check", sorted(BROKEN))
def test_a_broken_night_is_held(slate: Engine, check: str) -> None:
    with slate.begin() as connection:
        insert(connection, BROKEN[check])
    with slate.connect() as connection, pytest.raises(ZhibenError, match=f"{check} found 1: "):
        audit(connection, SQL, DAY)


def test_a_held_night_says_what_is_wrong_and_what_to_do(slate: Engine) -> None:
    with slate.begin() as connection:
        insert(connection, BROKEN["item_state/fail_item_of_too_many_sources"])
    words = r"\('I1', 21\)\. An item that more than 20 sources speak of .* decide ID different\."
    with slate.connect() as connection, pytest.raises(ZhibenError, match=words) as held:
        audit(connection, SQL, DAY)
    assert held.value.hint.startswith("Yesterday's numbers stand.")


def test_every_check_that_holds_is_tried() -> None:
    checks = {f"{path.parent.parent.name}/{path.stem}" for path in SQL.glob("*/checks/fail_*.sql")}
    assert checks == set(BROKEN)


def test_doubts_are_told_and_hold_nothing(slate: Engine) -> None:
    state = {"item_id": "I1", "last_business_date": DAY, "found_on": DAY + timedelta(days=1)}
    given = {"aside.item_state": [state], "aside.item_as_of": [{"item_id": "I1"}]}
    daily = {"aside.item_daily": [{**GROUP, "found_total": 1}]}
    changes = {"aside.item_daily_changes": [{**GROUP, "since": DAY, "found_total": 1}]}
    with slate.begin() as connection:
        insert(connection, {**given, **daily, **changes})
        warnings = audit(connection, SQL, DAY)
    assert [words.partition(" ")[0] for words in warnings] == [
        "campaign_progress/warn_items_of_unknown_units",
        "item_state/warn_found_after_published",
    ]


def test_a_city_whose_findings_are_not_its_units_is_held(slate: Engine) -> None:
    boards = [{"county_code": "city", "hazards_found_ytd": 5}, {"county_code": "c1"}]
    found = [{"county_code": "o1", "found_on": DAY, "item_count": 5}]
    given = {"aside.accident_scoreboard": boards, "aside.items_found": found}
    with slate.begin() as connection:
        insert(connection, {"core.units": UNITS, "core.unit_history": FORMER, **given})
        with pytest.raises(ZhibenError, match=r"fail_city_is_the_sum found 1: \(0, 0, .* 5, .*0"):
            audit(connection, SQL, DAY)


@pytest.mark.parametrize(("code", "unit", "count"), [("o1", "c1", 0), ("odd", "odd", 1)])
def test_items_under_the_code_of_the_night_are_of_a_known_unit(
    slate: Engine, code: str, unit: str, count: int
) -> None:
    daily, change = ({**GROUP, "county_code": one, "found_total": 1} for one in (code, unit))
    given = {
        "aside.item_as_of": [{"item_id": "I1"}],
        "aside.item_daily": [daily],
        "aside.item_daily_changes": [{**change, "since": DAY}],
    }
    with slate.begin() as connection:
        insert(connection, {"core.units": UNITS, "core.unit_history": FORMER, **given})
        assert len(audit(connection, SQL, DAY)) == count


def test_a_unit_without_accidents_and_findings_is_asked(slate: Engine) -> None:
    numbers = [{"metric": name, "value": 0} for name in ("accidents", "found_this_year")]
    both = [{**one, "county_code": "c1"} for one in numbers]
    found = [{"metric": "accidents", "county_code": "c2", "value": 0}]
    found += [{"metric": "found_this_year", "county_code": "c2", "value": 1}]
    with slate.begin() as connection:
        insert(connection, {"aside.campaign_progress": [*both, *found]})
        (warning,) = audit(connection, SQL, DAY)
    assert warning.startswith(
        "campaign_progress/warn_no_accident_and_no_finding found 1: ('-', 'c1')"
    )


def test_what_was_found_and_is_found_no_more_is_told(slate: Engine) -> None:
    before = {"business_date": DAY - timedelta(days=1), "county_code": "c1"}
    given = {
        "mart.nights": [{"night": before["business_date"]}],
        "mart.item_daily": [{**before, "found_total": 10}],
        "aside.item_daily": [{**GROUP, "found_total": 8}],
        "aside.item_daily_changes": [{**GROUP, "since": DAY, "found_total": 8}],
        "aside.item_as_of": [{"item_id": f"I{number}"} for number in range(8)],
        "core.units": [{"county_code": "c1", "kind": "county"}],
    }
    with slate.begin() as connection:
        insert(connection, given)
        (warning,) = audit(connection, SQL, DAY)
    assert warning.startswith("item_daily/warn_found_fell found 1: ('c1'")


def test_another_night_than_the_one_built_aside_is_not_published(slate: Engine) -> None:
    step = Step(DAY, {"core.statements": [{"item_id": "I1"}]})
    built = tables_of_dag()[: tables_of_dag().index("publish_night")]
    play(slate, Case("", (step,), built, {}))
    with slate.begin() as connection, pytest.raises(DBAPIError, match="Nothing is published"):
        run(connection, shipped()["publish_night"], DAY + timedelta(days=1))
    with slate.connect() as connection:
        assert connection.execute(text("SELECT * FROM mart.nights")).fetchall() == []


def test_merged_items_are_published_as_one(slate: Engine) -> None:
    rows = [{"item_id": f"I{n}", "source": s, "row_key": f"{s} I{n}", "changed_by": f"{s} {DAY}"}
            for n, s in enumerate("ab", start=1)]  # fmt: skip
    given = {
        "core.items": [{"item_id": f"I{n}", "enterprise_id": "E1"} for n in (1, 2)],
        "core.statements": [{"item_id": "I1"}, {"item_id": "I2", "source": "b"}],
        "core.source_rows": rows,
    }
    play(slate, Case("", (Step(DAY, given),), tables_of_dag(), {}))
    with slate.begin() as connection:
        pair = Pair.of(("a", "a I1"), ("b", "b I2"))
        decide(connection, pair, "same", "王科长", "看过现场", DAY)
    play(slate, Case("", (Step(DAY + timedelta(days=1), {}),), tables_of_dag(), {}))
    query = "SELECT item_id, source_count FROM bi.rectification_items"
    with slate.connect() as connection:
        assert [tuple(row) for row in connection.execute(text(query))] == [("I1", 2)]


@pytest.fixture
def recurred(slate: Engine) -> Engine:
    """A night of I1 that was closed, I3 that came back of it, and I2, the older finding of I3."""
    days = {"I1": date(2026, 2, 1), "I2": date(2026, 3, 2), "I3": date(2026, 3, 3)}
    items = [{"item_id": one, "enterprise_id": "E1"} for one in days]
    items[2]["recurrence_of"] = "I1"
    said: list[Row] = [{"item_id": one, "source": one, "business_date": days[one]} for one in days]
    said[0] |= {"found_on": date(2026, 1, 1), "status": "verified", "verified_on": days["I1"]}
    rows = [{"item_id": one, "source": one, "row_key": f"{one} {one}",
             "changed_by": f"{one} {days[one]}"} for one in days]  # fmt: skip
    given = {"core.items": items, "core.statements": said, "core.source_rows": rows}
    play(slate, Case("", (Step(DAY, given),), tables_of_dag(), {}))
    return slate


def test_a_recurrence_counts_on_when_its_item_is_merged_and_when_that_is_undone(
    recurred: Engine,
) -> None:
    def found(nights: int) -> tuple[object, ...]:
        play(recurred, Case("", (Step(DAY + timedelta(days=nights), {}),), tables_of_dag(), {}))
        with recurred.connect() as connection:
            return tuple(connection.execute(text(RECURRED)).one())

    with recurred.begin() as connection:
        pair = Pair.of(("I2", "I2 I2"), ("I3", "I3 I3"))
        taken = decide(connection, pair, "same", "王科长", "看过现场", DAY).judgement_id
    merged = found(1)
    with recurred.begin() as connection:
        undo(connection, taken, "王科长", DAY)
    assert (merged, found(2)) == ((1, 2, 1), (1, 3, 1))


def test_what_stands_as_it_was_is_not_written_again(slate: Engine) -> None:
    with slate.begin() as connection:
        sync_reference(connection, load_units(CAMPAIGN / "units.yaml"), CAMPAIGN)
    nights = [DAY + timedelta(days=days) for days in range(3)]
    said = {"item_id": "I1", "county": "411624"}
    due = {**said, "item_id": "I2", "due_on": nights[1]}
    told = [[{**said, "status": "open"}, due], [{**said, "status": "rectified"}],
            [{**said, "status": "verified"}]]  # fmt: skip
    written = []
    for night, rows in zip(nights, told, strict=True):
        words = [{**row, "business_date": night} for row in rows]
        play(slate, Case("", (Step(night, {"core.statements": words}),), tables_of_dag(), {}))
        written.append(_written(slate))
    assert written[2][f"I1 {nights[0]}"] == written[1][f"I1 {nights[0]}"]
    assert written[2][f"I1 {nights[1]}"] != written[1][f"I1 {nights[1]}"]
    assert written[2]["I2 counted"] == written[0]["I2 counted"]
    assert written[2]["I1 counted"] != written[1]["I1 counted"]
    with slate.connect() as connection:
        overdue = connection.execute(text("SELECT SUM(overdue_count) FROM mart.item_daily"))
        assert overdue.scalar_one() == 1


def _written(engine: Engine) -> dict[str, str]:
    """Which transaction wrote each state of an item, and each item as it was counted."""
    query = text(
        "SELECT item_id || ' ' || valid_from, xmin::text FROM mart.item_history "
        "UNION ALL SELECT item_id || ' counted', xmin::text FROM kept.items"
    )
    with engine.connect() as connection:
        return {str(name): str(written) for name, written in connection.execute(query)}


def test_a_metric_is_as_large_as_the_rows_its_query_returns(slate: Engine) -> None:
    with slate.begin() as connection:
        sync_reference(connection, load_units(CAMPAIGN / "units.yaml"), CAMPAIGN)
    play(slate, Case("", (_twelve_items(),), tables_of_dag(), {}))
    assert _differences(slate) == []


def test_rows_behind_a_ratio_that_is_no_part_are_those_of_both_sides(slate: Engine) -> None:
    days = {"A1": date(2026, 3, 1), "A2": date(2026, 2, 1), "A3": date(2025, 2, 1)}
    told = [{"event_id": one, "county": "411624", "occurred_on": days[one]} for one in days]
    with slate.begin() as connection:
        sync_reference(connection, load_units(CAMPAIGN / "units.yaml"), CAMPAIGN)
    play(slate, Case("", (Step(DAY, {"core.accidents": told}),), tables_of_dag(), {}))
    asked = "SELECT sql FROM bi.programme_metrics WHERE metric = 'accidents_share_of_last_year'"
    with slate.connect() as connection:
        query = connection.execute(text(f"{asked} LIMIT 1")).scalar_one()
        rows = connection.execute(text(query)).mappings().all()
    found = sorted((row["occurred_on"], row["is_counted"]) for row in rows)
    assert found == [(days["A3"], False), (days["A2"], True), (days["A1"], True)]


def _twelve_items() -> Step:
    """One of each kind, and each of them come back, in words that every programme counts."""
    first = [{"item_id": f"I{n}", "enterprise_id": "E1"} for n in range(6)]
    second = [
        {"item_id": f"J{n}", "enterprise_id": "E2", "recurrence_of": f"I{n}"} for n in range(6)
    ]
    words = {"county": "411624", "industry": "危险化学品", "supervised": True, "town": "新站镇"}
    said = [
        {"item_id": item["item_id"], **words, **state}
        for items in (first, second)
        for item, state in zip(items, ITEMS, strict=True)
    ]
    return Step(DAY, {"core.items": [*first, *second], "core.statements": said})


def _differences(engine: Engine) -> list[str]:
    """Numbers of the city that are not their query's rows: of a rate, its base and its part."""
    query = text(
        "SELECT measured.sql, progress.metric, progress.numerator, progress.denominator "
        "FROM bi.campaign_progress AS progress "
        "INNER JOIN bi.programme_metrics AS measured USING (programme, metric) "
        "INNER JOIN bi.metrics AS metric USING (metric) "
        "WHERE county_code = (SELECT city_code FROM bi.city) "
        "AND (metric.form IN ('count', 'enterprises') OR metric.is_part)"
    )
    with engine.connect() as connection:
        rows = connection.execute(query).all()
        behind = [connection.execute(text(row.sql)).mappings().all() for row in rows]
    assert len(rows) > 30
    pairs = zip(rows, behind, strict=True)
    return [row.metric for row, them in pairs if _told(row) != _seen(them)]


def _told(row: Any) -> tuple[int, int]:
    whole = row.numerator if row.denominator is None else row.denominator
    return int(whole), int(row.numerator)


def _seen(rows: Any) -> tuple[int, int]:
    return len(rows), sum(row.get("is_counted", True) for row in rows)
