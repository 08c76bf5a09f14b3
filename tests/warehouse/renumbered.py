"""A city with a county that gets another code, and its nights."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Engine

from tests.warehouse.given import DAY, Row
from tests.warehouse.golden import Case, Step, play, tables_of_dag
from zhiben.campaign.tables import sync_reference
from zhiben.contracts.units import Units, load_units
from zhiben.settings import SHIPPED_INCLUDE

CAMPAIGN = SHIPPED_INCLUDE / "campaign"
OLD, NEW = "411699", "411605"
NEXT = DAY + timedelta(days=1)  # the first day of the new code
UNITS = """
city: {code: "411600", name: 周口市, province: 河南省}
units:
  - {code: "%s", name: 某区, kind: district, old_names: [%s]}
  - {code: "411624", name: 沈丘县, kind: county}
"""
FORMER = '{name: 某县, valid_to: %s, code: "%s", kind: county}'


def units(path: Path, code: str, last_day: date | None = None) -> Units:
    """The city's units, read from ``path``; the county had its old code up to ``last_day``."""
    former = FORMER % (last_day, OLD) if last_day else ""
    path.write_text(UNITS % (code, former), encoding="utf-8")
    return load_units(path)


def publish(engine: Engine, of: Units, night: date, said: list[Row]) -> None:
    """Build and publish ``night`` with what is ``said`` then."""
    with engine.begin() as connection:
        sync_reference(connection, of, CAMPAIGN)
    play(engine, Case("", (Step(night, {"core.statements": said}),), tables_of_dag(), {}))
