"""Filled forms from the inbox to the receipt: a row each, or one sentence."""

from __future__ import annotations

import openpyxl
import pytest
from sqlalchemy import Engine

from tests.orchestration.made import ask, contract, deliveries, put_text, run
from tests.reading.made import workbook
from zhiben.orchestration.tasks import write_receipts
from zhiben.settings import Settings

DAY = "2026-03-05"
COUNTS = "status, rows_received, rows_loaded, rows_quarantined, rows_skipped"


def form(*more: list[str], day: str = "2026-3-1") -> bytes:
    rows = [
        ["企业名称", "甲厂", "检查日期", day, "检查人", "欧阳明"],
        ["隐患描述", "灭火器过期", "", "整改期限", "2026-3-9"],
        *more,
    ]
    return workbook([["隐患登记表"], *rows], "A1:F1")


@pytest.mark.parametrize(
    ("data", "counts"),
    [
        (form(), ("loaded", 3, 1, 0, 2)),
        (form(["复查人", "司徒英", "复查结果", ""]), ("loaded", 4, 1, 0, 3)),
        (form(["司徒英", "已看过"]), ("rejected", 0, 0, 0, 0)),
    ],
    ids=["read", "with more labels", "not told"],
)
def test_a_form_is_counted_and_tells_no_name_of_its_cells(
    settings: Settings, warehouse: Engine, data: bytes, counts: tuple[str | int, ...]
) -> None:
    contract(settings, key=[])
    put_text(settings, f"a/{DAY}/表.xlsx", "").write_bytes(data)
    run(DAY)
    assert deliveries(warehouse, COUNTS) == [counts]
    told = str(ask(warehouse, "SELECT column_name, message FROM bi.drift"))
    assert "欧阳明" not in told
    assert "司徒英" not in told


def test_a_refused_form_is_marked_in_the_cell_itself(settings: Settings, warehouse: Engine) -> None:
    contract(settings, key=[])
    put_text(settings, f"a/{DAY}/表.xlsx", "").write_bytes(form(day="2026-2-30"))
    run(DAY)
    assert write_receipts(DAY, ()) == {"a": None}
    copy = settings.reports / "nights" / DAY / "a" / DAY / "表.xlsx"
    sheet = openpyxl.load_workbook(copy)["台账"]
    assert [c.coordinate for line in sheet.iter_rows() for c in line if c.comment] == ["D2"]
