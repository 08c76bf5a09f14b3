"""What a clerk gets back from a night, written from a real warehouse."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Engine

from tests.orchestration.made import ask, contract, deliveries, put, put_text, row, run
from tests.reading.made import workbook
from zhiben.errors import ZhibenError
from zhiben.orchestration.quarantine import waive_cases
from zhiben.orchestration.tasks import check_sources, write_receipts
from zhiben.settings import Settings

DAYS = ("2026-03-05", "2026-03-06", "2026-03-07")
BAD = row(2, 企业名称="乙厂", 检查日期="2026-02-30", 整改状态="搁置")
HEADINGS = ["序号", "企业名称", "检查日期", "隐患描述", "整改状态", "整改责任人", "联系电话"]


def receipt(settings: Settings, day: str = DAYS[0], source: str = "a") -> str:
    """The page of a night just run, as text without its style sheet."""
    assert write_receipts(day, ()).get(source) is None
    page = (settings.reports / "nights" / day / f"{source}.html").read_text(encoding="utf-8")
    return re.sub(r"<style>.*</style>", "", page, flags=re.DOTALL)


def seen(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def put_book(settings: Settings, day: str, *rows: list[object], name: str = "台账.xlsx") -> Path:
    path = put_text(settings, f"a/{day}/{name}", "")
    path.write_bytes(workbook([["四月隐患台账"], HEADINGS, *rows], "A1:G1"))
    return path


def two_sources_deliver(settings: Settings) -> None:
    """Run a night in which a and b tell of the same hazard."""
    for source in ("a", "b"):
        contract(settings, source)
        put(settings, DAYS[0], row(1), source=source)
    run(DAYS[0])


def marked(settings: Settings, day: str = DAYS[0], name: str = "台账.xlsx") -> Path:
    return settings.reports / "nights" / day / "a" / day / name


def test_receipt_counts_every_row_and_names_every_refused_one(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    put(settings, DAYS[0], row(1), BAD, row(3))
    run(DAYS[0])
    words = seen(receipt(settings))
    assert "4 收到（行） 2 接收 1 未接收 1 不是记录" in words
    assert "3 乙厂 检查日期 2026-02-30 “检查日期”中的“2026-02-30”不是有效日期" in words
    assert "整改状态 搁置 “整改状态”中的“搁置”无法识别" in words
    assert "没有填写统一社会信用代码。 2 2、4" in words


def test_receipt_names_the_sheet_of_a_row_where_there_are_several(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    book = openpyxl.Workbook()
    for name in ("城区", "乡镇"):
        sheet = book.create_sheet(name)
        sheet.append(HEADINGS)
        sheet.append(["1", f"{name}厂", "2026-03-01", "灭火器失压", "整改中", "", ""])
    book.remove(book.worksheets[0])
    path = put_text(settings, f"a/{DAYS[0]}/台账.xlsx", "")
    book.save(path)
    run(DAYS[0])
    words = seen(receipt(settings))
    assert "表头 2 “乡镇”1；“城区”1" in words
    assert "没有填写统一社会信用代码。 2 “乡镇”2；“城区”2" in words


def test_receipt_says_what_another_source_has_told_already(
    settings: Settings, warehouse: Engine
) -> None:
    two_sources_deliver(settings)
    assert "1 与已有隐患相同" in seen(receipt(settings, source="b"))
    assert "与已有隐患相同" not in seen(receipt(settings))


def test_receipt_hides_people_and_escapes_what_stood_in_cells(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    cells: list[object] = ["2", "<script>x</script>", "2026-02-30", "王小明13812345678", "未整改"]
    put_book(settings, DAYS[0], [*cells, "王小明", "13812345678"])
    put(settings, DAYS[0], row(4, 企业名称="<b>丙</b>", 整改状态="王五 138-1234-5678"))
    run(DAYS[0])
    page = receipt(settings)
    assert "<script>x" not in page
    assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert "王小明" not in page
    assert not re.search(r"138-?1234-?5678", page)


def test_corrected_workbook_dropped_in_again_is_accepted(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    put_book(settings, DAYS[0], ["1", "甲厂", "2026-02-30", "阀门漏油", "搁置", "", ""])
    run(DAYS[0])
    receipt(settings)
    book = openpyxl.load_workbook(marked(settings))
    sheet = book.active
    assert [sheet[name].fill.fgColor.rgb for name in ("C3", "E3", "D3")] == ["FFFFE08A"] * 2 + [
        "00000000"
    ]
    sheet["C3"], sheet["E3"] = "2026-02-28", "未整改"
    put_text(settings, f"a/{DAYS[1]}/台账.xlsx", "")
    book.save(settings.inbox / "a" / DAYS[1] / "台账.xlsx")
    run(DAYS[1])
    assert deliveries(warehouse, "status, rows_loaded") == [("partial", 0), ("loaded", 1)]


@pytest.mark.parametrize("name", ["台账.csv", "台账.zip"])
def test_text_and_archives_come_back_as_workbooks(
    settings: Settings, warehouse: Engine, name: str
) -> None:
    contract(settings)
    path = put(settings, DAYS[0], row(1), BAD)
    if name.endswith("zip"):
        shutil.make_archive(str(path.with_suffix("")), "zip", path.parent, path.name)
        path.unlink()
    run(DAYS[0])
    page = receipt(settings)
    sheet = openpyxl.load_workbook(marked(settings, name="台账.csv.xlsx")).active
    assert sheet["C3"].comment.text.startswith("“检查日期”中的“2026-02-30”")
    assert "%E5%8F%B0%E8%B4%A6.csv.xlsx" in page


def test_the_same_night_gives_the_same_receipts(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    put_book(settings, DAYS[0], ["1", "甲厂", "2026-02-30", "阀门漏油", "未整改", "", ""])
    run(DAYS[0])
    first = (receipt(settings), marked(settings).read_bytes())
    run(DAYS[0])
    assert (receipt(settings), marked(settings).read_bytes()) == first


def test_rejected_missing_and_unchanged_say_what_to_do(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    put(settings, DAYS[0], row(1))
    put(settings, DAYS[1], row(1))
    put_text(settings, f"a/{DAYS[1]}/坏.csv", "没有表头")
    short = ["序号", "企业名称", "检查日期", "毛病"]
    put(settings, DAYS[1], row(1, 毛病="x"), name="缺.csv", headings=short)
    for day in DAYS:
        run(day)
    words = seen(receipt(settings, DAYS[1]))
    assert "没有变化 台账.csv" in words
    assert "没有接收 坏.csv" in words
    assert re.search("表头的变化 .*不认识列“毛病”", words)
    assert "请按上面的说明改好后，重新报送整个文件" in words
    assert "没有收到 2026年3月7日应报的台账" in seen(receipt(settings, DAYS[2]))


def test_section_rows_are_named_in_chinese(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    put(settings, DAYS[0], {"序号": "一、城关镇"}, row(1), row(2))
    run(DAYS[0])
    assert "分段小标题（如“一、某某区”） 1 2" in seen(receipt(settings))


def test_notes_of_the_delivery_and_drift_are_told(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    put(settings, DAYS[0], row(1, 新栏目="x"), headings=[*row(1), "新栏目"])
    (settings.inbox / "a" / DAYS[0] / "b.xlsx").write_bytes(
        workbook([list(row(1)), list(row(5).values())], 说明=[["只是说明"]])
    )
    run(DAYS[0])
    words = seen(receipt(settings))
    assert "不认识列“新栏目”" in words
    assert "没有台账表格，未读取：工作表“说明”" in words


def test_a_receipt_that_cannot_be_written_is_told_and_stops_no_other(
    settings: Settings, warehouse: Engine
) -> None:
    two_sources_deliver(settings)
    (settings.reports / "nights" / DAYS[0] / "a.html").mkdir(parents=True)
    troubles = write_receipts(DAYS[0], ())
    assert [source for source, trouble in troubles.items() if trouble] == ["a"]
    with pytest.raises(ZhibenError, match="a: no receipt: IsADirectoryError"):
        check_sources([{"a": None, "b": None}], [{"sources": ["a", "b"]}], troubles)
    assert ask(warehouse, "SELECT COUNT(*) FROM ledger.deliveries") == [2]


def test_only_wanted_sources_get_a_receipt(settings: Settings, warehouse: Engine) -> None:
    two_sources_deliver(settings)
    assert list(write_receipts(DAYS[0], ["b"])) == ["b"]


def test_a_strange_name_stays_inside_the_folder(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    name = "长" * 70 + "..csv"
    put(settings, DAYS[0], BAD, name=name)
    run(DAYS[0])
    receipt(settings)
    (made,) = (settings.reports / "nights" / DAYS[0] / "a" / DAYS[0]).iterdir()
    assert made.suffix == ".xlsx"
    assert date.fromisoformat(made.parent.name)


def test_files_of_one_name_are_handed_back_side_by_side(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    for town in ("东镇", "西镇"):
        put(settings, DAYS[0], BAD | {"企业名称": f"{town}厂"}, name=f"{town}/台账.csv")
    run(DAYS[0])
    receipt(settings)
    folder = marked(settings).parent
    books = [openpyxl.load_workbook(folder / f"台账.csv{end}.xlsx").active for end in ("", "~2")]
    assert {book["B2"].value for book in books} == {"东镇厂", "西镇厂"}


def test_a_file_beyond_the_limits_of_today_still_gets_its_receipt(
    settings: Settings, warehouse: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    contract(settings)
    put(settings, DAYS[0], BAD)
    run(DAYS[0])
    monkeypatch.setenv("ZHIBEN_READING_CELL_CHARACTERS", "3")
    assert "没有生成标注好的台账" in seen(receipt(settings))


def test_thousands_of_refused_rows_are_each_named(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    put(settings, DAYS[0], *(row(number, 整改状态="搁置") for number in range(1, 1103)))
    run(DAYS[0])
    words = seen(receipt(settings))
    assert "其余 102 处按原因汇总如下" in words
    assert "1002–1103" in words


def test_receipt_of_a_held_ledger_says_why_and_what_to_do(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings, expect={"rows": {"min": 2}})
    for day, rows in zip(DAYS, ([row(1), row(2)], [row(1)]), strict=False):
        put(settings, day, *rows)
        run(day)
    words = seen(receipt(settings, DAYS[1]))
    assert "暂缓接收" in words
    assert "共1行，少于约定的2行。" in words
    assert "新文件会代替这一份" in words


def test_what_is_open_from_earlier_nights_and_what_was_mended_is_told(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    dropped = row(4, 企业名称="丁厂", 整改状态="搁置")
    put(settings, DAYS[0], row(1), BAD, dropped, row(5, 企业名称="戊厂", 检查日期="2026-02-31"))
    put(settings, DAYS[1], row(1), BAD, row(5, 企业名称="戊厂", 检查日期="2026-02-28"))
    for day in DAYS[:2]:
        run(day)
    words = seen(receipt(settings, DAYS[1]))
    assert "第 4 行 戊厂（2026年3月5日最早报送）" in words
    assert "2026年3月5日起已报 2 次" in words
    still = words[words.index("仍待更正") :]
    assert "以前报的 1 行" in still
    assert "2026年3月5日 台账.csv 第 4 行 丁厂 “整改状态”中的“搁置”无法识别" in still


def test_a_file_sent_again_lists_what_is_still_open(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    for day in DAYS[:2]:
        put(settings, day, row(1), BAD)
        run(day)
    words = seen(receipt(settings, DAYS[1]))
    assert "以前没有接收的行仍待更正，见下面的清单" in words
    assert "已报 2 次" in words


def test_a_receipt_written_again_knows_nothing_of_later_nights(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    other = row(4, 企业名称="丁厂", 整改状态="搁置")
    put(settings, DAYS[0], row(1), BAD, other)
    put(settings, DAYS[1], row(3))
    put(settings, DAYS[2], row(1), row(2, 企业名称="乙厂", 检查日期="2026-02-27"), other)
    before = {}
    for day in DAYS:
        run(day)
        before[day] = receipt(settings, day)
    assert "以前报的 2 行" in seen(before[DAYS[1]])
    assert {day: receipt(settings, day) for day in DAYS} == before


def test_waived_rows_are_counted_and_no_more_asked_for(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    put(settings, DAYS[0], row(1), BAD)
    run(DAYS[0])
    (case,) = ask(warehouse, "SELECT quarantine_id FROM ledger.quarantine_cases")
    waive_cases(settings, [case], "重复登记", "王")
    words = seen(receipt(settings))
    assert "未接收的行中有 1 处已豁免，不必再改" in words
    assert "怎样更正" not in words
