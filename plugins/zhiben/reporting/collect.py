"""Reads a week's numbers from the warehouse: the views of schema ``bi`` and nothing else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import Connection, RowMapping, text

from zhiben.errors import ZhibenError
from zhiben.reporting.numbers import (
    MAIN_PROGRAMME,
    TREND_METRIC,
    DeliveryCount,
    Metric,
    Point,
    Progress,
    Unit,
    WeekNumbers,
)
from zhiben.reporting.trace import query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiben.reporting.week import Week


def collect(connection: Connection, week: Week) -> WeekNumbers:
    """Everything the summary of ``week`` is composed from.

    Raises:
        ZhibenError: when the week is still to come, when no night up to its end is published,
            or when the warehouse does not know the city.
    """
    nights = _published(connection, week)
    as_of = nights["as_of"]
    has_nights = as_of >= week.first_day
    previous_as_of = nights["previous_as_of"] if has_nights else None
    city, units = _units(connection)
    return WeekNumbers(
        week=week,
        as_of=as_of,
        previous_as_of=previous_as_of,
        nights=tuple(nights["nights"] or ()),
        city=city,
        units=units,
        progress=tuple(_progress(connection, as_of, previous_as_of)),
        metrics=tuple(Metric(**row) for row in _rows(connection, "metrics")),
        deliveries=tuple(_deliveries(connection, week)),
        trend=tuple(_trend(connection, as_of)),
    )


def _published(connection: Connection, week: Week) -> RowMapping:
    """The nights the numbers stand on."""
    days = {"week_start": week.first_day, "week_end": week.last_day}
    row = next(_rows(connection, "nights", **days))
    if week.first_day > max(row["today"], row["last_night"] or date.min):
        raise ZhibenError(
            f"The week {week.label} is still to come: it begins on {week.first_day}.",
            "Ask for a week that has begun.",
        )
    if row["as_of"] is None:
        raise ZhibenError(
            f"No night up to {week.last_day}, the end of {week.label}, is published.",
            f"Run one first: zhiben night {week.last_day}",
        )
    return row


def _units(connection: Connection) -> tuple[Unit, tuple[Unit, ...]]:
    """The city, and the reporting units in report order."""
    rows = list(_rows(connection, "units"))
    cities = [Unit(row["county_code"], row["county_name"]) for row in rows if row["kind"] == "city"]
    if len(cities) != 1:
        raise ZhibenError(
            f"bi.city has {len(cities)} rows; a summary needs exactly one.",
            "Mend include/campaign/units.yaml and run a night.",
        )
    units = (Unit(row["county_code"], row["county_name"]) for row in rows if row["kind"] != "city")
    return cities[0], tuple(units)


def _progress(
    connection: Connection, as_of: date, previous_as_of: date | None
) -> Iterator[Progress]:
    nights = {"as_of": as_of, "previous_as_of": previous_as_of}
    for row in _rows(connection, "progress", **nights):
        yield Progress(
            programme=row["programme"],
            metric=row["metric"],
            county_code=row["county_code"],
            value=_decimal(row["value"]),
            target=_decimal(row["target"]),
            previous_week_value=_decimal(row["previous_week_value"]),
            previous_year_value=_decimal(row["previous_year_value"]),
            status=row["status"] or "no_target",
        )


def _deliveries(connection: Connection, week: Week) -> Iterator[DeliveryCount]:
    days = {"since": week.first_day, "until": week.last_day}
    for row in _rows(connection, "deliveries", **days):
        yield DeliveryCount(row["county_code"], row["source"], row["metric"], int(row["amount"]))


def _trend(connection: Connection, as_of: date) -> Iterator[Point]:
    named = {"programme": MAIN_PROGRAMME, "metric": TREND_METRIC}
    for row in _rows(connection, "trend", as_of=as_of, **named):
        yield Point(row["night"], _decimal(row["value"]))


def _rows(
    connection: Connection, name: str, **parameters: date | str | None
) -> Iterator[RowMapping]:
    yield from connection.execute(text(query(name)), parameters).mappings()


def _decimal(value: object) -> Decimal | None:
    """The views may give integers, numerics or floats."""
    return None if value is None else Decimal(str(value))
