"""Workbooks (``.xlsx``, ``.xls``, ``.et``, ``.xlsb``, ``.ods``) as grids of text."""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from zhiben.reading.model import Sheet, UnreadableFileError

_CHILD = Path(__file__).with_name("workbook_process.py")
_READY = b"R"
_SECONDS = 300
_WORDS_KEPT = 2000
_NAMED_AT_MOST = 5

_TOO_MUCH = "无法读取：文件过大、已损坏或内容异常。请用 Excel 或 WPS 打开后另存为 .xlsx 再报送。"
_DAMAGED = "无法读取：文件已损坏或没有传完。请用 Excel 或 WPS 打开确认后另存为 .xlsx 再报送。"
_PASSWORD = "设有打开密码，无法读取。请取消密码后再报送。"  # noqa: S105 - a sentence


def read_sheets(
    file_name: str, data: bytes, skip_hidden_sheets: bool, skip_hidden_rows: bool
) -> tuple[list[Sheet], list[str]]:
    """Visible sheets of a workbook, and sentences about what was hidden.

    Raises:
        UnreadableFileError: the workbook is damaged, encrypted or beyond all measure.
    """
    answer = _ask_child(file_name, data, skip_hidden_sheets)
    notes: list[str] = []
    left_out = [
        sheet["name"] for sheet in answer["sheets"] if sheet["hidden"] and "rows" not in sheet
    ]
    if left_out:
        notes.append(f"隐藏的工作表未读取：{_names(left_out)}。")
    if skip_hidden_rows and not answer["knows_hidden_rows"]:
        notes.append("此格式的文件看不出哪些行是隐藏的，所有行均已读取。")
    sheets = []
    for sheet in answer["sheets"]:
        if "rows" in sheet:
            sheets.append(_sheet(file_name, sheet, skip_hidden_rows))
            notes += _hidden_row_note(sheet, skip_hidden_rows)
    return sheets, notes


def _ask_child(file_name: str, data: bytes, skip_hidden: bool) -> dict[str, Any]:
    command = [sys.executable, "-P", str(_CHILD)]
    if skip_hidden:
        command.append("--skip-hidden-sheets")
    environment = os.environ | {"RUST_BACKTRACE": "0"}
    try:
        child = subprocess.run(
            command, input=data, capture_output=True, timeout=_SECONDS, check=False, env=environment
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableFileError(f"“{file_name}”{_TOO_MUCH}") from error
    if not child.stdout.startswith(_READY):
        raise RuntimeError(
            f"workbook reader did not start: {child.stderr.decode(errors='replace')}"
        )
    if child.returncode != 0:
        words = child.stderr.decode(errors="replace")[-_WORDS_KEPT:]
        cause = RuntimeError(f"workbook reader ended with {child.returncode}: {words}")
        raise UnreadableFileError(f"“{file_name}”{_TOO_MUCH}") from cause
    answer: dict[str, Any] = marshal.loads(child.stdout[len(_READY) :])  # noqa: S302 - our own child
    if fault := answer.get("fault"):
        raise UnreadableFileError(f"“{file_name}”{_PASSWORD if fault == 'password' else _DAMAGED}")
    return answer


def _sheet(file_name: str, sheet: dict[str, Any], skip_hidden_rows: bool) -> Sheet:
    rows: list[list[str]] = sheet["rows"]
    merges = tuple(sheet["merges"])
    numbers = list(range(1, len(rows) + 1))
    if not (skip_hidden_rows and sheet["hidden_rows"]):
        return Sheet(file_name, sheet["name"], rows, numbers, merges)
    hidden = set(sheet["hidden_rows"])
    kept = [number for number in numbers if number not in hidden]
    moved = {number - 1: index for index, number in enumerate(kept)}
    return Sheet(
        file_name,
        sheet["name"],
        [rows[number - 1] for number in kept],
        kept,
        tuple(_moved(merges, moved)),
    )


def _moved(
    merges: tuple[tuple[int, int, int, int], ...], moved: dict[int, int]
) -> list[tuple[int, int, int, int]]:
    """Merges whose first row is still there, in the rows that are left."""
    result = []
    for top, left, bottom, right in merges:
        if top in moved:
            last = next(row for row in range(bottom, top - 1, -1) if row in moved)
            result.append((moved[top], left, moved[last], right))
    return result


def _hidden_row_note(sheet: dict[str, Any], skipped: bool) -> list[str]:
    within = [str(number) for number in sheet["hidden_rows"] if number <= len(sheet["rows"])]
    if not within:
        return []
    done = "未读取" if skipped else "已照常读取"
    return [f"工作表“{sheet['name']}”有 {len(within)} 个隐藏行（第 {_names(within)} 行），{done}。"]


def _names(names: list[str]) -> str:
    shown = "、".join(names[:_NAMED_AT_MOST])
    return shown if len(names) <= _NAMED_AT_MOST else f"{shown} 等 {len(names)} 个"
