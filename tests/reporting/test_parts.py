"""Parts of the summary that a city may or may not have: bureaus, accidents, ended programmes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from zhiben.reporting import Listed, Programme, Progress, StatedTotal, Unit, compose
from zhiben.reporting.summary import Table

from . import made
from .read import section, sentences, table, words

ENDED = Programme(
    "winter",
    "冬季行动",
    date(2025, 12, 1),
    date(2026, 2, 28),
    "",
    dict.fromkeys(
        ("found_in_period", "open_at_the_end", "closed_since_the_end", "left_from_the_end"), ""
    ),
    {},
)


def headings(numbers: made.WeekNumbers) -> list[str]:
    return [part.heading for part in compose(numbers).sections]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {},
            (
                "今年以来（截至3月29日），全市发生生产安全事故6起、无人员死亡，与上年同期相比，起数减少3起、"
                "死亡人数减少2人，实现“双下降”；未发生重大及以上事故；最近一起事故发生于2026年3月17日，距今12天。"
            ),
        ),
        (
            {"accidents_previous_ytd": 0, "accidents_change": 6, "serious_accidents_ytd": 1},
            (
                "今年以来（截至3月29日），全市发生生产安全事故6起、无人员死亡，上年同期无事故（基数为零）；"
                "发生重大及以上事故1起；最近一起事故发生于2026年3月17日，距今12天。"
            ),
        ),
        (
            {"accidents_ytd": 0, "accidents_change": -9, "deaths_change": 0},
            (
                "今年以来（截至3月29日），全市未发生生产安全事故，与上年同期相比，起数减少9起、"
                "死亡人数持平，未实现“双下降”；最近一起事故发生于2026年3月17日，距今12天。"
            ),
        ),
    ],
)
def test_accidents_against_last_year(changes: dict[str, int], told: str) -> None:
    numbers = replace(made.week_numbers(), boards=(made.board(made.CITY.code, **changes),))
    assert sentences(numbers, "双下降") == [told]


def test_no_accident_beside_no_finding_is_a_question() -> None:
    silent = made.board("411621", accidents_ytd=0, hazards_found_ytd=0)
    numbers = replace(made.week_numbers(), boards=(made.board(made.CITY.code), silent))
    assert sentences(numbers, "双下降")[1] == "扶沟县本年既无事故，也未排查出隐患，请核实数据。"


def test_no_accident_on_record_is_no_success() -> None:
    numbers = replace(made.week_numbers(), boards=(made.board(made.CITY.code, last=None),))
    assert sentences(numbers, "双下降") == ["台账中没有生产安全事故记录，本期不作比较。"]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ((9, 4, 3, 1), "排查隐患9项，结束时未闭环4项，其后已闭环3项，尚有1项未闭环。"),
        ((9, 4, 4, 0), "排查隐患9项，结束时未闭环4项，其后已全部闭环。"),
        ((9, 4, 0, 4), "排查隐患9项，结束时未闭环4项，至今均未闭环。"),
        ((9, 1, 0, 1), "排查隐患9项，结束时未闭环1项，至今未闭环。"),
        ((9, 0, 0, 0), "排查隐患9项，结束时已全部闭环。"),
        ((0, 0, 0, 0), "，台账中没有排查出的隐患。"),
    ],
)
def test_what_an_ended_programme_left(values: tuple[int, ...], told: str) -> None:
    rows = tuple(
        Progress("winter", metric, made.CITY.code, Decimal(value))
        for metric, value in zip(ENDED.measures, values, strict=True)
    )
    numbers = made.week_numbers()
    numbers = replace(numbers, programmes=(made.ZHIBEN, ENDED), progress=(*numbers.progress, *rows))
    assert sentences(numbers, "后续整改") == [f"冬季行动（2025年12月1日—2026年2月28日）期间{told}"]


def test_parts_that_a_city_does_not_have_are_left_out_and_the_others_numbered() -> None:
    assert headings(made.week_numbers())[:4] == [
        "一、总体情况", "二、各县区情况", "三、专项行动目标进展", "四、逾期与复发",
    ]  # fmt: skip


def test_bureaus_are_told_apart_from_counties_and_not_ranked() -> None:
    units = (*made.UNITS[:2], Unit("411681", "市直", "city_bureaus"))
    numbers = made.week_numbers(units=units)
    assert [told[:3] for told in sentences(numbers, "市直部门")] == ["市直："]
    assert "名" not in "".join(row[1] for row in table(numbers, "各县区情况"))
    assert len(table(numbers, "各县区情况")) == 2


def test_a_city_of_other_programmes_is_told_by_the_one_that_measures_most() -> None:
    other = replace(made.ZHIBEN, programme="other_2026", name_zh="某行动")
    rows = tuple(replace(row, programme="other_2026") for row in made.week_numbers().progress)
    numbers = replace(made.week_numbers(), programmes=(ENDED, other), progress=rows)
    assert sentences(numbers, "总体情况") == sentences(made.week_numbers(), "总体情况")


def test_what_stayed_cured() -> None:
    cured = Progress(
        "zhiben", "cure_rate", made.CITY.code, Decimal("98.5"), previous_week_value=Decimal(98),
        numerator=Decimal(197), denominator=Decimal(200),
    )  # fmt: skip
    numbers = made.week_numbers()
    numbers = replace(numbers, progress=(*numbers.progress, cured))
    told = "近一年闭环的200项隐患中，至今未复发197项，治本率98.5（较上周提高0.5个百分点）。"
    assert sentences(numbers, "逾期与复发")[-1] == told


@pytest.mark.parametrize(
    ("stayed", "closed", "rate", "told"),
    [
        (1, 1, 100, "近一年闭环的1项隐患，至今未复发，治本率100。"),
        (0, 1, 0, "近一年闭环的1项隐患，至今已复发，治本率0。"),
        (2, 2, 100, "近一年闭环的2项隐患中，至今均未复发，治本率100。"),
        (2999, 3000, 100, "近一年闭环的3000项隐患中，至今未复发2999项，治本率接近100。"),
        (1, 3000, 0, "近一年闭环的3000项隐患中，至今未复发1项，治本率接近0。"),
    ],
)
def test_what_stayed_cured_of_one_and_of_nearly_all(
    stayed: int, closed: int, rate: int, told: str
) -> None:
    cured = Progress("zhiben", "cure_rate", made.CITY.code, Decimal(rate),
                     numerator=Decimal(stayed), denominator=Decimal(closed))  # fmt: skip
    numbers = made.week_numbers()
    numbers = replace(numbers, progress=(*numbers.progress, cured))
    assert sentences(numbers, "逾期与复发")[-1] == told


@pytest.mark.parametrize(("kept", "near"), [(3000, ""), (2999, "接近")])
def test_a_rate_in_time_that_rounding_made_whole_is_near_it(kept: int, near: str) -> None:
    rate = "due_rectification_rate"
    rows = [row for row in made.week_numbers().progress if row.metric != rate]
    rows.append(Progress("zhiben", rate, made.CITY.code, Decimal(100),
                         numerator=Decimal(kept), denominator=Decimal(3000)))  # fmt: skip
    told = "".join(sentences(replace(made.week_numbers(), progress=tuple(rows)), "总体情况"))
    assert f"按期整改率{near}100" in told


def test_what_falls_due_next_week_day_by_day() -> None:
    monday = made.WEEK.last_day + timedelta(days=1)
    listed = (Listed("due", "411602", monday, 2), Listed("due_major", "411602", monday, 1))
    numbers = replace(made.week_numbers(), listed=listed)
    told = "下周（3月30日—4月5日）整改期限到期的隐患2项，其中重大隐患1项，请有关单位督促按期整改。"
    assert sentences(numbers, "下周到期") == [told]
    assert table(numbers, "下周到期") == [["3月30日（周一）", "2", "1", "川汇区"]]


@pytest.mark.parametrize(("count", "all_"), [(1, ""), (2, "均")])
def test_stated_totals_that_all_agree(count: int, all_: str) -> None:
    seven = Decimal(7)
    total = StatedTotal(
        "411621", "2026-03-28", "ledger_rows", "行", "a", seven, seven, Decimal(0), "k"
    )
    told = f"本周台账、月报自报合计{count}处，与系统计数{all_}一致。"
    numbers = replace(made.week_numbers(), totals=(total,) * count)
    assert sentences(numbers, "数据质量")[-1] == told


def test_totals_that_units_state_are_shown_beside_ours() -> None:
    total = StatedTotal(
        "411621", "2026-03-28", "ledger_rows", "行", "a", Decimal(9), Decimal(7), Decimal(2), "k"
    )
    numbers = replace(made.week_numbers(), totals=(total, replace(total, gap=Decimal(0))))
    told = "本周台账、月报自报合计2处，其中1处与系统计数不一致，差额见下表，请核对。"
    assert sentences(numbers, "数据质量")[-1] == told
    (differing,) = [
        block
        for block in section(numbers, "数据质量").blocks
        if isinstance(block, Table) and block.caption == "自报合计与系统计数核对"
    ]
    cells = [words(cell) for cell in differing.rows[0].cells]
    assert cells == ["扶沟县", "2026年3月28日", "a台账行数（行）", "9", "7", "↑2"]
