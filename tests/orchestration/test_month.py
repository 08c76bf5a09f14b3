"""A month's form and what counties say of themselves, from ledgers to views and workbook."""

from __future__ import annotations

import openpyxl
import pytest
from sqlalchemy import Engine

from tests.orchestration.doubts import publish
from tests.orchestration.made import ROW, ask, contract, put, put_text, row, run
from zhiben.errors import ZhibenError
from zhiben.orchestration.campaign import sync_campaign
from zhiben.orchestration.month import write_month
from zhiben.orchestration.reference import load_reference
from zhiben.reporting.month import Month
from zhiben.settings import Settings

DAY = "2026-03-31"
MONTH = Month(2026, 3)
HEADINGS = (*ROW, "隐患等级", "行业领域", "列入治理计划")
LEDGER = (
    row(1, 隐患等级="一般", 行业领域="精细化工"),
    row(2, 隐患等级="重大", 行业领域="工贸", 列入治理计划="是", 整改状态="已销号"),
    row(3, 隐患等级="一般", 行业领域="某行业", 整改状态="已整改"),
)
NUMBERS = """
    SELECT form_row, enterprises_count, general_found_count, general_rectified_count,
        major_found_count, major_closed_count, in_plan_count
    FROM bi.monthly_form WHERE county_code = '411624' AND enterprises_count > 0
    ORDER BY form_row_order
"""


def night(settings: Settings, warehouse: Engine, day: str = DAY) -> None:
    with warehouse.begin() as connection:
        sync_campaign(connection, settings, load_reference(settings))
    run(day)
    publish(warehouse, day)


def test_the_form_of_a_months_last_night(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    put(settings, DAY, *LEDGER, headings=HEADINGS)
    night(settings, warehouse)
    assert ask(warehouse, NUMBERS) == [
        ("total", 1, 2, 1, 1, 1, 1),
        ("5", 1, 1, 0, 0, 0, None),
        ("5.1", 1, 1, 0, 0, 0, None),
        ("7", 1, 0, 0, 1, 1, 1),
        ("14", 1, 1, 1, 0, 0, None),
    ]
    sheet = openpyxl.load_workbook(write_month(settings, MONTH))["沈丘县"]
    assert [cell.value for cell in sheet[8]][:9] == ["合计", 1, 2, 1, 50, 1, 1, 100, 1]


def test_the_plans_column_is_no_drift(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    put(settings, DAY, *LEDGER, headings=HEADINGS)
    run(DAY)
    assert ask(warehouse, "SELECT column_name FROM bi.drift") == []


def test_a_form_that_changes_later_leaves_revisions(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    put(settings, DAY, *LEDGER, headings=HEADINGS)
    night(settings, warehouse)
    contract(settings, source="b", county="411625")
    put(settings, DAY, row(7, 企业名称="乙厂"), source="b")
    run(DAY)
    publish(warehouse, DAY)
    query = """
        SELECT county_code, old_value, new_value FROM bi.revisions
        WHERE metric = 'monthly_form.total.general_found_count' ORDER BY 1
    """
    assert ask(warehouse, query) == [("411600", 2, 3), ("411625", 0, 1)]


def test_a_month_that_is_not_over_says_what_to_do(settings: Settings, warehouse: Engine) -> None:
    with pytest.raises(ZhibenError) as caught:
        write_month(settings, MONTH)
    assert "zhiben night 2026-03-31" in caught.value.hint
    assert caught.value.exit_status == 1


@pytest.mark.parametrize(("total", "gap"), [("合计,,,3项,", 1), ("合计,,,2项,", 0)])
def test_a_ledgers_own_total_stands_beside_its_rows(
    settings: Settings, warehouse: Engine, total: str, gap: int
) -> None:
    contract(settings)
    rows = [row(1), row(2)]
    lines = [",".join(ROW), *(",".join(one.values()) for one in rows), total]
    put_text(settings, f"a/{DAY}/台账.csv", "\n".join(lines))
    run(DAY)
    found = ask(warehouse, "SELECT measure, counted, gap FROM bi.reconciliation")
    assert found == [("ledger_rows", 2, gap)]
