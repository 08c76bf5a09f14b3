"""The workbook of doubtful pairs that a reviewer decides in, and what it says when handed back."""

from __future__ import annotations

from zhiben.reporting.filled import HandedBack
from zhiben.reporting.reviews.handed_back import Wanted, ids_in, read_verdicts
from zhiben.reporting.reviews.model import SHOWN, VERDICTS, ZH_VERDICTS, PairRow, Side
from zhiben.reporting.reviews.workbook import review_workbook

__all__ = [
    "SHOWN",
    "VERDICTS",
    "ZH_VERDICTS",
    "HandedBack",
    "PairRow",
    "Side",
    "Wanted",
    "ids_in",
    "read_verdicts",
    "review_workbook",
]
