"""Headings that come and go are told of once, on the night they do."""

from __future__ import annotations

from sqlalchemy import Engine

from tests.orchestration.made import ROW, ask, contract, put, row, run
from zhiben.settings import Settings

DRIFT = "SELECT business_date::text, kind, column_name FROM bi.drift ORDER BY 1, 2, 3"
DAYS = ("2026-03-05", "2026-03-06", "2026-03-07")


def run_with(settings: Settings, *headings: list[str]) -> None:
    """One ledger a night with these headings beside the usual ones."""
    for number, (day, more) in enumerate(zip(DAYS, headings, strict=False), start=1):
        put(settings, day, row(number, **dict.fromkeys(more, "x")), headings=[*ROW, *more])
        run(day)


def test_new_heading_is_told_of_once(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    run_with(settings, [], ["神秘栏"], ["神秘栏"])
    assert ask(warehouse, DRIFT) == [(DAYS[1], "new", "神秘栏")]


def test_unknown_heading_of_the_first_ledger_is_new(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    run_with(settings, ["神秘栏"])
    assert ask(warehouse, DRIFT) == [(DAYS[0], "new", "神秘栏")]


def test_heading_used_no_more_is_gone(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    run_with(settings, ["整改期限"], [], [])
    assert ask(warehouse, DRIFT) == [(DAYS[1], "gone", "整改期限")]


def test_heading_the_contract_ignores_or_explains_is_no_drift(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings, ignore=["神秘栏"], columns={"site": ["哪儿"]})
    run_with(settings, ["哪儿"], ["神秘栏", "哪儿"])
    assert ask(warehouse, DRIFT) == []


def test_heading_the_contract_expects_in_vain_is_gone(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings, columns={"site": ["哪儿"]})
    run_with(settings, [], [])
    assert ask(warehouse, DRIFT) == [(DAYS[0], "gone", "哪儿")]


def test_key_column_gone_is_told_of_once(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    put(settings, DAYS[0], row(1))
    put(settings, DAYS[1], row(1), headings=list(ROW)[1:])
    for day in DAYS[:2]:
        run(day)
    assert ask(warehouse, DRIFT) == [(DAYS[1], "gone", "序号")]


def test_late_ledger_is_not_compared_with_newer_headings(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    put(settings, DAYS[1], row(1, 整改期限="2026-04-01"), headings=[*ROW, "整改期限"])
    run(DAYS[1])
    put(settings, DAYS[0], row(2))
    run(DAYS[1])
    assert ask(warehouse, DRIFT) == []
