"""Which records are accepted, and what a clerk is told of the others."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.validating.made import NIGHT, judged, reasons, table
from zhiben.records import HAZARD
from zhiben.validating import Verdicts, judge

CODE = "91410000000000000X"


# What is changed in a complete record; the rule it breaks, its column, and words of the message.
BROKEN: list[tuple[dict[str, Any], str, str, str]] = [
    ({"enterprise_name": None}, "required", "enterprise_name", "“企业名称”没有填写"),
    ({"description": None}, "required", "description", "“隐患描述”没有填写"),
    ({"found_on": None}, "required", "found_on", "“检查日期”没有填写"),
    (
        {"found_on": None, "found_on__unread": "2月30日"},
        "unreadable",
        "found_on",
        "“检查日期”中的“2月30日”不是有效日期",
    ),
    ({"due_on__unread": "年底"}, "unreadable", "due_on", "“整改期限”中的“年底”"),
    ({"rectified_on__unread": "?"}, "unreadable", "rectified_on", "“整改完成日期”中的“?”"),
    ({"level__unread": "特大"}, "unknown_word", "level", "“隐患等级”中的“特大”无法识别"),
    ({"status__unread": "搁置"}, "unknown_word", "status", "“整改状态”中的“搁置”"),
    ({"channel__unread": "传闻"}, "unknown_word", "channel", "“检查类型”中的“传闻”"),
    (
        {"found_on": date(2026, 3, 6)},
        "future_date",
        "found_on",
        "“检查日期”2026-03-06晚于报送日期2026-03-05",
    ),
    (
        {"due_on": date(2026, 2, 28)},
        "date_order",
        "due_on",
        "“整改期限”2026-02-28早于“检查日期”",
    ),
    ({"rectified_on": date(2026, 2, 1)}, "date_order", "rectified_on", "2026-02-01早于"),
    ({"verified_on": date(2025, 3, 4)}, "date_order", "verified_on", "2025-03-04早于"),
    ({"description": "已整改"}, "states_no_hazard", "description", "“隐患描述”没有说明隐患（"),
    (
        {"enterprise_name": None, "flags": ["uscc_broken"]},
        "broken_code_only",
        "uscc",
        "没有企业名称，信用代码又不正确",
    ),
]
ACCEPTED: dict[str, dict[str, Any]] = {
    "complete": {},
    "a valid code names it": {"enterprise_name": None, "uscc": CODE},
    "broken code beside a name": {"flags": ["uscc_broken"]},
    "flags are no faults": {"flags": ["uscc_missing", "due_missing"]},
    "found on the business date": {"found_on": NIGHT},
    "due on the day found": {"due_on": date(2026, 3, 1)},
    "due in the future": {"due_on": date(2027, 1, 1)},
    "rectified on the day found": {"rectified_on": date(2026, 3, 1)},
    "unreadable amount": {"funds_yuan__unread": "若干"},
    "unreadable flag": {"supervised__unread": "?"},
    "beside its check item": {"check_item": "灭火器是否过期"},
}


@pytest.fixture(scope="module")
def verdicts() -> Verdicts:
    """All of them judged in one go: r0 and on are the broken ones, then the accepted."""
    return judged(*(change for change, *_ in BROKEN), *ACCEPTED.values())


@pytest.mark.parametrize(
    ("record_id", "rule", "column", "words"),
    [
        pytest.param(f"r{place}", *expected, id="-".join([*change, expected[0]]))
        for place, (change, *expected) in enumerate(BROKEN)
    ],
)
def test_broken_rule_is_named_with_column_and_value(
    verdicts: Verdicts, record_id: str, rule: str, column: str, words: str
) -> None:
    (reason,) = verdicts.reasons[record_id]
    assert (reason.rule, reason.column_name) == (rule, column)
    assert words in reason.message
    assert reason.message.endswith("。")


@pytest.mark.parametrize("place", range(len(ACCEPTED)), ids=ACCEPTED)
def test_record_is_accepted(verdicts: Verdicts, place: int) -> None:
    assert verdicts.accepts(f"r{len(BROKEN) + place}")


def test_record_has_all_its_reasons() -> None:
    found = reasons(
        enterprise_name=None,
        description="无",
        found_on=date(2026, 3, 6),
        due_on=date(2026, 3, 2),
        level__unread="特大",
    )
    assert sorted(reason.rule for reason in found) == [
        "date_order", "future_date", "required", "states_no_hazard", "unknown_word",
    ]  # fmt: skip


def test_every_failing_record_of_thousands_is_found() -> None:
    count = 5000
    broken = [{"found_on": None, "due_on__unread": f"第{place}天"} for place in range(count)]
    verdicts = judged(*broken, {})
    assert len(verdicts.reasons) == count
    assert verdicts.accepts(f"r{count}")
    assert "“第4321天”" in verdicts.reasons["r4321"][1].message


def test_reasons_go_to_the_record_that_gave_them() -> None:
    verdicts = judged({}, {"description": None}, {}, {"level__unread": "红"}, {})
    assert {key: found[0].rule for key, found in verdicts.reasons.items()} == {
        "r1": "required",
        "r3": "unknown_word",
    }


def test_values_are_shown_as_they_were_and_long_ones_cut() -> None:
    texts = ["{zh}", "%s", "“”", "a\nb", "𠮷", "'; DROP TABLE", "长" * 500]
    found = judged(*({"status__unread": text} for text in texts)).reasons
    shown = [*texts[:-1], "长" * 40 + "…"]
    assert all(f"“{text}”" in found[f"r{place}"][0].message for place, text in enumerate(shown))


def test_nothing_to_judge_is_nothing_refused() -> None:
    assert judge(table(), HAZARD, NIGHT, "test") == Verdicts()


def test_second_judging_in_one_process_gives_the_same() -> None:
    assert reasons(due_on__unread="x") == reasons(due_on__unread="x")
