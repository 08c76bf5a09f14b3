"""更正说明: what an edition says otherwise than the one that was issued."""

from __future__ import annotations

from datetime import datetime
from unittest.mock import Mock

import pytest
from benchmarks.reporting.sense import digits_outside_numbers

from zhiben.reporting import Correction, Issue, Revision, WeekNumbers, compose
from zhiben.reporting.causes import in_chinese
from zhiben.reporting.summary import Filter
from zhiben.reporting.trace import printed

from . import made
from .read import tables_of

AT = datetime.fromisoformat("2026-03-30 09:00+08:00")


def corrected(before: WeekNumbers, after: WeekNumbers, *revisions: Revision) -> list[list[str]]:
    """The rows of the table of changes."""
    numbers = printed(compose(before))
    issue = Issue(before.week, 1, before.as_of, "", issued_at=AT, numbers=numbers)
    summary = compose(after, Correction(issue, AT.date(), "补报", revisions))
    assert not digits_outside_numbers(summary)
    return tables_of(summary.sections[0])


def lines(rows: list[list[str]], name: str) -> list[list[str]]:
    return [row[:1] + row[2:4] for row in rows if row[1] == name]


def test_a_change_that_turns_is_listed_with_its_sign() -> None:
    fell = made.with_values("411600", made.WHOLE, {**made.WHOLE, "found": 343})
    rose = made.with_values("411600", made.WHOLE, {**made.WHOLE, "found": 337})
    rows = corrected(fell, rose)
    assert lines(rows, "累计排查隐患数（较上期增减）") == [["全市", "-3", "+3"]]


def test_a_number_of_one_edition_only_has_a_dash_in_the_other() -> None:
    without = made.week_numbers(progress=tuple(
        one for one in made.week_numbers().progress if one.metric != "found"
        or one.county_code != "411602"
    ))  # fmt: skip
    found = "累计排查隐患数"
    assert lines(corrected(without, made.week_numbers()), found) == [["川汇区", "—", "200"]]
    assert lines(corrected(made.week_numbers(), without), found) == [["川汇区", "200", "—"]]


def test_a_table_of_numbers_holds_no_word_of_a_sentence() -> None:
    none = made.with_values("411681", {**made.XIANGCHENG, "rectified": 0, "verified": 0})
    rows = corrected(made.week_numbers(), none)
    assert lines(rows, "已整改隐患数") == [["项城市", "40", "0"]]


def test_the_same_numbers_of_another_night_are_no_change() -> None:
    earlier = made.week_numbers(as_of=made.night("2026-03-28"), nights=made.WEEK.days[:6])
    assert corrected(earlier, made.week_numbers()) == []


def test_a_part_of_a_rate_has_its_own_cause() -> None:
    where = Filter.parse("measure=denominator; until=2026-03-29; programme=p; county_code=c1")
    told = Revision("p", "rate.denominator", "c1", "补报")
    number = Mock(metric="rate", filter=where)
    assert Correction(Mock(), AT.date(), "", (told,)).cause(number) == "补报"


def test_a_filter_is_read_as_it_was_written() -> None:
    for number in compose(made.with_charts()).numbers:
        assert Filter.parse(str(number.filter)) == number.filter


@pytest.mark.parametrize(
    ("cause", "told"),
    [
        ("taken after publication: a 2026-03-08 二.csv", "发布后收到：a 2026-03-08 二.csv"),
        (
            "known later: a 2026-03-08 一.csv, b 2026-03-08 二.csv and 3 more; reckoned anew",
            "其后报来：a 2026-03-08 一.csv、b 2026-03-08 二.csv等，另有3件；重新计算",
        ),
        ("pairs decided by wang: J1", "wang判定疑似重复：J1"),
        (
            "known later: PABCDEFGHIJ234567 joined what was two items, a 2026-03-08 一.csv",
            "其后报来：系统判定（PABCDEFGHIJ234567）两项为同一隐患、a 2026-03-08 一.csv",
        ),
        (
            "known later: b 2026-03-08 二.csv told what came back",
            "其后报来：b 2026-03-08 二.csv说明系复发",
        ),
        ("补报 2026-03-28 的台账", "补报 2026-03-28 的台账"),
    ],
)
def test_causes_are_told_in_chinese(cause: str, told: str) -> None:
    assert in_chinese(cause) == told
