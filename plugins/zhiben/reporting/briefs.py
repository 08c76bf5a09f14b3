"""Writes every unit's brief and its annex beside the week's summary."""

from __future__ import annotations

import re
import shutil
from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import text

from zhiben.reporting.brief import compose_brief
from zhiben.reporting.brief_annex import OpenItem, annex_book
from zhiben.reporting.trace import query
from zhiben.reporting.wording import day
from zhiben.reporting.write import MAIL, printed_json, write_file, write_forms

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from sqlalchemy import Connection

    from zhiben.reporting.numbers import WeekNumbers

OpenItems = dict[str, tuple[OpenItem, ...]]
FOLDER = "briefs"
_CODE = re.compile(r"[0-9A-Z]{6}")


def open_items(connection: Connection, as_of: date) -> OpenItems:
    """What was open on the night ``as_of``, by unit, the longest overdue first."""
    rows = connection.execute(text(query("brief_items")), {"as_of": as_of}).mappings()
    items = (OpenItem(**row) for row in rows)
    return {code: tuple(group) for code, group in groupby(items, key=lambda i: i.county_code)}


def write_briefs(
    folder: Path, numbers: WeekNumbers, items: Mapping[str, Sequence[OpenItem]]
) -> Path:
    """Write ``briefs/<county_code>`` in all its forms into the summary's ``folder``.

    Beside the pages lie the annex of the unit's open items and where each number comes from. The
    folder is a draft's: what it held of codes that are no unit's any more goes, for it would lie
    beside the brief of the same unit's new code as if both were the week's. Issued editions are in
    folders that are not written again.
    """
    briefs = folder / FOLDER
    for unit in numbers.units:
        brief = compose_brief(numbers, unit)
        write_forms(briefs, unit.code, brief)
        book = annex_book(unit, day(numbers.as_of), items.get(unit.code, ()))
        write_file(briefs / f"{unit.code}.xlsx", book)
        write_file(briefs / brief.numbers_file, printed_json(brief).encode())
    _forget(briefs, {unit.code for unit in numbers.units})
    return briefs


def _forget(briefs: Path, codes: Collection[str]) -> None:
    """Take away briefs of other codes than ``codes``, and nothing else that lies there."""
    for path in (*briefs.iterdir(), *(briefs / MAIL).glob("*")):
        code = path.name.partition(".")[0]
        if not _CODE.fullmatch(code) or code in codes:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
