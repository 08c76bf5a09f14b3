"""Dates as people write them (domain.md 2.5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.normalizing.dates import (
    DateContext,
    DateReading,
    is_impossible_date,
    is_whole_date,
    looks_like_date,
    read_date,
    year_named,
)

FOUND = date(2024, 6, 20)
DUE = DateContext(latest=date(2024, 8, 1), found=FOUND)
HAPPENED = DateContext(latest=date(2024, 8, 1), is_happening=True)
NEAR_DAYS = st.dates(date(2019, 1, 1), date(2029, 12, 31))  # of the deliveries above
DAYS = st.dates(date(1970, 1, 1), date(2069, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "2024-06-22",
        "2024/6/22",
        "2024.6.22",
        "2024.06.22.",
        "2024年6月22日",
        "2024 年6月 22日14:40分",
        "2024-06-22 00:00:00",
        "2024-06-22T08:30:00",
        "2024/6/22 0:00",
        "2024年6月22日上午9时",
        "2024年6月22日（星期六）",
        "20240622",
        "240622",
        "24.6.22",
        "24年6月22日",
        "45465",
        "45465.625",
        "４５４６５",
        "２０２４．６．２２",
        "2024–06–22",
        "二〇二四年六月二十二日",
        "6/22/2024",
        "2024年6月22日前完成整改",
        "截至2024.6.22",
        "2024。6。22",
        "2024、6、22",
        "2024年6月22号",
        "2024年6.22",
        "2024．6．22",
        "自2024年6月22日起",
        "2024年6月22日立即整改",
        "2024-06-22上午",
        "2024年6月22日 下午",
        "2024年6月22日夜间",
        "2024年\n6月22日",
        "2024\\6\\22",
        "2024-06-22 9:00-11:00",
        "2024/6/22 14:00-17:00",
        "2024-06-22 14:30 至 16:00",
        "2024年6月22日9:00-11:00",
        "2024.6.22 9:00~10:30",
        "2024年6月22日9时至11时",
        "2024年6月22日9-11时",
        "2024年6月22日上午9:00至下午3:00",
        "2024-06-22 9:00-11:00、14:00-17:00",
        "2024-06-2214:40",
        "2024年6月22日15时30分许",
        "2024年6月22日15时许",
        "2024-06-22 15:30许",
        "2024年6月22日约15时",
        "二O二四年六月二十二日",
        "二0二四年六月二十二日",
        "二〇二四年6月22日",
        "2024-06-21T16:00:00.000Z",
        "2024-06-21T16:00Z",
        "2024-06-21T16:00:00+00:00",
        "2024-06-21 16:00:00+00",
        "2024-06-22T16:00:00+08:00",
        "2024-06-22T15:59:59.123456789Z",
        "2024-06-21T20:00:00-05:00",
        "2024-06-22 09:00-11:00",
    ],
)
def test_every_spelling_of_a_whole_date(text: str) -> None:
    reading = read_date(text, HAPPENED)
    assert (reading.value, reading.flags) == (date(2024, 6, 22), ())


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("15日", 15),
        ("三十日", 30),
        ("15天", 15),
        ("限15日内", 15),
        ("责令15日内改正", 15),
        ("7日内完成", 7),
        ("5-7日内", 7),
        ("次日", 1),
        ("责令立即整改", 0),
        ("自收到文书之日起15日内", 15),
        ("停产整改，15日内完成", 15),
        ("3个月", 92),
        ("一年内", 365),
    ],
)
def test_a_time_allowed_counts_from_the_finding(text: str, days: int) -> None:
    reading = read_date(text, replace(DUE, is_term=True))
    assert (reading.value, reading.flags) == (FOUND + timedelta(days), ("date_from_words",))


@pytest.mark.parametrize("text", ["15日", "自收到文书之日起15日内", "15日前"])
def test_a_time_allowed_is_no_day_of_anything_else(text: str) -> None:
    assert not read_date(text, DUE).is_read
    assert not read_date(text, HAPPENED).is_read


@pytest.mark.parametrize("text", ["3日内上报，30日内完成", "15日前", "尽快", "汛期前", "第3日"])
def test_a_term_that_words_do_not_settle_is_unread(text: str) -> None:
    assert not read_date(text, replace(DUE, is_term=True)).is_read


@pytest.mark.parametrize(
    "text", ["2024.6.25延期至2024.7.5", "2024年6月25日（延期至7月5日）", "延期到2024-07-05"]
)
def test_a_term_put_off_is_the_later_one(text: str) -> None:
    assert read_date(text, replace(DUE, is_term=True)).value == date(2024, 7, 5)
    assert not read_date(text, HAPPENED).is_read


@pytest.mark.parametrize(
    "text", ["Jun-5", "5-Jun", "5-Jun-24", "2O24.6.5", "2024.O6.O5", "2024年6月5日检查"]
)
def test_what_programs_and_slips_make_of_a_day(text: str) -> None:
    assert read_date(text, HAPPENED).value == date(2024, 6, 5)


@pytest.mark.parametrize("text", ["Jun-26", "Jun", "O6"])
def test_a_slip_that_may_mean_two_days_is_unread(text: str) -> None:
    assert not read_date(text, HAPPENED).is_read


@pytest.mark.parametrize(
    ("text", "is_impossible"),
    [
        ("2月30日", True),
        ("2026-13-01", True),
        ("汛期前", False),
        ("15日", False),
        ("未到期", False),
    ],
)
def test_a_date_that_cannot_be_is_told_from_words(text: str, is_impossible: bool) -> None:
    assert is_impossible_date(text) is is_impossible


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024年9月5/6日", date(2024, 9, 5), date(2024, 9, 6)),
        ("6月22日、24日", date(2024, 6, 22), date(2024, 6, 24)),
        ("2024.3.1-3.5", date(2024, 3, 1), date(2024, 3, 5)),
        ("2024年4月5/6日", date(2024, 4, 5), date(2024, 4, 6)),
        ("2024年6月1日至7月5日", date(2024, 6, 1), date(2024, 7, 5)),
        ("2024-06-22~2024-06-25", date(2024, 6, 22), date(2024, 6, 25)),
        ("2023年12月30日-1月2日", date(2023, 12, 30), date(2024, 1, 2)),
        ("2024.6.22\n2024.6.25", date(2024, 6, 22), date(2024, 6, 25)),
        ("06-05-24~06-25-24", date(2024, 6, 5), date(2024, 6, 25)),
        ("24.6.5-24.6.25", date(2024, 6, 5), date(2024, 6, 25)),
        ("2024-3-5-8", date(2024, 3, 5), date(2024, 3, 8)),
        ("2024/3/5-8", date(2024, 3, 5), date(2024, 3, 8)),
        ("2024/3/5-2024/3/8", date(2024, 3, 5), date(2024, 3, 8)),
        ("2024-06-22 08:00-06-25 09:00", date(2024, 6, 22), date(2024, 6, 25)),
        ("2024年6月22日9:00-25日11:00", date(2024, 6, 22), date(2024, 6, 25)),
    ],
)
def test_a_range_begins_a_finding_and_ends_a_term(text: str, first: date, last: date) -> None:
    assert read_date(text, HAPPENED).value == first
    assert read_date(text, DUE).value == last


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024年6月", date(2024, 6, 1), date(2024, 6, 30)),
        ("2025-7", date(2025, 7, 1), date(2025, 7, 31)),
        ("2026年底前", date(2026, 12, 31), date(2026, 12, 31)),
        ("2024-6", date(2024, 6, 1), date(2024, 6, 30)),
        ("2024年6月下旬", date(2024, 6, 21), date(2024, 6, 30)),
        ("2024年2月底前", date(2024, 2, 29), date(2024, 2, 29)),
        ("2025年底前", date(2025, 12, 31), date(2025, 12, 31)),
        ("2024年3-5月", date(2024, 3, 1), date(2024, 5, 31)),
        ("2024-3-2024-5", date(2024, 3, 1), date(2024, 5, 31)),
    ],
)
def test_a_day_left_out_is_inferred(text: str, first: date, last: date) -> None:
    assert read_date(text, HAPPENED).value == first
    assert read_date(text, DUE).value == last
    assert "day_inferred" in read_date(text, DUE).flags


@pytest.mark.parametrize(
    ("text", "context", "day"),
    [
        ("7月17日", HAPPENED, date(2024, 7, 17)),
        ("7.17", HAPPENED, date(2024, 7, 17)),
        ("6.22", HAPPENED, date(2024, 6, 22)),
        ("12月30日", HAPPENED, date(2023, 12, 30)),
        (
            "12月30日",
            DateContext(date(2025, 3, 1), year=2024, is_happening=True),
            date(2024, 12, 30),
        ),
        ("7月1日前", DUE, date(2024, 7, 1)),
        ("6月1日", DUE, date(2024, 6, 1)),
        ("1月5日", DateContext(date(2024, 1, 2), found=date(2023, 12, 29)), date(2024, 1, 5)),
    ],
)
def test_a_year_left_out_is_inferred(text: str, context: DateContext, day: date) -> None:
    reading = read_date(text, context)
    assert (reading.value, reading.flags) == (day, ("year_inferred",))


@pytest.mark.parametrize(
    ("text", "days"),
    [("立即", 0), ("立行立改，长期坚持", 0), ("即日起", 0), ("3日内", 3), ("三天", 3),
     ("一周内", 7), ("半个月内", 15), ("24小时内", 1), ("7个工作日内", 11),
     ("一个月内", 30), ("1个月", 30), ("月底前", 10), ("下月底前", 41), ("随查随改", 0),
     ("3日內", 3)],
)  # fmt: skip
def test_a_term_in_words_counts_from_the_finding(text: str, days: int) -> None:
    reading = read_date(text, DUE)
    assert (reading.value, reading.flags) == (FOUND + timedelta(days), ("date_from_words",))


@pytest.mark.parametrize("text", ["长期坚持", "持续", "常态化"])
def test_a_term_without_end_is_none(text: str) -> None:
    reading = read_date(text, DUE)
    assert (reading.value, reading.is_read) == (None, True)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("立即停产整改，2024年6月30日前完成", date(2024, 6, 30)),
        ("即日起至2024年6月30日", date(2024, 6, 30)),
        ("即日起至年底", date(2024, 12, 31)),
        ("2024年6月30日前，期间现场看护", date(2024, 6, 30)),
        ("整改期间加强现场管理，6月30日前完成", date(2024, 6, 30)),
        ("持续整改，2024年6月底前完成", date(2024, 6, 30)),
        ("长期整改（2024年底前）", date(2024, 12, 31)),
        ("2024年6月30日前完成，长期坚持", date(2024, 6, 30)),
        ("持续整改至2024.6.30", date(2024, 6, 30)),
        ("长期坚持，6.30前完成", date(2024, 6, 30)),
        ("自2024年6月20日至6月30日持续整改", date(2024, 6, 30)),
        ("立即整改（7月1日-5日）", date(2024, 7, 5)),
        ("立即整改，20240630前完成", date(2024, 6, 30)),
        ("立即整改，2024年6.30前完成", date(2024, 6, 30)),
        ("立即整改，6月23日前完成，6月30日复查", date(2024, 6, 23)),
    ],
)
def test_a_date_among_words_outweighs_them(text: str, day: date) -> None:
    assert read_date(text, DUE).value == day
    assert not read_date(text, HAPPENED).is_read
    assert not is_whole_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "立即整改，2024年2月30日前完成",
        "立即整改，6月23日前完成，6月30日前销号",
        "持续整改，6月内",
        "2024年长期坚持",
    ],
)
def test_a_date_among_words_that_is_not_sure_is_unread(text: str) -> None:
    assert not read_date(text, DUE).is_read


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("立即整改，罚款2.5万元", FOUND),
        ("立即整改，24小时值守", FOUND),
        ("现场整改1.5米护栏", FOUND),
        ("当场整改完毕，6月30日复查", FOUND),
        ("长期坚持，每年6月检测", None),
        ("长期坚持，每年6月30日前检测", None),
        ("长期整改，每12个月检测", None),
    ],
)
def test_numbers_among_words_are_no_dates(text: str, day: date | None) -> None:
    reading = read_date(text, DUE)
    assert (reading.value, reading.is_read) == (day, True)


@pytest.mark.parametrize(
    "text",
    ["2024年6月28日已整改", "2024年6月28日已全部整改到位。", "已于2024年6月28日整改完成",
     "6月28日已整改完毕", "2024.6.28已整改"],
)  # fmt: skip
def test_a_day_may_say_that_it_was_done_then(text: str) -> None:
    assert read_date(text, DUE).value == date(2024, 6, 28)
    assert not read_date(text, HAPPENED).is_read
    assert not is_whole_date(text)


@pytest.mark.parametrize(
    "text", ["已整改", "已延期至2024年6月28日", "2024年6月28日已下达通知书", "2024年2月30日已整改"]
)
def test_a_day_of_something_else_is_unread(text: str) -> None:
    assert not read_date(text, DUE).is_read


@pytest.mark.parametrize(
    ("text", "found", "day"),
    [
        ("3月31日前", date(2025, 9, 20), date(2026, 3, 31)),
        ("6月30日前", date(2025, 10, 20), date(2026, 6, 30)),
        ("9月30日前", date(2025, 9, 20), date(2025, 9, 30)),
        ("8月31日", date(2025, 9, 20), date(2025, 8, 31)),
        ("2025年3月31日前", date(2025, 9, 20), date(2025, 3, 31)),
    ],
)
def test_a_term_without_a_year_lies_ahead(text: str, found: date, day: date) -> None:
    term = DateContext(found, found=found, is_term=True)
    assert read_date(text, term).value == day


def test_a_day_done_without_a_year_stays_near_the_finding() -> None:
    done = DateContext(date(2025, 10, 1), found=date(2025, 9, 20))
    assert read_date("5月1日", done).value == date(2025, 5, 1)


@pytest.mark.parametrize("text", ["立即", "长期", "3日内"])
def test_a_finding_needs_a_day(text: str) -> None:
    assert not read_date(text, HAPPENED).is_read


@pytest.mark.parametrize(
    "text",
    [
        "2024年2月30日",
        "2023-02-29",
        "2024-13-01",
        "2024-02-30T16:00:00Z",
        "2024年6月31日",
        "20240631",
        "22/6/2024",
        "2024-00-10",
        "已整改",
        "1",
        "30日",
        "8:30",
        "2024",
    ],
)
def test_what_is_no_date_is_unread(text: str) -> None:
    assert not read_date(text, DUE).is_read


def test_impossible_dates_look_like_dates() -> None:
    assert looks_like_date("2024年2月30日")
    assert not looks_like_date("已整改")


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("2024年隐患台账", 2024),
        ("三年行动（2024—2026年）台账", None),
        ("台账", None),
        ("20240622", None),
        ("2024年度第一季度台账（豫安委办〔2023〕3号）", 2024),
        ("沈丘县 2024.3 隐患台账", 2024),
        ("2024隐患台账\n表号：AQ-01 2021版", 2024),
        ("2024-2026年台账", None),
        ("隐患台账（豫安委办〔2024〕3号）", None),
        ("隐患台账（豫安委办（2024）3号）", None),
        ("豫安办［2024］3号、周安办[2025]1号", None),
        ("依据《安全生产法》（2021年修正）", None),
        ("依据《河南省安全生产条例（2019年）》", None),
        ("2021年6月10日第三次修正，2021年9月1日起施行", None),
        ("表号：AQ-01 2024版", None),
        ("表号：AQ-01-2024", None),
        ("2023年以来重大隐患台账", None),
        ("2024年修理厂隐患台账", 2024),
    ],
)
def test_the_year_a_title_names(title: str, year: int | None) -> None:
    assert year_named(title) == year


@pytest.mark.parametrize(
    ("label", "year"),
    [("2024", 2024), ("建设系统（2024）", 2024), ("豫安委办〔2024〕3号附件.xlsx", None),
     ("附件2024版.xlsx", None), ("AQ-2024.xlsx", None), ("隐患台账-2024.xlsx", 2024),
     ("2024-2026.xlsx", None)],
)  # fmt: skip
def test_a_sheet_or_file_may_be_named_by_its_year_alone(label: str, year: int | None) -> None:
    assert year_named(label, is_label=True) == year


@given(st.text(alphabet="0123456789年月日-/.至前底立即内 天周", max_size=20) | st.text(max_size=20))
def test_reading_never_raises(text: str) -> None:
    read_date(text, DUE)
    read_date(text, HAPPENED)


@given(DAYS, st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"]))
def test_what_was_written_is_read(day: date, form: str) -> None:
    assert read_date(day.strftime(form), HAPPENED).value == day


SPELLED = (
    lambda day: f"{day.year}年{_counted(day.month)}月{_counted(day.day)}日",
    lambda day: f" {day.year} . {day.month} . {day.day} ",
    lambda day: f"{day.year}年{day.month}月{day.day}日下午3点",
    lambda day: f"{day.isoformat()} 09:30:00",
    lambda day: f"{day.year % 100:02}年{day.month}月{day.day}号",
    lambda day: str((day - date(1899, 12, 30)).days),
    lambda day: day.isoformat().translate({code: code + 0xFEE0 for code in range(0x2D, 0x3A)}),
)


def _counted(number: int) -> str:
    tens, ones = divmod(number, 10)
    digits = "〇一二三四五六七八九"
    head = "" if not tens else "十" if tens == 1 else f"{digits[tens]}十"
    return head + (digits[ones] if ones else "")


@given(st.dates(date(1970, 1, 1), date(2063, 12, 31)), st.sampled_from(SPELLED))
def test_what_was_spelled_out_is_read(day: date, spell: Callable[[date], str]) -> None:
    assert read_date(spell(day), HAPPENED).value == day


@given(st.text("0123456789年月日-/.至前底立即内 天周\n二三", max_size=20))
def test_a_day_read_from_anything_reads_as_itself(text: str) -> None:
    day = read_date(text, DUE).value
    assert day is None or read_date(day.isoformat(), DUE) == DateReading(day)


@given(NEAR_DAYS, st.sampled_from("-/."), st.sampled_from([HAPPENED, DUE]))
def test_a_year_may_stand_behind_month_and_day(day: date, sign: str, context: DateContext) -> None:
    assert read_date(day.strftime(f"%m{sign}%d{sign}%y"), context) == DateReading(day)


@given(st.lists(st.integers(0, 99), min_size=3, max_size=3), st.sampled_from("-/."))
def test_three_bare_numbers_are_a_day_near_the_delivery_or_unread(
    numbers: list[int], sign: str
) -> None:
    text = sign.join(map(str, numbers))
    first, last = read_date(text, HAPPENED), read_date(text, DUE)
    assert first == last
    assert first.value is None or abs(first.value.year - HAPPENED.latest.year) <= 5


@pytest.mark.parametrize(
    "text", ["03-05-12", "3-5-8", "3.15.18", "15.3.26", "02-30-24", "13/13/24"]
)
def test_bare_numbers_that_are_no_near_day_are_unread(text: str) -> None:
    assert not read_date(text, HAPPENED).is_read
    assert not read_date(text, DUE).is_read


def test_bare_numbers_that_may_be_two_near_days_are_unread() -> None:
    assert not read_date("10-11-12", DateContext(date(2011, 6, 1))).is_read


@given(NEAR_DAYS)
def test_reading_twice_changes_nothing(day: date) -> None:
    once = read_date(day.strftime("%y.%m.%d"), HAPPENED).value
    assert once == day
    assert read_date(once.isoformat(), HAPPENED).value == once
