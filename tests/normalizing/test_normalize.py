"""From one table to typed records: values, flags, blanks, places and parts."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from zhiben.reading import SkipReason
from zhiben.records import HAZARD, arrow_schema, unread_column

from .made import contract, normalized, record, records, table

VALID = "91350100M000100Y43"


def test_records_have_the_schema_of_their_kind() -> None:
    found = normalized(
        table(("企业名称", "检查日期", "隐患描述"), ["甲厂", "2024-06-22", "灭火器过期"])
    )
    assert found.records.schema == arrow_schema(HAZARD)
    assert normalized(table(("企业名称",))).records.schema == arrow_schema(HAZARD)


def test_a_record_knows_its_place() -> None:
    said = record(of=contract(key=["序号", "企业名称"]), 序号="7")
    assert said["record_id"] == "f.xlsx|一|2|1"
    assert (said["row_number"], said["part"], said["row_hash"]) == (2, 1, "h2")
    assert said["source_key"] == "7|甲厂"


def test_the_raw_texts_stay_and_blanks_are_left_out() -> None:
    raw = json.loads(record(检查日期=" 2024.6.22", 备注="")["raw"])
    assert raw == {"企业名称": "甲厂", "检查日期": " 2024.6.22", "隐患描述": "灭火器过期"}


@pytest.mark.parametrize(("key", "expected"), [([], None), (["序号"], None), (["没有"], None)])
def test_without_a_key_there_is_none(key: list[str], expected: str | None) -> None:
    assert record(of=contract(key=key), 序号="")["source_key"] is expected


@pytest.mark.parametrize(
    ("heading", "text", "field", "value"),
    [
        ("统一社会信用代码", VALID.lower(), "uscc", VALID),
        ("隐患部位", " 1号 车间\n", "site", "1号车间"),
        ("整改资金（万元）", "3.5", "funds_yuan", Decimal("35000.00")),
        ("检查人员", "张三 李四", "inspector", "张三、李四"),
        ("联系电话", "138 1234 5678", "phone", "13812345678"),
        ("是否挂牌督办", "√", "supervised", True),
        ("隐患等级", "重大隐患", "level", "major"),
        ("检查类型", "专家会诊", "channel", "expert"),
        ("整改期限", "6月底前", "due_on", date(2024, 6, 30)),
        ("整改期限", "立即", "due_on", date(2024, 6, 22)),
        ("整改状态", "整改中", "status", "in_progress"),
        ("检查单位", "消防大队", "department", "消防大队"),
        ("整改措施", "—", "measure", None),
    ],
)
def test_values(heading: str, text: str, field: str, value: object) -> None:
    assert record(**{heading: text})[field] == value


@pytest.mark.parametrize(
    ("heading", "text", "field"),
    [
        ("隐患等级", "5级", "level"),
        ("整改状态", "尚可", "status"),
        ("检查类型", "闲逛", "channel"),
        ("检查日期", "2024年2月30日", "found_on"),
        ("整改期限", "2024-13-01", "due_on"),
        ("整改资金", "若干", "funds_yuan"),
        ("是否挂牌督办", "也许", "supervised"),
    ],
)
def test_what_defies_reading_is_kept_beside(heading: str, text: str, field: str) -> None:
    said = record(**{heading: text})
    assert (said[field], said[f"{field}__unread"]) == (None, text)


@pytest.mark.parametrize(
    ("cells", "flag"),
    [
        ({}, "uscc_missing"),
        ({"信用代码": "/"}, "uscc_missing"),
        ({"信用代码": VALID[:-1] + "4"}, "uscc_broken"),
        ({"信用代码": VALID.lower()}, "uscc_repaired"),
        ({"信用代码": "110108000000016"}, "uscc_15_digits"),
        ({}, "level_blank"),
        ({}, "status_blank"),
        ({}, "due_missing"),
        ({"检查日期": "6月22日"}, "year_inferred"),
        ({"整改期限": "2024年7月"}, "day_inferred"),
        ({"整改期限": "三日内"}, "date_from_words"),
        ({"隐患描述": "灭火\u200b器过期"}, "text_repaired"),
        ({"隐患描述": "滅火器(qì)过期"}, "text_repaired"),
        ({"整改责任人": "13812345678"}, "value_aside"),
        ({"整改责任人": "2024.6.25"}, "value_aside"),
        ({"联系电话": "张三"}, "value_aside"),
        ({"联系电话": "1.38E+10"}, "phone_rounded"),
        ({"联系电话": "412726198001011234"}, "value_aside"),
        ({"隐患类型": "隧道开\n挖"}, "text_repaired"),
        ({"整改资金": "500"}, "money_unit_assumed"),
        ({"整改资金": "5（另有2万元）"}, "money_unit_assumed"),
        ({"整改完成日期": "已整改"}, "value_aside"),
        ({"整改状态": "2024.7.1"}, "value_aside"),
        ({"整改期限": "汛期前"}, "date_unread"),
        ({"整改完成日期": "未到期"}, "value_aside"),
        ({"整改完成日期": "√"}, "date_unread"),
        ({"乡镇": "无此镇"}, "town_unknown"),
        ({"县区": "无此县"}, "county_unknown"),
    ],
)
def test_flags(cells: dict[str, str], flag: str) -> None:
    assert flag in record(**cells)["flags"]


def test_only_a_term_is_moved_to_the_next_year() -> None:
    said = record(检查日期="2023-09-20", 整改期限="3月31日前", 整改完成日期="3月31日")
    assert said["due_on"] == date(2024, 3, 31)
    assert said["rectified_on"] == date(2023, 3, 31)


def test_a_faultless_row_has_no_flags() -> None:
    words = {"整改期限": "2024-07-01", "整改状态": "已整改", "隐患等级": "一般"}
    assert record(信用代码=VALID, **words)["flags"] == []


@pytest.mark.parametrize(
    ("cells", "status"),
    [({}, "open"), ({"整改完成日期": "2024-07-01"}, "rectified"), ({"整改完成日期": "/"}, "open")],
)
def test_a_blank_status(cells: dict[str, str], status: str) -> None:
    assert record(整改状态="", **cells)["status"] == status


def test_blanks_the_contract_fills() -> None:
    said = record(of=contract(channel="joint"), 检查类型="")
    assert (said["level"], said["channel"], said["department"]) == (
        "general",
        "joint",
        "应急管理局",
    )


def test_the_contract_knows_words_of_its_own() -> None:
    own = contract(values={"level": {"红": "major", "3": "general", "一般": "major"}})
    assert record(of=own, 隐患等级="红")["level"] == "major"
    assert record(of=own, 隐患等级="3.0")["level"] == "general"
    assert record(of=own, 隐患等级="一般")["level"] == "major"


@pytest.mark.parametrize(
    ("state", "review", "status"),
    [
        ("已整改", "合格", "verified"),
        ("已整改", "不合格", "in_progress"),
        ("已整改", "", "rectified"),
        ("已整改", "待定", "rectified"),
        ("看情况", "复查合格", "verified"),
    ],
)
def test_a_review_overrules_the_enterprise(state: str, review: str, status: str) -> None:
    said = record(整改情况=state, 复查结果=review)
    assert (said["status"], said["status__unread"]) == (status, None)


@pytest.mark.parametrize(
    ("county", "town", "resolved"),
    [
        ("", "莲池", ("411624", "莲池镇")),
        ("沈丘县", "槐店镇", ("411624", "槐店回族镇")),
        ("淮阳县", "城关镇", ("411603", "城关回族镇")),
        ("莲池镇", "", ("411624", "莲池镇")),
        ("无此县", "莲池镇", (None, "莲池镇")),
        ("太康县", "无此镇", ("411627", "无此镇")),
    ],
)
def test_places(county: str, town: str, resolved: tuple[str | None, str]) -> None:
    said = record(县区=county, 乡镇=town)
    assert (said["county"], said["town"]) == resolved


def test_the_year_comes_from_the_title() -> None:
    assert record(title="2023年隐患台账", 检查日期="7月17日")["found_on"] == date(2023, 7, 17)
    assert record(检查日期="7月17日")["found_on"] == date(2024, 7, 17)


@pytest.mark.parametrize(
    ("title", "is_doubted"), [("2021年台账", True), ("2023年台账", False), ("", False)]
)
def test_a_title_s_year_far_from_the_delivery_is_doubted(title: str, *, is_doubted: bool) -> None:
    said = record(title=title, 检查日期="7月17日", 整改期限="7月20日")
    assert said["flags"].count("year_far") == is_doubted


def test_a_due_date_without_year_follows_the_finding() -> None:
    said = record(检查日期="2023-12-25", 整改期限="1月5日")
    assert said["due_on"] == date(2024, 1, 5)


def test_lists_in_one_cell_tell_place_measure_and_basis() -> None:
    placed = records(隐患描述="1号楼：1.灭火器过期；2.通道堵塞。2号楼：1.应急灯坏；2.无盖")
    assert [each["site"] for each in placed] == ["1号楼", "1号楼", "2号楼", "2号楼"]
    measures, clauses = "整改意见：1.更换；2.清理。", "违反：1.《消防法》第16条；2.《消防法》第28条"
    one, other = records(隐患描述=f"问题：1.灭火器过期；2.通道堵塞。{measures}{clauses}")
    assert (one["measure"], one["basis"], one["site"]) == ("更换", "《消防法》第16条", None)
    assert (other["measure"], other["basis"]) == ("清理。", "《消防法》第28条")


@pytest.mark.parametrize(("column", "measure"), [("", "更换"), ("见通知书", "见通知书")])
def test_a_column_s_own_measure_outweighs_a_listed_one(column: str, measure: str) -> None:
    one, _ = records(隐患描述="1.灭火器过期；2.通道堵塞。整改意见：1.更换；2.清理", 整改措施=column)
    assert one["measure"] == measure


def test_parts_share_the_row_and_take_what_is_numbered_alike() -> None:
    one, other = records(
        隐患描述="1.灭火器过期；2.通道堵塞", 整改措施="1.更换；2.清理", 整改期限="7月1日"
    )
    assert (one["part"], other["part"]) == (1, 2)
    assert (one["description"], other["description"]) == ("灭火器过期", "通道堵塞")
    assert (one["measure"], other["measure"]) == ("更换", "清理")
    assert one["due_on"] == other["due_on"] == date(2024, 7, 1)
    assert one["raw"] == other["raw"]
    assert (one["record_id"], other["record_id"]) == ("f.xlsx|一|2|1", "f.xlsx|一|2|2")


@pytest.mark.parametrize(
    ("cell", "funds"),
    [
        ("6", [60000, None, None]),
        ("共6万元", [60000, None, None]),
        ("1、1万元；2、2万元；3、3万元", [10000, 20000, 30000]),
        ("", [None, None, None]),
    ],
)
def test_money_of_a_row_counts_once(cell: str, funds: list[int | None]) -> None:
    found = records(隐患描述="1.漏电；2.漏水；3.漏油", **{"整改资金（万元）": cell})
    assert [said["funds_yuan"] for said in found] == funds


@pytest.mark.parametrize("site", ["甲桥、乙桥", ""])
def test_a_hazard_under_a_place_is_there(site: str) -> None:
    cell = "一、甲桥。\n1.桥墩积水。\n2.无标识。\n二、乙桥。\n1.门敞开。\n2.无监测仪。"
    found = records(隐患描述=cell, 隐患部位=site)
    assert [said["site"] for said in found] == ["甲桥", "甲桥", "乙桥", "乙桥"]


def test_rows_after_a_split_one_keep_their_places() -> None:
    headings = ("企业名称", "检查日期", "隐患描述")
    rows = [[name, "2024-06-22", text] for name, text in
            (("甲", "灭火器过期"), ("乙", "1.门锁坏；2.灯坏了"), ("丙", "通道堵塞"))]  # fmt: skip
    said = normalized(table(headings, *rows)).records
    assert said["enterprise_name"].to_pylist() == ["甲", "乙", "乙", "丙"]
    assert said["row_number"].to_pylist() == [2, 3, 3, 4]
    assert said["part"].to_pylist() == [1, 1, 2, 1]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({}, SkipReason.UNFILLED),
        ({"隐患等级": "/", "备注": "空"}, SkipReason.UNFILLED),
        ({"隐患描述": "本期无隐患"}, SkipReason.ZERO_REPORT),
        ({"隐患描述": "零报告", "检查日期": "2024-06-22"}, SkipReason.ZERO_REPORT),
        ({"备注": "未发现隐患"}, SkipReason.ZERO_REPORT),
    ],
)
def test_rows_without_a_finding_are_skipped(cells: dict[str, str], reason: SkipReason) -> None:
    row = {"企业名称": "甲厂", "检查日期": "", "隐患描述": "", "隐患等级": "", "备注": ""} | cells
    found = normalized(table(list(row), list(row.values())))
    assert len(found.records) == 0
    assert [(said.reason, said.row_number) for said in found.skipped] == [(reason, 2)]


@pytest.mark.parametrize(
    ("cells", "count"), [({}, 0), ({"企业名称": "甲厂"}, 1), ({"整改期限": "2024-06-30"}, 1)]
)
def test_a_form_row_of_preset_words_is_unfilled(cells: dict[str, str], count: int) -> None:
    preset = {"企业名称": "", "检查日期": "", "隐患描述": "", "隐患等级": "一般", "整改期限": ""}
    row = preset | {"检查单位": "应急管理局"} | cells
    assert len(normalized(table(list(row), list(row.values()))).records) == count


@pytest.mark.parametrize(
    "cells", [{"隐患描述": "无"}, {"隐患描述": "无隐患", "隐患等级": "一般"}, {"隐患描述": ""}]
)
def test_rows_that_say_something_are_for_others_to_judge(cells: dict[str, str]) -> None:
    assert len(records(**cells)) == 1


def test_text_that_no_database_holds_is_taken_out() -> None:
    assert record(隐患描述="灭火\0器\ud800过期")["description"] == "灭火器?过期"


def test_rows_are_received_once() -> None:
    rows = [["甲", "2024-06-22", "灭火器过期"], ["乙", "", ""], ["丙", "", "零报告"]]
    found = normalized(table(("企业名称", "检查日期", "隐患描述"), *rows))
    places = set(found.records["row_number"].to_pylist()) | {
        said.row_number for said in found.skipped
    }
    assert places == {2, 3, 4}


def test_a_row_with_a_cell_right_of_all_headings_is_flagged() -> None:
    headings = ("企业名称", "列2", "检查日期", "隐患描述", "列5")
    rows = [["甲", "", "2024-06-22", "通道堆放杂物", "灭火器过期"],
            ["乙", "注", "2024-06-22", "1.门锁坏；2.灯坏了", ""]]  # fmt: skip
    flags = normalized(table(headings, *rows)).records["flags"].to_pylist()
    assert ["beyond_headings" in each for each in flags] == [True, False, False]


@pytest.mark.parametrize(
    ("cells", "is_flagged"),
    [
        ({"整改完成日期": "2024-08-02"}, True),
        ({"复查日期": "2024-12-31", "整改完成日期": "2024-06-23"}, True),
        ({"整改完成日期": "2024-08-01"}, False),
        ({"整改期限": "2024-12-31"}, False),
    ],
)
def test_what_is_done_after_the_delivery_is_flagged(
    cells: dict[str, str], is_flagged: bool
) -> None:
    assert ("done_in_future" in record(**cells)["flags"]) == is_flagged


TOWNS = ("序号", "乡镇", "企业名称", "检查日期", "隐患描述", "隐患等级", "整改状态")


@pytest.mark.parametrize(
    "row",
    [
        ["1", "槐店镇", "无", "", "无", "", "无"],
        ["7", "新安集镇", "/", "/", "/", "/", "/"],
        ["7", "新安集镇", "", "2024-06-22", "—", "", ""],
        ["7", "新安集镇", "无", "2024-06-22", "未发现隐患", "无", "无"],
    ],
)
def test_a_town_that_had_none_reports_zero(row: list[str]) -> None:
    found = normalized(table(TOWNS, row))
    assert [one.reason for one in found.skipped] == [SkipReason.ZERO_REPORT]


@pytest.mark.parametrize(
    "row",
    [
        ["1", "槐店镇", "甲厂", "2024-06-22", "无", "", "无"],
        ["1", "槐店镇", "无", "2024-06-22", "灭火器过期", "", ""],
        ["1", "槐店镇", "无", "2024-06-22", "无", "一般", ""],
        ["1", "槐店镇", "无", "2024-06-22", "无", "", "已整改"],
    ],
)
def test_a_row_that_says_anything_else_is_a_record(row: list[str]) -> None:
    assert normalized(table(TOWNS, row)).skipped == ()


@pytest.mark.parametrize(
    "name", ["XX公司", "××有限公司", "某某公司", "某县某某化工有限公司", "xx企业"]
)
def test_a_placeholder_is_no_name(name: str) -> None:
    said = record(企业名称=name)
    assert said["enterprise_name"] is None
    assert "name_placeholder" in said["flags"]


@pytest.mark.parametrize("name", ["X公司", "某得利超市", "双XX五金厂", "AXX公司"])
def test_a_name_with_such_signs_is_one(name: str) -> None:
    assert record(企业名称=name)["enterprise_name"] == name


@pytest.mark.parametrize(
    ("state", "statuses"),
    [
        ("1已整改，2整改中", ["rectified", "in_progress"]),
        ("已整改\n整改中", ["rectified", "in_progress"]),
        ("均已整改", ["rectified", "rectified"]),
    ],
)
def test_each_part_has_the_state_said_of_it(state: str, statuses: list[str]) -> None:
    parts = records(隐患描述="1灭火器过期\n2通道堵塞", 整改情况=state)
    assert [one["status"] for one in parts] == statuses


@pytest.mark.parametrize(
    ("heading", "text", "person", "phone"),
    [
        ("责任人/电话", "张三13800000000", "张三", "13800000000"),
        ("责任人、联系电话", "张三 李四 13800000000", "张三、李四", "13800000000"),
        ("责任人/电话", "13800000000", None, "13800000000"),
        ("责任人电话", "张三13800000000", None, "13800000000"),
    ],
)
def test_a_column_of_people_and_their_telephones(
    heading: str, text: str, person: str | None, phone: str
) -> None:
    said = record(**{heading: text})
    assert (said["responsible_person"], said["phone"]) == (person, phone)


@pytest.mark.parametrize(
    ("word", "channel"), [("企业月度自查", "self_check"), ("节前检查", "joint"), ("", "joint")]
)
def test_a_visit_named_by_its_occasion_is_the_source_s_own(word: str, channel: str) -> None:
    found = record(of=contract(channel="joint"), 检查类型=word)
    assert (found["channel"], found[unread_column("channel")]) == (channel, None)


@pytest.mark.parametrize(
    ("cell", "county"),
    [
        ("沈丘县应急局", "411624"),
        ("川汇区应急管理局", "411602"),
        ("河南省周口市川汇区人民政府", "411602"),
        ("沈丘安委办", "411624"),
        ("川汇区消防救援大队", "411602"),
        ("川汇区第一中学", None),
        ("鹿邑大道管理局", None),
        ("无此县应急局", None),
    ],
)
def test_an_office_in_the_county_column_stands_for_its_county(
    cell: str, county: str | None
) -> None:
    assert record(县区=cell, 乡镇="")["county"] == county
