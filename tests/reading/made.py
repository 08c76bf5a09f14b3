"""Ledger files made in memory, and the headings the tests know."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import docx
import xlsxwriter
import xlwt

from zhiben.reading import ReadingHints, SkipReason, SourceTable, read

SHARED = Path(__file__).parents[3] / "shared" / "data"

_KNOWN = """
序号 编号 隐患编号 填报单位 报送单位 属地 所属县区 县(市、区) 乡镇(街道)
企业名称 单位名称 受检单位 隐患单位 检查项目 统一社会信用代码 行业领域 监管部门
检查日期 检查时间 检查单位 检查组 检查人 检查人员 检查类型 隐患来源 检查工点 隐患部位
隐患描述 隐患问题描述 存在问题 隐患类型 隐患类别 隐患等级 判定依据
整改措施 整改要求(措施) 整改责任单位 整改责任人 联系电话 整改期限 整改资金(万元)
整改完成日期 整改状态 整改情况 销号情况 复查结果 销号日期 是否挂牌督办 处罚措施 备注
"""
KNOWN = frozenset(_KNOWN.split())

HEADINGS = ["序号", "企业名称", "检查日期", "隐患描述", "整改状态", "备注"]
FIRST = ["1", "甲厂", "2024-06-22", "灭火器过期", "已整改", "急"]
SECOND = ["2", "乙厂", "2024-06-23", "通道堵塞", "整改中", "缓"]

Rows = Sequence[Sequence[object]]


def is_heading(text: str) -> bool:
    """Whether a heading, or any part of a flattened one, is known."""
    return any(part in KNOWN for part in (text, *text.split("/")))


HINTS = ReadingHints(is_heading)


def workbook(rows: Rows, *merges: str, **sheets: Rows) -> bytes:
    """An ``.xlsx`` whose first sheet, 台账, holds ``rows``; ``merges`` like "A1:C1"."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    for name, content in {"台账": rows, **sheets}.items():
        sheet = book.add_worksheet(name)
        for area in merges if name == "台账" else ():
            sheet.merge_range(area, "")
        for number, row in enumerate(content):
            for column, cell in enumerate(row):
                if cell != "":
                    sheet.write(number, column, cell)
    book.close()
    return file.getvalue()


def page(rows: Rows, top: str = "", charset: str = "") -> str:
    """A web page that is a table of ``rows`` below ``top``."""
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<html><head><meta charset={charset}></head>{top}<table border=1>{body}</table></html>"


def old_workbook(rows: Rows, *merges: tuple[int, int, int, int]) -> bytes:
    """An ``.xls``; ``merges`` as first row, last row, first column, last column."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账", cell_overwrite_ok=True)
    for area in merges:
        sheet.merge(*area)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell != "":
                sheet.write(number, column, cell)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def word(rows: Rows, *merges: tuple[int, int, int, int]) -> bytes:
    """A ``.docx`` with one table under a title; ``merges`` as top, left, bottom, right."""
    document = docx.Document()
    document.add_paragraph("2024年6月隐患台账")
    grid = document.add_table(len(rows), max(map(len, rows)))
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            grid.cell(number, column).text = str(cell)
    for top, left, bottom, right in merges:
        grid.cell(top, left).merge(grid.cell(bottom, right))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def word_tables(*parts: str | Rows) -> bytes:
    """A ``.docx`` of paragraphs and tables, one after another."""
    document = docx.Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        grid = document.add_table(len(part), max(map(len, part)))
        for number, row in enumerate(part):
            for column, cell in enumerate(row):
                grid.cell(number, column).text = str(cell)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def zipped(**members: bytes) -> bytes:
    """A ``.zip`` of the given files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def csv_text(rows: Rows, delimiter: str = ",") -> str:
    """Delimited text without quoting."""
    return "\r\n".join(delimiter.join(map(str, row)) for row in rows)


def table(data: bytes, name: str = "台账.xlsx") -> SourceTable:
    """The one table of a file."""
    (only,) = read(name, data, HINTS).tables
    return only


def csv_table(rows: Rows) -> SourceTable:
    """The one table of ``rows`` as a UTF-8 CSV."""
    return table(csv_text(rows).encode(), "台账.csv")


def reasons(of: SourceTable) -> dict[int, SkipReason]:
    """Row number → why it was skipped."""
    return {row.row_number: row.reason for row in of.skipped}


def numbers(tables: Iterable[SourceTable]) -> list[int]:
    """Every row number of the tables, each as often as it is accounted for, in order."""
    return sorted(
        number
        for each in tables
        for number in (*each.row_numbers, *(row.row_number for row in each.skipped))
    )
