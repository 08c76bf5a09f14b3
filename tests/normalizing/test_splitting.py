"""Cells that list several hazards, and cells that only look so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.normalizing.pairing import pair_dates, pair_words
from zhiben.normalizing.splitting import Part, pair_cell, split_cell

ITEM = st.text(alphabet="灭火器过期通道堵塞电线裸露护栏缺失", min_size=3, max_size=12)
STYLES = {
    "1.": lambda n: f"{n}.",
    "1、": lambda n: f"{n}、",
    "（1）": lambda n: f"（{n}）",
    "1)": lambda n: f"{n})",
    "①": lambda n: chr(ord("①") + n - 1),
    "⑴": lambda n: chr(ord("⑴") + n - 1),
    "一、": lambda n: f"{'一二三四五六七八九'[n - 1]}、",
    "（一）": lambda n: f"（{'一二三四五六七八九'[n - 1]}）",
    "一是": lambda n: f"{'一二三四五六七八九'[n - 1]}是",
    "❶": lambda n: chr(ord("❶") + n - 1),
    "【1】": lambda n: f"【{n}】",
    "隐患一：": lambda n: f"隐患{'一二三四五六七八九'[n - 1]}：",
    "问题1：": lambda n: f"问题{n}：",
    "1，": lambda n: f"{n}，",
}


def texts(cell: str) -> list[str]:
    return [part.text for part in split_cell(cell)]


@given(
    st.lists(ITEM, min_size=2, max_size=9),
    st.sampled_from(sorted(STYLES)),
    st.sampled_from("；。\n"),
)
def test_what_was_numbered_falls_apart(items: list[str], style: str, end: str) -> None:
    cell = "".join(f"{STYLES[style](n)}{item}{end}" for n, item in enumerate(items, 1))
    assert [text.rstrip("。") for text in texts(cell)] == items


@given(st.lists(ITEM, min_size=2, max_size=5), st.sampled_from(sorted(STYLES)))
def test_a_part_falls_apart_no_further(items: list[str], style: str) -> None:
    cell = "".join(f"{STYLES[style](n)}{item}；\n" for n, item in enumerate(items, 1))
    assert [texts(part) for part in texts(cell)] == [[item] for item in items]


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("检查发现以下问题：1.灭火器过期。2.通道堵塞。", ["灭火器过期。", "通道堵塞。"]),
        ("1、灭火器过期 2、通道堵塞", ["灭火器过期", "通道堵塞"]),
        ("1.灭火器过期；2.通道堵塞；3.", ["灭火器过期", "通道堵塞"]),
        ("1.灭火器过期\n2.通道堵塞\n3.无\n4./", ["灭火器过期", "通道堵塞"]),
        ("1.灭火器过期；2.无；3.安全出口上锁", ["灭火器过期", "无", "安全出口上锁"]),
        ("1、无\n2、灭火器过期", ["无", "灭火器过期"]),
        ("1.灭火器过期；2.", ["灭火器过期"]),
        ("1.灭火器过期2.通道堵塞", ["灭火器过期", "通道堵塞"]),
        ("(1)灭火器过期（2）通道堵塞(3)电线裸露", ["灭火器过期", "通道堵塞", "电线裸露"]),
        ("（1）库房（2）号门无锁", ["库房（2）号门无锁"]),
        ("1.11#桥墩积水。\n2.4#墩无标识。", ["11#桥墩积水。", "4#墩无标识。"]),
        ("1.护栏低于1.2米；2.通道堵塞", ["护栏低于1.2米", "通道堵塞"]),
        ("1.1号车间无灯；2.2号车间无灯", ["1号车间无灯", "2号车间无灯"]),
        ("1.门敞开。2.2楼无灯。3.3楼无灯", ["门敞开。", "2楼无灯。", "3楼无灯"]),
        ("1.门敞开；2.10千伏线路裸露", ["门敞开", "10千伏线路裸露"]),
        (
            "1.防护网缺失；2.临边无防护；2.走道板未固定",
            ["防护网缺失", "临边无防护", "走道板未固定"],
        ),
        ("1.灭火器过期；2：通道堵塞；③未接地", ["灭火器过期", "通道堵塞", "未接地"]),
        ("1：灭火器过期\n2：通道堵塞", ["灭火器过期", "通道堵塞"]),
        ("1.2个配电箱未接地；\n2.5处线路裸露", ["2个配电箱未接地", "5处线路裸露"]),
        ("1.灭火器过期；（2）通道堵塞", ["灭火器过期", "通道堵塞"]),
        (
            "1.裸露。\n2.堵塞。\n灭火器过期。",
            ["裸露。", "堵塞。", "灭火器过期。"],
        ),
        (
            "1.裸露。\n2.堵塞。\n6月30日前完成。",
            ["裸露。", "堵塞。\n6月30日前完成。"],
        ),
        ("一是灭火器过期，二是通道堵塞", ["灭火器过期", "通道堵塞"]),
        ("（一）灭火器过期（二）通道堵塞", ["灭火器过期", "通道堵塞"]),
        ("1灭火器过期\n2通道堵塞", ["灭火器过期", "通道堵塞"]),
        ("1 灭火器过期\n2 楼梯堵塞", ["灭火器过期", "楼梯堵塞"]),
        ("1，灭火器过期，2，通道堵塞", ["灭火器过期", "通道堵塞"]),
        ("1、1号车间无证 2、2号车间堵塞", ["1号车间无证", "2号车间堵塞"]),
        ("隐患1：灭火器过期\n隐患2：通道堵塞", ["灭火器过期", "通道堵塞"]),
        ("存在问题1：灭火器过期；问题2：通道堵塞", ["灭火器过期", "通道堵塞"]),
        ("1、第1、2号机未接地；2、门锁坏", ["第1、2号机未接地", "门锁坏"]),
        ("1、灭火器过期；2、3号车间通道堵塞", ["灭火器过期", "3号车间通道堵塞"]),
        (
            "一、场地积水，（1）东侧，（2）西侧。二、无标识",
            ["场地积水，（1）东侧，（2）西侧。", "无标识"],
        ),
    ],
)
def test_numbered_hazards(cell: str, parts: list[str]) -> None:
    assert texts(cell) == parts


@pytest.mark.parametrize(
    "cell",
    [
        "7月4检查发现护栏低于1.2米",
        "1.8米高处无护栏，2.3米处松动",
        "DK139+855隧道排水不良",
        "1、2号车间无护栏",
        "1、1号车间和2、3号车间灭火器过期",
        "1.2具灭火器过期",
        "2处灭火器过期\n3处通道堵塞",
        "1处灭火器过期\n2处通道堵塞",
        "1号车间灭火器过期\n2号车间通道堵塞",
        "1车间灭火器过期\n2车间通道堵塞",
        "1楼灭火器过期\n2楼通道堵塞",
        "1灭火器过期2通道堵塞",
        "1，2号车间灭火器过期",
        "第一项、第二项未落实",
        "违反第二十条（一）（二）项规定",
        "仓库一是甲类，二是乙类",
        "1、2、3号机未接地",
        "不符合《规程》第6.3.4条、第10.0.6条",
        "2.通道堵塞；3.灭火器过期",
        "厂区消防通道堵塞。1.东侧堆放木料。2.西侧停放车辆。",
        "坡度1：2：3不符合要求",
        "每日8：30，2：15未巡查",
        "8-10轴无护栏；3-10轴无防护网",
        "未落实以下要求：1.配备灭火器；2.设置疏散指示标志",
        "企业未建立：1.安全生产责任制；2.隐患排查治理制度；3.应急预案",
        "下列人员未持证上岗：1.张三；2.李四",
        "以下灭火器过期：1.一车间；2.二车间",
        "企业未安装：1.联锁装置；2.急停按钮",
        "存在无证上岗现象：1.张三；2.李四",
        "检查发现，现场缺少：1.灭火器；2.应急灯",
        "存在无证上岗：1.张三；2.李四",
        "",
    ],
)
def test_one_hazard_stays_whole(cell: str) -> None:
    assert texts(cell) == [cell]


@pytest.mark.parametrize(
    "preamble",
    [
        "存在以下问题未整改：",
        "以下隐患未整改：",
        "未整改问题清单：",
        "消防管理不到位：",
        "现场存在违章行为：",
        "未见负责人，检查发现：",
        "该单位未落实主体责任：",
    ],
)
def test_items_that_state_a_fault_themselves_fall_apart(preamble: str) -> None:
    assert texts(f"{preamble}1.灭火器压力低；2.私拉电线") == ["灭火器压力低", "私拉电线"]


def test_a_lone_number_numbers_nothing() -> None:
    assert texts("1.泵房未报验") == ["泵房未报验"]


def test_headings_give_way_to_what_stands_under_them() -> None:
    cell = "一、甲桥。\n1.11#墩积水。\n2.无标识。\n二、乙桥。\n1.门敞开。\n2.无监测仪。"
    assert split_cell(cell) == (
        Part("11#墩积水。", "甲桥"),
        Part("无标识。", "甲桥"),
        Part("门敞开。", "乙桥"),
        Part("无监测仪。", "乙桥"),
    )


@given(
    st.lists(st.lists(ITEM, min_size=2, max_size=4), min_size=2, max_size=4),
    st.sampled_from(sorted(STYLES)),
    st.sampled_from("；。\n"),
)
def test_every_place_has_a_list_of_its_own(lists: list[list[str]], style: str, end: str) -> None:
    cell = "\n".join(
        f"{place}号楼：\n"
        + "".join(f"{STYLES[style](n)}{one}{end}" for n, one in enumerate(items, 1))
        for place, items in enumerate(lists, 1)
    )
    told = [(part.text.rstrip("。"), part.head) for part in split_cell(cell)]
    assert told == [(one, f"{place}号楼") for place, items in enumerate(lists, 1) for one in items]


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        (
            "1号楼：1.灭火器过期\n2号楼：1.应急灯坏",
            [("灭火器过期", "1号楼"), ("应急灯坏", "2号楼")],
        ),
        (
            "检查情况如下。一车间：1.灭火器过期；2.电线拖地。二车间：1.应急灯坏",
            [("灭火器过期", "一车间"), ("电线拖地。", "一车间"), ("应急灯坏", "二车间")],
        ),
        (
            "1.裸露\n2.堵塞\n1.应急灯坏\n2.无盖",
            [("裸露", ""), ("堵塞", ""), ("应急灯坏", ""), ("无盖", "")],
        ),
        ("1.裸露；2.消防：1.过期；2.堵塞", [("裸露", ""), ("过期", "消防"), ("堵塞", "消防")]),
        (
            "1.裸露。2.厂区通道堵塞。1.东侧堆放木料。2.西侧停放车辆。",
            [("裸露。", ""), ("厂区通道堵塞。1.东侧堆放木料。2.西侧停放车辆。", "")],
        ),
        (
            "1、裸露；2、堵塞；1、2项已整改；3、无盖",
            [("裸露", ""), ("堵塞；1、2项已整改", ""), ("无盖", "")],
        ),
    ],
)
def test_a_numbering_that_starts_again(cell: str, parts: list[tuple[str, str]]) -> None:
    assert [(part.text, part.head) for part in split_cell(cell)] == parts


MEASURES = st.sampled_from(["立即更换过期灭火器", "清理通道", "应加强培训", "尽快修复"])
CLAUSES = st.sampled_from(
    ["《消防法》第16条", "《安全生产法》第三十六条第一款", "GB 50016-2014第6.4.1条"]
)


@given(
    st.sampled_from([("整改意见：", "measure", MEASURES), ("处理措施如下：", "measure", MEASURES),
                     ("", "measure", MEASURES), ("违反规定：", "basis", CLAUSES),
                     ("以上问题违反了：", "basis", CLAUSES), ("整改情况：", "", MEASURES)]),
    st.sampled_from(["1.", "1、", "（1）", "①", "一、"]),
    st.data(),
)  # fmt: skip
def test_what_answers_hazards_is_none(
    answer: tuple[str, str, st.SearchStrategy[str]], style: str, data: st.DataObject
) -> None:
    head, field, answers = answer
    hazards = data.draw(st.lists(ITEM, min_size=2, max_size=4))
    said = data.draw(st.lists(answers, min_size=2, max_size=4))
    listed = [
        "；".join(f"{STYLES[style](n)}{one}" for n, one in enumerate(each, 1))
        for each in (hazards, said)
    ]
    parts = split_cell(f"{listed[0]}。{head}{listed[1]}")
    assert len(parts) == len(hazards)
    if field and len(said) == len(hazards):
        assert [getattr(part, field) for part in parts] == said
    elif head:
        assert parts[-1].text.endswith(f"。\n{head}{listed[1]}")


def test_what_answers_hazards_may_be_an_item_beside_them() -> None:
    cell = "一、存在问题\n1.裸露\n2.堵塞\n二、整改意见\n1.立即更换\n2.清理"
    assert split_cell(cell) == (
        Part("裸露", "存在问题", "立即更换"),
        Part("堵塞", "存在问题", "清理"),
    )


def test_one_hazard_keeps_what_answers_it() -> None:
    cell = "安全通道堵塞。整改意见：（1）立即更换；（2）清理"
    assert texts(cell) == [cell]
    assert texts(f"1.裸露；2.{cell}") == ["裸露", cell]


@pytest.mark.parametrize(
    ("cell", "count", "pieces"),
    [
        ("1号楼：1.更换；2.清理\n2号楼：1.修理；2.加盖", 4, ("更换", "清理", "修理", "加盖")),
        ("整改措施：1.更换；2.清理", 2, ("更换", "清理")),
        ("1.更换。2.清理。", 2, ("更换。", "清理。")),
        ("1.更换。2.清理。3.月底前完成。", 2, ()),
        ("立即整改", 2, ()),
        ("1、6月25日；2、6月30日", 2, ("6月25日", "6月30日")),
        ("1.更换。\n2.清理。\n补充标识。", 3, ("更换。", "清理。", "补充标识。")),
    ],
)
def test_cells_numbered_alike_go_together(cell: str, count: int, pieces: tuple[str, ...]) -> None:
    assert pair_cell(cell, count) == pieces


DAYS = ("6月25日", "6.30", "2024.6.25", "2024-06-30", "立即", "2024年7月底前", "7/1", "3日内")


@given(
    st.lists(st.sampled_from(DAYS), min_size=2, max_size=5),
    st.sampled_from(["{n}.{day}；", "{n}、{day}\n", "（{n}）{day}", "{n}：{day}；", "{n}) {day} "]),
)
def test_days_numbered_like_hazards_fall_apart(days: list[str], style: str) -> None:
    cell = "".join(style.format(n=n, day=day) for n, day in enumerate(days, 1))
    assert pair_dates(cell, len(days)) == tuple(days)


@pytest.mark.parametrize("cell", ["2024.6.25", "1.25", "6月25日", "1.6.25；3.6.30", "立即整改"])
def test_a_day_is_not_taken_for_a_numbering(cell: str) -> None:
    assert pair_dates(cell, 2) == ()


@given(st.text(alphabet="12345一、.：()（）①；。\n月日年前", max_size=60), st.integers(2, 4))
def test_pairing_days_never_raises(cell: str, count: int) -> None:
    assert len(pair_dates(cell, count)) in {0, count}


@given(st.text(max_size=80) | st.text(alphabet="12345一二三、.（）①②；。\n灭火器未", max_size=60))
def test_splitting_never_raises_and_invents_nothing(cell: str) -> None:
    assert len(pair_cell(cell, 2)) in {0, 2}
    place = 0
    for part in split_cell(cell):
        place = cell.index(part.text, place) + len(part.text)


@given(st.text(alphabet="灭火器过期通道堵塞，。；\n", max_size=60))
def test_without_numbers_nothing_is_split(cell: str) -> None:
    assert texts(cell) == [cell]


def test_one_hazard_under_its_heading_is_no_part_of_it() -> None:
    cell = "一、现场方面\n1.灭火器过期；\n2.通道堵塞；\n二、设备方面\n1.5处线路裸露；"
    assert split_cell(cell) == (
        Part("灭火器过期", "现场方面"),
        Part("通道堵塞", "现场方面"),
        Part("5处线路裸露", "设备方面"),
    )


@pytest.mark.parametrize(
    ("cell", "count", "words"),
    [
        ("1已整改，2整改中", 2, ("已整改", "整改中")),
        ("1.已整改；2.整改中", 2, ("已整改", "整改中")),
        ("第1条已整改，第2条未整改", 2, ("已整改", "未整改")),
        ("1、3已整改，2未整改", 3, ("已整改", "未整改", "已整改")),
        ("第1-2项已整改，第3项整改中", 3, ("已整改", "已整改", "整改中")),
        ("已整改\n整改中", 2, ("已整改", "整改中")),
        ("均已整改", 3, ("已整改",) * 3),
        ("以上3处隐患全部已整改", 3, ("已整改",) * 3),
        ("已整改", 2, ()),
        ("1已整改", 2, ()),
        ("1已整改，2整改中", 3, ()),
        ("均已整改，2未整改", 2, ()),
    ],
)
def test_words_said_of_each_hazard(cell: str, count: int, words: tuple[str, ...]) -> None:
    assert pair_words(cell, count) == words


@given(st.text(alphabet="123一二、第条均已未整改中，-\n", max_size=30), st.integers(2, 4))
def test_pairing_words_never_raises(cell: str, count: int) -> None:
    assert len(pair_words(cell, count)) in {0, count}
