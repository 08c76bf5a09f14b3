"""What the cell for the day of completion says besides a day."""

from __future__ import annotations

from datetime import date

import pytest

from .made import record

FOUND = date(2024, 6, 22)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("2024-07-01", "rectified"),
        ("2024-08-01", "rectified"),
        ("2024-08-02", "open"),
        ("已整改", "rectified"),
        ("整改中", "in_progress"),
        ("当场整改", "rectified"),
        ("立即整改", "open"),
        ("立即", "open"),
        ("3日内", "open"),
        ("7月1日前", "open"),
        ("计划7月1日", "open"),
        ("预计2024年7月底完成", "open"),
        ("已于7月1日前完成", "rectified"),
        ("7月1日已整改", "rectified"),
        ("未到期", "open"),
        ("√", "open"),
    ],
)
def test_a_blank_status_follows_from_it(text: str, status: str) -> None:
    said = record(整改状态="", 整改完成日期=text)
    assert said["status"] == status
    assert "status_blank" in said["flags"]


@pytest.mark.parametrize(
    ("text", "due"), [("计划7月1日", date(2024, 7, 1)), ("7月1日前", None), ("立即", None)]
)
def test_only_what_calls_itself_a_plan_is_a_due_date(text: str, due: date | None) -> None:
    said = record(整改状态="整改中", 整改完成日期=text, 整改期限="")
    assert (said["due_on"], said["rectified_on"]) == (due, None)
    assert "done_is_plan" in said["flags"]


def test_a_plan_does_not_move_a_due_date() -> None:
    said = record(整改完成日期="计划7月9日", 整改期限="2024-07-01")
    assert said["due_on"] == date(2024, 7, 1)


@pytest.mark.parametrize(("text", "day"), [("立即", FOUND), ("7月1日前", date(2024, 7, 1))])
def test_a_term_of_work_that_is_done_was_kept(text: str, day: date) -> None:
    said = record(整改状态="已整改", 整改完成日期=text)
    assert (said["rectified_on"], "done_is_plan" in said["flags"]) == (day, False)


def test_a_status_given_is_not_overruled() -> None:
    assert record(整改状态="整改中", 整改完成日期="已整改")["status"] == "in_progress"


def test_a_day_to_come_stays_and_is_doubted() -> None:
    said = record(整改状态="", 整改完成日期="2024-08-02")
    assert (said["rectified_on"], said["due_on"]) == (date(2024, 8, 2), None)
    assert "done_in_future" in said["flags"]
