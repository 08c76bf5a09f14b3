"""A month's 12-column form: read from ``bi.monthly_form``, unit by unit."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, text

from zhiben.errors import UsageError, ZhibenError

_LABEL = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
TOTAL = "total"
_FORM = text(
    """
    SELECT form.*, COALESCE(unit.county_name, city.city_name) AS unit_name,
        city.city_name IS NOT NULL AS is_city
    FROM bi.monthly_form AS form
    LEFT JOIN bi.counties AS unit ON form.county_code = unit.county_code
    LEFT JOIN bi.city AS city ON form.county_code = city.city_code
    WHERE form.month = :month
    ORDER BY is_city DESC, unit.report_order, form.form_row_order
    """
)
NUMBERS = (
    "enterprises_count",
    "general_found_count",
    "general_rectified_count",
    "general_rectified_rate",
    "major_found_count",
    "major_closed_count",
    "major_closed_rate",
    "in_plan_count",
    "five_in_place_count",
    "supervised_count",
    "province_supervised_count",
)


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    @classmethod
    def parse(cls, label: str) -> Month:
        """Read a label like ``2026-03``.

        Raises:
            UsageError: when it is none.
        """
        found = _LABEL.fullmatch(label.strip())
        if found is None:
            raise UsageError(f"{label!r} is not a month.", "Write it like 2026-03.")
        return cls(int(found[1]), int(found[2]))

    @property
    def label(self) -> str:
        """``2026-03``."""
        return f"{self.year:04}-{self.number:02}"

    @property
    def last_day(self) -> date:
        """The day whose night the form is of."""
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    @property
    def period(self) -> str:
        """What the form covers, in its own words."""
        first = f"{self.year}年1月"
        return first if self.number == 1 else f"{first}—{self.number}月累计"


@dataclass(frozen=True)
class FormLine:
    """One row of the form: its name and its twelve numbers, None where it is to be left blank."""

    form_row: str
    name: str
    is_part: bool
    numbers: tuple[Decimal | int | None, ...]

    @property
    def is_total(self) -> bool:
        """Whether it is the row of everything."""
        return self.form_row == TOTAL


@dataclass(frozen=True)
class UnitForm:
    """The form of one unit, or of the whole city."""

    name: str
    is_city: bool
    lines: tuple[FormLine, ...]

    @property
    def total(self) -> FormLine:
        """Its row of everything."""
        return next(line for line in self.lines if line.is_total)


def collect_month(connection: Connection, month: Month) -> tuple[UnitForm, ...]:
    """The month's form of the city, then of each unit in the order of reports.

    Raises:
        ZhibenError: when the month's last night is not published.
    """
    lines: dict[tuple[str, bool], list[FormLine]] = {}
    for row in connection.execute(_FORM, {"month": month.label}).mappings():
        funds = row["funds_yuan"]
        numbers = (*(row[name] for name in NUMBERS), None if funds is None else funds / 10_000)
        line = FormLine(
            row["form_row"], row["form_row_name"], row["form_row_within"] is not None, numbers
        )
        lines.setdefault((row["unit_name"] or row["county_code"], row["is_city"]), []).append(line)
    if not lines:
        raise ZhibenError(
            f"The form of {month.label} is not there: it is made when the month's last night is"
            " published.",
            f"zhiben night {month.last_day}",
        )
    return tuple(UnitForm(name, is_city, tuple(one)) for (name, is_city), one in lines.items())
