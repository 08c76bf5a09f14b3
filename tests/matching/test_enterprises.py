"""Which names and codes mean one enterprise."""

from __future__ import annotations

from typing import Any

import pytest

from tests.matching.made import finding, night
from zhiben.matching import Book


def enterprises_of(*rows: dict[str, Any]) -> list[str]:
    """The enterprise of each row, one night a row."""
    book = Book()
    links = [night(book, finding(row=place, **said))[0] for place, said in enumerate(rows)]
    return [book.items[link.item_id].enterprise_id for link in links]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param({"name": "甲厂"}, {"name": "甲厂"}, id="one name in one county"),
        pytest.param({"uscc": "X"}, {"uscc": "X", "name": "甲"}, id="one code, two names"),
        pytest.param({"uscc": "X"}, {"uscc": "X", "county": "411625"}, id="one code, two counties"),
        pytest.param({"uscc": "X"}, {}, id="code first, then the name alone"),
        pytest.param({}, {"uscc": "X"}, id="name first, then a code"),
        pytest.param({"uscc": "X", "name": ""}, {"uscc": "X"}, id="code alone, then a name"),
    ],
)
def test_one_enterprise(first: dict[str, Any], second: dict[str, Any]) -> None:
    one, two = enterprises_of(first, second)
    assert one == two


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param({"name": "甲厂"}, {"name": "乙厂"}, id="two names"),
        pytest.param({}, {"county": "411625"}, id="one name in two counties"),
        pytest.param({"uscc": "X"}, {"uscc": "Y"}, id="one name, two codes"),
        pytest.param({"uscc": "X", "name": ""}, {"uscc": "Y", "name": ""}, id="two codes, no name"),
    ],
)
def test_two_enterprises(first: dict[str, Any], second: dict[str, Any]) -> None:
    one, two = enterprises_of(first, second)
    assert one != two


def test_name_learned_beside_a_code_is_enough_afterwards() -> None:
    one, two, three = enterprises_of({"uscc": "X"}, {"uscc": "X", "name": "甲"}, {"name": "甲"})
    assert one == two == three


def test_code_attached_to_a_name_finds_it_under_any_other() -> None:
    one, two, three = enterprises_of({}, {"uscc": "X"}, {"uscc": "X", "name": "甲"})
    assert one == two == three


def test_second_code_under_one_name_does_not_overwrite_the_first() -> None:
    one, two, three = enterprises_of({}, {"uscc": "X"}, {"uscc": "Y"})
    assert one == two != three


def test_enterprise_known_by_name_keeps_rows_without_a_code() -> None:
    """A code under the same name means somebody else once the first enterprise has its own."""
    known, _, again = enterprises_of({}, {"uscc": "X", "name": "甲厂"}, {})
    assert known == again


@pytest.mark.parametrize("nights", [1, 2])
def test_an_enterprise_known_by_its_code_is_called_by_the_first_name_it_is_given(
    nights: int,
) -> None:
    book, code = Book(), {"uscc": "X", "name": ""}
    rows = [finding(**code), finding(row=2, **code), finding(row=3, uscc="X", name="甲厂")]
    for told in [rows] if nights == 1 else [rows[:2], rows[2:]]:
        night(book, *told)
    night(book, finding(row=4, uscc="X", name="甲"))
    assert [one.enterprise_name for one in book.enterprises.values()] == ["甲厂"]


def test_nameless_enterprises_never_meet_by_their_missing_names() -> None:
    one, two = enterprises_of({"uscc": "X", "name": ""}, {"name": "（）", "uscc": None})
    assert one != two
