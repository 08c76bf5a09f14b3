"""The workbook of doubtful pairs, from export over a reviewer's hands back into the warehouse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import Engine

from tests.orchestration.doubts import hazards, items
from tests.orchestration.made import ask
from zhiben.errors import ZhibenError
from zhiben.orchestration.review import Told, decide_pair, undo_decision
from zhiben.orchestration.review_workbook import export_pairs, import_workbook
from zhiben.settings import Settings
from zhiben.warehouse.reviews import Wish

Change = Callable[[Worksheet], object]
STANDING = (
    "SELECT one_source || other_source, verdict FROM core.pair_judgements "
    "WHERE is_human AND superseded_by IS NULL ORDER BY 1"
)
SAME, DIFFERENT = "同一隐患", "不同隐患"


@pytest.fixture
def doubted(settings: Settings, warehouse: Engine) -> Engine:
    hazards(settings, warehouse)
    return warehouse


def export(settings: Settings, *changes: Change) -> Path:
    """The workbook of all pairs in doubt, as a reviewer changed it."""
    file = settings.home / "判定.xlsx"
    export_pairs(settings, file, Wish())
    book = openpyxl.load_workbook(file)
    for change in changes:
        change(book["待判定"])
    book.save(file)
    return file


def back(settings: Settings, file: Path, *, dry_run: bool = False) -> Told:
    return import_workbook(settings, file, "王科长", dry_run=dry_run)


def column(sheet: Worksheet, title: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == title)


def line(sheet: Worksheet, pair: str) -> int:
    return next(cell.row for cell in sheet[column_letter(sheet)] if cell.value == pair)


def column_letter(sheet: Worksheet) -> str:
    return str(sheet.cell(1, column(sheet, "判定编号")).column_letter)


def says(pair: str, word: str, title: str = "结论") -> Change:
    return lambda sheet: sheet.cell(line(sheet, pair), column(sheet, title), word)


def test_a_workbook_holds_both_rows_and_a_list_to_choose_from(
    settings: Settings, doubted: Engine
) -> None:
    book = openpyxl.load_workbook(export(settings))
    sheet = book["待判定"]
    assert (book.sheetnames, sheet.freeze_panes) == (["待判定", "填写说明"], "D2")
    told = dict(zip([c.value for c in sheet[1]], [c.value for c in sheet[3]], strict=True))
    assert (told["判定编号"], told["企业名称"], told["可能性"]) == ("Pac", "甲厂", "60%")
    assert told["隐患描述（甲）"] == "灭火器过期"
    assert told["隐患描述（乙）"] == "安全出口上锁，联系张**138****5678"
    (choice,) = sheet.data_validations.dataValidation
    assert (choice.formula1, str(choice.sqref)) == ('"同一隐患,不同隐患"', "B2:B4")


def test_decisions_of_a_workbook_are_taken_once(settings: Settings, doubted: Engine) -> None:
    reason = says("Pac", "两个部门各报一次", "理由")
    file = export(settings, says("Pac", SAME), reason, says("Pbc", DIFFERENT))
    assert back(settings, file, dry_run=True).counts["decided"] == 2
    assert ask(doubted, STANDING) == []
    told = back(settings, file)
    assert (told.is_good, told.counts["decided"]) == (True, 2)
    assert ask(doubted, STANDING) == [("ac", "same"), ("bc", "different")]
    assert ask(doubted, "SELECT why FROM core.pair_judgements WHERE is_human ORDER BY 1") == [
        "两个部门各报一次", "按工作簿判定",
    ]  # fmt: skip
    placed = items(doubted)
    again = back(settings, file)
    assert (again.is_good, again.counts["decided"], again.counts["already"]) == (True, 0, 2)
    assert items(doubted) == placed


def test_columns_and_rows_are_known_wherever_they_were_moved(
    settings: Settings, doubted: Engine
) -> None:
    def moved(sheet: Worksheet) -> None:
        sheet.delete_rows(line(sheet, "Pab"))
        sheet.insert_cols(1, 2)
        sheet.insert_rows(1)
        sheet["A1"] = "城区审核"

    told = back(settings, export(settings, says("Pac", SAME), moved))
    assert ask(doubted, STANDING) == [("ac", "same")]
    assert told.notes == ("另有 1 对待判定的记录不在这份工作簿里，保持待判定。",)
    assert told.is_good


def renamed(title: str) -> Change:
    return lambda sheet: sheet.cell(1, column(sheet, title), "备注")


def appended(*cells: str) -> Change:
    return lambda sheet: sheet.append(cells)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([appended("Pxx", SAME)], "第 5 行的判定编号“Pxx”不存在，没有处理。"),
        ([appended("", SAME)], "第 5 行没有判定编号，没有处理"),
        ([says("Pac", "是")], "第 3 行的“结论”写的是“是”，只能是“同一隐患”或“不同隐患”"),
        ([says("Pac", "看不清", "理由")], "写了理由，但没有选结论"),
        ([appended("Pbc", SAME), says("Pbc", DIFFERENT)], "“Pbc”出现多次，结论不一样"),
        ([renamed("结论")], "没有“结论”这一列，没有读取。"),
        ([lambda sheet: sheet.cell(1, 30, "结论")], "的“结论”不止一列，没有读取"),
        ([lambda sheet: sheet.merge_cells("B2:B3")], "第 3 行的“结论”在合并的单元格里"),
    ],
)
def test_what_is_odd_about_a_workbook_is_told_and_the_rest_is_taken(
    settings: Settings, doubted: Engine, changes: list[Change], words: str
) -> None:
    told = back(settings, export(settings, says("Pab", DIFFERENT), *changes))
    assert [words in one for one in told.remarks] == [True]
    assert not told.is_good


def test_a_pair_decided_otherwise_meanwhile_is_left_and_told(
    settings: Settings, doubted: Engine
) -> None:
    file = export(settings, says("Pac", SAME), says("Pab", DIFFERENT))
    decide_pair(settings, "Pac", "different", "李处长", "看过现场")
    (refused,) = [one for one in back(settings, file).done if one.state == "refused"]
    for words in ("工作表“待判定”第 3 行", "李处长", "不同隐患", "本次没有采用"):
        assert words in refused.words
    assert ask(doubted, STANDING) == [("ab", "different"), ("ac", "different")]


def test_of_decisions_that_contradict_one_another_the_last_is_refused_with_the_chain(
    settings: Settings, doubted: Engine
) -> None:
    wanted = (says("Pab", SAME), says("Pac", SAME), says("Pbc", DIFFERENT))
    told = back(settings, export(settings, *wanted))
    assert (told.counts["decided"], told.counts["refused"]) == (2, 1)
    (words,) = [one.words for one in told.done if one.words]
    assert "第 4 行" in words
    assert "人工判定互相矛盾" in words
    assert len(set(items(doubted).values())) == 1


def test_a_workbook_of_something_else_is_refused(settings: Settings, doubted: Engine) -> None:
    with pytest.raises(ZhibenError, match="没有带判定编号的行"):
        back(settings, export(settings, renamed("判定编号")))


def test_without_doubts_there_is_no_workbook(settings: Settings, warehouse: Engine) -> None:
    with pytest.raises(ZhibenError, match="No pair waits"):
        export_pairs(settings, settings.home / "判定.xlsx", Wish())


def test_a_pair_decided_by_a_workbook_can_be_undone_and_decided_again(
    settings: Settings, doubted: Engine
) -> None:
    file = export(settings, says("Pac", SAME))
    before = items(doubted)
    undo_decision(settings, back(settings, file).done[0].judgement_id, "李处长", "看错了")
    assert items(doubted) == before
    assert back(settings, file).counts["decided"] == 1
