"""What a proposal is sure of, what it asks, and whose ledger it takes a file for."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.proposing.made import KNOWN, asked, field_of, proposed, table
from zhiben.contracts import Contract
from zhiben.proposing import contract_yaml, headings_by_shape
from zhiben.reading import Sheet


@pytest.mark.parametrize(
    ("heading", "cells", "field"),
    [
        ("到场日期", ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"], "found_on"),
        ("最迟改好日", ["2026-03-09", "2026-03-12", "2026-03-13", "2026-03-14"], "due_on"),
        ("谁来改", ["张三", "李四", "王小明", "赵六"], "responsible_person"),
        ("机主号码", ["13812345678", "13912345678", "13712345678", "13612345678"], "phone"),
        ("证照码", ["91350100M000100Y43"] * 4, "uscc"),
        ("落在哪个乡镇", ["槐店回族镇", "刘庄店镇", "纸店镇", "留福集镇"], "town"),
        ("怎么改的办法", ["立即更换灭火器", "及时接地", "立即开锁", "清理杂物"], "measure"),
    ],
)
def test_an_unknown_column_is_known_by_its_cells_and_heading(
    heading: str, cells: list[str], field: str
) -> None:
    others = {name: own for name, own in KNOWN.items() if field != "found_on" or name != "检查日期"}
    assert field_of(proposed(table(**others, **{heading: cells})), heading) == field


def test_what_the_vocabulary_knows_is_not_listed() -> None:
    proposal = proposed(table(**KNOWN))
    assert [one.by for one in proposal.columns] == ["vocabulary"] * 3
    assert "columns" not in yaml.safe_load(contract_yaml(proposal))


@pytest.mark.parametrize(
    ("heading", "cells", "field"),
    [
        ("隐患整改状态", ["已整改", "整改中", "未整改", "已整改"], "status"),
        ("责令整改期限", ["2026-03-09", "2026-03-12", "2026-03-13", "2026-03-14"], "due_on"),
        ("一般/重大", ["一般", "重大", "一般", "一般"], "level"),
        ("隐患类型", ["一般", "重大", "一般", "一般"], "level"),
        ("隐患类型", ["消防", "电气", "消防", "管理"], "category"),
    ],
)
def test_a_heading_put_together_is_known(heading: str, cells: list[str], field: str) -> None:
    proposal = proposed(table(**KNOWN, **{heading: cells}))
    (mapped,) = [one for one in proposal.columns if one.heading == heading]
    assert (mapped.field, mapped.by) == (field, "vocabulary")


def test_ticked_neighbours_are_not_asked_of() -> None:
    ticks = {"一般隐患": ["√", "", "√", "√"], "重大隐患": ["", "√", "", ""]}
    proposal = proposed(table(**KNOWN, **ticks))
    assert (field_of(proposal, "一般隐患"), asked(proposal, "ignore")) == ("level", [])


def test_a_fallback_beside_a_rival_is_asked_of() -> None:
    own = {"书院名称": ["甲", "乙", "丙", "丁"], "责任单位": ["县教体局"] * 4}
    rest = {name: cells for name, cells in KNOWN.items() if name != "企业名称"}
    proposal = proposed(table(**rest, **own))
    assert field_of(proposal, "责任单位") is None
    assert "书院名称" in asked(proposal, "columns") or "enterprise_name" in asked(
        proposal, "columns"
    )


@pytest.mark.parametrize("cells", [["甲", "乙", "丙", "丁"], ["", "", "", ""]])
def test_a_column_that_says_too_little_is_asked_of(cells: list[str]) -> None:
    proposal = proposed(table(**KNOWN, 栏甲=cells))
    assert field_of(proposal, "栏甲") is None
    assert asked(proposal, "ignore") == ["栏甲"]


def test_headings_that_differ_by_a_mark_alone_are_stated_once() -> None:
    phones = ["13812345678", "13912345678", "13712345678", "13612345678"]
    own = {"附件电话": phones, "附件电话：": ["张三", "李四", "王小明", "赵六"]}
    proposal = proposed(table(**KNOWN, **own))
    assert (proposal.own_columns(), proposal.ignore) == ({"phone": ["附件电话"]}, ())


def test_yes_and_no_alone_are_no_state() -> None:
    proposal = proposed(table(**KNOWN, 是否取得许可证=["是", "否", "是", "是"]))
    assert field_of(proposal, "是否取得许可证") is None


def test_a_required_field_is_guessed_and_asked_of() -> None:
    own = {name: cells for name, cells in KNOWN.items() if name != "检查日期"}
    days = ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"]
    proposal = proposed(table(**own, 那一天=days))
    assert field_of(proposal, "那一天") == "found_on"
    assert asked(proposal, "columns") == ["那一天"]


def test_a_required_field_that_has_no_column_is_asked_of() -> None:
    proposal = proposed(table(**{name: KNOWN[name] for name in ("企业名称", "隐患描述")}))
    assert asked(proposal, "columns") == ["found_on"]


def test_unknown_words_are_asked_of_with_what_their_rows_say() -> None:
    cells = ["已整改", "△", "未整改", "△"]
    done = ["2026-03-08", "", "", ""]
    proposal = proposed(table(**KNOWN, 整改状态=cells, 整改完成日期=done))
    (question,) = [one for one in proposal.questions if one.key == "values.status"]
    assert "“△” mean under “整改状态” (2 rows)" in question.words
    assert "no “整改完成日期”: open or in_progress?" in question.words


@pytest.mark.parametrize(
    ("heading", "cells", "key"),
    [
        ("隐患编号", ["YH-01", "YH-02", "YH-03", "YH-09"], ("隐患编号",)),
        ("隐患编号", ["YH-01", "YH-01", "YH-03", "YH-09"], ()),
        ("隐患编号", ["1", "2", "3", "4"], ()),
        ("序号", ["1", "2", "3", "4"], ()),
    ],
)
def test_only_lasting_numbers_are_a_key(heading: str, cells: list[str], key: tuple[str]) -> None:
    assert proposed(table(**KNOWN, **{heading: cells})).key == key


@pytest.mark.parametrize(
    ("title", "file_name", "county", "is_sure"),
    [
        ("沈丘县应急管理局隐患台账", "a.xlsx", "411624", True),
        ("隐患台账\n填报单位：郸城县应急管理局", "a.xlsx", "411625", True),
        ("隐患台账", "西华县3月.xlsx", "411622", True),
        ("隐患台账", "a.xlsx", "411624", True),
    ],
)
def test_county_is_told_by_title_unit_line_file_name_or_names(
    title: str, file_name: str, county: str, is_sure: bool
) -> None:
    origin = proposed(table(title, file_name, **KNOWN)).origin
    assert (origin.county, origin.is_sure) == (county, is_sure)


def test_where_nothing_names_a_county_the_city_stands_in_and_it_is_asked() -> None:
    names = ["甲厂", "乙厂", "丙厂", "丁厂"]
    proposal = proposed(table(**KNOWN | {"企业名称": names}))
    assert (proposal.origin.county, asked(proposal, "county")) == ("411600", ["county"])


def test_what_is_told_goes_before_what_is_guessed() -> None:
    proposal = proposed(table("沈丘县隐患台账", **KNOWN), county="411625")
    assert (proposal.origin.county, asked(proposal, "county")) == ("411625", [])


@pytest.mark.parametrize(
    ("title", "department"),
    [
        ("沈丘县应急管理局隐患排查台账", "应急管理局"),
        ("周口市沈丘县消防救援大队检查台账", "消防救援大队"),
        ("隐患排查台账", "未写明的部门"),
    ],
)
def test_department_is_named_without_its_county(title: str, department: str) -> None:
    assert proposed(table(title, **KNOWN)).origin.department == department


def test_headings_nobody_knows_are_told_by_their_shape() -> None:
    rows = [
        ["某某情况一览"],
        ["哪家", "啥毛病", "哪天看的"],
        ["甲厂", "灭火器压力不足，需更换", "2026-03-01"],
        ["乙厂", "配电箱未接地，门损坏", "2026-03-02"],
    ]
    assert headings_by_shape([Sheet("a", "b", rows, [1, 2, 3, 4])]) == set(rows[1])


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (["#", "谁家", "咋了", "啥时候"], True),
        (["谁家", "咋了", "√", "啥时候"], True),
        (["#", "√", "谁家", "咋了", "啥时候"], False),
        (["#", "谁家", "咋了"], False),
        (["1", "谁家", "咋了", "啥时候"], False),
    ],
)
def test_one_heading_may_be_without_letters(head: list[str], found: bool) -> None:
    rows = [head, *([f"{n}", "2026", "3", "4", "5"][: len(head)] for n in range(3))]
    assert headings_by_shape([Sheet("a", "b", rows, [1, 2, 3, 4])]) == set(head if found else ())


@given(st.lists(st.text(max_size=30), min_size=4, max_size=4, unique=True), st.text(max_size=40))
def test_whatever_stands_in_headings_and_titles_the_contract_loads(
    headings: list[str], title: str
) -> None:
    cells = ["2026-03-01", "立即更换", "甲", "9"]
    proposal = proposed(table(title, f"{title}.xlsx", **dict.fromkeys(headings, cells)))
    said = yaml.safe_load(contract_yaml(proposal))
    contract = Contract.model_validate(said)
    assert contract.columns.keys() == proposal.own_columns().keys()
