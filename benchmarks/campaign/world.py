"""A simulated city whose truth is known, told to the warehouse without a mistake of recognition.

The sources, what each wrote and when, and who is who are the simulation's; the rows enter the
warehouse under their true items and enterprises, so that what is measured is how numbers are made.
What the simulation's ledgers do not say (which programme a finding counts for) is added here.
"""

from __future__ import annotations

import csv
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from zlib import crc32

import yaml
from benchmarks.campaign.events import Told, class_of, make_events
from sqlalchemy import Connection, insert

from zhiben.campaign.tables import sync_reference
from zhiben.contracts import load_contracts
from zhiben.contracts.units import Units, load_units
from zhiben.sample import units_to_simulate
from zhiben.settings import SHIPPED_INCLUDE
from zhiben.simulation import simulate
from zhiben.warehouse.tables import metadata

START = date(2024, 5, 27)  # a programme has ended, a stock is being cleared, floods are due
LOCAL = {"name_zh": "行动九", "member": "enforcement_and_help"}
NAMED = (
    "",
    "",
    "治本攻坚三年行动：重大事故隐患动态清零行动",
    "安全科技支撑和工程治理行动",
    "治本攻坚行动九",
    "“六查一打”（城镇燃气）",
)
DATES = ("found_on", "due_on", "rectified_on", "verified_on")


@dataclass(frozen=True)
class Said:
    """What one source said of one item from a day on, in one row (or part of one)."""

    source: str
    row_key: str
    item_id: str
    county: str
    business_date: date
    row_number: int
    authority: int
    verifies: bool
    fields: dict[str, str]

    def day(self, name: str) -> date | None:
        """A date it states, if it does."""
        return date.fromisoformat(self.fields[name]) if self.fields[name] else None


@dataclass(frozen=True)
class World:
    """The city: its units, who is who, and all that was said by its last night."""

    folder: Path
    night: date
    units: Units
    enterprises: dict[str, dict[str, str]]
    items: dict[str, dict[str, str]]
    said: tuple[Said, ...]
    events: tuple[Told, ...]

    def programme_named(self, item_id: str) -> str:
        """The programme that every row of an item names; empty for some."""
        return NAMED[crc32(item_id.encode()) % len(NAMED)]

    def is_supervised(self, item_id: str) -> bool:
        """Whether every row of an item says 挂牌督办: of major ones one in three."""
        is_major = self.items[item_id]["level"] == "major"
        return is_major and crc32(item_id.encode()) % 3 == 0


def make_world(folder: Path, *, counties: int, rows: int, nights: int, seed: int) -> World:
    """Simulate ``counties`` with clean ledgers of ``rows`` rows under ``folder``."""
    units = load_units(SHIPPED_INCLUDE / "campaign" / "units.yaml")
    simulate(
        folder,
        units_to_simulate(units),
        nights=nights,
        seed=seed,
        start=START,
        counties=counties,
        rows=rows,
        mess="clean",
        include_from=SHIPPED_INCLUDE,
    )
    _number_actions_locally(folder / "campaign" / "dimensions" / "action.yaml")
    shutil.copy(SHIPPED_INCLUDE / "campaign" / "units.yaml", folder / "campaign")
    truth = folder / "truth"
    night = START + timedelta(days=nights - 1)
    enterprises = {row["enterprise_id"]: row for row in _rows(truth / "enterprises.csv")}
    whose = by_county(enterprises)
    return World(
        folder,
        night,
        units,
        enterprises,
        {row["item_id"]: row for row in _rows(truth / "items.csv")},
        tuple(_said(folder)),
        tuple(one for code, ids in whose.items() for one in make_events(code, ids, night, seed)),
    )


def by_county(enterprises: dict[str, dict[str, str]]) -> dict[str, list[str]]:
    """The ids of each county's enterprises."""
    whose: dict[str, list[str]] = defaultdict(list)
    for enterprise_id, row in enterprises.items():
        whose[row["county_code"]].append(enterprise_id)
    return whose


def fill(connection: Connection, world: World) -> None:
    """Tell the warehouse what the world's sources said, item by item."""
    sync_reference(connection, world.units, world.folder / "campaign")
    told = {said.item_id for said in world.said}
    items = [_item(world, item_id, told) for item_id in sorted(told)]
    statements = [_statement(world, place, one) for place, one in enumerate(world.said)]
    told_of = [*enumerate(world.events)]
    events = {
        f"core.{kind}s": [_event(place, one) for place, one in told_of if one.kind == kind]
        for kind in ("inspection", "accident", "disaster", "task")
    }
    rows = _rows_of([*statements, *chain.from_iterable(events.values())])
    tables = {
        "ledger.deliveries": [*_deliveries(world, Counter(row["delivery_id"] for row in rows))],
        "ledger.rows": rows,
        "core.enterprises": [*map(_enterprise, world.enterprises.values())],
        "core.items": sorted(items, key=lambda row: row["recurrence_of"] is not None),
        "core.statements": statements,
        **events,
    }
    for name, given in tables.items():
        connection.execute(insert(metadata.tables[name]), given)


def _rows_of(told: list[dict[str, object]]) -> list[dict[str, object]]:
    """The row of each delivery in which something was told; several things may stand in one."""
    names = ("delivery_id", "file_name", "sheet", "row_number")
    places = dict.fromkeys(tuple(one[name] for name in names) for one in told)
    return [dict(zip(names, place, strict=True)) | {"outcome": "loaded"} for place in places]


def _number_actions_locally(path: Path) -> None:
    data = yaml.safe_load(path.read_text(encoding="utf-8")) | {"local": [LOCAL]}
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _said(folder: Path) -> Iterator[Said]:
    """Each wording and state of a row at the first delivery that brought it."""
    contracts, _ = load_contracts(folder / "contracts")
    statements = {row["statement_id"]: row for row in _rows(folder / "truth" / "statements.csv")}
    seen: set[str] = set()
    for row in _rows(folder / "truth" / "rows.csv"):
        key = row["statement_id"]
        if row["outcome"] != "loaded" or key in seen:
            continue
        seen.add(key)
        contract = contracts[row["source"]]
        yield Said(
            row["source"],
            f"{row['entry_id']}.{row['part']}",
            row["item_id"],
            contract.county,
            date.fromisoformat(row["business_date"]),
            int(row["row_number"]),
            contract.weight,
            contract.verifies,
            statements[key] | {"channel": statements[key]["channel"] or contract.channel},
        )


def _deliveries(world: World, rows: Counter[object]) -> Iterator[dict[str, object]]:
    told = (*world.said, *world.events)
    for source, day in sorted({(one.source, one.business_date) for one in told}):
        known_as = f"{source} {day}"
        yield {
            "delivery_id": known_as,
            "source": source,
            "county_code": source[:6],
            "business_date": day,
            "night": day,
            "status": "loaded",
            "is_late": False,
            "message": "",
            **dict.fromkeys(("rows_received", "rows_loaded"), rows[known_as]),
        }


def _enterprise(row: dict[str, str]) -> dict[str, object]:
    names = ("enterprise_id", "county_code", "enterprise_name", "town")
    return {name: row[name] for name in names} | {"uscc": row["uscc"] or None}


def _item(world: World, item_id: str, told: set[str]) -> dict[str, str | None]:
    before = world.items[item_id]["recurrence_of"]
    return {
        "item_id": item_id,
        "enterprise_id": world.items[item_id]["enterprise_id"],
        "recurrence_of": before if before in told else None,
        "site_key": "",
        "text_key": "",
    }


def _event(place: int, told: Told) -> dict[str, object]:
    row: dict[str, object] = {
        "delivery_id": f"{told.source} {told.business_date}",
        "record_id": f"e{place}",
        "event_id": told.event_id,
        "source": told.source,
        "row_key": told.event_id,
        "business_date": told.business_date,
        "file_name": "events.xlsx",
        "sheet": "Sheet1",
        "row_number": place,
        "relation": "new",
        "flags": [],
        "raw": {},
        "authority": told.authority,
        "state_hash": str(place),
        "county": told.county,
        **told.fields,
    }
    if told.kind == "accident":
        row["accident_class"] = class_of(told.fields["deaths"], told.fields["direct_loss_yuan"])
    return row


def _statement(world: World, place: int, said: Said) -> dict[str, object]:
    texts = ("industry", "level", "channel", "status", "town", "department", "responsible_person")
    stated = {name: said.fields[name] or None for name in texts}
    return {
        "delivery_id": f"{said.source} {said.business_date}",
        "record_id": f"r{place}",
        "item_id": said.item_id,
        "source": said.source,
        "row_key": said.row_key,
        "business_date": said.business_date,
        "file_name": "ledger.xlsx",
        "sheet": "Sheet1",
        "row_number": said.row_number,
        "part": 1,
        "relation": "new",
        "match_probability": 1.0,
        "flags": [],
        "raw": {},
        "authority": said.authority,
        "verifies": said.verifies,
        "county": said.county,
        "description": said.fields["description"],
        "programme": world.programme_named(said.item_id) or None,
        "supervised": world.is_supervised(said.item_id),
        **{name: said.day(name) for name in DATES},
        **stated,
    }
