"""Files that a source sends for one day in one night: parts of a ledger, or a ledger corrected."""

from __future__ import annotations

import os
from collections.abc import Mapping

import pytest
from sqlalchemy import Engine

from tests.orchestration.doubts import publish
from tests.orchestration.made import ask, contract, deliveries, put, row, run
from zhiben.settings import Settings

DAY, NEXT = "2026-03-06", "2026-03-07"
HEADINGS = ("序号", "企业名称", "检查日期", "隐患描述", "整改期限", "隐患等级", "整改状态")
Cells = Mapping[str, str]


def ledger(count: int, *changed: tuple[int, Cells]) -> list[dict[str, str]]:
    """Rows 1 to ``count``, a machine each; ``changed`` gives other cells of some."""
    cells = dict(changed)
    return [
        row(number, 整改期限="2026-04-01", 隐患等级="一般") | dict(cells.get(number, {}))
        for number in range(1, count + 1)
    ]


def send(
    settings: Settings, day: str, name: str, rows: list[dict[str, str]], at: int, source: str = "a"
) -> None:
    """Put a ledger into the inbox that was last changed ``at`` an hour of the evening."""
    path = put(settings, day, *rows, source=source, name=name, headings=HEADINGS)
    os.utime(path, ns=(at * 10**9, at * 10**9))


def rows_of(warehouse: Engine, key: str, columns: str = "status") -> list[object]:
    query = f"SELECT {columns} FROM core.source_rows WHERE source_key = :key ORDER BY row_key"
    return ask(warehouse, query, key=key)


@pytest.mark.parametrize("names", [("一.csv", "二.csv"), ("二.csv", "一.csv")])
@pytest.mark.parametrize("is_first", [True, False], ids=["first load", "usual night"])
def test_a_ledger_sent_again_the_same_evening_corrects_its_rows(
    settings: Settings, warehouse: Engine, names: tuple[str, str], is_first: bool
) -> None:
    contract(settings)
    if not is_first:
        send(settings, "2026-03-05", "台账.csv", ledger(10), at=1)
        run("2026-03-05")
    wrong = ledger(
        10, (3, {"整改期限": "2026-03-09", "隐患等级": "重大"}), (4, {"整改状态": "已整改"})
    )
    send(settings, DAY, names[0], wrong, at=2)
    send(settings, DAY, names[1], ledger(10, (5, {"整改状态": "整改中"})), at=3)
    run(DAY)
    said = [rows_of(warehouse, key) for key in ("3", "4", "5")]
    assert said == [["open"], ["open"], ["in_progress"]]
    assert ask(warehouse, "SELECT COUNT(*) FROM core.items") == [10]
    publish(warehouse, DAY)
    items = "SELECT DISTINCT level, due_on::text FROM bi.rectification_items"
    assert ask(warehouse, items) == [("general", "2026-04-01")]


def test_a_file_with_the_corrected_rows_alone_corrects_them(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    send(settings, DAY, "台账.csv", ledger(10, (3, {"整改状态": "已整改"})), at=1)
    some = ledger(10, (4, {"隐患描述": "4号机防护罩缺失"}))[2:4]
    send(settings, DAY, "更正.csv", some, at=2)
    run(DAY)
    assert [rows_of(warehouse, key) for key in ("3", "4", "5")] == [["open"]] * 3
    assert ask(warehouse, "SELECT COUNT(*) FROM core.items") == [10]
    send(settings, NEXT, "台账.csv", ledger(10), at=3)
    run(NEXT)
    assert ask(warehouse, "SELECT COUNT(*) FROM core.source_rows WHERE missing_since IS NULL") == [
        10
    ]


@pytest.mark.parametrize("mode", ["full", "delta"])
def test_what_a_correction_takes_back_to_yesterdays_word_holds(
    settings: Settings, warehouse: Engine, mode: str
) -> None:
    contract(settings, delivery={"mode": mode})
    send(settings, "2026-03-05", "台账.csv", ledger(10), at=1)
    run("2026-03-05")
    send(settings, DAY, "台账.csv", ledger(10, (3, {"整改状态": "已整改"})), at=2)
    send(settings, DAY, "更正.csv", ledger(10)[2:3], at=3)
    run(DAY)
    assert rows_of(warehouse, "3") == ["open"]


def test_yesterdays_very_file_sent_after_a_wrong_one_takes_it_back(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    send(settings, "2026-03-05", "台账.csv", ledger(10), at=1)
    run("2026-03-05")
    send(settings, DAY, "台账.csv", ledger(10, (3, {"整改状态": "已整改"})), at=2)
    send(settings, DAY, "原.csv", ledger(10), at=3)
    run(DAY)
    assert rows_of(warehouse, "3") == ["open"]


def test_parts_that_number_their_rows_alike_stay_apart(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    other = [
        one | {"隐患描述": f"{words}"}
        for one, words in zip(
            ledger(4), ("配电箱无门", "灭火器过期", "通道堵塞", "未戴安全帽"), strict=True
        )
    ]
    for day in (DAY, NEXT):
        send(settings, day, "东.csv", ledger(4), at=1)
        send(settings, day, "西.csv", other if day == DAY else [*other, row(9)], at=2)
        run(day)
    assert ask(warehouse, "SELECT COUNT(*) FROM core.items") == [9]
    assert ask(warehouse, "SELECT COUNT(*) FROM core.source_rows WHERE missing_since IS NULL") == [
        9
    ]
    assert deliveries(warehouse, "replaced_by") == [None] * 4


def test_a_row_that_the_corrected_ledger_drops_is_listed_no_more(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    send(settings, DAY, "台账.csv", ledger(11), at=1)
    send(settings, DAY, "更正.csv", ledger(10), at=2)
    run(DAY)
    gone = "SELECT source_key FROM core.source_rows WHERE missing_since IS NOT NULL"
    assert ask(warehouse, gone) == ["11"]
    (first,) = ask(warehouse, "SELECT message FROM ledger.deliveries WHERE replaced_by IS NOT NULL")
    assert "同日又报送了“更正.csv”，与本文件大半相同，以后报的为准。" in first


def test_a_refused_row_corrected_the_same_evening_is_closed(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    send(settings, DAY, "台账.csv", ledger(10, (3, {"检查日期": "不详"})), at=1)
    send(settings, DAY, "更正.csv", ledger(10), at=2)
    run(DAY)
    assert ask(warehouse, "SELECT status FROM ledger.quarantine_cases") == ["replayed"]
    assert ask(warehouse, "SELECT COUNT(*) FROM core.items") == [10]


def test_a_ledger_sent_twice_an_evening_is_no_ledger_of_double_length(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    for number in range(1, 5):
        day = f"2026-03-{number:02d}"
        send(settings, day, "台账.csv", ledger(60 + number), at=1)
        if number == 3:
            send(settings, day, "更正.csv", ledger(63, (3, {"整改状态": "已整改"})), at=2)
        run(day)
    assert set(deliveries(warehouse)) == {"loaded"}


def test_nights_caught_up_at_once_say_what_they_say_one_by_one(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    wrong = ledger(10, (3, {"整改状态": "已整改"}))
    send(settings, "2026-03-05", "台账.csv", ledger(10), at=1)
    send(settings, DAY, "台账.csv", wrong, at=2)
    send(settings, DAY, "更正.csv", ledger(10)[2:3], at=3)
    send(settings, NEXT, "台账.csv", wrong, at=4)
    run(NEXT)
    assert rows_of(warehouse, "3", "status, business_date::text") == [("rectified", NEXT)]
