"""The annex of a unit's brief: a workbook of its open and overdue items, as of the night."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from zhiben.reporting.cells import BOX, FONT, TITLE, as_written
from zhiben.reporting.statuses import LEVELS, STATES
from zhiben.reporting.workbooks import A4, fit_height, new_book

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from zhiben.reporting.numbers import Unit

OPEN, OVERDUE = "未闭环", "逾期未整改"
STATUSES = {**STATES, "rectified": "已整改，待销号"}  # of what is open
SHADED = {"bg_color": "#E4E4E4", "bold": True}
LOOKS: Mapping[str, Mapping[str, object]] = {
    "title": {**TITLE, **SHADED},
    "plain": {},
    "centred": {"align": "center"},
    "strong": {"align": "center", "bold": True},
    "number": {"align": "center", "num_format": "0"},
}
_TITLE_ROWS = 3


@dataclass(frozen=True)
class OpenItem:
    """A rectification item that was not closed on the night; None where nothing is known."""

    county_code: str
    item_id: str
    level: str | None
    status: str
    found_on: date
    due_on: date | None
    enterprise_name: str | None
    site: str | None
    description: str | None
    department: str | None
    supervised: bool | None
    has_recurred: bool | None
    days_overdue: int | None


@dataclass(frozen=True)
class AnnexColumn:
    """A column: its heading, its width in Latin characters, its look, and what stands in it."""

    heading: str
    width: float
    look: str
    value: Callable[[int, OpenItem], str | int]


def annex_book(unit: Unit, as_of: str, items: Sequence[OpenItem]) -> bytes:
    """Both lists of ``unit``; a cell is a text or a whole number, and never a formula."""
    stream = io.BytesIO()
    book = new_book(stream, title=as_written(f"{unit.name}未闭环和逾期未整改隐患"))
    looks = {name: book.add_format({**FONT, **BOX, **more}) for name, more in LOOKS.items()}
    looks["heading"] = book.add_format({**FONT, "bold": True, "font_size": 14, "text_wrap": False})
    looks["below"] = book.add_format({**FONT, "text_wrap": False})
    overdue = [item for item in items if item.days_overdue is not None]
    for name, listed in ((OPEN, items), (OVERDUE, overdue)):
        sheet = book.add_worksheet(name)
        told = f"截至{as_of}，共{len(listed)}项。"
        _head(sheet, looks, as_written(f"{unit.name}{name}隐患清单"), told)
        for row, item in enumerate(listed, start=_TITLE_ROWS):
            _line(sheet, looks, row, item)
        _lay_out(sheet, len(listed))
    book.close()
    return stream.getvalue()


def _head(sheet: Any, looks: Mapping[str, Any], title: str, told: str) -> None:  # noqa: ANN401
    sheet.write_string(0, 0, title, looks["heading"])
    sheet.set_row(0, 26)
    sheet.set_row(_TITLE_ROWS - 1, 32)
    sheet.write_string(1, 0, told, looks["below"])
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, column.width)
        sheet.write_string(_TITLE_ROWS - 1, place, column.heading, looks["title"])


def _line(sheet: Any, looks: Mapping[str, Any], row: int, item: OpenItem) -> None:  # noqa: ANN401
    values = [column.value(row - _TITLE_ROWS + 1, item) for column in COLUMNS]
    for place, (column, value) in enumerate(zip(COLUMNS, values, strict=True)):
        if isinstance(value, int):
            sheet.write_number(row, place, value, looks[column.look])
        else:
            sheet.write_string(row, place, as_written(value), looks[column.look])
    fit_height(sheet, row, [str(value) for value in values], [c.width for c in COLUMNS])


def _lay_out(sheet: Any, count: int) -> None:  # noqa: ANN401
    sheet.autofilter(_TITLE_ROWS - 1, 0, _TITLE_ROWS - 1 + max(count, 1), len(COLUMNS) - 1)
    sheet.freeze_panes(_TITLE_ROWS, 0)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_TITLE_ROWS - 1)
    sheet.set_footer("&C— &P —")


def _on(day: date | None) -> str:
    return day.isoformat() if day else ""


def _yes(holds: bool | None) -> str:
    return "是" if holds else ""


COLUMNS = (
    AnnexColumn("序号", 5, "number", lambda place, _: place),
    AnnexColumn("企业名称", 20, "plain", lambda _, item: item.enterprise_name or ""),
    AnnexColumn("隐患部位", 12, "plain", lambda _, item: item.site or ""),
    AnnexColumn("隐患描述", 36, "plain", lambda _, item: item.description or ""),
    AnnexColumn("等级", 6, "centred", lambda _, item: LEVELS.get(item.level or "", "")),
    AnnexColumn("检查单位", 12, "plain", lambda _, item: item.department or ""),
    AnnexColumn("发现日期", 11, "centred", lambda _, item: _on(item.found_on)),
    AnnexColumn("整改期限", 11, "centred", lambda _, item: _on(item.due_on)),
    AnnexColumn("逾期天数", 7, "number", lambda _, item: item.days_overdue or ""),
    AnnexColumn("状态", 10, "centred", lambda _, item: STATUSES.get(item.status, item.status)),
    AnnexColumn("挂牌督办", 7, "centred", lambda _, item: _yes(item.supervised)),
    AnnexColumn("复发", 5, "centred", lambda _, item: _yes(item.has_recurred)),
    AnnexColumn("整改项编号", 14, "plain", lambda _, item: item.item_id),
)
