"""What a clerk gets back from a night: a receipt, and the workbook with its cells marked."""

from __future__ import annotations

from zhiben.reporting.receipts.collect import collect_receipts
from zhiben.reporting.receipts.form import render_receipt
from zhiben.reporting.receipts.handback import MOST_BYTES, Handback, Mark, handback
from zhiben.reporting.receipts.model import Delivery, Receipt, Refused, Workbook

__all__ = [
    "MOST_BYTES",
    "Delivery",
    "Handback",
    "Mark",
    "Receipt",
    "Refused",
    "Workbook",
    "collect_receipts",
    "handback",
    "render_receipt",
]
