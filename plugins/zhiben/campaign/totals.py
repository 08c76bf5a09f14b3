"""Totals that counties state themselves: in their ledgers' total rows and titles, or typed."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import Field
from sqlalchemy import Connection

from zhiben.campaign.form import TOTAL, MonthlyForm
from zhiben.contracts.units import Units
from zhiben.records import HAZARD, FieldType, RecordKind
from zhiben.strict import Strict, read_document
from zhiben.warehouse.loading import replace_all
from zhiben.warehouse.totals_schema import reported_totals

FILE = "totals.yaml"
_NUMBER = r"(?P<number>\d{1,9}(?:,\d{3})*)"
_SUBTOTAL = re.compile("小计|小計")
_SUM = "[合总共總][计計]"
_APART = "(?<!重大)(?<!一般)(?<!重大事故)(?<!一般事故)(?<!整改)(?<!未整改)"  # 重大隐患 are not all
_FINDINGS = "累[计計]|共|隐患|问题"  # what else speaks of all rows of a hazard ledger
# What a clause speaks of that is a part of the hazards, or none of them.
_PARTIAL = re.compile("重大|一般|整改|逾期|督办|销号|检查(?!.*(?:发现|查出|隐患|问题))")
_CLAUSE_ENDS = r"(?<!\d),|,(?!\d{3})|[;。]|台[账帐]|清单|表"  # or where something was counted
_BARE = re.compile(rf"{_SUM}\s*[:]?\s*{_NUMBER}")
_OF_OTHERS = frozenset({FieldType.MONEY, FieldType.COUNT, FieldType.NAME})

Measure = Literal[
    "enterprises_count",
    "general_found_count",
    "general_rectified_count",
    "major_found_count",
    "major_closed_count",
    "in_plan_count",
    "five_in_place_count",
    "supervised_count",
    "province_supervised_count",
]


class ReportedTotal(Strict):
    """A total that a unit reports for a month, and where it does."""

    unit: str
    month: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    row: str = TOTAL
    measure: Measure
    reported: int = Field(ge=0)
    stated_in: str

    @property
    def as_of(self) -> date:
        """The month's last day."""
        year, month = map(int, self.month.split("-"))
        return date(year, month, calendar.monthrange(year, month)[1])


class _Totals(Strict):
    totals: tuple[ReportedTotal, ...]


class Stated(NamedTuple):
    """How many hazards a row says there are, and the words that say so: nothing else of the row."""

    words: str
    number: int


def stated_total(words: str, kind: RecordKind, fields: Sequence[str | None]) -> Stated | None:
    """What a total row or title says of how many records there are; None where it says nothing.

    "共 35 项" says 35 of a hazard ledger, "合计 35 家次" of an inspection ledger. A bare number
    counts in the cell of its 合计, or in a column where nothing else could be added up or told
    apart: under 死亡人数 it is a sum, under 企业名称 it may be one of enterprises. A subtotal and a
    row of several bare numbers say none, nor does what a clause says of some hazards only (重大隐患
    共2项, 累计整改30项). 合计 outweighs other words; several numbers of one weight say none.

    Args:
        words: the row's texts, one after the other.
        kind: what the ledger's rows are records of.
        fields: the field in whose column each of the texts stands, None where in none.
    """
    text = " ".join(unicodedata.normalize("NFKC", words).split())
    if _SUBTOTAL.search(text):
        return None
    bare = _BARE.fullmatch(text) if _counts_rows(kind, fields) else None
    found = _agreed(_hits(text, kind)) or bare
    return Stated(found[0], int(found["number"].replace(",", ""))) if found else None


def _hits(text: str, kind: RecordKind) -> list[re.Match[str]]:
    """What ``text`` says of all records; of the parts of other kinds the first is the whole."""
    found = list(_counted(kind).finditer(text))
    if kind != HAZARD:
        return found[:1]
    return [one for one in found if not _PARTIAL.search(_clause(text, one, kind))]


def _clause(text: str, hit: re.Match[str], kind: RecordKind) -> str:
    """The words from where the clause of ``hit`` begins to where ``hit`` ends."""
    ends = rf"{_CLAUSE_ENDS}|\d\s*(?:{kind.counters})"
    begins = max((one.end() for one in re.finditer(ends, text[: hit.start()])), default=0)
    return text[begins : hit.end()]


def _agreed(hits: Sequence[re.Match[str]]) -> re.Match[str] | None:
    weighty = [one for one in hits if one["sum"]] or hits
    return weighty[0] if len({one["number"] for one in weighty}) == 1 else None


@cache
def _counted(kind: RecordKind) -> re.Pattern[str]:
    """A number of ``kind``'s records, with the measure word that says so."""
    label = f"(?P<sum>{_SUM})|{_FINDINGS if kind == HAZARD else '共'}"
    return re.compile(
        rf"{_APART}(?:{label})[^\d家次人万%。;]{{0,6}}?"
        rf"{_NUMBER}\s*(?:{kind.counters})(?![月县区乡镇工])"
    )


def _counts_rows(kind: RecordKind, fields: Sequence[str | None]) -> bool:
    """Whether a lone number at the end of a row can only be one of rows."""
    if len(fields) < 2:
        return True
    under = fields[-1]
    if under is None or not kind.has(under):
        return False
    return kind.field(under).type not in _OF_OTHERS


def load_totals(folder: Path, units: Units, form: MonthlyForm) -> tuple[ReportedTotal, ...]:
    """The typed totals of ``folder`` (``include/campaign``); none where there is no such file.

    Raises:
        ZhibenError: naming file and line, on an unknown key, unit, row or measure, or a total that
            stands twice.
    """
    if not (folder / FILE).exists():
        return ()
    document = read_document(folder / FILE)
    totals = document.validated(_Totals).totals
    codes = {units.city_code, *(unit.code for unit in units.units)}
    rows = {TOTAL, *(one.row for one in form.rows)}
    seen: set[tuple[str, ...]] = set()
    for place, one in enumerate(totals):
        where, key = ("totals", place), (one.unit, one.month, one.row, one.measure, one.stated_in)
        if one.unit not in codes:
            raise document.refusal((*where, "unit"), f"there is no unit {one.unit!r}.")
        if one.row not in rows:
            raise document.refusal((*where, "row"), f"the form has no row {one.row!r}.")
        if key in seen:
            raise document.refusal(where, "this total stands twice.")
        seen.add(key)
    return totals


def sync_totals(connection: Connection, totals: Iterable[ReportedTotal]) -> None:
    """Make the warehouse say what the file says."""
    rows = [
        {
            "county_code": one.unit,
            "month": one.month,
            "form_row": one.row,
            "measure": one.measure,
            "stated_in": one.stated_in,
            "as_of": one.as_of,
            "reported": one.reported,
        }
        for one in totals
    ]
    replace_all(connection, reported_totals, rows)
