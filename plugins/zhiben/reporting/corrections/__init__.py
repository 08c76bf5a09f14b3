"""The workbook of refused rows that a clerk corrects, and what it says when it is handed back."""

from __future__ import annotations

from zhiben.reporting.corrections.handed_back import Wanted, ids_in, read_handed_back
from zhiben.reporting.corrections.model import CaseRow, CaseSheet
from zhiben.reporting.corrections.workbook import correction_workbook
from zhiben.reporting.filled import HandedBack

__all__ = [
    "CaseRow",
    "CaseSheet",
    "HandedBack",
    "Wanted",
    "correction_workbook",
    "ids_in",
    "read_handed_back",
]
