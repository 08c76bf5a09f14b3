"""Rows that were not accepted: told of with all reasons, night after night, under one id."""

from __future__ import annotations

from sqlalchemy import Engine

from tests.orchestration.made import ask, contract, deliveries, put, row, run
from zhiben.settings import Settings

REFUSED = """
SELECT business_date::text, row_number, part, rule, status FROM bi.quarantined_rows
ORDER BY business_date, row_number, part
"""
IDS = "SELECT DISTINCT quarantine_id FROM bi.quarantined_rows"
DAYS = ("2026-03-05", "2026-03-06")


def test_bad_row_is_listed_with_all_its_reasons(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    put(settings, DAYS[0], row(1), row(2, 企业名称="", 检查日期="2026-02-30", 整改状态="搁置"))
    run(DAYS[0])
    assert deliveries(warehouse) == ["partial"]
    ((rule, message, reasons),) = ask(
        warehouse, "SELECT rule, message, jsonb_array_length(reasons) FROM bi.quarantined_rows"
    )
    assert (rule, reasons) == ("required", 3)
    assert all(word in message for word in ("企业名称", "“2026-02-30”", "“搁置”"))


def test_bad_row_sent_again_keeps_its_id(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    put(settings, DAYS[0], row(1), row(2, 企业名称=""))
    put(settings, DAYS[1], row(3), row(1), row(2, 企业名称=""))
    for day in DAYS:
        run(day)
    assert ask(warehouse, REFUSED) == [
        (DAYS[0], 3, 1, "required", "open"),
        (DAYS[1], 4, 1, "required", "open"),
    ]
    assert len(ask(warehouse, IDS)) == 1


def test_other_bad_row_has_another_id(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    put(settings, DAYS[0], row(1, 企业名称=""), row(2, 企业名称=""))
    run(DAYS[0])
    assert len(ask(warehouse, IDS)) == 2


def test_partly_accepted_cell_is_loaded_and_its_refused_part_listed_every_night(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    cell = row(2, 隐患描述="1.配电箱门缺失；2.已整改；3.插座烧焦")
    put(settings, DAYS[0], row(1), cell)
    put(settings, DAYS[1], row(1), cell, row(3))
    for day in DAYS:
        run(day)
    counts = "status, rows_loaded, rows_quarantined, items_new, items_unchanged"
    assert deliveries(warehouse, counts) == [("partial", 2, 0, 3, 0), ("partial", 3, 0, 1, 3)]
    assert ask(warehouse, REFUSED) == [(day, 3, 2, "states_no_hazard", "open") for day in DAYS]
    assert ask(warehouse, "SELECT COUNT(*) FROM core.source_rows WHERE missing_since IS NULL") == [
        4
    ]


def test_rows_are_kept_as_they_were_received(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    put(settings, DAYS[0], row(1, 企业名称="", 隐患描述=" 阀门 漏油 "))
    run(DAYS[0])
    raw = "SELECT raw->>'隐患描述', raw ? '企业名称' FROM ledger.quarantine"
    assert ask(warehouse, raw) == [(" 阀门 漏油 ", False)]
