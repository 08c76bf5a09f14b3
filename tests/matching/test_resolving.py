"""How codes, numbers, names, towns and branches together say which enterprise is meant."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from tests.matching.made import finding, reopened, resolved
from zhiben.matching import Book, Resolution

FIRM = "91411600M000100Y43"
OTHER = "91110000802100433B"
FLOUR, FEED = "沈丘县鑫源面粉有限公司", "沈丘县宏达饲料有限公司"
NINE, FIFTEEN = "M000100Y4", "110108000000016"


def resolutions(*rows: dict[str, Any]) -> list[Resolution]:
    """What became of each row, one night a row."""
    book = Book()
    found = []
    for place, said in enumerate(rows):
        one = finding(row=place, **said)
        found.append(resolved(book, one)[one.birth])
    return found


def ids(*rows: dict[str, Any]) -> list[str]:
    return [one.enterprise_id for one in resolutions(*rows)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param({"name": FLOUR}, {"name": "鑫源面粉有限责任公司"}, id="form and division"),
        pytest.param({"name": FLOUR}, {"name": "鑫源面粉"}, id="short name"),
        pytest.param({"name": "鑫源达面粉厂"}, {"name": "鑫原达面粉厂"}, id="a slip"),
        pytest.param({"name": FLOUR}, {"name": "宏业公司（原：鑫源面粉有限公司）"}, id="former"),
        pytest.param({"name": FLOUR}, {"uscc": FIRM, "name": "鑫源面粉"}, id="code supplied"),
        pytest.param({"name": FLOUR, "uscc": FIRM}, {"name": "宏业", "typed": NINE}, id="9 digits"),
        pytest.param({"name": FLOUR, "typed": FIFTEEN}, {"name": "宏", "typed": FIFTEEN}, id="15"),
        pytest.param({"name": FLOUR, "typed": NINE}, {"name": FEED, "uscc": FIRM}, id="9, then 18"),
        pytest.param(
            {"name": "鑫盛化工厂", "uscc": FIRM},
            {"name": "新盛化工厂", "typed": FIRM[:-2] + "5" + FIRM[-1]},
            id="a homophone, and a code with one wrong character",
        ),
        pytest.param({"name": FLOUR, "uscc": FIRM}, {"name": FEED, "uscc": FIRM}, id="renamed"),
        pytest.param({"name": FLOUR, "town": "槐店"}, {"name": FLOUR, "town": "刘庄"}, id="a firm"),
        pytest.param({"name": "鑫源超市", "town": "槐店"}, {"name": "鑫源超市"}, id="no town"),
        pytest.param({"name": "鑫源超市"}, {"name": "鑫源超市", "town": "槐店"}, id="town learned"),
    ],
)  # fmt: skip
def test_one_enterprise(first: dict[str, Any], second: dict[str, Any]) -> None:
    one, two = ids(first, second)
    assert one == two


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param({"name": FLOUR}, {"name": FLOUR + "第一分公司"}, id="a branch"),
        pytest.param(
            {"name": FLOUR, "uscc": FIRM},
            {"name": FLOUR + "城东加油站", "uscc": FIRM},
            id="a site under the code of its parent",
        ),
        pytest.param({"name": "鑫源家具一厂"}, {"name": "鑫源家具二厂"}, id="two works"),
        pytest.param({"name": "鑫源超市"}, {"name": "鑫源超市第二分店"}, id="two shops"),
        pytest.param(
            {"name": "鑫源超市", "town": "槐店"}, {"name": "鑫源超市", "town": "刘庄"}, id="towns"
        ),
        pytest.param(
            {"name": FLOUR}, {"name": "郸城县鑫源面粉有限公司"}, id="names of two counties"
        ),
        pytest.param({"name": FLOUR}, {"name": FLOUR, "county": "411625"}, id="in two counties"),
        pytest.param({"name": FLOUR}, {"name": "鑫源饲料有限公司"}, id="another industry"),
        pytest.param({"name": "鑫盛化工厂"}, {"name": "新盛化工厂"}, id="a homophone alone"),
        pytest.param({"name": "沈丘县第一中学"}, {"name": "沈丘县第二中学"}, id="two schools"),
        pytest.param({"name": FLOUR, "typed": NINE}, {"name": FEED, "uscc": OTHER}, id="codes"),
    ],
)  # fmt: skip
def test_two_enterprises(first: dict[str, Any], second: dict[str, Any]) -> None:
    one, two = ids(first, second)
    assert one != two


def test_code_of_another_enterprise_is_caught_and_flagged() -> None:
    flour, feed, wrong, again = resolutions(
        {"name": FLOUR, "uscc": FIRM},
        {"name": FEED, "uscc": OTHER},
        {"name": "宏达饲料有限责任公司", "uscc": FIRM},
        {"name": FEED},
    )
    assert wrong.enterprise_id == feed.enterprise_id == again.enterprise_id
    assert (wrong.flags, wrong.rivals) == (("uscc_of_another",), (flour.enterprise_id,))
    assert FLOUR in wrong.words


def test_new_name_under_a_code_yields_to_whoever_bears_it_by_right() -> None:
    flour, renamed, owner, by_name = ids(
        {"name": FLOUR, "uscc": FIRM},
        {"name": FEED, "uscc": FIRM},
        {"name": FEED, "uscc": OTHER},
        {"name": FEED},
    )
    assert flour == renamed != owner == by_name


@pytest.mark.parametrize("name", [FLOUR, "天亨航快餐店"])
def test_a_code_typed_wrong_takes_no_name_from_whoever_bears_it(name: str) -> None:
    known, mistyped, by_name = resolutions(
        {"name": name, "uscc": FIRM}, {"name": name, "uscc": OTHER}, {"name": name}
    )
    assert mistyped.enterprise_id != known.enterprise_id == by_name.enterprise_id
    assert (mistyped.flags, mistyped.rivals) == (("enterprise_doubtful",), (known.enterprise_id,))


def test_name_met_without_a_code_stays_one_when_a_row_has_both() -> None:
    code, name, both, again, by_name, by_code = ids(
        {"name": "", "uscc": FIRM},
        {"name": FLOUR},
        {"name": FLOUR, "uscc": FIRM},
        {"name": FLOUR, "uscc": FIRM},
        {"name": "鑫源面粉"},
        {"name": "", "uscc": FIRM},
    )
    assert name == both == again == by_name
    assert code == by_code


def test_enterprise_first_met_under_a_wrong_name_loses_it() -> None:
    rows = ({"name": FEED, "uscc": OTHER}, {"name": FEED, "uscc": FIRM})
    feed, wrong, flour, by_name, other = ids(
        *rows, {"name": FLOUR, "uscc": FIRM}, {"name": FEED}, {"name": FLOUR}
    )
    assert by_name == feed
    assert wrong == flour == other != feed


def test_shop_of_two_towns_without_a_town_is_neither() -> None:
    shop = {"name": "鑫源超市"}
    one, two, found = resolutions(shop | {"town": "槐店"}, shop | {"town": "刘庄"}, shop)
    assert found.enterprise_id not in {one.enterprise_id, two.enterprise_id}
    assert set(found.rivals) == {one.enterprise_id, two.enterprise_id}
    assert found.flags == ("enterprise_doubtful",)


def test_short_name_of_two_is_neither_and_stays_so() -> None:
    named = ({"name": "鑫源面粉有限公司"}, {"name": "鑫源面粉厂"}, {"name": "鑫源面粉"})
    one, two, third, again = ids(*named, {"name": "鑫源面粉"})
    assert len({one, two, third}) == 3
    assert again == third


def test_parent_code_gives_each_site_one_enterprise() -> None:
    site = {"name": FLOUR + "城东加油站", "uscc": FIRM}
    parent, one, two = ids({"name": FLOUR, "uscc": FIRM}, site, site)
    assert parent != one == two


def test_names_it_is_called_by_are_kept() -> None:
    book = Book()
    for place, name in enumerate((FLOUR, "鑫源面粉", "鑫源面粉有限责任公司")):
        resolved(book, finding(row=place, name=name))
    assert {one.name for one in book.names.values()} == {FLOUR, "鑫源面粉"}
    assert len(book.enterprises) == 1


NAMES = [
    "沈丘县鑫源面粉有限公司", "鑫源面粉", "鑫源面粉有限公司第一分公司", "鑫源饲料有限公司",
    "沈丘县鑫源达超市", "鑫原达超市", "郸城县鑫源面粉有限公司", "",
]  # fmt: skip
rows = st.fixed_dictionaries(
    {
        "name": st.sampled_from(NAMES),
        "uscc": st.sampled_from([None, None, FIRM, OTHER]),
        "town": st.sampled_from([None, "槐店", "刘庄"]),
        "typed": st.sampled_from([None, NINE, FIFTEEN, "9141"]),
    }
)
ledgers = st.lists(rows, max_size=8)


def found_in(book: Book, ledger: list[dict[str, Any]], day: str, order: list[int]) -> list[str]:
    findings = [finding(row=place, day=day, **said) for place, said in enumerate(ledger, 1)]
    found = resolved(book, *(findings[place] for place in order))
    return [found[one.birth].enterprise_id for one in findings]


@given(ledgers, st.randoms(use_true_random=False))
def test_order_of_rows_changes_nothing(ledger: Any, random: Any) -> None:
    order = list(range(len(ledger)))
    plain = found_in(Book(), ledger, "2026-03-02", order)
    random.shuffle(order)
    assert found_in(Book(), ledger, "2026-03-02", order) == plain


@given(st.lists(ledgers, min_size=2, max_size=4))
def test_reopened_book_knows_what_the_open_one_knew(nights: Any) -> None:
    book, kept = Book(), Book()
    for day, ledger in enumerate(nights, start=2):
        kept, order = reopened(kept), list(range(len(ledger)))
        said = found_in(book, ledger, f"2026-03-0{day}", order)
        assert found_in(kept, ledger, f"2026-03-0{day}", order) == said


@given(ledgers)
def test_same_rows_again_found_nothing_new(ledger: Any) -> None:
    book, order = Book(), list(range(len(ledger)))
    found_in(book, ledger, "2026-03-02", order)
    known = set(book.enterprises)
    found_in(book, ledger, "2026-03-03", order)
    assert set(book.enterprises) == known


@given(ledgers, ledgers)
def test_no_enterprise_loses_its_code_or_its_id(first: Any, second: Any) -> None:
    book = Book()
    found_in(book, first, "2026-03-02", list(range(len(first))))
    before = dict(book.enterprises)
    found_in(book, second, "2026-03-03", list(range(len(second))))
    kept = {one: book.enterprises[one].uscc for one in before}
    assert all(kept[one] == known.uscc or known.uscc is None for one, known in before.items())
    codes = [one.uscc for one in book.enterprises.values() if one.uscc]
    assert len(codes) == len(set(codes))
