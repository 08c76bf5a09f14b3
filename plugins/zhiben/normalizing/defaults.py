"""What a hazard row means where it says nothing: level, status, channel and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.normalizing.cells import Column, Flags, empty_mask, filled_with

if TYPE_CHECKING:
    from zhiben.contracts import Contract

LEVEL_BLANK = "level_blank"
STATUS_BLANK = "status_blank"
DUE_MISSING = "due_missing"


def fill_blanks(columns: dict[str, Column], contract: Contract, flags: Flags) -> None:
    """Fill what a row of ``contract`` leaves out, flagging what is more than a default.

    A blank level is general; a blank status is rectified where a rectified date stands, else
    open; a blank channel and department are the contract's.
    """
    level = empty_mask(columns["level"])
    columns["level"] = filled_with(columns["level"], "general", level)
    flags.add(LEVEL_BLANK, level)
    status = empty_mask(columns["status"])
    done = columns["rectified_on"].values.is_valid().to_numpy(zero_copy_only=False)
    columns["status"] = filled_with(columns["status"], "open", status & ~done)
    columns["status"] = filled_with(columns["status"], "rectified", status & done)
    flags.add(STATUS_BLANK, status)
    for field, word in (("channel", contract.channel), ("department", contract.department)):
        columns[field] = filled_with(columns[field], word, empty_mask(columns[field]))
    flags.add(DUE_MISSING, empty_mask(columns["due_on"]))
