"""An item that its own source opens again is the same item for a few days, later one come back.

What it finds again after the closure came back at once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.matching.made import finding, night, row_hash
from zhiben.matching import Book, Relation, Verdict

CLOSED = {"status": "verified", "verified": "2026-03-05", "day": "2026-03-05"}
WITHDRAWN = {"status": "withdrawn", "day": "2026-03-05"}
FINAL = {"status": "rectified", "rectified": "2026-03-05", "day": "2026-03-05", "verifies": False}
FOUND = {"found": "2026-03-07"}  # within its grace days
SLIP, LONG_AFTER = {"day": "2026-03-08"}, {"day": "2026-03-09"}


def two_nights(first: dict[str, Any], second: dict[str, Any]) -> tuple[Book, Any, Any]:
    book = Book()
    (one,) = night(book, finding(**first))
    (two,) = night(book, finding(**second))
    return book, one, two


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(CLOSED, SLIP, id="no key"),
        pytest.param(CLOSED | {"key": "1"}, SLIP | {"key": "1"}, id="its key"),
        pytest.param(CLOSED | {"key": "1"}, SLIP | {"key": "9"}, id="key moved"),
        pytest.param(WITHDRAWN, SLIP, id="withdrawn by mistake"),
        pytest.param(FINAL, SLIP | {"verifies": False}, id="rectified where nobody verifies"),
        pytest.param(CLOSED, SLIP | {"found": "2026-03-05"}, id="found on the day of closure"),
        pytest.param(CLOSED | {"day": "2026-03-20"}, {"day": "2026-03-23"}, id="closing told late"),
        pytest.param(CLOSED, {"day": "2026-03-15", "grace": 10}, id="the contract allows more"),
    ],
)
def test_opened_again_within_its_grace_days_it_is_the_same_item(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    book, one, two = two_nights(first, second)
    assert (two.item_id, two.verdict) == (one.item_id, Verdict.SAME)
    assert book.episode(one.item_id)[1] is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(CLOSED, LONG_AFTER, id="no key"),
        pytest.param(CLOSED | {"key": "1"}, LONG_AFTER | {"key": "1"}, id="its key"),
        pytest.param(CLOSED | {"key": "1"}, LONG_AFTER | {"key": "9"}, id="key moved"),
        pytest.param(CLOSED, SLIP | FOUND, id="found again, no key"),
        pytest.param(CLOSED | {"key": "1"}, SLIP | FOUND | {"key": "1"}, id="found again, its key"),
        pytest.param(CLOSED | {"key": "1"}, SLIP | FOUND | {"key": "2"}, id="found again, new key"),
        pytest.param(CLOSED, {"day": "2026-04-02", **FOUND}, id="found soon, told late"),
        pytest.param(CLOSED, {"day": "2026-03-06", "grace": 0}, id="the contract allows none"),
        pytest.param(CLOSED, SLIP | FOUND | {"source": "b"}, id="another source finds it"),
        pytest.param(CLOSED, SLIP | FOUND | CLOSED | {"verified": "2026-03-08"}, id="not open"),
    ],
)
def test_opened_again_later_or_found_again_it_came_back(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    book, one, two = two_nights(first, second)
    assert (two.relation, two.verdict) == (Relation.NEW, Verdict.RECURRENCE)
    assert book.items[two.item_id].recurrence_of == one.item_id
    assert book.episode(one.item_id)[1] is not None


def test_a_new_line_beside_the_closed_one_came_back() -> None:
    book = Book()
    closed = CLOSED | {"key": "1"}
    (one,) = night(book, finding(**closed))
    (two,) = night(book, finding(key="2", **SLIP, **FOUND), unchanged=(row_hash(**closed),))
    assert book.items[two.item_id].recurrence_of == one.item_id


def test_a_row_that_only_reads_otherwise_takes_nothing_back() -> None:
    book = Book()
    (one,) = night(book, finding(**CLOSED))
    (row,) = book.rows.values()
    book.put_row(replace(row, row_hash=row_hash(**LONG_AFTER)))
    (two,) = night(book, finding(**LONG_AFTER))
    assert two.item_id == one.item_id


def test_what_a_weightier_source_holds_closed_is_not_opened() -> None:
    book = Book()
    (one, _) = night(book, finding(**CLOSED), finding(**CLOSED | {"source": "b", "authority": 40}))
    (two,) = night(book, finding(**LONG_AFTER))
    assert (two.item_id, two.relation) == (one.item_id, Relation.UPDATE)


def test_a_late_file_from_before_the_closing_opens_nothing() -> None:
    book, one, two = two_nights(CLOSED | {"day": "2026-03-20"}, {"day": "2026-03-03"})
    assert two.item_id == one.item_id
    assert book.episode(one.item_id)[1] is not None


@pytest.mark.parametrize("key", [None, "1"])
def test_what_came_back_is_told_on_by_the_same_row(key: str | None) -> None:
    book, one, two = two_nights(CLOSED | {"key": key}, LONG_AFTER | {"key": key})
    done = CLOSED | {"key": key, "day": "2026-04-02"}
    (three,) = night(book, finding(**done))
    (four,) = night(book, finding(**{**done, "day": "2026-05-02", "status": "open"}))
    (late,) = night(book, finding(**CLOSED | {"key": key, "day": "2026-03-07"}))
    assert (three.item_id, late.item_id) == (two.item_id, one.item_id)
    assert book.items[four.item_id].recurrence_of == two.item_id


def test_another_source_that_tells_of_it_joins_what_is_open() -> None:
    book, _, two = two_nights(CLOSED, LONG_AFTER)
    (other,) = night(book, finding(source="b", day="2026-03-09"))
    assert other.item_id == two.item_id


@pytest.mark.parametrize("order", ["open first", "closed first"])
def test_of_two_equal_rows_of_a_source_the_one_that_holds_it_open_counts(order: str) -> None:
    book = Book()
    rows = [finding(row=7, day="2026-03-05"), finding(row=8, **CLOSED)]
    first, second = night(book, *(rows if order == "open first" else reversed(rows)))
    assert first.item_id == second.item_id
    assert book.episode(first.item_id)[1] is None
