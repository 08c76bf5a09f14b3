"""Reads a week's numbers from the warehouse: the views of schema ``bi`` and nothing else."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, RowMapping, text

from zhiben.errors import ZhibenError
from zhiben.reporting.numbers import (
    BUREAUS,
    TREND_METRIC,
    Board,
    DeliveryCount,
    Listed,
    ListedItem,
    Metric,
    Outcome,
    Point,
    Programme,
    Progress,
    Source,
    Split,
    StatedTotal,
    Unit,
    WeekNumbers,
)
from zhiben.reporting.trace import query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiben.reporting.week import Week

MOST_LISTED = 30  # items in an annex


def collect(
    connection: Connection, week: Week, today: date, zone: str = WeekNumbers.zone
) -> WeekNumbers:
    """Everything the summary of ``week`` is composed from; ``today`` and ``zone`` are the city's.

    Raises:
        ZhibenError: when the week is still to come, when no night up to its end is published,
            or when the warehouse does not know the city.
    """
    nights = published_nights(connection, week, today)
    as_of = nights["as_of"]
    has_nights = as_of >= week.first_day
    previous_as_of = nights["previous_as_of"] if has_nights else None
    city, units = _units(connection)
    sources = tuple(Source(**row) for row in _rows(connection, "sources", until=as_of))
    numbers = WeekNumbers(
        week=week,
        as_of=as_of,
        previous_as_of=previous_as_of,
        nights=tuple(nights["nights"] or ()),
        city=city,
        units=units,
        progress=tuple(_progress(connection, as_of, previous_as_of)),
        metrics=tuple(Metric(**row) for row in _rows(connection, "metrics")),
        deliveries=tuple(_deliveries(connection, week)),
        programmes=tuple(_programmes(connection, as_of)),
        splits=tuple(_splits(connection, as_of)),
        boards=tuple(_boards(connection, as_of)),
        refused=tuple(_refused(connection, as_of, zone)),
        totals=tuple(_totals(connection, week)),
        sources=sources,
        source_items=tuple(_source_items(connection, as_of, units, sources)),
        listed=tuple(_listed(connection, week, as_of)),
        listed_items=tuple(_listed_items(connection, as_of)),
        zone=zone,
    )
    return replace(
        numbers,
        trend=tuple(_trend(connection, as_of, numbers.main_programme)),
        outcomes=tuple(_outcomes(connection, as_of, numbers.since)),
    )


def published_nights(connection: Connection, week: Week, today: date) -> RowMapping:
    """The nights the numbers of ``week`` stand on.

    Raises:
        ZhibenError: when the week is still to come, or no night up to its end is published.
    """
    days = {"week_start": week.first_day, "week_end": week.last_day}
    row = next(_rows(connection, "nights", **days))
    if week.first_day > max(today, row["last_night"] or date.min):
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
    rows = [
        Unit(row["county_code"], row["county_name"], row["kind"])
        for row in _rows(connection, "units")
    ]
    cities = [one for one in rows if one.kind == "city"]
    if len(cities) != 1:
        raise ZhibenError(
            f"bi.city has {len(cities)} rows; a summary needs exactly one.",
            "Mend include/campaign/units.yaml and run a night.",
        )
    return cities[0], tuple(one for one in rows if one.kind != "city")


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
            numerator=_decimal(row["numerator"]),
            denominator=_decimal(row["denominator"]),
            status=row["status"] or "no_target",
        )


def _programmes(connection: Connection, as_of: date) -> Iterator[Programme]:
    """Those begun by the night, with what they measure in order."""
    measures: dict[str, dict[str, str]] = defaultdict(dict)
    due_on: dict[str, dict[str, date]] = defaultdict(dict)
    for row in _rows(connection, "measured", as_of=as_of):
        measures[row["programme"]][row["metric"]] = row["sql"]
        if row["due_on"]:
            due_on[row["programme"]][row["metric"]] = row["due_on"]
    for row in _rows(connection, "programmes", as_of=as_of):
        code = row["programme"]
        yield Programme(**row, measures=measures[code], due_on=due_on[code])


def _splits(connection: Connection, as_of: date) -> Iterator[Split]:
    for row in _rows(connection, "splits", as_of=as_of):
        yield Split(**{**row, "value": _decimal(row["value"])})


def _boards(connection: Connection, as_of: date) -> Iterator[Board]:
    for row in _rows(connection, "boards", as_of=as_of):
        numbers = {
            name: _decimal(value)
            for name, value in row["numbers"].items()
            if value is None or (isinstance(value, int) and not isinstance(value, bool))
        }
        yield Board(row["county_code"], row["last_accident_on"], row["double_drop"], numbers)


def _deliveries(connection: Connection, week: Week) -> Iterator[DeliveryCount]:
    days = {"since": week.first_day, "until": week.last_day}
    for row in _rows(connection, "deliveries", **days):
        yield DeliveryCount(row["county_code"], row["source"], row["metric"], int(row["amount"]))


def _refused(connection: Connection, as_of: date, zone: str) -> Iterator[tuple[str, int]]:
    for row in _rows(connection, "refused", until=as_of, zone=zone):
        yield row["county_code"], int(row["amount"])


def _totals(connection: Connection, week: Week) -> Iterator[StatedTotal]:
    for row in _rows(connection, "totals", since=week.first_day, until=week.last_day):
        yield StatedTotal(
            county_code=row["county_code"],
            period=row["period"],
            measure=row["measure"],
            unit=row["unit"],
            source=row["source"] or "",
            reported=Decimal(row["reported"]),
            counted=Decimal(row["counted"]),
            gap=Decimal(row["gap"]),
            row_key=row["row_key"],
        )


def _source_items(
    connection: Connection, as_of: date, units: tuple[Unit, ...], sources: tuple[Source, ...]
) -> Iterator[tuple[str, str, int]]:
    """Of the city's bureaus: each of their departments is a source."""
    bureaus = {unit.code for unit in units if unit.kind == BUREAUS}
    wanted = [one.source for one in sources if one.county_code in bureaus]
    if wanted:
        for row in _rows(connection, "source_items", until=as_of, sources=wanted):
            yield row["source"], row["metric"], int(row["amount"])


def _listed(connection: Connection, week: Week, as_of: date) -> Iterator[Listed]:
    following = {
        "next_first": week.last_day + timedelta(days=1),
        "next_last": week.last_day + timedelta(days=7),
    }
    for row in _rows(connection, "listed", since=week.first_day, until=as_of, **following):
        yield Listed(row["metric"], row["county_code"], row["day"], int(row["amount"]))


def _listed_items(connection: Connection, as_of: date) -> Iterator[ListedItem]:
    for row in _rows(connection, "listed_items", until=as_of, most=MOST_LISTED):
        yield ListedItem(**row)


def _outcomes(connection: Connection, as_of: date, since: date) -> Iterator[Outcome]:
    numbers = ("value", "target", "numerator", "denominator")
    for row in _rows(connection, "outcomes", as_of=as_of, since=since):
        yield Outcome(**{**row, **{name: _decimal(row[name]) for name in numbers}})


def _trend(connection: Connection, as_of: date, programme: str) -> Iterator[Point]:
    named = {"programme": programme, "metric": TREND_METRIC}
    for row in _rows(connection, "trend", as_of=as_of, **named):
        yield Point(row["night"], _decimal(row["value"]))


def _rows(connection: Connection, name: str, **parameters: Any) -> Iterator[RowMapping]:  # noqa: ANN401
    yield from connection.execute(text(query(name)), parameters).mappings()


def _decimal(value: object) -> Decimal | None:
    """The views may give integers, numerics or floats."""
    return None if value is None else Decimal(str(value))
