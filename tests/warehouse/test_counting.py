"""A night that counts only what changed comes to the numbers of one that counts all, whatever came.

Histories are drawn: words about items of several sources, early and late, dates that pass, items
that come back, rows that people join and part, nights left out and built again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text

from tests.warehouse.given import Row, insert
from tests.warehouse.golden import SQL, run, shipped, tables_of_dag
from zhiben.campaign.conditions import Condition
from zhiben.campaign.flipping import EVERYWHERE, flipping_indexes, places
from zhiben.campaign.tables import sync_reference
from zhiben.contracts.units import load_units
from zhiben.errors import ZhibenError
from zhiben.settings import SHIPPED_INCLUDE
from zhiben.warehouse import kept
from zhiben.warehouse.agreement import Pair
from zhiben.warehouse.audit import audit
from zhiben.warehouse.decisions import decide, undo

CAMPAIGN = SHIPPED_INCLUDE / "campaign"
FIRST = date(2025, 12, 20)
COUNTED = (
    "metric_counts",
    "item_daily",
    "campaign_progress",
    "campaign_breakdown",
    "accident_scoreboard",
)
BUILT = tables_of_dag()[: tables_of_dag().index("publish_night")]
PUBLISHED = tables_of_dag()[len(BUILT) :]
COUNTIES = ("411624", "411602", "411621")
WORDS = ("危险化学品", "建筑施工", "烟花爆竹", None)
SOURCES = {"a": ("supervision", 30), "b": ("self_check", 10), "c": ("joint", 40)}


@pytest.fixture
def city(slate: Engine) -> Engine:
    """The shipped programmes and units, and nothing counted yet."""
    with slate.begin() as connection:
        sync_reference(connection, load_units(CAMPAIGN / "units.yaml"), CAMPAIGN)
    return slate


@pytest.mark.parametrize("seed", range(6))
def test_what_changed_and_all_come_to_the_same(city: Engine, seed: int) -> None:
    draw, ways = Random(seed), set()  # noqa: S311 - the same draw every time
    with city.begin() as connection:
        insert(connection, {"core.items": list(_items(draw))})
    for night in _nights(draw):
        with city.begin() as connection:
            _tell(connection, list(_words(draw, night)))
            _decide(draw, connection, night)
        with city.begin() as connection:
            ways.add(_build(connection, night) is None)
            audit(connection, SQL, night)
            told = _numbers(connection)
        assert told == _counted_anew(city, night), night
        with city.begin() as connection:
            _build(connection, night)
            for folder in PUBLISHED:
                run(connection, shipped()[folder], night)
            assert connection.execute(_MISCOUNTED).all() == []
    assert ways == {True, False}


def _items(draw: Random) -> Iterator[Row]:
    for n in range(40):
        back = f"I{draw.randrange(n)}" if n and draw.random() < 0.3 else None
        yield {"item_id": f"I{n}", "enterprise_id": f"E{n % 7}", "recurrence_of": back}


def _nights(draw: Random) -> Iterator[date]:
    """Fourteen nights with gaps, over the end of a year, some built again or out of order."""
    night = FIRST
    for _ in range(14):
        night += timedelta(days=draw.choice((0, 1, 1, 2, 3, 20)))
        yield night - timedelta(days=draw.choice((0, 0, 0, 0, 0, 4)))


def _words(draw: Random, night: date) -> Iterator[Row]:
    for n in draw.sample(range(40), draw.choice((0, 3, 12))):
        source = draw.choice("abc")
        channel, authority = SOURCES[source]
        found = FIRST - timedelta(days=(n * 53) % 700)
        done = night - timedelta(days=draw.randrange(20))
        status = draw.choice(("open", "open", "in_progress", "rectified", "verified", "withdrawn"))
        is_done = status in {"rectified", "verified"}
        said = night - timedelta(days=draw.choice((0, 0, 0, 5)))
        yield {
            "item_id": f"I{n}", "source": source, "business_date": said, "status": status,
            "delivery_id": f"{source} {said} {night}", "record_id": f"{n} {draw.random()}",
            "channel": channel, "authority": authority, "county": COUNTIES[n % 3],
            "level": draw.choice(("general", "major")), "found_on": found,
            "due_on": draw.choice((None, found + timedelta(days=30), night + timedelta(days=2))),
            "rectified_on": done if is_done else None, "industry": draw.choice(WORDS),
            "verified_on": done if status == "verified" else None,
            "town": draw.choice((None, "新站镇")), "supervised": draw.random() < 0.2,
        }  # fmt: skip


def _tell(connection: Connection, words: list[Row]) -> None:
    """Write what was said, of the item that its row belongs to by now, or that its id leads to."""
    leads = dict(
        map(tuple, connection.execute(text("SELECT item_id, points_to FROM bi.item_redirects")))
    )
    known = dict(
        map(tuple, connection.execute(text("SELECT row_key, item_id FROM core.source_rows")))
    )
    said = [
        {
            **one,
            "item_id": known.get(key, leads.get(one["item_id"], one["item_id"])),
            "row_key": key,
        }
        for one in words
        for key in [f"{one['source']} {one['item_id']}"]
    ]
    rows = [
        {name: one[name] for name in ("item_id", "source", "row_key", "business_date")}
        | {"changed_by": one["delivery_id"]}
        for one in said
    ]
    insert(connection, {"core.statements": said, "core.source_rows": rows})


def _decide(draw: Random, connection: Connection, night: date) -> None:
    """A person joins two rows of one enterprise, or takes that back, where it can be done."""
    made = connection.execute(
        text("SELECT DISTINCT judgement_id FROM core.item_moves WHERE undone_by IS NULL ORDER BY 1")
    )
    known = made.scalars().all()
    pair = connection.execute(_TWO_ROWS, {"place": draw.randrange(5)}).first()
    with suppress(ZhibenError), connection.begin_nested():
        if known and draw.random() < 0.5:
            undo(connection, draw.choice(known), "王科长", night)
        elif pair:
            decide(connection, Pair.of(pair[:2], pair[2:]), "same", "王科长", "看过现场", night)


_MISCOUNTED = text(
    """
    SELECT counted.enterprise_id, counted.items_total, items.*
    FROM bi.enterprises AS counted
    LEFT JOIN (
        SELECT
            enterprise_id,
            COUNT(*) AS total,
            COUNT(*) FILTER (WHERE is_open) AS open,
            COUNT(*) FILTER (WHERE is_overdue) AS overdue,
            COUNT(*) FILTER (WHERE recurrence_of IS NOT NULL) AS recurred
        FROM bi.rectification_items GROUP BY enterprise_id
    ) AS items ON counted.enterprise_id = items.enterprise_id
    WHERE (items_total, items_open, items_overdue, items_recurred)
    <> (COALESCE(total, 0), COALESCE(open, 0), COALESCE(overdue, 0), COALESCE(recurred, 0))
    """
)
_TWO_ROWS = text(
    """
    SELECT one.source, one.row_key, other.source, other.row_key
    FROM core.source_rows AS one
    INNER JOIN core.items AS item ON one.item_id = item.item_id
    INNER JOIN core.items AS like_it
        ON item.enterprise_id = like_it.enterprise_id AND item.item_id < like_it.item_id
    INNER JOIN core.source_rows AS other
        ON like_it.item_id = other.item_id AND one.source <> other.source
    ORDER BY 1, 2, 3, 4 OFFSET :place LIMIT 1
    """
)


def _build(connection: Connection, night: date) -> date | None:
    """Build aside; the night whose numbers were built upon."""
    for folder in BUILT:
        run(connection, shipped()[folder], night)
    found: date | None = connection.execute(
        text("SELECT night_before FROM aside.counting")
    ).scalar()
    return found


def _numbers(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """All that was counted; of a number that nothing is left of, a full count may have no row."""
    told = {
        table: sorted(map(tuple, connection.execute(text(f"SELECT * FROM aside.{table}"))), key=str)
        for table in COUNTED
    }
    told["metric_counts"] = [row for row in told["metric_counts"] if row[-1]]
    return told


def _counted_anew(engine: Engine, night: date) -> dict[str, list[tuple[Any, ...]]]:
    with engine.connect() as connection:
        connection.execute(text("DELETE FROM kept.nights"))
        assert _build(connection, night) is None
        told = _numbers(connection)
        connection.rollback()
    return told


@pytest.mark.parametrize(
    ("condition", "where"),
    [
        ("due_on < as_of", "due_on >= {0} AND due_on < {1}"),
        ("due_on <= as_of", "due_on > {0} AND due_on <= {1}"),
        ("as_of > due_on", "due_on >= {0} AND due_on < {1}"),
    ],
)
def test_a_date_is_looked_for_where_it_passes(condition: str, where: str) -> None:
    between = "LEAST(night_before, the_night)", "GREATEST(night_before, the_night)"
    assert list(places(condition)) == [where.format(*between)]


@pytest.mark.parametrize(
    "condition",
    [
        "due_on < as_of",
        "done_on + 15 < as_of",
        "NOT is_open AND closed_on > as_of - 365",
        "as_of - found_on > 30",
        "found_on >= DATE_TRUNC('year', as_of)",
        "found_on BETWEEN as_of - 7 AND as_of - 2",
        "as_of <> found_on",
        "is_open OR closed_on > LEAST(CAST('2026-01-05' AS DATE), as_of)",
        "COALESCE(closed_on, as_of) - found_on > 3",
    ],
)
def test_no_change_of_an_answer_lies_elsewhere(slate: Engine, condition: str) -> None:
    answers = [Condition(condition).sql({}, night) for night in ("night_before", "the_night")]
    missed = text(
        "SELECT * FROM GENERATE_SERIES(DATE '2024-12-01', '2026-02-01', '1 day') AS drawn (day) "
        "CROSS JOIN LATERAL (SELECT "
        "day::date AS due_on, day::date AS found_on, day::date AS done_on, "
        "day::date AS closed_on, FALSE AS is_open) AS item "
        "CROSS JOIN (VALUES (DATE '2025-12-28', DATE '2026-01-10'), ('2026-01-02', '2026-01-03'), "
        "('2026-01-02', '2026-01-02')) AS nights (night_before, the_night) "
        f"WHERE ({answers[0]}) IS DISTINCT FROM ({answers[1]}) "
        f"AND NOT ({' OR '.join(places(condition))})"
    )
    with slate.connect() as connection:
        assert connection.execute(missed).all() == []


def test_a_comparison_that_cannot_be_turned_round_is_asked_of_all() -> None:
    assert list(places("COALESCE(closed_on, as_of) - found_on > 3")) == [EVERYWHERE]


def test_the_shipped_conditions_are_all_asked_of_few(city: Engine) -> None:
    query = text("SELECT prosrc FROM pg_proc WHERE proname = 'items_flipping'")
    with city.connect() as connection:
        body = connection.execute(query).scalar_one()
    assert "due_on >=" in body
    assert f"WHERE {EVERYWHERE}" not in body


def test_only_dates_that_a_condition_compares_are_indexed(slate: Engine) -> None:
    indexed = text(
        "SELECT indexname FROM pg_indexes WHERE schemaname = 'kept' AND tablename = 'items' "
        "AND indexname LIKE 'flipping%' ORDER BY indexname"
    )
    with slate.begin() as connection:
        for statement in flipping_indexes(kept.items, ["due_on < as_of OR done_on + 15 < as_of"]):
            connection.execute(text(statement))
        found = connection.execute(indexed).scalars().all()
        connection.rollback()
    assert found == ["flipping_done_on", "flipping_due_on"]
