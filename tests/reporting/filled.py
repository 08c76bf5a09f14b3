"""Writes week numbers into the views ``collect`` reads, so that it has to find them again."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

if TYPE_CHECKING:
    from zhiben.reporting import WeekNumbers

PREVIOUS = "previous_week_value"


def insert(connection: Connection, view: str, **values: Any) -> None:
    columns, places = ", ".join(values), ", ".join(f":{name}" for name in values)
    connection.execute(text(f"INSERT INTO bi.{view} ({columns}) VALUES ({places})"), values)


def publish(connection: Connection, numbers: WeekNumbers) -> None:
    """All but the deliveries; nights between hold one row, for they are published too."""
    _units(connection, numbers)
    for metric in numbers.metrics:
        insert(connection, "metrics", **asdict(metric))
    for row in numbers.progress:
        values = asdict(row)
        before = values.pop(PREVIOUS)
        insert(connection, "campaign_progress", business_date=numbers.as_of, **values)
        if before is not None:
            earlier = values | {"business_date": numbers.previous_as_of, "value": before}
            insert(connection, "campaign_progress", **earlier)
    for night in {*numbers.nights} - {numbers.as_of}:
        insert(connection, "campaign_progress", business_date=night, programme="other")


def _units(connection: Connection, numbers: WeekNumbers) -> None:
    city = numbers.city
    insert(connection, "city", city_code=city.code, city_name=city.name)
    for order, unit in reversed([*enumerate(numbers.units)]):
        values = {"county_code": unit.code, "county_name": unit.name, "report_order": order}
        insert(connection, "counties", kind="county", **values)


def deliver(connection: Connection, source: str, night: str, status: str, **values: Any) -> None:
    """One row of ``bi.deliveries``; a file of 10 rows by default."""
    rows = {"rows_received": 10, "rows_loaded": 8, "rows_quarantined": 1, "rows_skipped": 1}
    if status in ("missing", "rejected"):
        rows = {}
    row = {"county_code": source[:6], "is_late": False, **rows, **values}
    insert(connection, "deliveries", source=source, night=night, status=status, **row)
