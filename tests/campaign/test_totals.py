"""Totals that counties state are read where they say one number, and typed ones are strict."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from zhiben.campaign.form import load_form
from zhiben.campaign.totals import ReportedTotal, load_totals, stated_total
from zhiben.contracts.units import load_units
from zhiben.errors import ZhibenError
from zhiben.records import HAZARD, KINDS
from zhiben.settings import SHIPPED_INCLUDE

SHIPPED = SHIPPED_INCLUDE / "campaign"
LINE = (
    '  - {unit: "411624", month: "2026-02", measure: supervised_count, reported: 12, stated_in: a}'
)


def number_in(words: str, kind: str = "hazard", *fields: str | None) -> int | None:
    stated = stated_total(words, KINDS[kind], fields)
    return stated.number if stated else None


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("合计：35", 35),
        ("合计 35 项", 35),
        ("总计３５项", 35),
        ("共计 1,204 条", 1204),
        ("2026年3月隐患排查台账（共397项）", 397),
        ("排查企业20家，发现隐患35项，其中重大隐患3项", 35),
        ("合计 35 33 2", None),
        ("合计", None),
        ("小计 12 项", None),
        ("其中重大隐患3项", None),
        ("整改隐患30项", None),
        ("共20家企业", None),
        ("2026年3月", None),
        ("重大隐患合计2项，一般隐患合计33项", None),
        ("其中重大隐患共2项，一般隐患33项，合计35项", 35),
        ("重大隐患2项一般隐患33项 合计35项", 35),
        ("逾期未整改隐患共3项", None),
        ("挂牌督办隐患合计1项", None),
        ("累计整改30项", None),
        ("共计整改30项", None),
        ("共完成整改30项，发现隐患35项", 35),
        ("本次共检查3处，发现问题12条", 12),
        ("共检查发现隐患35项", 35),
        ("2026年3月隐患排查整改台账 共35项", 35),
        ("重大隐患清单（共2项）", 2),
        ("合计1,204项，其中已整改隐患1,100项", 1204),
        ("本周排查隐患5项，累计排查隐患35项", None),
        ("本周排查隐患5项，共计35项", 35),
    ],
)
def test_a_total_is_one_number_of_hazards(words: str, number: int | None) -> None:
    assert number_in(words) == number


@pytest.mark.parametrize(
    ("kind", "words", "number"),
    [
        ("inspection", "共检查企业20家次，发现隐患35项", 20),
        ("inspection", "合计 35 项", None),
        ("inspection", "发现隐患35项", None),
        ("inspection", "共检查20家", None),
        ("accident", "合计3起", 3),
        ("accident", "共死亡5人", None),
        ("accident", "其中较大事故1起", None),
        ("disaster", "共发生2次", 2),
        ("task", "共12项", 12),
    ],
)
def test_the_measure_word_says_what_is_counted(kind: str, words: str, number: int | None) -> None:
    assert number_in(words, kind) == number


@pytest.mark.parametrize(
    ("kind", "under", "number"),
    [
        ("hazard", "description", 35),
        ("hazard", "funds_yuan", None),
        ("hazard", "enterprise_name", None),
        ("hazard", None, None),
        ("inspection", "hazards_found", None),
        ("inspection", "check_topic", 35),
        ("accident", "deaths", None),
        ("disaster", "affected_people", None),
    ],
)
def test_a_bare_number_is_of_rows_where_it_can_be_no_sum(
    kind: str, under: str | None, number: int | None
) -> None:
    assert number_in("合计 35", kind, None, under) == number


def test_of_a_row_only_the_words_that_count_are_kept() -> None:
    stated = stated_total("填表人：王某 13800000000 共 35 项", HAZARD, [None])
    assert stated == ("共 35 项", 35)


def load(folder: Path, *lines: str) -> tuple[ReportedTotal, ...]:
    (folder / "totals.yaml").write_text("\n".join(["totals:", *lines]), encoding="utf-8")
    return load_totals(folder, load_units(SHIPPED / "units.yaml"), load_form(SHIPPED)[0])


def test_a_typed_total_is_of_its_months_last_day(tmp_path: Path) -> None:
    (total,) = load(tmp_path, LINE)
    assert (total.as_of, total.row, total.reported) == (date(2026, 2, 28), "total", 12)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("411624", "411699", ("totals.yaml:2", "411699")),
        ("unit", "unti", ("totals.yaml:2", "'unti'", "'unit'")),
        ("2026-02", "2026-13", ("totals.yaml:2", "month")),
        ("supervised_count", "majors", ("totals.yaml:2", "measure")),
        ("reported: 12", "reported: -1", ("totals.yaml:2", "reported")),
        ("reported: 12", 'row: "99", reported: 12', ("totals.yaml:2", "no row '99'")),
        (LINE, f"{LINE}\n{LINE}", ("totals.yaml:3", "stands twice")),
    ],
)
def test_a_fault_is_named(tmp_path: Path, old: str, new: str, words: tuple[str, ...]) -> None:
    with pytest.raises(ZhibenError) as caught:
        load(tmp_path, LINE.replace(old, new, 1))
    assert all(one in str(caught.value) for one in words), caught.value


def test_no_file_is_no_total(tmp_path: Path) -> None:
    form = load_form(SHIPPED)[0]
    assert load_totals(tmp_path, load_units(SHIPPED / "units.yaml"), form) == ()
