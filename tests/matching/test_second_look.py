"""Pairs that wait for a person, seen again once their rows say something new."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.matching.made import ITEM_SENSE, finding, night
from zhiben.matching import Book, Finding
from zhiben.matching.held import Held, RowPair
from zhiben.matching.item_model import Thresholds
from zhiben.matching.scoring import ItemSense
from zhiben.matching.second_look import look_again, news_of

ONE = {"text": "灭火器压力不足"}
OTHER = {"source": "b", "text": "灭火器失压未更换", "day": "2026-03-02", "found": "2026-03-02"}
PUT_RIGHT = {"day": "2026-03-20", "status": "rectified", "rectified": "2026-03-18"}
CLOSED = {"day": "2026-03-10", "status": "verified", "verified": "2026-03-10"}


def sense(again: float) -> ItemSense:
    """One that is sure of nothing at first, asks of everything, and later is from ``again`` on."""
    limits = Thresholds(99.0, again, -30.0, 0.0)
    return replace(ITEM_SENSE, model=replace(ITEM_SENSE.model, thresholds=limits))


def waiting(book: Book) -> RowPair:
    """Two rows of two sources that may be one hazard, as a night has left them."""
    night(book, finding(**ONE), sense=sense(0.0))
    (link,) = night(book, finding(**OTHER), sense=sense(0.0))
    (pair,) = link.pairs
    assert (pair.verdict, len(book.items)) == ("doubt", 2)
    return min(pair.one, pair.other), max(pair.one, pair.other)


def told(book: Book, *findings: Finding) -> set[tuple[str, str]]:
    return news_of(night(book, *findings, sense=sense(0.0)))


def held(pair: RowPair, by_people: frozenset[RowPair] = frozenset()) -> Held:
    return Held(by_people, frozenset(), {pair: ""}, frozenset())


@pytest.mark.parametrize(("again", "joined"), [(-30.0, 1), (99.0, 0)])
def test_a_pair_is_joined_where_it_is_sure_by_now(again: float, joined: int) -> None:
    book = Book()
    pair = waiting(book)
    news = told(book, finding(**ONE | PUT_RIGHT))
    assert len(look_again(book, held(pair), news, sense(again))) == joined


def test_the_same_day_of_completion_speaks_for_a_pair() -> None:
    scores = []
    for day in ("2026-03-18", "2026-03-05"):
        book = Book()
        pair = waiting(book)
        rows = [
            replace(finding(**one | PUT_RIGHT), rectified_on=finding(found=on).found_on)
            for one, on in ((ONE, "2026-03-18"), (OTHER, day))
        ]
        (found,) = look_again(book, held(pair), told(book, *rows), sense(-30.0))
        scores.append(found.score)
    assert scores[0] > scores[1]


def test_an_enterprise_with_too_many_rows_is_left_to_people(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book = Book()
    pair = waiting(book)
    news = told(book, finding(**ONE | PUT_RIGHT))
    for most, joined in ((4, 1), (3, 0)):  # two waiting rows beside two that are known
        monkeypatch.setattr("zhiben.matching.second_look.MOST_AGAIN", most)
        assert len(look_again(book, held(pair), news, sense(-30.0))) == joined


def test_only_what_a_known_row_newly_says_is_news() -> None:
    book = Book()
    assert told(book, finding(**ONE)) == set()
    assert told(book, finding(**ONE | {"day": "2026-03-05"})) == set()
    assert len(told(book, finding(**ONE | PUT_RIGHT))) == 1


def test_a_pair_without_news_is_not_looked_at() -> None:
    book = Book()
    assert look_again(book, held(waiting(book)), set(), sense(-30.0)) == []


def test_what_a_person_has_seen_stays_as_that_person_left_it() -> None:
    book = Book()
    pair = waiting(book)
    (third,) = night(book, finding(source="c", text="配电箱门缺失"), sense=sense(0.0))
    seen = (min(pair[0], ("c", third.row_key)), max(pair[0], ("c", third.row_key)))
    news = told(book, finding(**ONE | PUT_RIGHT))
    assert look_again(book, held(pair, frozenset({seen})), news, sense(-30.0)) == []


def test_what_was_found_after_the_other_was_closed_is_never_joined() -> None:
    book = Book()
    pair = waiting(book)
    news = told(book, finding(**ONE | CLOSED | {"verified": "2026-03-01"}))
    assert book.episode(book.rows[pair[0]].item_id)[1] == finding().found_on
    assert look_again(book, held(pair), news, sense(-30.0)) == []


def test_nothing_is_linked_any_more_to_an_item_that_was_joined_with_an_older_one() -> None:
    book = Book()
    one, other = (book.rows[row].item_id for row in waiting(book))
    book.join_items(other, one)
    assert {row.item_id for row in book.rows.values()} == {one}
    third = finding(**OTHER | {"source": "c"})
    (link,) = night(book, third, sense=ITEM_SENSE)
    assert (link.item_id, len(book.rows_of_item[one])) == (one, 3)
