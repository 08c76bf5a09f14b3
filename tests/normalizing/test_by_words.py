"""A column that holds another field's words, whatever its heading says."""

from __future__ import annotations

import pytest

from zhiben.normalizing import with_words_meant

from .made import VOCABULARY, contract, table

NEEDED = ("企业名称", "检查日期", "隐患描述", "隐患类型")


def told(*cells: str, headings: tuple[str, ...] = NEEDED, **more: object) -> object:
    rows = [["甲厂", "2024-06-22", "灯坏", cell, *["一般"] * (len(headings) - 4)] for cell in cells]
    own = with_words_meant([table(headings, *rows)], contract(**more), VOCABULARY)
    return own.columns.get("level")


@pytest.mark.parametrize("cells", [("一般", "重大"), ("一般隐患", "", "/"), ("重大事故隐患",)])
def test_a_category_of_levels_is_the_level(cells: tuple[str, ...]) -> None:
    assert told(*cells) == ("隐患类型",)


@pytest.mark.parametrize("cells", [("一般", "消防"), ("", "/"), ("是", "否"), ()])
def test_other_cells_leave_it_a_category(cells: tuple[str, ...]) -> None:
    assert told(*cells) is None


def test_a_level_of_its_own_goes_before() -> None:
    assert told("一般", headings=(*NEEDED, "隐患等级")) is None


def test_the_contract_goes_before() -> None:
    assert told("一般", columns={"category": ["隐患类型"]}) is None
    assert told("红", values={"level": {"红": "major"}}) == ("隐患类型",)


def test_all_tables_of_a_file_must_agree() -> None:
    rows = [["甲厂", "2024-06-22", "灯坏", cell] for cell in ("一般", "消防")]
    tables = [table(NEEDED, row) for row in rows]
    assert with_words_meant(tables, contract(), VOCABULARY).columns == {}
