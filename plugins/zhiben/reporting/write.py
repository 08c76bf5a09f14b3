"""Puts a week's summary where readers look for it, whole or not at all."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from zhiben.reporting.docx_form import render_docx
from zhiben.reporting.html_form import render_html
from zhiben.reporting.issuing import folder_of
from zhiben.reporting.trace import printed

if TYPE_CHECKING:
    from pathlib import Path

    from zhiben.reporting.issuing import Printed
    from zhiben.reporting.numbers import WeekNumbers
    from zhiben.reporting.summary import Summary


def write_summary(reports: Path, summary: Summary, numbers: WeekNumbers) -> Path:
    """Write summary.html, summary.docx and numbers.json into the edition's folder; give it back."""
    folder = folder_of(reports, summary.week, summary.edition)
    forms = {
        "summary.html": render_html(summary).encode(),
        "summary.docx": render_docx(summary),
        "numbers.json": numbers_json(summary, numbers).encode(),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in forms.items():
        _replace(folder / name, content)
    return folder


def numbers_json(summary: Summary, numbers: WeekNumbers) -> str:
    """The week's numbers, and every printed one with its definition and its query."""
    facts = asdict(numbers)
    facts["week"] = numbers.week.label
    facts["is_complete"] = numbers.is_complete
    facts["edition"] = summary.edition
    facts["printed"] = [_printed(number) for number in printed(summary)]
    return json.dumps(facts, ensure_ascii=False, indent=1, default=_plain) + "\n"


def _printed(number: Printed) -> dict[str, Any]:
    """A number as readers of numbers.json know it: what is printed is its ``text``."""
    told = asdict(number)
    return {"number": told.pop("number"), "text": told.pop("printed"), **told}


def _plain(value: object) -> str | int | float:
    """Dates as ISO 8601, decimals as JSON numbers."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{type(value).__name__} has no place in numbers.json")


def _replace(path: Path, content: bytes) -> None:
    """A reader sees the old file or the new one, never half of it."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
