"""When two rows speak of one rectification item, and when they do not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.matching.made import finding, night, row_hash
from zhiben.matching import Book, Link, Relation, Verdict

RECTIFIED = {"status": "rectified", "rectified": "2026-03-04"}
VERIFIED = {"status": "verified", "rectified": "2026-03-04", "verified": "2026-03-05"}
LATER = {"day": "2026-03-11", "found": "2026-03-10"}


def two_nights(first: dict[str, Any], second: dict[str, Any]) -> tuple[Link, Link]:
    """The links of a row of one night and of a row of the night ten days later."""
    book = Book()
    (one,) = night(book, finding(**first))
    (two,) = night(book, finding(**{"day": "2026-03-11", **second}))
    return one, two


def side_by_side(first: dict[str, Any], second: dict[str, Any]) -> tuple[Link, Link]:
    """The links of two rows of one night."""
    one, two = night(Book(), finding(**{"row": 1, **first}), finding(**{"row": 2, **second}))
    return one, two


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param({}, {}, id="letter for letter"),
        pytest.param({}, RECTIFIED, id="another status"),
        pytest.param({}, VERIFIED, id="closed"),
        pytest.param(VERIFIED, {"day": "2026-03-08"}, id="closed by mistake"),
        pytest.param({"row": 7}, {"row": 3}, id="rows deleted above it"),
        pytest.param({"key": "7"}, {"key": "3"}, id="serial number moved"),
        pytest.param({"key": "7"}, {"key": "7", "text": "2具灭火器过期"}, id="text corrected"),
        pytest.param({"key": "7"}, {"key": "7", "site": "2号车间"}, id="place corrected"),
        pytest.param({"key": "7"}, {"key": "7", "found": "2026-03-02"}, id="date corrected"),
        pytest.param({"uscc": "X"}, {"uscc": "X", "name": "甲"}, id="enterprise named otherwise"),
        pytest.param({}, {"uscc": "X"}, id="credit code supplied"),
    ],
)
def test_row_sent_again_updates_its_item(first: dict[str, Any], second: dict[str, Any]) -> None:
    one, two = two_nights(first, second)
    assert (two.item_id, two.row_key, two.relation) == (one.item_id, one.row_key, Relation.UPDATE)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param({}, {"source": "b"}, id="same words, second source"),
        pytest.param({}, {"source": "b", "found": "2026-03-09"}, id="found days later"),
        pytest.param({}, {"source": "b", "found": "2026-02-27"}, id="found days earlier"),
        pytest.param({}, {"source": "b", "key": "1"}, id="second source has keys"),
        pytest.param({}, {"found": "2026-03-09"}, id="same source, a second visit"),
        pytest.param(RECTIFIED, LATER, id="found again while rectified"),
        pytest.param(
            RECTIFIED | {"key": "1"}, LATER | {"key": "2"}, id="found again, another serial number"
        ),
        pytest.param(VERIFIED, {"source": "b", "found": "2026-03-03"}, id="found before closure"),
        pytest.param({"uscc": "X"}, {"source": "b"}, id="second source knows no code"),
        pytest.param({}, {"source": "b", "uscc": "X"}, id="second source knows the code"),
    ],
)
def test_finding_within_the_episode_joins_it(first: dict[str, Any], second: dict[str, Any]) -> None:
    one, two = two_nights(first, second)
    assert (two.item_id, two.relation) == (one.item_id, Relation.DUPLICATE)
    assert two.row_key != one.row_key
    assert two.evidence


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param({}, {"site": "2号车间"}, id="another place"),
        pytest.param({}, {"name": "乙厂"}, id="another enterprise"),
        pytest.param({}, {"county": "411625"}, id="same name in another county"),
        pytest.param({"uscc": "X"}, {"uscc": "Y"}, id="same name, another code"),
        pytest.param({"text": "疏散通道不畅通"}, {"text": "疏散通道已畅通"}, id="the opposite"),
        pytest.param({"key": "1"}, {"key": "1", "name": "乙厂"}, id="serial number given away"),
        pytest.param({"key": "1"}, {"key": "1", "text": "无证", **LATER}, id="number given anew"),
        pytest.param({"source": "b", "key": "1"}, {"key": "1", "text": "无证"}, id="other's key"),
    ],
)
def test_finding_elsewhere_or_otherwise_is_an_item_of_its_own(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    one, two = two_nights(first, second)
    assert two.item_id != one.item_id
    assert (two.relation, two.verdict) == (Relation.NEW, Verdict.NEW)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(VERIFIED, {}, id="verified"),
        pytest.param({"status": "withdrawn", "day": "2026-03-05"}, {}, id="withdrawn"),
        pytest.param(RECTIFIED | {"verifies": False}, {}, id="rectified where nobody verifies"),
        pytest.param(VERIFIED, {"source": "b"}, id="found by another source"),
        pytest.param(VERIFIED | {"key": "1"}, {"key": "2"}, id="another serial number"),
        pytest.param(VERIFIED | {"key": "1"}, {"key": "1"}, id="serial number used again"),
        pytest.param(VERIFIED, {"status": "verified", "verified": "2026-03-11"}, id="and closed"),
    ],
)
def test_found_again_after_closure_recurs(first: dict[str, Any], second: dict[str, Any]) -> None:
    one, two = two_nights(first, LATER | second)
    assert (two.relation, two.verdict) == (Relation.NEW, Verdict.RECURRENCE)
    assert two.evidence == {"recurrence_of": one.item_id}
    assert two.item_id != one.item_id


def test_recurrence_is_seen_where_the_closed_row_stays_in_the_ledger() -> None:
    book = Book()
    closed = {"key": "1", **VERIFIED}
    (one,) = night(book, finding(**closed))
    (two,) = night(book, finding(key="2", **LATER), unchanged=(row_hash(**closed),))
    assert book.items[two.item_id].recurrence_of == one.item_id


def test_found_again_while_rectified_joins_though_the_old_row_stays() -> None:
    book = Book()
    rectified = {"key": "1", **RECTIFIED}
    (one,) = night(book, finding(**rectified))
    (two,) = night(book, finding(key="2", **LATER), unchanged=(row_hash(**rectified),))
    assert two.item_id == one.item_id
    assert book.episode(one.item_id)[1] is None


def test_closing_and_return_told_in_one_night_recur() -> None:
    book = Book()
    (one,) = night(book, finding())
    again, _ = night(book, finding(row=2, **LATER), finding(**{**VERIFIED, "day": "2026-03-11"}))
    assert book.items[again.item_id].recurrence_of == one.item_id


def test_each_return_points_to_the_last_closure() -> None:
    book, items = Book(), []
    for month in (1, 2, 3):
        said = {"found": f"2026-0{month}-01", "verified": f"2026-0{month}-09", "status": "verified"}
        (link,) = night(book, finding(day=f"2026-0{month}-10", **said))
        items.append(link.item_id)
    assert [book.items[one].recurrence_of for one in items] == [None, *items[:2]]


def test_late_word_of_an_old_episode_joins_that_one() -> None:
    book = Book()
    (old,) = night(book, finding(**VERIFIED))
    (new,) = night(book, finding(**LATER))
    (late,) = night(book, finding(source="b", day="2026-03-12", found="2026-03-02"))
    assert late.item_id == old.item_id != new.item_id


@pytest.mark.parametrize(
    ("first", "second", "is_one_item"),
    [
        pytest.param({}, {}, True, id="no keys"),
        pytest.param({}, {"source": "b"}, True, id="two sources"),
        pytest.param({"key": "1"}, {"key": "2"}, False, id="two keys"),
        pytest.param({"key": "1"}, {"key": "2", "source": "b"}, True, id="keys of two sources"),
        pytest.param({"key": "1"}, {"key": "2", "found": "2026-02-20"}, False, id="both open"),
        pytest.param({"key": "1", "part": 1}, {"key": "1", "part": 2}, True, id="parts alike"),
        pytest.param({"part": 1}, {"part": 2, "text": "无证"}, False, id="parts of one cell"),
    ],
)
def test_rows_side_by_side(
    first: dict[str, Any], second: dict[str, Any], is_one_item: bool
) -> None:
    one, two = side_by_side(first, second)
    assert (one.item_id == two.item_id) is is_one_item


def test_rows_side_by_side_stay_apart_on_every_night() -> None:
    book = Book()
    before = night(book, finding(key="1"), finding(key="2", row=2))
    again = {"day": "2026-03-02", **RECTIFIED}
    after = night(book, finding(key="1", **again), finding(key="2", row=2, **again))
    assert [link.item_id for link in after] == [link.item_id for link in before]


def test_swapped_serial_numbers_keep_their_items() -> None:
    book = Book()
    before = night(book, finding(key="1"), finding(key="2", row=2, text="无证"))
    after = night(
        book,
        finding(key="1", text="无证", day="2026-03-02"),
        finding(key="2", row=2, day="2026-03-02"),
    )
    assert [link.item_id for link in after] == [link.item_id for link in reversed(before)]


NEW = {"text": "配电箱未接地", "key": "1"}
FIRST = {"key": "1", "status": "verified", "verified": "2026-03-02"}
SECOND = {"key": "2"}


@pytest.mark.parametrize(
    ("ledger", "known", "full"),
    [
        ([NEW, FIRST | {"key": "2"}, SECOND | {"key": "3"}], [None, 0, 1], ("a",)),
        ([NEW | {"key": "2"}, SECOND | {"key": "1"}, FIRST | {"key": "3"}], [None, 1, 0], ("a",)),
        ([SECOND | {"key": "1"}, FIRST | {"key": "2"}], [0, 1], ("a",)),
        ([NEW, FIRST | {"key": "2"}], [None, 1], ("a",)),
        ([FIRST | {"key": "2"}, SECOND | {"key": "3"}], [1, None], ("a",)),
        ([NEW, FIRST | {"key": "2"}, SECOND | {"key": "3"}], [None, 1, None], ()),
    ],
    ids=["numbered anew", "moved below", "states swapped", "one closed", "one gone", "delta"],
)
def test_rows_alike_keep_their_state_only_where_their_keys_moved(
    ledger: list[dict[str, Any]], known: list[int | None], full: tuple[str, ...]
) -> None:
    book = Book()
    before = night(book, *(finding(row=n, **one) for n, one in enumerate((FIRST, SECOND))))
    today = [finding(row=n, day="2026-03-03", **one) for n, one in enumerate(ledger, start=5)]
    ids = [before[place].row_key if place is not None else None for place in known]
    said = [one.row_key for one in night(book, *today, full=full)]
    assert [found if wanted else None for found, wanted in zip(said, ids, strict=True)] == ids


@pytest.mark.parametrize(
    ("before", "today", "full", "is_update"),
    [
        pytest.param([{}], [{"found": "2026-02-20"}], ("a",), True, id="corrected"),
        pytest.param([VERIFIED], [VERIFIED | {"found": "2026-02-20"}], ("a",), True, id="closed"),
        pytest.param([{}], [{"found": "2026-02-20"}], (), False, id="delta"),
        pytest.param([{}], [{}, {"found": "2026-02-20"}], ("a",), False, id="listed beside"),
        pytest.param([{}], [LATER, {"found": "2026-02-20"}], ("a",), False, id="two may be it"),
        pytest.param([{}, {}], [{"found": "2026-02-20"}], ("a",), False, id="it may be two"),
        pytest.param([{"key": "1"}], [LATER | {"key": "2"}], ("a",), False, id="another key"),
        pytest.param([VERIFIED], [LATER], ("a",), False, id="found after closure"),
    ],
)
def test_a_row_gone_that_reads_alike_but_for_the_found_date_is_that_row(
    before: list[dict[str, Any]],
    today: list[dict[str, Any]],
    full: tuple[str, ...],
    *,
    is_update: bool,
) -> None:
    book = Book()
    known = {one.row_key for one in night(book, *_lines(before, "2026-03-01"))}
    links = night(book, *_lines(today, "2026-03-11"), full=full)
    assert (links[-1].row_key in known) is is_update


def _lines(rows: list[dict[str, Any]], day: str) -> list[Any]:
    return [finding(**{"row": n, "day": day} | one) for n, one in enumerate(rows, start=1)]


def test_a_row_gone_beside_one_that_is_listed_has_no_say() -> None:
    book = Book()
    one, two = night(book, finding(), finding(row=2, **VERIFIED))
    closed = []
    for row in (one, two):
        book.note_missing("a", [row.row_key], date(2026, 3, 6))
        closed.append(book.episode(one.item_id)[1])
    assert closed == [date(2026, 3, 5), None]


def test_swapped_parts_of_a_cell_keep_their_items() -> None:
    book = Book()
    before = night(book, finding(part=1, key="1"), finding(part=2, key="1", text="无证"))
    after = night(
        book,
        finding(part=1, key="1", text="无证", day="2026-03-02"),
        finding(part=2, key="1", day="2026-03-02"),
    )
    assert [link.item_id for link in after] == [link.item_id for link in reversed(before)]


def test_row_spoken_for_by_an_unchanged_one_is_nobody_elses() -> None:
    book = Book()
    (one,) = night(book, finding(key="1"))
    said = {"key": "1", "text": "2具灭火器过期", "row": 2, "day": "2026-03-02"}
    (two,) = night(book, finding(**said), unchanged=(row_hash(key="1"),))
    assert two.item_id != one.item_id


def test_row_saying_nothing_new_is_no_change() -> None:
    one, two = two_nights({}, {})
    assert (one.is_change, two.is_change) == (True, False)


def test_late_file_does_not_overrule_a_newer_one() -> None:
    book = Book()
    night(book, finding(day="2026-03-09", **RECTIFIED))
    (late,) = night(book, finding(day="2026-03-02"))
    (row,) = book.rows.values()
    assert (late.is_change, row.status) == (True, "rectified")


@pytest.mark.parametrize(
    ("second", "is_closed"),
    [
        pytest.param({"authority": 40, "status": "open"}, False, id="more authority"),
        pytest.param({"authority": 10, "status": "open"}, True, id="less authority"),
        pytest.param({"status": "open", "day": "2026-03-12"}, False, id="equals, said later"),
        pytest.param({"status": "open", "day": "2026-03-09"}, True, id="equals, said earlier"),
        pytest.param({"status": "open"}, True, id="equals, same day: the first source"),
    ],
)
def test_most_authoritative_word_closes(second: dict[str, Any], is_closed: bool) -> None:
    book = Book()
    one, _ = night(
        book,
        finding(day="2026-03-11", **VERIFIED),
        finding(**{"source": "b", "found": "2026-03-02", "day": "2026-03-11", **second}),
    )
    assert (book.episode(one.item_id)[1] is not None) is is_closed
