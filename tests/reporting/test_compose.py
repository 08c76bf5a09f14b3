"""Golden sentences, and the weeks that are not as they should be."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from benchmarks.reporting.sense import words

from zhiben.reporting import Listed, Outcome, Unit, Week, WeekNumbers, compose

from . import made
from .read import sentences, table

NOTHING = dict.fromkeys(made.WHOLE, 0.0)
UNKNOWN = dict.fromkeys(made.WHOLE)


def test_the_city_as_a_whole() -> None:
    assert sentences(made.week_numbers(), "总体情况") == [
        (
            "截至2026年3月29日，全市累计排查隐患340项，其中重大隐患24项；已整改325项（其中已销号280项），"
            "整改率95.6%，按期整改率97.9%；逾期未整改隐患8项，未闭环重大隐患4项。"
        ),
        (
            "与上周（截至2026年3月22日）相比，累计排查隐患增加10项，已整改增加10项，整改率提高10个百分点，"
            "逾期未整改隐患增加8项，未闭环重大隐患增加4项。"
        ),
    ]


def test_a_sentence_for_each_unit_in_report_order() -> None:
    assert sentences(made.week_numbers(), "各县区情况") == [
        (
            "川汇区：累计排查隐患200项（较上周增加10项），其中重大隐患12项；已整改190项（其中已销号150项），"
            "整改率95.0%，并列居第2位，按期整改率97.4%；逾期未整改隐患3项，未闭环重大隐患2项。"
        ),
        (
            "扶沟县：累计排查隐患100项（较上周增加10项），其中重大隐患12项；已整改95项（其中已销号90项），"
            "整改率95.0%，并列居第2位，按期整改率97.4%；逾期未整改隐患5项，未闭环重大隐患2项。"
        ),
        (
            "项城市：累计排查隐患40项（较上周增加10项），其中无重大隐患；40项已全部整改（均已销号），"
            "整改率100%，居第1位，按期整改率100%；无逾期未整改隐患。"
        ),
    ]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (NOTHING, "无登记在册的隐患。"),
        (UNKNOWN, "暂无数据。"),
        ({}, "暂无数据。"),
        ({"found": 3}, "累计排查隐患3项。"),
        ({"found": 3, "rectified": 0}, "累计排查隐患3项；尚无整改完成的隐患。"),
        ({"found": 3, "major_found": 3}, "累计排查隐患3项，均为重大隐患。"),
        ({"found": 1, "major_found": 1}, "累计排查隐患1项，为重大隐患。"),
        ({"found": 1, "rectified": 1}, "累计排查隐患1项；已整改1项。"),
        (
            {"found": 3, "rectified": 2, "verified": 0},
            "累计排查隐患3项；已整改2项（尚无销号）。",
        ),
        (
            {"found": 3, "rectified": 2, "verified": 2},
            "累计排查隐患3项；已整改2项（均已销号）。",
        ),
        (
            {"found": 9999, "rectified": 9998, "rectification_rate": 100},
            "累计排查隐患9999项；已整改9998项，整改率接近100%，居第1位。",
        ),
        (
            {"found": 5, "major_found": 2, "major_open": 0, "overdue": 0},
            "累计排查隐患5项，其中重大隐患2项；无逾期未整改隐患，重大隐患动态清零。",
        ),
    ],
)
def test_odd_units(values: made.Values, told: str) -> None:
    assert sentences(made.with_values("411681", values, {}), "各县区情况")[2] == f"项城市：{told}"


@pytest.mark.parametrize(
    ("found", "before", "told"),
    [(5, 5, "较上周持平"), (5, 7, "较上周减少2项"), (5, 0, "较上周增加5项")],
)
def test_change_of_a_unit(found: int, before: int, told: str) -> None:
    numbers = made.with_values("411681", {"found": found}, {"found": before})
    assert sentences(numbers, "各县区情况")[2] == f"项城市：累计排查隐患{found}项（{told}）。"


def test_ranking_gives_equals_the_same_place_and_the_rateless_none() -> None:
    numbers = made.week_numbers(units=(*made.UNITS, Unit("4116A1", "示范区")))
    ranked = [row[:3] for row in table(numbers, "各县区情况")]
    assert ranked == [
        ["1", "项城市", "100%"],
        ["2", "川汇区", "95.0%"],
        ["2", "扶沟县", "95.0%"],
        ["—", "示范区", "—"],
    ]


def test_one_unit_is_not_ranked_nor_repeated() -> None:
    numbers = made.week_numbers(units=made.UNITS[:1])
    assert table(numbers, "各县区情况") == []
    assert "位" not in sentences(numbers, "各县区情况")[0]
    assert sentences(numbers, "逾期与复发")[0] == "全市逾期未整改隐患8项，较上周增加8项。"


def test_no_unit_at_all() -> None:
    assert sentences(made.week_numbers(units=()), "各县区情况") == ["尚无报告单位。"]


def test_targets_are_told_the_worst_first() -> None:
    numbers = made.with_target("rectification_rate", 96, c411600="behind", c411602="missed")
    rows = tuple(
        replace(row, target=row.value, status="ahead") if row.metric == "stock_open" else row
        for row in numbers.progress
    )
    numbers = replace(numbers, progress=rows)
    assert sentences(numbers, "目标进展") == [
        (
            "安全生产治本攻坚三年行动（动态清零）：对照目标，全市整改率滞后；存量重大隐患数目前达标。"
            "历史存量重大隐患尚有2项未闭环，较上周增加2项。"
        )
    ]
    assert table(numbers, "目标进展")[0] == [
        "整改率", "95.6%", "≥96%", "2026年12月31日", "滞后", "川汇区",
    ]  # fmt: skip


def test_a_city_without_goals_has_no_such_section() -> None:
    rows = tuple(row for row in made.week_numbers().progress if row.metric != "stock_open")
    headings = [part.heading for part in compose(made.week_numbers(progress=rows)).sections]
    assert not any("目标进展" in heading for heading in headings)


def test_all_units_behind_are_not_listed_one_by_one() -> None:
    behind = {f"c{unit.code}": "behind" for unit in made.UNITS}
    numbers = made.with_target("rectification_rate", 100, **behind)
    assert table(numbers, "目标进展")[0][5] == "全部单位"


def test_overdue_and_recurred_the_most_first() -> None:
    assert sentences(made.week_numbers(), "逾期与复发") == [
        "全市逾期未整改隐患8项，较上周增加8项，分布在：扶沟县5项、川汇区3项。",
        "全市整改后复发的隐患5项，较上周增加5项，分布在：川汇区4项、项城市1项。",
    ]


@pytest.mark.parametrize(
    ("before", "told"),
    [({}, "。"), (NOTHING, "。"), ({"overdue": 3}, "，较上周减少3项。")],
)
def test_nothing_overdue(before: made.Values, told: str) -> None:
    numbers = replace(made.with_values("411600", NOTHING, before), units=())
    assert sentences(numbers, "逾期与复发")[0] == f"全市无逾期未整改隐患{told}"


def test_deliveries_and_who_is_silent() -> None:
    assert sentences(made.week_numbers(), "数据质量") == [
        "本周每夜的数据均已发布。",
        (
            "本周收到文件7份，应报未报2份；收到数据70行，入库60行，未通过校验4行，"
            "标题、合计、空行等非记录行6行。"
        ),
        "未报来源：扶沟县的411621-zhujian（2份）。",
        "目前没有待更正的行。",
    ]
    assert " ".join(table(made.week_numbers(), "数据质量")[-1]) == "合计 7 2 0 0 70 60 4 6"


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"files_missing": 2}, "本周未收到任何文件，应报未报2份。"),
        ({"files_received": 2}, "本周收到文件2份，应报来源均已报送；没有收到新的数据行。"),
        (
            {"files_received": 3, "files_late": 1, "files_rejected": 2},
            "本周收到文件3份（其中迟报1份、退回2份），应报来源均已报送；没有收到新的数据行。",
        ),
        (
            {"files_received": 1, "rows_received": 4, "rows_quarantined": 4},
            "本周收到文件1份，应报来源均已报送；收到数据4行，没有一行入库，未通过校验4行。",
        ),
        (
            {"files_received": 1, "rows_received": 4, "rows_loaded": 4},
            "本周收到文件1份，应报来源均已报送；收到数据4行，入库4行，全部记录通过校验。",
        ),
    ],
)
def test_odd_deliveries(counts: dict[str, int], told: str) -> None:
    deliveries = made.deliveries("411602", "a", **counts)
    assert sentences(made.week_numbers(deliveries=deliveries), "数据质量")[1] == told


def test_a_week_without_sources() -> None:
    numbers = made.week_numbers(deliveries=())
    assert sentences(numbers, "数据质量")[1] == "本周没有应报来源，也没有收到文件。"
    assert table(numbers, "数据质量") == []


@pytest.mark.parametrize(("code", "name"), [("", "未标明单位"), ("411600", "周口市")])
def test_deliveries_of_no_unit_are_in_the_table(code: str, name: str) -> None:
    deliveries = made.deliveries(code, "province", files_received=1)
    assert table(made.week_numbers(deliveries=deliveries), "数据质量")[-2][:2] == [name, "1"]


def test_totals_that_do_not_add_up_are_shown() -> None:
    numbers = made.with_values("411600", made.WHOLE | {"found": 350})
    told = "各单位累计排查隐患之和为340项，与全市的350项不一致，请核对。"
    assert sentences(numbers, "数据质量")[-1] == told


def test_the_first_week_compares_nothing() -> None:
    rows = tuple(replace(r, previous_week_value=None) for r in made.week_numbers().progress)
    numbers = made.week_numbers(progress=rows, previous_as_of=None)
    assert sentences(numbers, "总体情况")[1] == "此前没有已发布的数据，本期不作环比。"
    assert "较上周" not in "".join(
        sentences(numbers, "各县区情况") + sentences(numbers, "逾期与复发")
    )


def test_an_older_week_is_named_by_its_day() -> None:
    numbers = made.week_numbers(previous_as_of=made.night("2026-03-01"))
    told = sentences(numbers, "总体情况")[1]
    assert told.startswith("上周没有已发布的数据，与2026年3月1日相比，累计排查隐患增加10项")
    assert "（较3月1日增加10项）" in sentences(numbers, "各县区情况")[0]


@pytest.mark.parametrize(
    ("as_of", "nights", "note", "quality"),
    [
        (
            "2026-03-27",
            made.WEEK.days[:5],
            "本周数据发布至2026年3月27日，其后的情况不在本期之内。",
            "本周3月28日、3月29日的数据未发布。",
        ),
        (
            "2026-03-20",
            (),
            "本周没有已发布的数据，各项数字仍为2026年3月20日的数字。",
            "本周没有已发布的数据。",
        ),
    ],
)
def test_a_week_that_is_not_whole(as_of: str, nights: tuple, note: str, quality: str) -> None:
    numbers = made.week_numbers(as_of=made.night(as_of), nights=nights)
    assert [words(n) for n in compose(numbers).notes] == [note]
    assert sentences(numbers, "数据质量")[0] == quality


def test_a_week_without_nights_says_that_nothing_is_new() -> None:
    numbers = made.week_numbers(
        as_of=made.night("2026-03-20"), nights=(), previous_as_of=None, week=Week(2026, 13)
    )
    assert sentences(numbers, "总体情况")[1] == "本周没有新发布的数据，不作环比。"


def with_outcome(due_on: str, night: str, value: str, status: str) -> WeekNumbers:
    """The made week with a goal for 整改率 that is over, and the number that decided it."""
    numbers = made.with_target("rectification_rate", 95, c411600=status)
    day = made.night(due_on)
    zhiben = replace(made.ZHIBEN, due_on={"rectification_rate": day}, ends_on=day)
    codes = [made.CITY.code, *(unit.code for unit in made.UNITS)]
    outcomes = tuple(
        Outcome(
            "zhiben", "rectification_rate", code, day, made.night(night), Decimal(value),
            Decimal(95), Decimal(2), Decimal(3), "missed" if code != "411681" else "met",
        )
        for code in codes
    )  # fmt: skip
    return replace(numbers, programmes=(zhiben,), outcomes=outcomes)


def test_what_came_of_a_goal_is_told_in_the_first_summary_after_its_day() -> None:
    numbers = with_outcome("2026-03-24", "2026-03-23", "66.7", "missed")
    assert sentences(numbers, "目标进展") == [
        "安全生产治本攻坚三年行动到期目标：截至2026年3月24日，全市整改率未达标。"
    ]
    assert table(numbers, "目标进展") == [
        [
            "整改率", "66.7%（截至2026年3月23日）", "≥95%", "2026年3月24日", "未达标",
            "川汇区、扶沟县",
        ]
    ]  # fmt: skip


def test_a_goal_that_is_over_stands_by_the_number_that_decided() -> None:
    numbers = with_outcome("2025-12-31", "2025-12-31", "66.7", "on_track")
    running = replace(numbers.programmes[0], ends_on=made.night("2026-12-31"))
    row = table(replace(numbers, programmes=(running,)), "目标进展")[0]
    assert row[1:5] == ["66.7%（截至2025年12月31日）", "≥95%", "2025年12月31日", "未达标"]


def test_a_rate_that_only_rounding_made_whole_is_near_its_goal() -> None:
    numbers = made.with_target("rectification_rate", 100, c411600="behind")
    rows = tuple(
        replace(row, value=Decimal(100), numerator=Decimal(2999), denominator=Decimal(3000))
        if row.metric == "rectification_rate"
        else row
        for row in numbers.progress
    )
    assert table(replace(numbers, progress=rows), "目标进展")[0][1] == "接近100%"


def test_what_came_back_is_no_part_of_a_number_that_did_not_know_of_it() -> None:
    numbers = made.with_values("411600", {**made.WHOLE, "recurred": 0}, {})
    again = Listed("came_back", "411602", None, 1)
    told = sentences(replace(numbers, listed=(again,)), "逾期与复发")
    assert "全市无整改后复发的隐患（计入发布后补报、更正的，本周发现1项）。" in told


def test_a_night_of_another_year_is_told_with_its_year() -> None:
    numbers = made.week_numbers(previous_as_of=made.night("2025-12-30"))
    assert "（较2025年12月30日增加10项）" in sentences(numbers, "各县区情况")[0]


def test_sources_have_not_all_reported_while_nights_are_missing() -> None:
    files = made.deliveries("411602", "411602-yingji", files_received=2)
    numbers = made.week_numbers(deliveries=files, nights=made.WEEK.days[:3])
    assert not any("应报来源均已报送" in one for one in sentences(numbers, "数据质量"))
