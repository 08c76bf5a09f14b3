"""Writes the workbook of doubtful pairs: one pair a row, its two rows in columns 甲 and 乙."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhiben.records import HAZARD
from zhiben.reporting.cells import OURS, TITLE, as_written
from zhiben.reporting.reviews.model import (
    DIFFERENT,
    ID,
    SAME,
    SHEET,
    SHOWN,
    VERDICT,
    WHY,
    PairRow,
)
from zhiben.reporting.workbooks import A3, Formats, Looks, fit_height, guided_book, lay_out

_ASKED = (VERDICT, WHY)
_BEFORE = {ID: 21, VERDICT: 11, WHY: 18, "企业名称": 22, "县区": 10}
_WIDE = {"description": 34, "site": 14, "found_on": 12, "level": 8, "status": 9, "department": 16}
_AFTER = {"支持同一隐患": 34, "支持不同隐患": 34, "可能性": 8, "报送（甲）": 26, "报送（乙）": 26}
_FORMATS: Looks = {
    "title": {**TITLE, "bg_color": "#CFD8E6"},
    "title_asked": {**TITLE, "bg_color": "#BFDDC3"},
    "asked": {"bg_color": "#EFF7F0"},
    "ours": OURS,
    "one": {"bg_color": "#FFFFFF"},
    "other": {"bg_color": "#FFF8E6"},
}
_GUIDE = (
    "每一行是系统拿不准的一对记录：同一家企业的两条隐患，可能是同一个隐患被报了两次，也可能是两个隐患。",
    "一、甲、乙两列并排是两条记录的原话。“支持同一隐患”“支持不同隐患”写的是系统看到的依据，仅供参考。",
    "二、在“结论”一栏选“同一隐患”或“不同隐患”；拿不准的空着，仍然待判定。理由可以不写。",
    "三、同一企业、同一处、同一个问题、还没有整改完：是同一隐患，不论哪个部门报的、怎么写的。",
    "四、位置不同（1号车间、2号车间）、问题不同，或者整改销号以后又出现的：是不同隐患。",
    "五、不要改“判定编号”；可以排序、筛选、隐藏或移动列；不判定的行可以删掉，不影响别的行。",
    "六、不要在这里新增行；系统没有列出的，请用命令逐条判定。",
    "七、填好后存盘，把这份工作簿交回。判定当晚生效，可以撤销；撤销后一切恢复原样。",
    "姓名、电话已隐去。",
)


def review_workbook(rows: Sequence[PairRow]) -> bytes:
    """The workbook; the same pairs give the same bytes."""

    def fill(book: Any, formats: Formats) -> None:  # noqa: ANN401 - untyped library
        _write(book.add_worksheet(SHEET), rows, formats)

    return guided_book("待判定的重复隐患", _FORMATS, fill, _GUIDE)


def _columns() -> dict[str, tuple[float, str]]:
    """Titles in order, each with its width and the look of its cells."""
    columns: dict[str, tuple[float, str]] = {
        title: (width, "asked" if title in _ASKED else "ours") for title, width in _BEFORE.items()
    }
    for name in SHOWN:
        for mark, look in (("甲", "one"), ("乙", "other")):
            columns[f"{HAZARD.field(name).zh}（{mark}）"] = (_WIDE[name], look)
    return columns | {title: (width, "ours") for title, width in _AFTER.items()}


def _texts(row: PairRow) -> list[str]:
    sides = [side.fields.get(name, "") for name in SHOWN for side in (row.one, row.other)]
    return [
        row.judgement_id, "", "", row.enterprise, row.county, *sides, "\n".join(row.speaks_for),
        "\n".join(row.speaks_against), f"{row.score:.0%}", row.one.where, row.other.where,
    ]  # fmt: skip


def _write(target: Any, rows: Sequence[PairRow], formats: Formats) -> None:  # noqa: ANN401
    columns = _columns()
    for place, (title, (width, _)) in enumerate(columns.items()):
        look = "title_asked" if title in _ASKED else "title"
        target.write_string(0, place, title, formats[look])
        target.set_column(place, place, width)
    widths = [width for width, _ in columns.values()]
    for number, row in enumerate(rows, start=1):
        texts = _texts(row)
        for place, (text, (_, look)) in enumerate(zip(texts, columns.values(), strict=True)):
            target.write_string(number, place, as_written(text), formats[look])
        fit_height(target, number, texts, widths)
    choice = (VERDICT, (SAME, DIFFERENT))
    lay_out(target, len(rows), [*columns], choice, frozen=len((ID, *_ASKED)), paper=A3)
