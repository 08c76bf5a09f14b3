"""Which descriptions state no hazard. A real hazard must never be thrown out."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from zhiben.validating.nothing import reasons, why_nothing

ITEM = "2、安全出口、疏散通道是否畅通，安全疏散指示标志、应急照明是否完好；"


@pytest.mark.parametrize(
    "text",
    [
        "灭火器过期",
        "灭火器过期，已整改",
        "2号车间东侧疏散通道堆放纸箱，现场已整改完毕，要求举一反三。",
        "已更换的电线未穿管",
        "已整改的插座再次损坏",
        "消防通道不畅通",
        "消防通道畅通性差",
        "消防通道未保持畅通",
        "疏散通道被占用，已清理",
        "氨(NH3)泄漏",
        "H2S超标",
        "无证上岗",
        "无灭火器",
        "没有应急预案",
        "无安全操作规程",
        "无责任制",
        "未见接地线",
        "未发现安全出口标志",
        "未整改上次检查发现的接地缺失",
        "一般工业固废露天堆放",
        "存在重大隐患：储罐区围堰破损",
        "有限空间作业未审批",
        "缺警示标志",
        "通道堵塞",
        "配电箱门",  # not on the list of things, so it passes
        "标志脱落",
        "员工未培训",
        "培训记录不全",
        "未组织应急演练",
        "未检查用火、用电有无违章情况",
        "安全出口、疏散通道是否畅通有杂物",
        "灭火器检查是否合格，有一个失效",
        "安全出口上锁",
        "正常照明损坏",
        "电线裸露",
        "现场未发现隐患公示牌",
        "本次检查未发现隐患排查台账",
        "无隐患排查治理制度",
        "灭火器过期，未发现其他隐患",
        "企业自查未发现隐患整改不到位",
        "未检查灭火器并记录",
        "企业未开展检查",
        "本月未开展隐患排查",
        "停产期间未断电",
        "企业已停业但仍存放危化品",
        "停业整顿期间违规生产",
        "未停产",
        "大门紧锁",
        "安全出口大门紧锁",
        "无安全警示标志",
        "无此类防护设施",
        "无重大隐患判定标准",
        "见附件图纸不符",
        "消防水池待补充",
    ],
)
def test_hazard_passes(text: str) -> None:
    assert why_nothing(text) is None
    assert why_nothing(text, ITEM) is None


@pytest.mark.parametrize(
    "text",
    [
        "无", "/", "—", ".", "。。。", "1", "12", "AAA", "否", "OK", "略", "同上", "暂无", "未发现",
        "未发现隐患", "未发现任何问题", "未见异常", "无安全隐患。", "无问题", "没有问题",
        "一般", "重大", "一般隐患", "有隐患", "存在安全隐患", "存在重大隐患", "隐患", "问题",
        "已整改", "己整改", "已整改。", "已 整 改", "整改中", "正在整改", "未整改", "限期整改",
        "已完成", "已处理", "已更换", "立即整改", "全部整改完毕", "隐患已整改", "一般隐患，已整改",
        "发现问题立即整改", "已整改销号", "正常", "一切正常", "合格", "符合要求", "完好",
        "消防通道已畅通", "疏散通道保持畅通", "安全出口、疏散通道畅通", "消防设施完好有效",
        "消防通道", "灭火器", "标志", "安全出口、疏散指示标志", "消防通道已整改",
        "本次检查未发现问题", "经检查，未发现隐患。", "现场未发现明显隐患", "3月份未发现隐患",
        "经排查暂未发现安全隐患", "企业自查未发现问题，一切正常", "该企业无隐患", "未检查出隐患",
        "员工安全培训", "消防演练", "定期检查灭火器",
        "见附件", "详见照片", "详见现场检查记录", "见整改通知书", "待补充", "后续补充",
        "企业已停业", "停产", "停产整顿中", "该企业已搬迁", "大门紧锁，无法检查", "停产，未检查",
        "未检查", "无法进入检查", "本周未开展检查", "截至目前无重大事故隐患", "我单位无此类隐患",
        "我县无重大事故隐患", "疏散通道是否畅通", "用火、用电有无违章情况；", ITEM, ITEM[2:],
    ],
)  # fmt: skip
def test_empty_talk_does_not(text: str) -> None:
    assert why_nothing(text)


@pytest.mark.parametrize(
    ("text", "is_nothing"),
    [
        pytest.param("配电箱内不得放置杂物，箱门应关闭。", True, id="pasted whole"),
        pytest.param("3、配电箱内不得放置杂物，箱门应关闭", True, id="with its number"),
        pytest.param("配电箱内不得放置杂物", True, id="its first clause"),
        pytest.param("配电箱内放置杂物", False, id="turned into a finding"),
        pytest.param("配电箱内不得放置杂物，现放有纸箱", False, id="with a finding added"),
        pytest.param("放置杂物", False, id="words out of its middle"),
        pytest.param("箱门", False, id="too short to be pasted"),
    ],
)
def test_check_item_pasted_back_is_nothing(text: str, is_nothing: bool) -> None:
    assert bool(why_nothing(text, "3、配电箱内不得放置杂物，箱门应关闭。")) is is_nothing


@pytest.mark.parametrize("item", ["安全出口上锁", "灭火器过期失效", "未建立应急预案，未组织演练"])
def test_check_item_worded_as_a_fault_is_a_finding(item: str) -> None:
    assert why_nothing(item, item) is None


def test_missing_text_is_not_judged() -> None:
    assert why_nothing(None) is None


@settings(max_examples=300)
@given(
    st.text(max_size=80) | st.text("无有未已整改好隐患通道正常的、。1(是否", max_size=200),
    st.none() | st.text(max_size=80),
)
def test_no_text_raises(text: str, item: str | None) -> None:
    (why,) = reasons([(text, item)])
    assert why is None or why


WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})


@pytest.mark.parametrize("spell", [" ".join, "\u3000".join, lambda text: text.translate(WIDE)])
@settings(max_examples=100)
@given(text=st.text("无有未已整改隐患通道消防灭火器安装增加12.(),。是否", max_size=30))
def test_white_space_and_width_change_nothing(spell: Callable[[str], str], text: str) -> None:
    assert reasons([(spell(text), ITEM)]) == reasons([(text, ITEM)])


def test_long_empty_talk_is_judged_at_once() -> None:
    assert why_nothing("已经正常安全出口消防通道照明完好有效" * 2000 + "吗") is None


def test_labelled_findings_of_a_real_city(real_data: Path) -> None:
    """9,601 texts; label 1 says that the text states no hazard."""
    path = real_data / "shenzhen-hazard-text" / "train_shared.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    counts = Counter(
        (why_nothing(one["content"], one["level_4"]) is not None, one["label"]) for one in rows
    )
    found, false, missed = counts[True, "1"], counts[True, "0"], counts[False, "1"]
    assert found / (found + false) >= 0.97
    assert found / (found + missed) >= 0.79
