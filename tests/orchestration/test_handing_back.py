"""The workbook of refused rows, from export over a clerk's hands back into the warehouse."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import Engine

from tests.orchestration.made import ROW, ask, contract, deliveries, put, row, run
from zhiben.errors import UsageError, ZhibenError
from zhiben.orchestration.check import check_file
from zhiben.orchestration.quarantine import (
    Told,
    export_cases,
    list_cases,
    replay_open,
    replay_workbook,
)
from zhiben.settings import CHECKOUT, Settings
from zhiben.warehouse.replays import Wish

DAY = "2026-03-05"
BAD = row(2, 检查日期="2026-02-30")
STATES = "SELECT status, COUNT(*) FROM ledger.quarantine_cases GROUP BY 1 ORDER BY 1"
LOADED = "SELECT COUNT(*) FROM core.statements WHERE flags @> ARRAY['corrected_by_hand']"
COUNTS = "status, rows_received, rows_loaded, rows_quarantined, rows_skipped"
Change = Callable[[Worksheet], object]


def export(settings: Settings, *changes: Change, sheet: str = "a") -> Path:
    """The workbook of all open cases, as a clerk changed it."""
    file = settings.home / "更正.xlsx"
    export_cases(settings, file, ())
    book = openpyxl.load_workbook(file)
    for change in changes:
        change(book[sheet])
    book.save(file)
    return file


def column(sheet: Worksheet, heading: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == heading)


def write(heading: str, value: object, place: int = 2) -> Change:
    return lambda sheet: sheet.cell(place, column(sheet, heading), value)


def back(settings: Settings, file: Path, *, by: str = "王", dry_run: bool = False) -> Told:
    return replay_workbook(settings, file, by, dry_run=dry_run)


@pytest.fixture
def refused(settings: Settings, warehouse: Engine) -> Engine:
    """A night with a good row and two bad ones."""
    contract(settings)
    put(settings, DAY, row(1), BAD, row(3, 整改状态="搁置"))
    run(DAY)
    return warehouse


def test_a_workbook_holds_the_rows_as_received_with_their_cells_marked(
    settings: Settings, refused: Engine
) -> None:
    book = openpyxl.load_workbook(export(settings))
    sheet = book["a"]
    assert book.sheetnames == ["a", "填写说明"]
    assert [cell.value for cell in sheet[1]][:9] == [
        "隔离编号", "报送日期", "文件", "工作表", "行号", "分条", "问题", "处理", "豁免理由",
    ]  # fmt: skip
    assert [cell.value or "" for cell in sheet[2]][9:] == list(BAD.values())
    marked = [
        cell.value for cells in sheet for cell in cells if cell.fill.fgColor.rgb == "FFFFE08A"
    ]
    assert marked == ["2026-02-30", "搁置"]
    assert {cell.number_format for cell in sheet[2]} == {"@"}
    assert (sheet.freeze_panes, sheet.data_validations.dataValidation[0].formula1) == (
        "B2", '"更正,豁免"',
    )  # fmt: skip


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|x", "@SUM(A1)", "-2+A1", "'=1", "''@x", "\tx", "-", "+86 138-1234"]
)
def test_no_cell_begins_a_formula_and_none_is_changed_by_coming_back(
    settings: Settings, warehouse: Engine, text: str
) -> None:
    contract(settings)
    put(settings, DAY, row(2, 检查日期="2026-02-30", 隐患描述=text))
    run(DAY)
    file = export(settings)
    cells = [cell.value or "" for cell in openpyxl.load_workbook(file)["a"][2]]
    assert not any(cell[:1] in {"=", "@", "\t"} or cell.startswith(("+c", "-2")) for cell in cells)
    assert back(settings, file).counts["closed"] == 0
    assert ask(warehouse, STATES) == [("open", 1)]


def test_six_hundred_of_a_thousand_corrected_and_a_hundred_waived(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    put(settings, DAY, *(row(n, 检查日期="2026-02-30") for n in range(1, 1001)))
    run(DAY)

    def work(sheet: Worksheet) -> None:
        found, action, why = (column(sheet, one) for one in ("检查日期", "处理", "豁免理由"))
        for place in range(2, 602):
            sheet.cell(place, found, "2026-02-28")
        for place in range(602, 702):
            sheet.cell(place, action, "豁免")
            sheet.cell(place, why, "重复登记")

    file = export(settings, work)
    end = [("open", 300), ("replayed", 600), ("waived", 100)]
    kill_half_way(settings, file)
    assert (ask(warehouse, STATES), ask(warehouse, LOADED)) == ([("open", 1000)], [0])
    first = back(settings, file)
    assert (first.counts["replayed"], first.counts["waived"]) == (600, 100)
    assert (ask(warehouse, STATES), ask(warehouse, LOADED)) == (end, [600])
    again = back(settings, file, by="李")
    assert (again.counts["replayed"], again.counts["closed"]) == (0, 700)
    assert (ask(warehouse, STATES), ask(warehouse, LOADED)) == (end, [600])
    assert deliveries(warehouse, COUNTS) == [("partial", 1001, 600, 400, 1)]


def kill_half_way(settings: Settings, file: Path) -> None:
    """Replay in a process that kills itself once its rows are written, before the end."""
    code = f"""
import os, signal
from pathlib import Path
from zhiben.orchestration import quarantine, replaying
from zhiben.settings import load_settings
replaying.move_to_loaded = lambda *args: os.kill(os.getpid(), signal.SIGKILL)
quarantine.replay_workbook(load_settings(), Path({str(file)!r}), "王", dry_run=False)
"""
    place = {**os.environ, "PYTHONPATH": str(CHECKOUT / "plugins")}
    done = subprocess.run([sys.executable, "-c", code], env=place, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


def test_a_dry_run_says_what_would_happen_and_changes_nothing(
    settings: Settings, refused: Engine
) -> None:
    file = export(settings, write("检查日期", "2026-02-28"), write("处理", "豁免", 3))
    told = back(settings, file, dry_run=True)
    assert (told.counts["replayed"], told.counts["open"]) == (1, 1)
    assert [one["words"] for one in told.rows if one["words"]] == ["要豁免，但没有写豁免理由。"]
    assert ask(refused, STATES) == [("open", 2)]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda sheet: sheet.insert_cols(1), ""),
        (lambda sheet: sheet.move_range("G1:N3", cols=3), ""),
        (lambda sheet: sheet.insert_rows(1, 3), ""),
        (lambda sheet: sheet.delete_rows(3), "另有 1 行待处理，不在这份工作簿里"),
        (lambda sheet: sheet.append(["", "新来的"]), "第 4 行没有隔离编号"),
        (lambda sheet: sheet.append(["QXXXX", "x"]), "隔离编号“QXXXX”不存在"),
        (lambda sheet: sheet.delete_cols(column(sheet, "隐患描述")), "缺少列“隐患描述”"),
        (lambda sheet: sheet.cell(1, 30, "我的备注"), "多出列“我的备注”"),
        (write("处理", "删除", 3), "只能是“更正”或“豁免”"),
        (write("处理", "更正", 3), "选了更正，但没有改动"),
    ],
    ids=[
        "column inserted", "columns moved", "rows above", "row deleted", "row added",
        "id unknown", "column deleted", "column added", "no such action", "nothing corrected",
    ],
)  # fmt: skip
def test_whatever_became_of_the_workbook_its_rows_are_known_again(
    settings: Settings, refused: Engine, change: Change, sentence: str
) -> None:
    file = export(settings, write("检查日期", "2026-02-28"), change)
    told = back(settings, file)
    assert told.counts["replayed"] == 1
    assert any(sentence in one for one in ("", *told.remarks, *told.notes))
    assert bool(told.remarks or told.notes) == bool(sentence)
    assert ask(refused, STATES) == [("open", 1), ("replayed", 1)]


def test_a_row_that_stands_twice_with_other_words_is_not_guessed_at(
    settings: Settings, refused: Engine
) -> None:
    def twice(sheet: Worksheet) -> None:
        sheet.append([cell.value for cell in sheet[2]])
        write("检查日期", "2026-02-27", 4)(sheet)

    told = back(settings, export(settings, write("检查日期", "2026-02-28"), twice))
    assert (told.counts["replayed"], "出现多次" in told.remarks[0]) == (0, True)


def test_a_row_of_another_source_is_left_alone(settings: Settings, warehouse: Engine) -> None:
    for source in ("a", "b"):
        contract(settings, source)
        put(settings, DAY, BAD, row(3, 企业名称=""), source=source)
    run(DAY)
    ((other,),) = [ask(warehouse, "SELECT MIN(quarantine_id) FROM ledger.quarantine_cases "
                                  "WHERE source = 'b'")]  # fmt: skip
    moved = lambda sheet: sheet.append([other, *["x"] * 13])  # noqa: E731
    told = back(settings, export(settings, write("检查日期", "2026-02-28"), moved))
    assert (told.counts["replayed"], "是来源“b”的行" in told.remarks[0]) == (1, True)
    limited = replay_workbook(settings, export(settings), "王", sources=["b"], dry_run=False)
    assert limited.counts["replayed"] == 0


def test_after_a_heading_was_renamed_each_row_is_corrected_under_its_own(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    old = tuple("问题描述" if one == "隐患描述" else one for one in ROW)
    lines = [row(2, 问题描述="无"), BAD | {"问题描述": "2号机无防护罩"}]
    put(settings, DAY, *lines, headings=old)
    put(settings, "2026-03-06", row(1))
    run("2026-03-06")
    marked = openpyxl.load_workbook(export(settings))["a"]
    coloured = [c.value for one in marked for c in one if c.fill.fgColor.rgb == "FFFFE08A"]
    changes = (write("隐患描述", "3号机无接地"), write("检查日期", "2026-02-28", 3))
    told = back(settings, export(settings, *changes))
    assert (coloured, told.counts["replayed"]) == (["无", "2026-02-30"], 2)


def test_a_correction_that_is_still_wrong_says_why(settings: Settings, refused: Engine) -> None:
    told = back(settings, export(settings, write("检查日期", "2026-09-09")))
    (one,) = told.rows
    assert (one["state"], "晚于报送日期" in one["words"], told.is_good) == ("open", True, False)


def test_two_people_handing_back_at_once_have_one_end(settings: Settings, refused: Engine) -> None:
    file = export(settings, write("检查日期", "2026-02-28"))
    told: list[Told] = []
    people = [
        threading.Thread(target=lambda name=name: told.append(back(settings, file, by=name)))
        for name in ("王", "李")
    ]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert sorted(one.counts["replayed"] for one in told) == [0, 1]
    assert ask(refused, LOADED) == [1]
    ((by,),) = [
        ask(refused, "SELECT closed_by FROM ledger.quarantine_cases WHERE status <> 'open'")
    ]
    (second,) = (one for one in told if one.counts["closed"])
    assert f"已由“{by}”" in second.rows[0]["words"]


@pytest.mark.parametrize("data", [b"", b"no workbook", b"PK\x03\x04" + bytes(300)])
def test_what_is_no_workbook_is_refused(settings: Settings, refused: Engine, data: bytes) -> None:
    (settings.home / "x.xlsx").write_bytes(data)
    with pytest.raises(ZhibenError):
        back(settings, settings.home / "x.xlsx")
    assert ask(refused, STATES) == [("open", 2)]


def test_list_filters_and_hides_people(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    named = row(1, 检查日期="王小明13812345678", 整改责任人="王小明")
    put(settings, DAY, named, row(3, 整改状态="搁置"), headings=[*ROW, "整改责任人"])
    run(DAY)
    (unread,) = list_cases(settings, Wish(status="open", rule="unreadable"))
    assert "王**138****5678" in unread["message"]
    assert len(list_cases(settings, Wish(sources=["a"]))) == 2
    assert list_cases(settings, Wish(status="waived")) == []
    assert replay_open(settings, "王", ids=["Q"], dry_run=False).counts["unknown"] == 1


@pytest.mark.parametrize(
    ("sources", "counts", "remarks"),
    [(["b"], (0, 0), 1), (["a"], (1, 0), 0), (["a", "b"], (1, 0), 0), ([], (1, 0), 0)],
)
def test_only_rows_of_the_wanted_sources_are_judged_anew(
    settings: Settings, warehouse: Engine, sources: list[str], counts: Any, remarks: int
) -> None:
    for source in "ab":
        contract(settings, source)
        put(settings, DAY, row(1, 整改状态="搁置"), source=source)
    run(DAY)
    contract(settings, "a", values={"status": {"搁置": "open"}})
    (case,) = list_cases(settings, Wish(sources=["a"]))
    ids = [case["quarantine_id"]]
    told = replay_open(settings, "王", sources=sources, ids=ids, dry_run=False)
    assert (told.counts["replayed"], told.counts["open"]) == counts
    assert (len(told.remarks), told.is_good) == (remarks, not remarks)


def test_a_source_nobody_knows_cannot_be_judged_anew(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    with pytest.raises(UsageError, match="no source 'aa'"):
        replay_open(settings, "王", sources=["aa"], dry_run=False)


def test_a_check_knows_what_people_put_right(settings: Settings, refused: Engine) -> None:
    back(settings, export(settings, write("检查日期", "2026-02-28")))
    path = put(settings, "2026-03-06", row(1), BAD, row(3, 整改状态="搁置"), row(4))
    said = check_file(settings, path, "a", None)
    run("2026-03-06")
    names = ("rows_received", "rows_loaded", "rows_quarantined", "rows_skipped")
    assert deliveries(refused, ", ".join(names))[1] == tuple(said[name] for name in names)
    assert [one["row_number"] for one in said["quarantined"]] == [4]
