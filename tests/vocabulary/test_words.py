"""What words in cells mean."""

from __future__ import annotations

import pytest

from zhiben.records import HAZARD, FieldType
from zhiben.vocabulary import UNSAID

from .test_headings import SHIPPED


@pytest.mark.parametrize(
    ("field", "word", "meaning"),
    [
        ("level", "一般隐患", "general"),
        ("level", "重大事故隐患 ", "major"),
        ("level", "5级", None),
        ("level", "较大", None),
        ("status", "待整改", "open"),
        ("status", "已五定", "in_progress"),
        ("status", "现场处置", "rectified"),
        ("status", "立行立改", "rectified"),
        ("status", "待复查", "rectified"),
        ("status", "已整改销号", "verified"),
        ("status", "无需整改", "withdrawn"),
        ("status", "已移交", "open"),
        ("status", "已整改。", "rectified"),
        ("status", "已整改（6月25日）", "rectified"),
        ("status", "已整改，更换了灭火器", "rectified"),
        ("status", "未整改：正在采购", "open"),
        ("status", "已整改，已销号", "verified"),
        ("status", "已整改，整改中", None),
        ("status", "已整改，待验收", "rectified"),
        ("status", "已整改（未见异常）", "rectified"),
        ("status", "已整改，更换了部分老化线路", "rectified"),
        ("status", "整改中，预计3月20日完成", "in_progress"),
        ("status", "已销号（误销，未整改）", None),
        ("status", "已整改，仍有2处未整改", "in_progress"),
        ("status", "已整改；尚有一处待整改", "in_progress"),
        ("status", "已整改（未完成）", None),
        ("status", "已整改（部分）", None),
        ("status", "已整改（1号车间未整改）", None),
        ("status", "已整改，后又反弹", None),
        ("status", "已完成，待资金到位后更换", None),
        ("status", "完成（计划）", None),
        ("status", "限期整改（已整改）", "rectified"),
        ("status", "责令限期整改（3月8日已整改完成）", "rectified"),
        ("status", "立即整改（已完成）", "rectified"),
        ("status", "责令改正（已改正）", "rectified"),
        ("status", "整改中（已完成）", "rectified"),
        ("status", "待整改（已销号）", None),
        ("status", "未整改（已整改）", None),
        ("status", "限期整改（3月8日前完成整改）", "open"),
        ("status", "整改中（已完成80%）", "in_progress"),
        ("status", "未整改（已复查）", "open"),
        ("status", "未整改（已下达整改通知）", "open"),
        ("status", "已整改，剩余1处", None),
        ("status", "已整改，清理剩余物料", "rectified"),
        ("status", "已整改，预计3月20日完成", None),
        ("level", "一般（设备类）", "general"),
        ("level", "重大（误报，实为一般）", None),
        ("level", "一般隐患（经专家复核为重大隐患）", None),
        ("status", "尚可", None),
        ("channel", "专家会诊", "expert"),
        ("channel", "12350", "public_report"),
        ("channel", "明查暗访", "joint"),
        ("channel", "双随机", "supervision"),
        ("channel", "企业自查", "self_check"),
    ],
)
def test_words_of_real_ledgers_mean_ours(field: str, word: str, meaning: str | None) -> None:
    assert SHIPPED.meaning(field, word) == meaning


@pytest.mark.parametrize(
    ("heading", "word", "meaning"),
    [
        ("是否整改", "是", "rectified"),
        ("是否销号", "是", "verified"),
        ("是否销号", "否", "open"),
        ("复查结果", "合格", "verified"),
        ("复查结果", "不合格", "in_progress"),
        ("复查情况/结果", "合格", "verified"),
        ("复查情况/结果", "不合格", "in_progress"),
    ],
)
def test_some_words_depend_on_their_heading(heading: str, word: str, meaning: str) -> None:
    assert SHIPPED.meaning("status", word, heading) == meaning


@pytest.mark.parametrize(
    ("heading", "word", "meaning"),
    [
        ("是否整改", "√", "rectified"),
        ("是否整改", "×", "open"),
        ("复查结果", "合格（3月8日）", "verified"),
        ("复查结果", "不合格，待整改", "in_progress"),
        ("验收情况", "已整改，待验收", "rectified"),
        ("复查结果", "合格，仍有1处未整改", "in_progress"),
        ("复查结果/不合格", "√", None),
        ("整改情况", "√", None),
    ],
)
def test_a_heading_that_decides_is_read_by_parts(
    heading: str, word: str, meaning: str | None
) -> None:
    assert SHIPPED.meaning("status", word, heading) == meaning


@pytest.mark.parametrize("text", ["", "  ", "/", "—", "无", "N/A", "　"])
def test_blank_cells_say_nothing(text: str) -> None:
    assert SHIPPED.is_blank(text)


@pytest.mark.parametrize("text", ["0", "无锡路", "灭火器过期"])
def test_other_cells_say_something(text: str) -> None:
    assert not SHIPPED.is_blank(text)


@pytest.mark.parametrize(
    ("text", "answer"),
    [("是", True), ("√", True), ("省级", True), ("已挂牌", True), ("否", False), ("也许", None)],
)
def test_yes_or_no(text: str, answer: bool | None) -> None:
    assert SHIPPED.answer(text) is answer


@pytest.mark.parametrize(
    "text", ["零报告", "本期无隐患", "未发现隐患。", "本月 未发现 问题", "无隐患"]
)
def test_zero_reports(text: str) -> None:
    assert SHIPPED.is_zero_report(text)


@pytest.mark.parametrize("text", ["", "无", "未发现隐患标识牌", "无隐患排查制度"])
def test_no_zero_reports(text: str) -> None:
    assert not SHIPPED.is_zero_report(text)


def test_every_word_of_the_kind_can_be_said() -> None:
    for field in HAZARD.of_type(FieldType.WORD):
        assert set(SHIPPED.words[field.name].values()) == set(field.words)


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("县级检查", "supervision"),
        ("消防救援大队检查", "supervision"),
        ("乡镇日常巡查", "supervision"),
        ("企业月度自查", "self_check"),
        ("委托第三方检查", "expert"),
        ("县安委办督查", "joint"),
        ("四不两直检查", "joint"),
        ("群众反映", "public_report"),
        ("节前安全检查", UNSAID),
        ("月检", UNSAID),
        ("综合检查", UNSAID),
        ("其他", UNSAID),
        ("日常检查", "supervision"),
        ("部门自查", None),
        ("一企一策", None),
        ("灭火器过期", None),
    ],
)
def test_a_channel_put_together_is_whoever_is_named(word: str, meaning: str | None) -> None:
    assert SHIPPED.meaning("channel", word, "检查类型") == meaning
