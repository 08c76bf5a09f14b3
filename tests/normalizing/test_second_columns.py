"""What a second column of a field says: it decides, says nothing, or leaves the row in doubt."""

from __future__ import annotations

import pytest

from .made import contract, record

DECIDED = [
    ("是否重大隐患", word, "major")
    for word in ("√", "重大隐患", "重大事故隐患", "属于重大隐患", "是（省级挂牌）", "是，已挂牌",
                 "有", "1", "Y", "是重大隐患", "TRUE")
]  # fmt: skip


@pytest.mark.parametrize("level", ["一般", ""])
@pytest.mark.parametrize(("heading", "word", "meaning"), DECIDED)
def test_it_decides_the_level(heading: str, word: str, meaning: str, level: str) -> None:
    found = record(隐患等级=level, **{heading: word})
    assert (found["level"], found["level__unread"]) == (meaning, None)


@pytest.mark.parametrize(
    "word",
    [
        "否",
        "无",
        "/",
        "—",
        "×",
        "N",
        "不是",
        "非重大",
        "一般隐患",
        "否，一般隐患",
        "2024-06-22",
        "经研判不属于重大隐患",
        "属一般隐患",
        "待判定",
        "暂未判定",
    ],
)
def test_it_denies_what_the_first_does_not_say(word: str) -> None:
    found = record(隐患等级="一般", 是否重大隐患=word)
    assert (found["level"], found["level__unread"]) == ("general", None)


@pytest.mark.parametrize(("level", "unread"), [("一般", "见附件"), ("", "见附件"), ("重大", None)])
def test_a_level_in_doubt_is_unread(level: str, unread: str | None) -> None:
    assert record(隐患等级=level, 是否重大隐患="见附件")["level__unread"] == unread


@pytest.mark.parametrize(
    ("heading", "word", "status"),
    [
        ("复查结果", "不合格，继续整改", "in_progress"),
        ("复查结果", "未整改到位，责令停产", "in_progress"),
        ("复查结果", "未到位", "in_progress"),
        ("复查结果", "经复查未整改", "in_progress"),
        ("复查结果", "复查不合格（3月8日）", "in_progress"),
        ("复查结果", "部分整改", "in_progress"),
        ("复查结果", "逾期未整改", "open"),
        ("复查结果", "复查合格，同意销号", "verified"),
        ("复查结果", "合格（3月8日）", "verified"),
        ("是否销号", "√", "verified"),
        ("是否销号", "否", "rectified"),
        ("销号情况", "未销号", "rectified"),
        ("销号情况", "未完成", "rectified"),
        ("闭环情况", "未闭环", "rectified"),
        ("复查结果", "待复查", "rectified"),
        ("复查结果", "未到期", "rectified"),
        ("复查结果", "拟于3月8日复查", "rectified"),
        ("复查情况", "已更换灭火器", "rectified"),
        ("复查情况", "2024-06-25", "rectified"),
    ],
)
def test_it_decides_the_status_or_says_nothing(heading: str, word: str, status: str) -> None:
    found = record(整改情况="已整改", **{heading: word})
    assert (found["status"], found["status__unread"]) == (status, None)


@pytest.mark.parametrize("main", ["已整改", "已销号"])
@pytest.mark.parametrize(
    ("heading", "word", "status"),
    [
        ("复查情况", "经查仍有2处未整改", "in_progress"),
        ("复查结果", "隐患依然存在", "in_progress"),
        ("复查结果", "存在问题", "in_progress"),
        ("复查结果", "限期整改中", "in_progress"),
        ("复查结果", "责令继续整改", "in_progress"),
        ("复查结果", "已复查，责令限期整改", "in_progress"),
        ("复查结果", "拒不整改", "open"),
        ("复查结果", "不达标", "in_progress"),
        ("销号情况", "经查仍有2处未整改", "in_progress"),
        ("销号情况", "验收不合格", "in_progress"),
        ("复查结果", "经复查已整改到位", "verified"),
        ("复查结果", "复查无问题", "verified"),
        ("复查结果", "已现场核实整改到位", "verified"),
        ("复查结果", "整改符合要求", "verified"),
        ("销号情况", "予以销号", "verified"),
    ],
)
def test_what_a_reviewer_says_in_a_sentence_decides(
    main: str, heading: str, word: str, status: str
) -> None:
    found = record(整改情况=main, **{heading: word})
    assert (found["status"], found["status__unread"]) == (status, None)


@pytest.mark.parametrize(
    ("status", "heading", "word", "is_unread"),
    [
        ("已整改", "复查情况", "通道仍堵塞", True),
        ("", "复查情况", "通道仍堵塞", True),
        ("整改中", "复查情况", "通道仍堵塞", False),
        ("已整改", "销号情况", "不予销号", True),
        ("已整改", "复查情况", "见附件", False),
    ],
)
def test_a_status_in_doubt_is_unread(status: str, heading: str, word: str, is_unread: bool) -> None:
    found = record(整改情况=status, **{heading: word})
    assert (found["status__unread"] is not None) == is_unread


@pytest.mark.parametrize(("word", "is_flagged"), [("企业未营业，无法复查", True), ("李四", False)])
def test_a_review_that_may_say_less_is_flagged(word: str, is_flagged: bool) -> None:
    found = record(整改情况="已整改", 复查情况=word)
    assert (found["status"], "review_unread" in found["flags"]) == ("rectified", is_flagged)


@pytest.mark.parametrize(
    ("heading", "word"),
    [
        ("是否复查", "是"),
        ("复查情况", "√"),
        ("复查情况", "已复查"),
        ("复查结果", "已复查（3月8日）"),
    ],
)
@pytest.mark.parametrize(
    ("main", "status", "is_flagged"),
    [
        ("未整改", "open", True),
        ("整改中", "in_progress", True),
        ("误报", "withdrawn", False),
        ("已整改", "verified", False),
    ],
)
def test_a_look_confirms_only_what_is_done(
    main: str, status: str, is_flagged: bool, heading: str, word: str
) -> None:
    found = record(整改情况=main, **{heading: word})
    assert (found["status"], "review_differs" in found["flags"]) == (status, is_flagged)


@pytest.mark.parametrize("word", ["合格", "已销号", "√"])
def test_a_result_decides_whatever_else_was_looked_at(word: str) -> None:
    found = record(整改情况="整改中", 是否复查="是", 复查结果=word)
    assert (found["status"], "review_differs" in found["flags"]) == ("verified", False)


@pytest.mark.parametrize(
    ("told", "asked", "status", "is_unread"),
    [
        ("", "是", "rectified", False),
        ("详见整改报告", "是", "rectified", False),
        ("详见整改报告", "否", "open", False),
        ("整改中", "是", "in_progress", False),
        ("详见整改报告", "", None, True),
    ],
)
def test_another_column_of_the_state_is_asked_where_the_first_says_none(
    told: str, asked: str, status: str | None, is_unread: bool
) -> None:
    found = record(整改情况=told, 是否整改=asked)
    assert (found["status"], found["status__unread"] is not None) == (status, is_unread)


def test_a_word_of_the_contract_is_in_no_doubt() -> None:
    own = contract(values={"level": {"红": "general"}})
    assert record(of=own, 隐患等级="一般", 是否重大隐患="红")["level__unread"] is None


OWN = {"status": {"已整改": "verified", "整改中": "open", "同意": "verified", "退回": "open"}}


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("同意", "verified"),
        ("退回", "open"),
        ("同意（3月8日）", "verified"),
        ("复查不合格", "in_progress"),
        ("", "rectified"),
    ],
)
def test_the_contracts_words_hold_in_a_second_column(word: str, status: str) -> None:
    own = contract(values={"status": {"同意": "verified", "退回": "open"}})
    assert record(整改情况="已整改", 复查结果=word, of=own)["status"] == status


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("已整改", "verified"),
        ("已整改（3月5日）", "verified"),
        ("已整改，已更换", "verified"),
        ("整改中(3月底完成)", "open"),
        ("已完成", "rectified"),
        ("已整改（1号车间未整改）", None),
    ],
)
def test_the_contracts_words_hold_however_they_are_written(word: str, status: str | None) -> None:
    assert record(整改情况=word, of=contract(values=OWN))["status"] == status
