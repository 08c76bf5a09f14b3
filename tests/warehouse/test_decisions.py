"""People's decisions move rows between items, can be undone, and never contradict one another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Connection, Engine, text

from tests.warehouse.given import insert
from zhiben.errors import ZhibenError
from zhiben.warehouse.agreement import Pair
from zhiben.warehouse.decisions import decide, undo
from zhiben.warehouse.recurring import note_returns
from zhiben.warehouse.reviews import Wish, known_pairs

NIGHT = date(2026, 3, 5)
A, B, C = ("a", "a I1"), ("b", "b I2"), ("c", "c I3")
STATE = (
    "SELECT source, row_key, item_id FROM core.source_rows ORDER BY 1, 2",
    "SELECT source, row_key, item_id FROM core.statements ORDER BY 1, 2",
    "SELECT item_id, points_to FROM bi.item_redirects ORDER BY 1",
)


@pytest.fixture
def known(slate: Engine) -> Iterator[Connection]:
    """Three items of one enterprise, each of a source's row; I1 is the oldest."""
    with slate.begin() as connection:
        said = [
            {"item_id": f"I{n}", "source": s, "business_date": date(2026, 3, n)}
            for n, s in enumerate("abc", start=1)
        ]
        rows = [{"item_id": f"I{n}", "source": s, "row_key": f"{s} I{n}", "changed_by": f"{s} x"}
                for n, s in enumerate("abc", start=1)]  # fmt: skip
        insert(
            connection,
            {
                "core.items": [{"item_id": f"I{n}", "enterprise_id": "E1"} for n in (1, 2, 3)],
                "core.statements": said,
                "core.source_rows": rows,
            },
        )
        yield connection


def state(connection: Connection) -> list[list[tuple[object, ...]]]:
    return [[tuple(row) for row in connection.execute(text(query))] for query in STATE]


def items(connection: Connection) -> dict[str, str]:
    query = "SELECT source, item_id FROM core.source_rows"
    return {row.source: row.item_id for row in connection.execute(text(query))}


def said(connection: Connection, one: tuple[str, str], other: tuple[str, str], word: str) -> str:
    return decide(connection, Pair.of(one, other), word, "王科长", "看过现场", NIGHT).judgement_id


def test_merge_keeps_the_older_id_and_the_other_leads_to_it(known: Connection) -> None:
    said(known, B, A, "same")
    assert items(known) == {"a": "I1", "b": "I1", "c": "I3"}
    assert state(known)[2] == [("I2", "I1")]


def test_merges_in_a_row_lead_to_the_last(known: Connection) -> None:
    said(known, C, B, "same")
    said(known, B, A, "same")
    assert set(items(known).values()) == {"I1"}
    assert state(known)[2] == [("I2", "I1"), ("I3", "I1")]


def test_merge_told_apart_again_gets_its_own_id_back(known: Connection) -> None:
    before = state(known)
    said(known, A, B, "same")
    said(known, A, B, "different")
    assert state(known) == before


def test_split_of_what_was_never_two_founds_an_item(known: Connection) -> None:
    known.execute(text("UPDATE core.source_rows SET item_id = 'I1' WHERE source = 'b'"))
    said(known, A, B, "different")
    found = items(known)
    assert found["a"] == "I1"
    assert found["b"] not in {"I1", "I2", "I3"}


@pytest.mark.parametrize("words", [("same",), ("same", "different"), ("different",)])
def test_undone_in_turn_all_is_as_before(known: Connection, words: tuple[str, ...]) -> None:
    before = state(known)
    for one in reversed([said(known, A, B, word) for word in words]):
        undo(known, one, "王科长", NIGHT)
    assert state(known) == before


def test_contradictory_decisions_are_refused_with_the_chain(known: Connection) -> None:
    said(known, A, B, "same")
    said(known, B, C, "same")
    with pytest.raises(ZhibenError, match="a/a I1 = b/b I2 = c/c I3"):
        said(known, A, C, "different")


def test_what_would_join_two_told_apart_is_refused(known: Connection) -> None:
    said(known, A, B, "same")
    said(known, A, C, "different")
    with pytest.raises(ZhibenError, match="c/c I3"):
        said(known, B, C, "same")


def test_decision_that_a_later_one_built_on_is_undone_last(known: Connection) -> None:
    first = said(known, C, B, "same")
    said(known, B, A, "same")
    with pytest.raises(ZhibenError, match="请先撤销后来的"):
        undo(known, first, "王科长", NIGHT)


def test_a_split_is_not_undone_into_an_id_that_a_later_merge_has_ended(known: Connection) -> None:
    known.execute(text("UPDATE core.source_rows SET item_id = 'I2' WHERE source = 'c'"))
    split = said(known, B, C, "different")
    merged = said(known, A, B, "same")
    with pytest.raises(ZhibenError, match=f"review undo {merged}"):
        undo(known, split, "王科长", NIGHT)


def machine(connection: Connection, one: tuple[str, str], other: tuple[str, str]) -> None:
    """The machine finds two rows alike, later than anything before, and joins their items."""
    pair = Pair.of(one, other)
    judged = {
        "judgement_id": f"M{one[0]}{other[0]}", "one_source": pair.one[0],
        "one_row_key": pair.one[1], "other_source": pair.other[0], "other_row_key": pair.other[1],
        "enterprise_id": "E1", "decided_at": "2099-01-01 00:00+00",
    }  # fmt: skip
    insert(connection, {"core.pair_judgements": [judged]})
    moved = f"UPDATE core.source_rows SET item_id = 'I1' WHERE source = '{other[0]}'"
    connection.execute(text(moved))


@pytest.mark.parametrize(("like", "follows"), [(A, "I1"), (B, "I2")])
def test_what_the_machine_joined_since_follows_the_row_that_it_is_like(
    known: Connection, like: tuple[str, str], follows: str
) -> None:
    merged = said(known, A, B, "same")
    machine(known, like, C)
    undo(known, merged, "王科长", NIGHT)
    assert items(known) == {"a": "I1", "b": "I2", "c": follows}


def test_what_joined_a_split_item_since_goes_back_with_it(known: Connection) -> None:
    known.execute(text("UPDATE core.source_rows SET item_id = 'I1' WHERE source = 'b'"))
    split = said(known, A, B, "different")
    known.execute(text(f"UPDATE core.source_rows SET item_id = '{items(known)['b']}' "
                       "WHERE source = 'c'"))  # fmt: skip
    undo(known, split, "王科长", NIGHT)
    assert set(items(known).values()) == {"I1"}


def test_what_would_leave_another_decision_unfulfilled_is_refused(known: Connection) -> None:
    known.execute(text("UPDATE core.source_rows SET item_id = 'I2' WHERE source = 'c'"))
    apart = said(known, A, C, "different")
    with pytest.raises(ZhibenError, match=f"判定 {apart}（不同隐患）不再成立"):
        said(known, A, B, "same")


def test_rows_of_two_enterprises_are_never_one_item(known: Connection) -> None:
    insert(known, {"core.items": [{"item_id": "I2", "enterprise_id": "E2"}]})
    with pytest.raises(ZhibenError, match="属于不同的企业"):
        said(known, A, B, "same")


def test_a_doubt_waits_until_a_person_decides_and_again_when_undone(known: Connection) -> None:
    doubt = {"judgement_id": "J1", "verdict": "doubt", "one_source": "a", "one_row_key": "a I1",
             "other_source": "b", "other_row_key": "b I2", "enterprise_id": "E1"}  # fmt: skip
    insert(known, {"core.pair_judgements": [doubt]})
    taken = said(known, A, B, "different")
    assert known_pairs(known, Wish(status="open")) == []
    undo(known, taken, "王科长", NIGHT)
    assert [one.verdict for one in known_pairs(known, Wish(status="open"))] == ["doubt"]


@pytest.mark.parametrize("word", ["same", "different"])
def test_what_came_back_of_a_row_points_to_where_it_is(known: Connection, word: str) -> None:
    if word == "different":
        known.execute(text("UPDATE core.source_rows SET item_id = 'I1' WHERE source = 'b'"))
    before = items(known)["b"]
    back = {"item_id": "I3", "verdict": "recurrence", "evidence": {"like": "b|b I2"}}
    insert(known, {"core.judgements": [back]})
    known.execute(text(f"UPDATE core.items SET recurrence_of = '{before}' WHERE item_id = 'I3'"))
    taken = said(known, A, B, word)
    assert came_back_of(known) == items(known)["b"] != before
    undo(known, taken, "王科长", NIGHT)
    assert came_back_of(known) == before


def test_what_came_back_of_an_item_that_a_split_made_points_to_the_one_it_is_again(
    known: Connection,
) -> None:
    known.execute(text("UPDATE core.source_rows SET item_id = 'I1' WHERE source = 'b'"))
    split = said(known, A, B, "different")
    made = items(known)["b"]
    known.execute(text(f"UPDATE core.items SET recurrence_of = '{made}' WHERE item_id = 'I3'"))
    undo(known, split, "王科长", NIGHT)
    assert came_back_of(known) == "I1"


def came_back_of(connection: Connection) -> str:
    query = "SELECT recurrence_of FROM core.items WHERE item_id = 'I3'"
    return str(connection.execute(text(query)).scalar())


def points_back(connection: Connection, **recurrences: str) -> dict[str, str]:
    """Let items have come back of others where some are named; then which have."""
    for item_id, before in recurrences.items():
        words = f"UPDATE core.items SET recurrence_of = '{before}' WHERE item_id = '{item_id}'"
        connection.execute(text(words))
    query = "SELECT item_id, recurrence_of FROM core.items WHERE recurrence_of IS NOT NULL"
    return {row.item_id: row.recurrence_of for row in connection.execute(text(query))}


@pytest.mark.parametrize(
    ("before", "merged"),
    [
        ({"I3": "I1"}, "I1"),  # the younger came back, the older keeps that
        ({"I2": "I1"}, "I1"),
        ({"I3": "I0", "I2": "I1"}, "I1"),  # of both, the older's own stays
        ({"I3": "I2"}, None),  # nothing comes back of itself
        ({}, None),
    ],
)
def test_a_merge_forgets_no_recurrence_and_its_undoing_takes_back_what_it_gave(
    known: Connection, before: dict[str, str], merged: str | None
) -> None:
    insert(known, {"core.items": [{"item_id": "I0", "enterprise_id": "E1"}]})
    points_back(known, **before)
    taken = said(known, B, C, "same")
    assert points_back(known).get("I2") == merged
    undo(known, taken, "王科长", NIGHT)
    assert points_back(known) == before


def test_a_recurrence_leads_on_to_the_last_item_and_leaves_with_what_told_of_it(
    known: Connection,
) -> None:
    insert(known, {"core.items": [{"item_id": "I0", "enterprise_id": "E1"}]})
    points_back(known, I3="I0")
    said(known, C, B, "same")
    last = said(known, B, A, "same")
    assert points_back(known) == {"I1": "I0", "I2": "I0", "I3": "I0"}
    undo(known, last, "王科长", NIGHT)
    apart = said(known, B, C, "different")
    assert points_back(known) == {"I3": "I0"}
    undo(known, apart, "王科长", NIGHT)
    assert points_back(known) == {"I2": "I0", "I3": "I0"}


def test_a_second_merge_gives_what_the_first_one_took_along(known: Connection) -> None:
    insert(known, {"core.items": [{"item_id": "I0", "enterprise_id": "E1"}]})
    points_back(known, I3="I0", I2="I0")
    first = said(known, A, C, "same")
    said(known, A, B, "same")
    undo(known, first, "王科长", NIGHT)
    assert points_back(known)["I1"] == "I0"


def told_by(connection: Connection, source: str, item_id: str, before: str) -> None:
    """Let the row of ``source`` have told that its item came back of another."""
    row = f"{source}|{source} {item_id}"
    judged = {"judgement_id": "J9", "item_id": item_id, "evidence": {"told_by": row}}
    insert(connection, {"core.judgements": [judged]})
    note_returns(connection, {item_id: (before, "J9")})


@pytest.mark.parametrize(
    ("teller", "moves"),
    [
        pytest.param("b", True, id="the row that told it goes"),
        pytest.param("a", False, id="the row that told it stays"),
    ],
)
def test_what_a_row_told_of_its_item_goes_where_the_row_goes(
    known: Connection, teller: str, moves: bool
) -> None:
    insert(known, {"core.items": [{"item_id": "I0", "enterprise_id": "E1"}]})
    known.execute(text("UPDATE core.source_rows SET item_id = 'I1', row_key = source || ' I1' "
                       "WHERE source = 'b'"))  # fmt: skip
    known.execute(text("UPDATE core.statements SET item_id = 'I1', row_key = source || ' I1' "
                       "WHERE source = 'b'"))  # fmt: skip
    told_by(known, teller, "I1", "I0")
    split = said(known, A, ("b", "b I1"), "different")
    made = items(known)["b"]
    assert points_back(known) == {made if moves else "I1": "I0"}
    undo(known, split, "王科长", NIGHT)
    assert points_back(known)["I1"] == "I0"


@pytest.mark.parametrize("known_before", [False, True])
def test_a_merge_takes_along_what_a_row_told_until_it_is_undone(
    known: Connection, known_before: bool
) -> None:
    every = [{"item_id": one, "enterprise_id": "E1"} for one in ("I0", "I9")]
    insert(known, {"core.items": every})
    points_back(known, **({"I1": "I9"} if known_before else {}))
    told_by(known, "b", "I2", "I0")
    before = points_back(known)
    merged = said(known, A, B, "same")
    assert points_back(known)["I1"] == ("I9" if known_before else "I0")
    undo(known, merged, "王科长", NIGHT)
    assert points_back(known) == before
