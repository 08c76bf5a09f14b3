"""Writes the ledgers of events night by night, with their contracts and the truth behind them.

The city's own bureaus send them, a full ledger a night that names the unit in each row. Beside the
truth of hazards, ``truth/<kind>s.csv`` has a row a version of an event with what a reader should
make of it, ``event_files.csv`` one a file with its accounting.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random

import xlsxwriter
import yaml

from zhiben.simulation.events.model import (
    FAULTS,
    Event,
    Form,
    Lists,
    Place,
    Span,
    Value,
    Version,
    load_lists,
)
from zhiben.simulation.events.world import events_of
from zhiben.simulation.model import Cell
from zhiben.simulation.templates import DATE_STYLES

_CREATED = datetime(2024, 1, 1)  # noqa: DTZ001 - a workbook's own time has no zone
_WAN = 10_000
_SUMMED = ("hazards_found", "deaths", "affected_people")
_NOTE = "填表说明：本表由市级汇总，各县区核对后报送。"

Row = list[Cell]


@dataclass(frozen=True)
class Order:
    """What is to be written, and for which nights; ``city`` is whose contracts they are."""

    directory: Path
    seed: int
    city: str
    nights: Sequence[date]
    fault: float
    last_arrival: date
    places: Sequence[Place]


def write_ledgers(order: Order, kinds: Iterable[str]) -> list[str]:
    """Write the ledgers of ``kinds``; give back their sources."""
    lists = load_lists()
    with (order.directory / "truth" / "event_files.csv").open("w", encoding="utf-8") as file:
        files = csv.writer(file, lineterminator="\n")
        files.writerow(
            ("source", "kind", "business_date", "file_name", "rows_received", "rows_loaded",
             "rows_quarantined", "rows_skipped")
        )  # fmt: skip
        sources = []
        for kind in kinds:
            ledger = _Ledger(order, kind, lists)
            ledger.sign()
            files.writerows(ledger.send())
            ledger.tell()
            sources.append(ledger.source)
    return sources


class _Ledger:
    """The ledger of one kind of all units."""

    def __init__(self, order: Order, kind: str, lists: Lists) -> None:
        self._order, self._kind, self._lists = order, kind, lists
        self._form: Form = lists.forms[kind]
        self.source = f"{order.city.lower()}-{kind}"
        self._style = self._rng("style").choice(DATE_STYLES)
        self._events = [
            event
            for place in order.places
            for event in events_of(kind, place, self._span(place), lists, order.fault)
        ]

    def sign(self) -> None:
        """Write the contract."""
        contract = {
            "source": self.source,
            "county": self._order.city,
            "department": self._form.department,
            "kind": self._kind,
            "delivery": {"mode": "full", "every": "night", "due": "01:00"},
        }
        text = yaml.safe_dump(contract, allow_unicode=True, sort_keys=False)
        path = self._order.directory / "contracts" / f"{self.source}.yaml"
        path.write_text(text, encoding="utf-8")

    def send(self) -> Iterable[tuple[object, ...]]:
        """Write every night's file that has come in; give back the accounting of all."""
        for day in self._order.nights:
            said = [(event, one) for event in self._events if (one := event.on(day))]
            rows = self._rows(said, day)
            name = f"{self._form.title}{day:%Y%m%d}.xlsx"
            if day <= self._order.last_arrival:
                self._write(day, name, rows)
            refused = sum(1 for _, one in said if one.rule)
            counts = (len(rows), len(said) - refused, refused, len(rows) - len(said))
            yield (self.source, self._kind, day, name, *counts)

    def tell(self) -> None:
        """Write what is true of every version."""
        path = self._order.directory / "truth" / f"{self._kind}s.csv"
        names = [name for name in self._form.columns if name not in {"serial", "accident_class"}]
        with path.open("w", encoding="utf-8", newline="") as file:
            write = csv.writer(file, lineterminator="\n").writerow
            head = ("event_id", "version", "since", "county_code", "enterprise_id")
            write((*head, "outcome", "rule", "rule_field", *names))
            for event in self._events:
                for number, one in enumerate(event.versions, start=1):
                    outcome = "quarantined" if one.rule else "loaded"
                    own = (event.event_id, number, one.since, event.unit.code, event.enterprise_id)
                    values = (_plain(one.fields.get(name)) for name in names)
                    write((*own, outcome, one.rule, one.rule_field, *values))

    def _rows(self, said: Sequence[tuple[Event, Version]], day: date) -> list[Row]:
        """Title, headings, records, total and note as they stand on the sheet."""
        width = len(self._form.columns)
        title: Row = [f"{day.year}年{self._form.title}"]
        rows: list[Row] = [title, [*self._form.columns.values()]]
        rows += [self._record(number, *one) for number, one in enumerate(said, start=1)]
        rows += [self._total([one for _, one in said]), [_NOTE]]
        return [row + [None] * (width - len(row)) for row in rows]

    def _record(self, number: int, event: Event, one: Version) -> Row:
        rng = Random(f"{self._order.seed}/{event.event_id}")  # noqa: S311 - no secret
        cells: dict[str, Cell] = {"serial": number}
        for name in self._form.columns:
            if name not in cells:
                cells[name] = self._cell(name, one.fields.get(name), rng)
        if one.rule:
            cells[one.rule_field] = FAULTS[one.rule]
        if "accident_class" in self._form.columns:
            cells["accident_class"] = rng.choice(("一般", "一般事故", None, "较大"))
        return [cells[name] for name in self._form.columns]

    def _cell(self, name: str, value: Value, rng: Random) -> Cell:
        if isinstance(value, date):
            return value.strftime(self._style)
        if name == "direct_loss_yuan" and isinstance(value, int):
            return value / _WAN
        if name in self._lists.words and isinstance(value, str):
            return rng.choice(list(self._lists.words[name][value]))
        return value

    def _total(self, said: Sequence[Version]) -> Row:
        sums: Counter[str] = Counter()
        for one in said:
            for name in _SUMMED:
                number = one.fields.get(name)
                sums[name] += number if isinstance(number, int) else 0
        _, *others = self._form.columns
        return ["合计", *(sums[name] if name in _SUMMED else None for name in others)]

    def _write(self, day: date, name: str, rows: Sequence[Row]) -> None:
        folder = self._order.directory / "inbox" / self.source / day.isoformat()
        folder.mkdir(parents=True, exist_ok=True)
        with xlsxwriter.Workbook(str(folder / name), {"in_memory": True}) as book:
            book.set_properties({"created": _CREATED})
            page = book.add_worksheet("台账")
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, str) and cell:
                        page.write_string(number, column, cell)
                    elif isinstance(cell, int | float):
                        page.write_number(number, column, cell)

    def _span(self, place: Place) -> Span:
        nights = self._order.nights
        return Span(nights[0], nights, self._rng(place.unit.code))

    def _rng(self, *names: str) -> Random:
        """Chance of its own for each unit and kind."""
        seed = "/".join((str(self._order.seed), self._kind, *names))
        return Random(seed)  # noqa: S311 - no secret


def _plain(value: Value) -> str:
    return "" if value is None else str(value)
