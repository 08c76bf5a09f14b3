"""Publishes week numbers in the warehouse, so that ``collect`` has to find them again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.warehouse.given import insert

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from zhiben.reporting import Progress, WeekNumbers


def publish(connection: Connection, numbers: WeekNumbers) -> None:
    """All but the deliveries; nights between hold one row, for they are published too."""
    insert(connection, {"core.units": _units(numbers), "core.metrics": _metrics(numbers)})
    insert(connection, _programmes(numbers))
    before = numbers.previous_as_of
    nights = {*numbers.nights, numbers.as_of, *((before,) if before else ())}
    insert(connection, {"mart.nights": [{"night": night} for night in sorted(nights)]})
    rows = [_row(one, numbers.as_of, one.value) for one in numbers.progress]
    rows += [
        _row(one, before, one.previous_week_value)
        for one in numbers.progress
        if before and one.previous_week_value is not None
    ]
    between = {*numbers.nights} - {numbers.as_of}
    rows += [{"business_date": night, "programme": "other"} for night in sorted(between)]
    insert(connection, {"mart.campaign_progress": rows})


def _units(numbers: WeekNumbers) -> list[dict[str, Any]]:
    city = {"county_code": numbers.city.code, "county_name": numbers.city.name, "kind": "city"}
    units = [
        {"county_code": one.code, "county_name": one.name, "kind": one.kind, "report_order": order}
        for order, one in enumerate(numbers.units, start=1)
    ]
    return [{**city, "report_order": 0}, *units]


def _metrics(numbers: WeekNumbers) -> list[dict[str, Any]]:
    names = ("metric", "name_zh", "definition", "unit", "decimals", "is_lower_better")
    return [{name: getattr(one, name) for name in names} for one in numbers.metrics]


def _programmes(numbers: WeekNumbers) -> dict[str, list[dict[str, Any]]]:
    names = ("programme", "name_zh", "starts_on", "ends_on")
    known = {one.metric for one in numbers.metrics}
    measured = [
        {"programme": one.programme, "metric": metric, "sql": query, "report_order": place}
        for one in numbers.programmes
        for place, (metric, query) in enumerate(one.measures.items())
    ]
    more = [
        {"metric": row["metric"], "unit": "项"} for row in measured if row["metric"] not in known
    ]
    return {
        "core.programmes": [
            {"stages": [], **{name: getattr(one, name) for name in names}}
            for one in numbers.programmes
        ],
        "core.metrics": more,
        "core.programme_metrics": measured,
    }


def _row(one: Progress, night: date, value: object) -> dict[str, Any]:
    return {
        "business_date": night,
        "programme": one.programme,
        "metric": one.metric,
        "county_code": one.county_code,
        "value": value,
        "printed": value,
        "target": one.target,
        "status": one.status,
        "numerator": one.numerator,
        "denominator": one.denominator,
    }


def deliver(connection: Connection, source: str, night: str, status: str, **values: Any) -> None:
    """One delivery; a file of 10 rows by default."""
    rows = {"rows_received": 10, "rows_loaded": 8, "rows_quarantined": 1, "rows_skipped": 1}
    if status in ("missing", "rejected"):
        rows = {}
    row = {"county_code": source[:6], "is_late": False, "business_date": night, **rows, **values}
    key = {"delivery_id": f"{source} {night}", "source": source, "night": night, "status": status}
    insert(connection, {"ledger.deliveries": [{**key, **row}]})
