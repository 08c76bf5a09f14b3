"""What holds for any findings: each is linked once, in whatever order they come."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
from hypothesis import given, settings

from tests.matching.made import finding, night, reopened
from zhiben.matching import Book, Finding, Link

rows = st.fixed_dictionaries(
    {
        "source": st.sampled_from("ab"),
        "key": st.sampled_from([None, "1", "2"]),
        "part": st.sampled_from([1, 2]),
        "name": st.sampled_from(["甲", "乙"]),
        "uscc": st.sampled_from([None, "X", "Y"]),
        "site": st.sampled_from(["", "1号"]),
        "text": st.sampled_from(["灭火器过期", "无证"]),
        "found": st.sampled_from(["2026-02-01", "2026-03-01"]),
        "status": st.sampled_from(["open", "rectified", "verified"]),
        "verified": st.sampled_from([None, "2026-02-10"]),
        "authority": st.sampled_from([10, 30]),
    }
)
ledgers = st.lists(rows, max_size=8)


def findings(ledger: list[dict[str, Any]], day: str) -> list[Finding]:
    return [finding(row=place, day=day, **said) for place, said in enumerate(ledger, start=1)]


def linked(*nights: list[Finding]) -> list[tuple[str, str, str, str]]:
    """What became of every finding: its birth, item, row and what the item recurs from."""
    book = Book()
    links = [link for one in nights for link in night(book, *one)]
    before = {item_id: item.recurrence_of or "" for item_id, item in book.items.items()}
    return sorted(
        (link.finding.birth, link.item_id, link.row_key, before[link.item_id]) for link in links
    )


@settings(max_examples=150, deadline=None)
@given(ledgers, ledgers)
def test_each_finding_is_linked_once_to_a_known_item(first: Any, second: Any) -> None:
    days = (findings(first, "2026-03-02"), findings(second, "2026-03-03"))
    assert len(linked(*days)) == len(first) + len(second)


@settings(max_examples=150, deadline=None)
@given(ledgers, st.randoms(use_true_random=False))
def test_order_of_the_list_changes_nothing(ledger: Any, random: Any) -> None:
    given_ = findings(ledger, "2026-03-02")
    shuffled = random.sample(given_, len(given_))
    assert linked(given_) == linked(shuffled)


@settings(max_examples=150, deadline=None)
@given(ledgers)
def test_ledger_sent_again_founds_nothing(ledger: Any) -> None:
    book = Book()
    night(book, *findings(ledger, "2026-03-02"))
    known = set(book.items), set(book.rows)
    links = night(book, *findings(ledger, "2026-03-03"))
    assert (set(book.items), set(book.rows)) == known
    assert not any(link.is_change for link in links)


@settings(max_examples=100, deadline=None)
@given(ledgers)
def test_rows_of_a_source_are_never_taken_twice(ledger: Any) -> None:
    links = night(Book(), *findings(ledger, "2026-03-02"))
    taken = [(link.finding.source, link.row_key) for link in links]
    assert len(taken) == len(set(taken))


@settings(max_examples=200, deadline=None)
@given(st.lists(ledgers, min_size=2, max_size=4))
def test_nights_run_one_by_one_or_at_once_give_the_same(nights: Any) -> None:
    book, kept = Book(), Book()
    for day, ledger in enumerate(nights, start=2):
        said = findings(ledger, f"2026-03-0{day}")
        kept = reopened(kept)
        assert items_of(night(book, *said)) == items_of(night(kept, *said))


def items_of(links: list[Link]) -> list[tuple[str, str]]:
    return [(link.item_id, link.row_key) for link in links]
