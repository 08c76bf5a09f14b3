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
from zhiben.reporting.pdf_form import render_pdf
from zhiben.reporting.trace import sql_of

if TYPE_CHECKING:
    from pathlib import Path

    from zhiben.reporting.numbers import WeekNumbers
    from zhiben.reporting.summary import Number, Summary


def write_summary(reports: Path, summary: Summary, numbers: WeekNumbers) -> Path:
    """Write the forms and numbers.json into ``<reports>/<week>/``; give back the folder."""
    folder = reports / summary.week.label
    write_forms(folder, "summary", summary)
    write_file(folder / summary.numbers_file, numbers_json(summary, numbers).encode())
    return folder


def write_forms(folder: Path, name: str, summary: Summary) -> None:
    """Write ``name`` as PDF, as a document to edit and as a page of the web."""
    forms = {
        ".html": render_html(summary).encode(),
        ".docx": render_docx(summary),
        ".pdf": render_pdf(summary),
    }
    for suffix, content in forms.items():
        write_file(folder / f"{name}{suffix}", content)


def numbers_json(summary: Summary, numbers: WeekNumbers) -> str:
    """The week's numbers, and every printed one with its definition and its query."""
    facts = asdict(numbers)
    facts["week"] = numbers.week.label
    facts["is_complete"] = numbers.is_complete
    facts["printed"] = _all_printed(summary)
    return _json(facts)


def printed_json(summary: Summary) -> str:
    """Every printed number with its definition and its query."""
    return _json({"week": summary.week.label, "printed": _all_printed(summary)})


def _all_printed(summary: Summary) -> list[dict[str, Any]]:
    return [_printed(n, number) for n, number in enumerate(summary.numbers, start=1)]


def _json(facts: dict[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, indent=1, default=_plain) + "\n"


def _printed(place: int, number: Number) -> dict[str, Any]:
    return {
        "number": place,
        "placeholder": number.placeholder,
        "metric": number.metric,
        "filter": str(number.filter),
        "as_of": number.filter.until,
        "value": number.value,
        "text": number.text,
        "sql": sql_of(number),
    }


def _plain(value: object) -> str | int | float:
    """Dates as ISO 8601, decimals as JSON numbers."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{type(value).__name__} has no place in numbers.json")


def write_file(path: Path, content: bytes) -> None:
    """A reader sees the old file or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
