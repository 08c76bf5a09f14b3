"""Tables beside the ledger are told of and left out; a second ledger never is."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.orchestration.made import ROW, ask, contract, deliveries, put_text, run
from tests.reading.made import workbook
from zhiben.orchestration.check import check_file
from zhiben.settings import Settings

DAY = "2026-03-05"
LEDGER = [list(ROW), list(ROW.values())]
WORDS = [
    ["隐患等级", "整改状态", "检查类型"],
    ["一般", "未整改", "自查"],
    ["重大", "已整改", "抽查"],
]
TOTALS = [["企业名称", "隐患数量", "整改情况", "备注"], ["甲厂", "3", "已整改", "无"]]
FIRMS = [["企业名称", "统一社会信用代码", "地址"], ["甲厂", "", "东大街1号"]]
SECOND = [["企业名称", "查到的毛病", "哪一天", "整改状态", "整改期限"],
          ["乙厂", "配电箱未接地", "2026-03-02", "未整改", "2026-03-09"]]  # fmt: skip
COUNTS = "status, rows_received, rows_loaded, rows_quarantined, rows_skipped"
Grid = list[list[str]]


def sent(settings: Settings, data: bytes) -> None:
    contract(settings, key=[])
    put_text(settings, f"a/{DAY}/台账.xlsx", "").write_bytes(data)
    run(DAY)


@pytest.mark.parametrize("side", [WORDS, TOTALS, FIRMS], ids=["words", "totals", "firms"])
@pytest.mark.parametrize("is_below", [True, False], ids=["below", "on a sheet"])
def test_a_table_that_is_no_ledger_is_told_and_not_read(
    settings: Settings, warehouse: Engine, side: Grid, *, is_below: bool
) -> None:
    sent(settings, workbook([*LEDGER, [], *side]) if is_below else workbook(LEDGER, 附表=side))
    rows = len(side) + 2 + is_below
    assert deliveries(warehouse, COUNTS) == [("loaded", rows, 1, 0, rows - 1)]
    (message,) = deliveries(warehouse, "message")
    assert "不是台账记录（字典、汇总或统计表），未读取" in message
    assert ask(warehouse, "SELECT column_name FROM bi.drift") == []
    file = settings.inbox / "a" / DAY / "台账.xlsx"
    assert message in check_file(settings, file, "a", None)["notes"]


@pytest.mark.parametrize(
    "data",
    [workbook(LEDGER, 附表=SECOND), workbook([*LEDGER, [], *SECOND]), workbook(WORDS)],
    ids=["on a sheet", "below", "no ledger beside it"],
)
def test_what_may_be_a_ledger_is_refused_as_before(
    settings: Settings, warehouse: Engine, data: bytes
) -> None:
    sent(settings, data)
    assert deliveries(warehouse, COUNTS) == [("rejected", 0, 0, 0, 0)]
    assert "找不到" in deliveries(warehouse, "message")[0]
