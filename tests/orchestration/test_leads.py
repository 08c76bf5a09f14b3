"""A row that a standard suggests to be major is loaded as it says, flagged, and told to people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from tests.orchestration.doubts import publish
from tests.orchestration.made import ROW, ask, contract, put, row, run
from zhiben.campaign.rejudging import sync_standards
from zhiben.campaign.standards import load_standards
from zhiben.orchestration.check import check_file
from zhiben.orchestration.reference import load_reference
from zhiben.orchestration.tasks import write_receipts
from zhiben.settings import SHIPPED_INCLUDE, Settings

DAY = "2025-03-05"
HEADINGS = (*ROW, "隐患等级")
FOUND = {"检查日期": "2025-03-01"}
ROWS = (
    row(1, 隐患描述="焊接车间电工无证上岗", 隐患等级="一般", **FOUND),
    row(2, 隐患描述="厂区北侧消防车道被车辆占用", 隐患等级="重大", **FOUND),
    row(3, 隐患描述="电工操作证未上墙", 隐患等级="一般", **FOUND),
)
LEADS = "SELECT clause, words, level, found_on FROM bi.major_leads"
CLAUSE, WORDS = "第三条（二）", "电工、无证"


@pytest.fixture
def ledger(settings: Settings, warehouse: Engine) -> Path:
    """A ledger of three rows, of which the first is called too small."""
    contract(settings)
    return put(settings, DAY, *ROWS, headings=HEADINGS)


def sync(settings: Settings, warehouse: Engine, judged_by: str) -> None:
    reference = load_reference(settings)
    with warehouse.begin() as connection:
        sync_standards(connection, reference.standards, judged_by, reference.lead_reader)


def test_a_night_keeps_the_level_and_shows_the_lead(
    settings: Settings, warehouse: Engine, ledger: Path
) -> None:
    run(DAY)
    sync(settings, warehouse, "first")
    publish(warehouse, DAY)
    day = date(2025, 3, 1)
    assert ask(warehouse, LEADS) == [("第三条（二）", ["电工", "无证"], "general", day)]
    query = "SELECT row_number FROM bi.item_sources WHERE 'level_below_standard' = ANY(flags)"
    assert ask(warehouse, query) == [2]


def test_rows_are_judged_anew_only_when_a_standard_changed(
    settings: Settings, warehouse: Engine, ledger: Path
) -> None:
    run(DAY)
    sync(settings, warehouse, "first")
    with warehouse.begin() as connection:
        connection.execute(text("DELETE FROM core.major_leads"))
    sync(settings, warehouse, "first")
    assert ask(warehouse, "SELECT 1 FROM core.major_leads") == []
    sync(settings, warehouse, "second")
    assert ask(warehouse, "SELECT number, article FROM core.major_leads") == [
        ("应急管理部令第10号", "第三条（二）")
    ]


def test_check_and_receipt_name_clause_and_words(
    settings: Settings, warehouse: Engine, ledger: Path
) -> None:
    said = check_file(settings, ledger, "a", date(2025, 3, 5))["flagged"]
    (lead,) = (one for one in said if one["rule"] == "level_below_standard")
    assert (lead["row_number"], lead["column_name"]) == (2, "level")
    assert f"《应急管理部令第10号》{CLAUSE}" in lead["message"]
    assert WORDS in lead["message"]
    run(DAY)
    sync(settings, warehouse, "first")
    write_receipts(DAY, [])
    page = (settings.receipts / DAY / "a.html").read_text(encoding="utf-8")
    assert f"应急管理部令第10号{CLAUSE}" in page
    assert WORDS in page


def test_a_deployment_without_standards_uses_ours(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "own" / "campaign").mkdir(parents=True)
    own = replace(settings, include=tmp_path / "own")
    assert own.campaign != settings.campaign
    assert load_standards(own.campaign) == load_standards(SHIPPED_INCLUDE / "campaign")
