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


CASES = """
SELECT first_seen::text, last_seen::text, times_seen, status, closed_how, missing_since::text
FROM ledger.quarantine_cases ORDER BY first_seen, quarantine_id
"""
BAD = row(2, 检查日期="2026-02-30")


def test_a_bad_row_sent_thirty_nights_is_one_case_seen_thirty_times(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    days = [f"2026-03-{day:02d}" for day in range(1, 31)]
    for number, day in enumerate(days):
        others = [row(n) for n in range(3, 3 + number // 2)]  # every other file is sent twice
        put(settings, day, row(1, 检查日期="2026-02-01"), BAD, *others)
        run(day)
    assert deliveries(warehouse, "status").count("unchanged") > 10
    assert ask(warehouse, CASES) == [(days[0], days[-1], 30, "open", None, None)]


def test_letter_identical_bad_rows_are_two_cases_and_the_first_keeps_its_id(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    put(settings, DAYS[0], BAD)
    put(settings, DAYS[1], BAD, BAD)
    for day in DAYS:
        run(day)
    assert ask(warehouse, CASES) == [
        (DAYS[0], DAYS[1], 2, "open", None, None), (DAYS[1], DAYS[1], 1, "open", None, None),
    ]  # fmt: skip


def test_a_corrected_row_in_a_later_delivery_closes_its_case(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings, key=[])
    put(settings, DAYS[0], row(1), BAD)
    put(settings, DAYS[1], row(1), BAD | {"检查日期": "2026-02-28", "序号": "3"})
    for day in DAYS:
        run(day)
    assert ask(warehouse, CASES) == [(DAYS[0], DAYS[0], 1, "replayed", "later_delivery", DAYS[1])]
    assert ask(
        warehouse,
        "SELECT closing_delivery_id = delivery_id, closing_record_id = record_id "
        "FROM core.statements, ledger.quarantine_cases WHERE description LIKE '2%'",
    ) == [(True, True)]


def test_a_row_that_is_gone_stays_open_and_another_hazard_does_not_close_it(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings, key=[])
    put(settings, DAYS[0], row(1), BAD)
    put(settings, DAYS[1], row(1), row(2, 隐患描述="配电箱门缺失"))
    for day in DAYS:
        run(day)
    assert ask(warehouse, CASES) == [(DAYS[0], DAYS[0], 1, "open", None, DAYS[1])]


def test_a_row_right_today_that_was_wrong_yesterday_closes_its_case(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    for day in DAYS:
        put(settings, day, row(1), row(2, 检查日期=DAYS[1]), row(int(day[-1])))
        run(day)
    assert ask(warehouse, CASES) == [(DAYS[0], DAYS[0], 1, "replayed", "later_delivery", DAYS[1])]


def test_a_bad_row_that_comes_back_is_open_again_and_its_earlier_sighting_stays_replayed(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    mended = BAD | {"检查日期": "2026-02-28"}
    for day, second in zip((*DAYS, "2026-03-07"), (BAD, mended, BAD), strict=True):
        put(settings, day, row(1), second)
        run(day)
    assert ask(warehouse, CASES) == [(DAYS[0], "2026-03-07", 2, "open", None, None)]
    states = "SELECT business_date::text, status FROM bi.quarantined_rows ORDER BY 1"
    assert ask(warehouse, states) == [(DAYS[0], "replayed"), ("2026-03-07", "open")]


def test_a_late_delivery_closes_nothing_newer(settings: Settings, warehouse: Engine) -> None:
    contract(settings, delivery={"mode": "delta"})
    put(settings, DAYS[1], BAD)
    run(DAYS[1])
    put(settings, DAYS[0], BAD | {"检查日期": "2026-02-28"})
    run(DAYS[1])
    assert [one[3] for one in ask(warehouse, CASES)] == ["open"]
