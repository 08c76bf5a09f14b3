"""Headings that no list has, known by what they are put together from."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhiben.errors import ZhibenError
from zhiben.records import ACCIDENT, HAZARD, INSPECTION, RecordKind
from zhiben.vocabulary import load_vocabulary
from zhiben.vocabulary.forms import LONGEST_KEY, compiled, formed

from .test_headings import FOLDER, SHIPPED
from .test_load import folder as folder

FILLS = {
    "enterprise_name": [
        "学校名称", "加油站名称", "医院名称", "商户名称", "合作社名称", "餐饮企业名称",
        "学校/幼儿园名称", "被检查企业（场所）名称", "检查单位（企业）名称", "检查单位（场所）",
        "检查单位（被检查）", "经营单位名称", "检查企业名称",
    ],
    "description": [
        "存在的安全隐患", "安全隐患情况", "存在的主要安全隐患", "检查发现的问题和隐患",
        "排查出的事故隐患", "消防安全隐患", "隐患说明",
    ],
    "level": [
        "是否为重大隐患", "是否属于重大隐患", "是否构成重大事故隐患", "是否重大安全隐患",
        "重大隐患（是/否）", "隐患分级", "问题性质", "安全隐患等级",
    ],
    "due_on": [
        "整改截至时间", "计划整改完成日期", "规定整改时间", "责令整改期限", "拟整改完成时间",
        "治理时限", "整改时间节点", "整改时间要求", "整改完成时间（计划）", "整改要求/完成时间",
        "整改计划/时间", "整改及销号时限",
    ],
    "status": [
        "完成情况", "是否完成", "完成状态", "整改完成状态", "是否整改完毕", "隐患整改情况",
        "隐患整改状态", "治理情况", "处置情况", "办理情况", "当前整改进展", "整改是否到位",
        "整改（是/否）", "整改及销号情况", "整改销号情况", "是否验收", "销号（是/否）",
        "隐患整改情况/完成情况", "整改落实情况/是否完成", "验收意见", "验收结论", "复核结果",
        "核查情况", "复查验收结果", "整改验收情况", "销号结果", "整改到位情况",
        "部门核查意见", "复查是否合格", "是否整改销号", "企业整改情况", "监管部门复查意见",
        "验收情况/验收意见",
    ],
    "rectified_on": [
        "整改完成时间", "隐患整改完成时间", "实际整改时间", "整改责任/完成时间",
    ],
    "verified_on": [
        "复查时间", "整改复查日期", "整改及销号时间", "验收合格日期",
    ],
}  # fmt: skip

UNKNOWN = [
    "领导批示", "天气", "备注2", "经办科室", "资金到位情况", "经费/到位情况", "措施落实情况",
    "隐患排查情况", "责任落实情况", "有效期限", "许可证有效期", "计划检查时间", "复查期限",
    "延期情况", "设备名称", "监管单位名称", "检查单位全称", "隐患数量", "整改责任部门",
    "隐患排查人", "存在问题及整改情况", "时间节点", "重大隐患", "一般隐患", "是/否", "审核意见",
    "五落实情况",
]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "field"), [(one, field) for field, named in FILLS.items() for one in named]
)
def test_a_heading_put_together_fills_its_field(heading: str, field: str) -> None:
    assert SHIPPED.field_of(heading) == field
    assert SHIPPED.is_heading(heading)


@pytest.mark.parametrize("heading", UNKNOWN)
def test_other_headings_stay_unknown(heading: str) -> None:
    assert SHIPPED.claim(heading) is None
    assert not SHIPPED.is_heading(heading)


@pytest.mark.parametrize("heading", ["处理情况", "备注（已整改/未整改）", "督办单位", "五落实"])
def test_an_ignored_heading_stays_ignored(heading: str) -> None:
    assert SHIPPED.claim(heading) is None


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("一般/重大", "level"),
        ("重大、一般", "level"),
        ("隐患类别（一般/重大）", "level"),
        ("已整改/未整改", "status"),
        ("整改情况（已整改/未整改）", "status"),
        ("整改措施（当场整改/限期整改）", "measure"),
        ("（立即整改/限期整改）", None),
    ],
)
def test_a_heading_that_lists_the_words_of_a_field_is_its(heading: str, field: str | None) -> None:
    assert SHIPPED.field_of(heading) == field


@pytest.mark.parametrize(
    ("heading", "word", "meaning"),
    [
        ("验收意见", "合格", "verified"),
        ("整改验收情况", "不合格", "in_progress"),
        ("整改及销号情况", "是", "verified"),
        ("销号（是/否）", "是", "verified"),
        ("是否为重大隐患", "是", "major"),
        ("重大隐患（是/否）", "√", "major"),
        ("完成情况", "是", None),
    ],
)
def test_a_review_put_together_decides_as_the_listed_one(
    heading: str, word: str, meaning: str | None
) -> None:
    field = "level" if "重大" in heading else "status"
    assert SHIPPED.decision(field, word, heading.replace("是/否", "是、否")) == meaning


@pytest.mark.parametrize(("heading", "word"), [("整改（是/否）", "√"), ("整改是否完成", "有")])
def test_a_tick_answers_wherever_the_heading_asks(heading: str, word: str) -> None:
    assert SHIPPED.meaning("status", word, heading) == "rectified"


def test_a_form_stands_where_it_is_listed() -> None:
    claims = [SHIPPED.claim(one) for one in ("整改情况", "完成情况", "复查结果", "验收意见")]
    ranks = [claim.rank for claim in claims if claim]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == 4


@pytest.mark.parametrize("kind", [HAZARD, INSPECTION, ACCIDENT])
def test_every_kind_knows_names_of_premises(kind: RecordKind) -> None:
    assert load_vocabulary(FOLDER, kind).field_of("加油站名称") == "enterprise_name"


@pytest.mark.parametrize(
    ("new", "complaint"),
    [("{whos}*整改", "no term is called whos"), ("({whose}", "no regular expression")],
)
def test_a_form_that_says_nothing_is_refused(folder: Path, new: str, complaint: str) -> None:
    path = folder / "hazard.yaml"
    old = path.read_text("utf-8")
    path.write_text(old.replace("  site: [", f'  site: ["{new}", '), "utf-8")
    with pytest.raises(ZhibenError, match=complaint):
        load_vocabulary(folder, HAZARD)


def test_what_is_long_has_no_form() -> None:
    forms = [(compiled("{a}+", {"a": ["整改"]}), "yes")]
    assert formed("整改" * (LONGEST_KEY // 2), forms) == "yes"
    assert formed("整改" * LONGEST_KEY, forms) is None
