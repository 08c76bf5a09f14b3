"""Puts a week's summary where readers look for it, whole or not at all."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhiben.reporting.docx_form import render_docx
from zhiben.reporting.html_form import render_html
from zhiben.reporting.issuing import folder_of
from zhiben.reporting.mail_form import mail_form
from zhiben.reporting.pdf_form import render_pdf
from zhiben.reporting.trace import printed

if TYPE_CHECKING:
    from zhiben.reporting.issuing import Printed
    from zhiben.reporting.mail_form import MailForm
    from zhiben.reporting.numbers import WeekNumbers
    from zhiben.reporting.summary import Summary

MAIL = "mail"  # folder beside the forms; in it one a form, of what a mail shows
MAIL_PAGE = "index.html"


def write_summary(reports: Path, summary: Summary, numbers: WeekNumbers) -> Path:
    """Write the forms and numbers.json into the edition's folder; give it back."""
    folder = folder_of(reports, summary.week, summary.edition)
    write_forms(folder, "summary", summary)
    write_file(folder / summary.numbers_file, numbers_json(summary, numbers).encode())
    return folder


def write_forms(folder: Path, name: str, summary: Summary) -> None:
    """Write ``name`` as PDF, as a document to edit, as a page of the web and as a mail shows it."""
    forms = {
        ".html": render_html(summary).encode(),
        ".docx": render_docx(summary),
        ".pdf": render_pdf(summary),
    }
    for suffix, content in forms.items():
        write_file(folder / f"{name}{suffix}", content)
    _write_mail(folder / MAIL / name, mail_form(summary))


def _write_mail(folder: Path, form: MailForm) -> None:
    """The page, and each picture under the content id by which the page shows it."""
    for picture in form.pictures:
        suffix = Path(picture.filename).suffix
        write_file(folder / f"{picture.content_id}{suffix}", picture.content)
    write_file(folder / MAIL_PAGE, form.html.encode())


def numbers_json(summary: Summary, numbers: WeekNumbers) -> str:
    """The week's numbers, and every printed one with its definition and its query."""
    facts = asdict(numbers)
    facts["week"] = numbers.week.label
    facts["is_complete"] = numbers.is_complete
    facts["edition"] = summary.edition
    facts["printed"] = _all_printed(summary)
    return _json(facts)


def printed_json(summary: Summary) -> str:
    """Every printed number with its definition and its query."""
    return _json({"week": summary.week.label, "printed": _all_printed(summary)})


def _all_printed(summary: Summary) -> list[dict[str, Any]]:
    return [_printed(number) for number in printed(summary)]


def _json(facts: dict[str, Any]) -> str:
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


def write_file(path: Path, content: bytes) -> None:
    """A reader sees the old file or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
