"""What the cell for the day of completion says besides a day: a state (已整改), or a plan."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from zhiben.normalizing.cells import (
    Column,
    Flags,
    Mask,
    each_distinct,
    empty_mask,
    filled_with,
    mask_of,
)
from zhiben.normalizing.defaults import STATUS_BLANK
from zhiben.normalizing.repair import repaired

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhiben.vocabulary import Vocabulary

DONE_IS_PLAN = "done_is_plan"

_DONE_ON = ("rectified_on", "done_on")
_DONE = pa.array(["rectified", "verified", "done", "withdrawn", "cancelled"])
_INTENDS = re.compile(r"计划|预计|预期|(?<!虚)拟|力争|争取")
_HASTENS = re.compile(
    r"[\d日号月周天底时年](?:之|以)?[内前]|延期至|立即|立刻|马上|尽快|及时|限期|责令|^限|要求|应于|[必务]须?于"
)
_IS_DONE = re.compile(r"已(?![拟定延])|完毕|立即(?:整改)?(?:完成|到位)")


def heed_completion(
    columns: dict[str, Column],
    texts: Mapping[str, pa.StringArray],
    vocabulary: Vocabulary,
    flags: Flags,
) -> None:
    """Let the completion cell speak where it holds more than a day.

    A state there (已整改) is that of a row whose status is blank. A plan or a term (计划3月30日,
    15日内, 立即) is no day of completion, unless another cell says that the work is done: it goes,
    flagged. Only what calls itself a plan fills a blank due date; a term belongs to whoever set it.
    """
    for name in _DONE_ON:
        if name in texts and name in columns:
            _fill_state(columns, texts[name], vocabulary, flags)
            _set_plans_aside(columns, name, texts[name], flags)


def _fill_state(
    columns: dict[str, Column], texts: pa.StringArray, vocabulary: Vocabulary, flags: Flags
) -> None:
    def state(text: str) -> str | None:
        return None if vocabulary.is_blank(text) else vocabulary.meaning("status", repaired(text))

    said = each_distinct(texts, state, pa.string())
    is_told = said.is_valid().to_numpy(zero_copy_only=False) & empty_mask(columns["status"])
    status = columns["status"]
    columns["status"] = Column(pc.if_else(pa.array(is_told), said, status.values), status.unread)
    flags.add(STATUS_BLANK, is_told)


def _set_plans_aside(
    columns: dict[str, Column], name: str, texts: pa.StringArray, flags: Flags
) -> None:
    is_done: Mask = pc.is_in(columns["status"].values, _DONE).to_numpy(zero_copy_only=False)
    intends = mask_of(texts, _intends)
    planned = intends | (mask_of(texts, _hastens) & ~is_done)
    fills_due = intends & empty_mask(columns["due_on"])
    due, done = columns["due_on"], columns[name]
    columns["due_on"] = Column(pc.if_else(pa.array(fills_due), done.values, due.values), due.unread)
    columns[name] = _emptied(done, planned)
    flags.add(DONE_IS_PLAN, planned)


def _emptied(column: Column, where: Mask) -> Column:
    unread = filled_with(Column(column.unread, column.unread), None, where).values
    return Column(filled_with(column, None, where).values, unread)


def _intends(text: str) -> bool:
    return bool(_INTENDS.search(text)) and not _IS_DONE.search(text)


def _hastens(text: str) -> bool:
    return bool(_HASTENS.search(text)) and not _IS_DONE.search(text)
