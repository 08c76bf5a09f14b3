"""What a row means where it says nothing, and what follows from what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.normalizing.cells import Column, Flags, Mask, empty_mask, filled_with
from zhiben.normalizing.columns import promised
from zhiben.records import accident_class

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from zhiben.contracts import Contract

LEVEL_BLANK = "level_blank"
STATUS_BLANK = "status_blank"
DUE_MISSING = "due_missing"
RESULT_BLANK = "result_blank"
RESULT_DIFFERS = "result_differs"
DEATHS_BLANK = "deaths_blank"
CLASS_DIFFERS = "class_differs"
DONE_IN_FUTURE = "done_in_future"
DONE_ON = ("rectified_on", "verified_on", "done_on")

Columns = dict[str, Column]


def fill_blanks(columns: Columns, contract: Contract, day: date, flags: Flags) -> None:
    """Fill what a row of ``contract`` leaves out, flagging what is more than a default.

    A blank channel, department or (of a task) programme is the contract's; what a kind means
    beyond that is its own. What is said to be done after ``day``, the delivery's, is doubted.
    """
    for field, word in promised(contract).items():
        columns[field] = filled_with(columns[field], word, empty_mask(columns[field]))
    if contract.kind in _OF_KIND:
        _OF_KIND[contract.kind](columns, day, flags)
    for name in DONE_ON:
        if name in columns:
            flags.add(DONE_IN_FUTURE, _where(pc.greater(columns[name].values, pa.scalar(day))))


def _fill_hazard(columns: Columns, day: date, flags: Flags) -> None:
    """A blank level is general; a blank status is rectified where a rectified date stands."""
    level = empty_mask(columns["level"])
    columns["level"] = filled_with(columns["level"], "general", level)
    flags.add(LEVEL_BLANK, level)
    _fill_status(columns, "rectified", "rectified_on", day, flags)
    flags.add(DUE_MISSING, empty_mask(columns["due_on"]))


def _fill_task(columns: Columns, day: date, flags: Flags) -> None:
    """A blank status is done where a day of completion stands, else open."""
    _fill_status(columns, "done", "done_on", day, flags)
    flags.add(DUE_MISSING, empty_mask(columns["due_on"]))


def _fill_status(columns: Columns, done: str, done_on: str, day: date, flags: Flags) -> None:
    """Nothing is done on a day that is still to come when it is reported."""
    status = empty_mask(columns["status"])
    is_done = _where(pc.less_equal(columns[done_on].values, pa.scalar(day)))
    columns["status"] = filled_with(columns["status"], "open", status & ~is_done)
    columns["status"] = filled_with(columns["status"], done, status & is_done)
    flags.add(STATUS_BLANK, status)


def _fill_inspection(columns: Columns, _: date, flags: Flags) -> None:
    """A blank result follows from the number of hazards found, where one is given."""
    result, found = columns["result"], columns["hazards_found"]
    blank, has_found = empty_mask(result), _where(pc.greater(found.values, pa.scalar(0)))
    is_counted = _is_given(found)
    denies = _where(pc.equal(result.values, pa.scalar("none_found"))) & has_found
    confirms = _where(pc.equal(result.values, pa.scalar("hazards_found")))
    flags.add(RESULT_DIFFERS, denies | (confirms & is_counted & ~has_found))
    result = filled_with(result, "hazards_found", blank & has_found)
    columns["result"] = filled_with(result, "none_found", blank & is_counted & ~has_found)
    flags.add(RESULT_BLANK, blank)


def _fill_accident(columns: Columns, _: date, flags: Flags) -> None:
    """The class follows from the numbers, whatever a ledger calls it."""
    flags.add(DEATHS_BLANK, empty_mask(columns["deaths"]))
    names = ("deaths", "serious_injuries", "direct_loss_yuan")
    rows = zip(*(columns[name].values.to_pylist() for name in names), strict=True)
    derived = pa.array([accident_class(*row) for row in rows], pa.string())
    typed = columns["accident_class"]
    is_typed = ~empty_mask(typed)
    flags.add(CLASS_DIFFERS, is_typed & ~_where(pc.equal(typed.values, derived)))
    columns["accident_class"] = Column(derived, pa.nulls(len(derived), pa.string()))


def _is_given(column: Column) -> Mask:
    given: Mask = column.values.is_valid().to_numpy(zero_copy_only=False)
    return given


def _where(answers: Any) -> Mask:  # noqa: ANN401 - pyarrow's generics
    """Where the answer is yes; what is not known is none."""
    return np.array([answer is True for answer in answers.to_pylist()], np.bool_)


_OF_KIND: dict[str, Callable[[Columns, date, Flags], None]] = {
    "hazard": _fill_hazard,
    "task": _fill_task,
    "inspection": _fill_inspection,
    "accident": _fill_accident,
}
