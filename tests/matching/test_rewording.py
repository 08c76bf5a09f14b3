"""A row that its own source tells in other words: known by what stays, or by its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.matching.made import ITEM_SENSE, finding, night
from zhiben.matching import Book, Finding, Link

OFF = {"text": "火灾自动报警系统被关停", "site": "1号库房"}
DEAD = {"text": "消防报警处于瘫痪", "site": "1号库房"}  # nothing says that it is the same
TELLING: dict[str, Any] = {"measure": "恢复系统运行", "category": "消防设施"}


def telling(given: dict[str, Any], day: str = "2026-03-01", **told: str) -> Finding:
    """A row in a department's own ledger, with a deadline and what ``told`` beside the hazard."""
    one = finding(day=day, **given)
    said = {**TELLING, **told}
    return replace(one, told=replace(one.told, **said), due_on=date(2026, 3, 15))


def second(*ledger: Finding, first: tuple[Finding, ...], full: bool = True) -> list[Link]:
    """Links of a source's second ledger."""
    book = Book()
    night(book, *first, sense=ITEM_SENSE, full=("a",))
    return night(book, *ledger, sense=ITEM_SENSE, full=("a",) if full else ())


@pytest.mark.parametrize("beside", [{}, {"level": "general"}], ids=["as it was", "filled in"])
def test_alone_in_the_place_of_a_row_that_went_it_is_that_row(beside: dict[str, str]) -> None:
    (link,) = second(telling(DEAD, "2026-03-02", **beside), first=(telling(OFF),))
    assert (link.relation.value, link.rule) == ("update", "same row: other words")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        pytest.param({}, {"measure": "维修控制器"}, id="another measure"),
        pytest.param({}, {"category": ""}, id="a category taken away"),
        pytest.param({"site": "2号库房"}, {}, id="at another place"),
        pytest.param({"found": "2026-03-02"}, {}, id="of another visit"),
        pytest.param({"text": "电缆在过道地上被车碾压"}, {}, id="another hazard altogether"),
    ],
)
def test_what_is_told_otherwise_is_another_row(given: dict[str, Any], told: dict[str, str]) -> None:
    (link,) = second(telling(DEAD | given, "2026-03-02", **told), first=(telling(OFF),))
    assert link.relation.value == "new"


def test_it_is_that_row_only_where_the_ledger_is_full() -> None:
    (link,) = second(telling(DEAD, "2026-03-02"), first=(telling(OFF),), full=False)
    assert link.relation.value == "new"


def test_of_two_that_went_neither_is_taken_for_it() -> None:
    other = telling({"text": "配电箱未接地", "site": "1号库房", "row": 2})
    (link,) = second(telling(DEAD, "2026-03-02"), first=(telling(OFF), other))
    assert link.relation.value == "new"


def test_a_closure_is_not_taken_back_by_other_words() -> None:
    closed = telling(OFF | {"status": "verified", "verified": "2026-03-01"})
    (link,) = second(telling(DEAD, "2026-03-02"), first=(closed,))
    assert link.relation.value == "new"
