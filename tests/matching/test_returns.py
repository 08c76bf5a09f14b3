"""Which closed item a finding brings back, and which it does not."""

from __future__ import annotations

import numpy as np
import pytest

from tests.matching.made import ITEM_SENSE, finding, night
from zhiben.matching import Book, Link, Verdict
from zhiben.matching.comparisons import TIMELY, questions
from zhiben.matching.returns import FORMERS, Former, around, return_odds
from zhiben.matching.training import fit_returns
from zhiben.matching.visits import NOBODY

LIKELY, SLIGHT = Former(2.0, True, {}), Former(-1.0, False, {})


def test_each_former_is_told_its_likeliest_rival_and_its_share() -> None:
    said = around([LIKELY, SLIGHT])
    assert said["odds"].tolist() == [2.0, -1.0]
    assert said["rival"].tolist() == [-1.0, 2.0]
    total = 1 + np.exp(2) + np.exp(-1)
    assert np.exp(said["share"]) == pytest.approx([np.exp(2) / total, np.exp(-1) / total])
    assert said["same_source"].tolist() == [1.0, 0.0]


@pytest.mark.parametrize(
    ("formers", "rivals"),
    [
        pytest.param([LIKELY], [NOBODY], id="alone"),
        pytest.param([LIKELY, LIKELY], [2.0, 2.0], id="two alike are each other's"),
        pytest.param([LIKELY, Former(-9.0, True, {})], [NOBODY, 2.0], id="none to speak of"),
    ],
)
def test_a_rival_is_one_of_the_others(formers: list[Former], rivals: list[float]) -> None:
    assert around(formers)["rival"].tolist() == rivals


def test_of_two_formers_the_more_alike_is_likelier_to_have_come_back() -> None:
    more, less = return_odds([LIKELY, SLIGHT], ITEM_SENSE.model.returns)
    assert more > 0 > less


def test_what_tells_returns_apart_is_learned_and_dates_are_not_asked() -> None:
    rng = np.random.default_rng(2)
    said = {name: rng.uniform(-3, 3, 2000) for name in FORMERS}
    said["same_source"] = rng.choice([0.0, 1.0], 2000)
    gave = {one.name: rng.choice([0.0, 1.0], 2000) for one in questions("duckdb")}
    is_return = rng.random(2000) < 1 / (1 + np.exp(2 - 4 * said["same_source"]))
    returns = fit_returns(ITEM_SENSE.model, said, gave, is_return).returns
    assert returns.curves.keys() == {*FORMERS, *gave} - {*TIMELY}
    other, same = returns.curves["same_source"].at(np.array([0.0, 1.0]))
    assert same - other == pytest.approx(4, abs=0.8)


def test_what_is_found_again_in_other_words_points_to_what_was_closed() -> None:
    closed = finding(text="灭火器压力不足", status="verified", verified="2026-03-05")
    again = finding(row=2, text="灭火器失压未更换", found="2026-04-20", day="2026-04-20")
    book = Book()
    (first,) = night(book, closed, sense=ITEM_SENSE)
    (link,) = night(book, again, sense=ITEM_SENSE)
    assert link.verdict is Verdict.RECURRENCE
    assert book.items[link.item_id].recurrence_of == first.item_id


def closed_and_found_again(book: Book, closed: str, again: str, **said: str) -> tuple[str, str]:
    """The item that was closed, and the one found later that nobody takes for its return yet."""
    (before,) = night(
        book, finding(text=closed, status="verified", verified="2026-03-05"), sense=ITEM_SENSE
    )
    later = finding(row=2, text=again, found="2026-04-20", day="2026-04-20", **said)
    (now,) = night(book, later, sense=ITEM_SENSE)
    assert book.items[now.item_id].recurrence_of is None
    return before.item_id, now.item_id


def told_by_another(book: Book, text: str, source: str = "b") -> Link:
    one = finding(source=source, row=3, text=text, found="2026-04-21", day="2026-04-21")
    (link,) = night(book, one, sense=ITEM_SENSE)
    return link


def test_who_tells_of_a_hazard_next_may_tell_what_it_came_back_of() -> None:
    book = Book()
    before, item_id = closed_and_found_again(book, "消火栓试水时无压力", "消火栓阀门打不开没有水")
    link = told_by_another(book, "消火栓打开后不出水")
    assert (link.item_id, link.verdict) == (item_id, Verdict.SAME)
    assert book.items[item_id].recurrence_of == before
    assert book.new_returns == {item_id: (before, link.judgement_id)}
    assert link.evidence["told_by"] == f"b|{link.row_key}"
    assert link.evidence["returned"] == "|".join(*book.rows_of_item[before])


def test_words_corrected_to_those_of_before_are_heard_from_the_next_who_says_them() -> None:
    book = Book()
    before, item_id = closed_and_found_again(book, "灭火器过期", "配电箱未上锁", key="7")
    night(book, finding(row=2, text="灭火器过期", key="7", found="2026-04-20", day="2026-04-21"))
    link = told_by_another(book, "灭火器过期")
    assert (link.item_id, link.evidence["recurrence_of"]) == (item_id, before)
    assert not link.evidence["returned"]


def test_what_came_back_already_is_not_asked_again() -> None:
    book = Book()
    night(book, finding(status="verified", verified="2026-03-05"))
    (now,) = night(book, finding(row=2, found="2026-04-20", day="2026-04-20"))
    link = told_by_another(book, "灭火器过期")
    assert (link.item_id, book.new_returns) == (now.item_id, {})
    assert "told_by" not in link.evidence
