"""Writes sample counties: contracts, the files of each night, and the truth behind them."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from zhiben.errors import UsageError
from zhiben.simulation.catalog import Catalog, load_catalog
from zhiben.simulation.contracts import write_contract
from zhiben.simulation.deliveries import Delivery, Ledger, file_name, plan_deliveries
from zhiben.simulation.enterprises import make_enterprises
from zhiben.simulation.events import Order, Place, write_ledgers
from zhiben.simulation.files import fitted, row_numbers, write_file
from zhiben.simulation.habits import ledger_sheets
from zhiben.simulation.life import Calendar
from zhiben.simulation.mess import Mess, mess_level, with_habits
from zhiben.simulation.model import County, Unit
from zhiben.simulation.sheets import Sheet
from zhiben.simulation.templates import Source, make_source
from zhiben.simulation.truth import TruthWriter
from zhiben.simulation.visits import Visits
from zhiben.simulation.writing import Writer

FIRST_NIGHT = date(2026, 3, 2)  # a Monday
_SOURCES_A_UNIT = 4
_ROWS_A_SOURCE = 60
_ROWS_AN_ENTERPRISE = 10
_ENTERPRISES_NAMED = 12  # of a unit, in ledgers of events
_SHIPPED = ("campaign", "vocabulary")


@dataclass(frozen=True)
class Simulation:
    """What was written: sources, nights, and rows received by source and business date."""

    directory: Path
    sources: tuple[str, ...]
    nights: tuple[date, ...]
    rows: Mapping[tuple[str, date], int]


@dataclass(frozen=True)
class _Plan:
    """What holds for every county of one simulation."""

    directory: Path
    seed: int
    mess: Mess
    calendar: Calendar
    catalog: Catalog
    last_arrival: date


def simulate(
    directory: Path,
    units: Sequence[Unit],
    *,
    nights: int = 7,
    seed: int = 1,
    start: date = FIRST_NIGHT,
    counties: int | None = None,
    sources: int | None = None,
    rows: int | None = None,
    mess: str = "ordinary",
    habits: Sequence[str] | None = None,
    through: int | None = None,
    texts: Sequence[tuple[str, str]] = (),
    events: Sequence[str] = (),
    city: str = "",
    include_from: Path | None = None,
) -> Simulation:
    """Write ``contracts/``, ``inbox/`` and ``truth/`` of sample counties under ``directory``.

    The same arguments give the same bytes. Counties do not depend on one another.

    Args:
        directory: Where to write; made when missing.
        units: The reporting units; the first ``counties`` of them report (all by default).
        nights: Number of nightly business dates from ``start`` on.
        seed: Another seed, another world.
        start: The first business date.
        counties: Number of units that report.
        sources: Number of sources in all, shared out evenly (4 a county by default).
        rows: Records that stand in all ledgers on the last night, about (60 a source by default).
        mess: ``clean``, ``ordinary``, ``nasty``, ``habits`` (every habit at once) or ``unsettled``
            (late, out of order and corrected deliveries).
        habits: Only these of the habits that ``mess`` has (all of them by default).
        through: Write only the files that have come in by this night (1 is the first). The truth
            is always written whole.
        texts: Real wordings as (check line, wording); those of one line state one hazard.
        events: Kinds of which the city's bureaus send ledgers beside those of hazards:
            ``inspection``, ``accident``, ``disaster``, ``task``.
        city: The code under which they do; the last unit's by default.
        include_from: A folder whose ``campaign/`` and ``vocabulary/`` are copied beside the
            contracts.

    Raises:
        UsageError: when a size is no size, or there is no such mess or habit.
    """
    chosen = tuple(units)[:counties]
    _check_sizes(units=len(chosen), nights=nights, through=through or 1)
    calendar = Calendar(start, nights)
    last = calendar.dates()[min(through or nights, nights) - 1]
    level = with_habits(mess_level(mess), habits)
    plan = _Plan(directory, seed, level, calendar, load_catalog(texts), last)
    source_counts = _share_out(sources or _SOURCES_A_UNIT * len(chosen), len(chosen))
    row_counts = _share_out(rows or _ROWS_A_SOURCE * sum(source_counts), len(chosen))
    _check_departments(source_counts, plan.catalog)
    _prepare(directory, include_from)
    ids: list[str] = []
    received: dict[tuple[str, date], int] = {}
    places: list[Place] = []
    with TruthWriter(directory / "truth") as truth:
        for unit, source_count, row_count in zip(chosen, source_counts, row_counts, strict=True):
            county, own = _simulate_county(plan, unit, source_count, row_count, truth, received)
            ids += own
            if events:
                places.append(Place(unit, county.enterprises[:_ENTERPRISES_NAMED]))
        if events:
            ids += _write_events(plan, city or chosen[-1].code, places, events)
        about = {"seed": seed, "nights": nights, "start": start.isoformat(), "mess": mess}
        truth.finish({**about, "sources": ids})
    return Simulation(directory, tuple(ids), calendar.dates(), received)


def _simulate_county(
    plan: _Plan,
    unit: Unit,
    source_count: int,
    row_count: int,
    truth: TruthWriter,
    received: dict[tuple[str, date], int],
) -> tuple[County, list[str]]:
    """One reporting unit, from its enterprises to its files; gives it and its source ids."""
    catalog, mess = plan.catalog, plan.mess
    sources = [
        make_source(unit, each, catalog, mess, row_count, _rng(plan, unit, each.id))
        for each in catalog.departments[:source_count]
    ]
    county = _live(plan, unit, sources, row_count)
    for source in sources:
        write_contract(plan.directory / "contracts", source, row_count)
        received |= _send_all(plan, county, source, truth)
    truth.add_county(county, sources)
    return county, [source.source_id for source in sources]


def _write_events(
    plan: _Plan, city: str, places: Sequence[Place], kinds: Sequence[str]
) -> list[str]:
    order = Order(
        directory=plan.directory,
        seed=plan.seed,
        city=city,
        nights=plan.calendar.dates(),
        fault=plan.mess.fault,
        last_arrival=plan.last_arrival,
        places=places,
    )
    return write_ledgers(order, kinds)


def _live(plan: _Plan, unit: Unit, sources: Sequence[Source], row_count: int) -> County:
    """All that happens in a reporting unit."""
    rng = _rng(plan, unit, "life")
    count = max(6, row_count // _ROWS_AN_ENTERPRISE)
    county = County(unit, make_enterprises(unit, count, plan.catalog, rng))
    Visits(county, sources, plan.catalog, plan.calendar, plan.mess, rng).fill(row_count)
    return county


def _send_all(
    plan: _Plan, county: County, source: Source, truth: TruthWriter
) -> dict[tuple[str, date], int]:
    """Write all files of ``source``; gives the rows of those that have come in."""
    rng = _rng(plan, source.unit, source.department.id, "rows")
    writer = Writer(source, county, plan.catalog, plan.calendar, plan.mess, rng)
    ledger = Ledger(source, [writer.write(entry) for entry in county.entries[source.source_id]])
    outbox = _Outbox(plan, source, ledger, truth)
    for delivery in plan_deliveries(source, plan.calendar, plan.mess, rng):
        outbox.send(delivery)
    return outbox.received


class _Outbox:
    """The files of one source, written in order; remembers what was sent before."""

    def __init__(self, plan: _Plan, source: Source, ledger: Ledger, truth: TruthWriter) -> None:
        self._plan, self._source, self._ledger, self._truth = plan, source, ledger, truth
        self._sheets: list[Sheet] = []
        self._name = ""
        self._path = Path()
        self._sent: set[int] = set()
        self.received: dict[tuple[str, date], int] = {}

    def send(self, delivery: Delivery) -> None:
        """Write the file of ``delivery``, if it comes and has come in by now."""
        if delivery.kind == "missing":
            self._truth.add_missing(delivery)
            return
        day, source = delivery.business_date, self._source
        if delivery.kind != "unchanged":
            self._name = file_name(delivery)
            before = (day - self._plan.calendar.start).days
            records, catalog = (
                self._ledger.records(day, self._mistakes(delivery)),
                self._plan.catalog,
            )
            habits = self._plan.mess.habits
            sheets = ledger_sheets(source, records, day, before, catalog, habits)
            self._sheets = fitted(sheets, source.template)
        numbers = row_numbers(self._sheets, source.template)
        is_known = self._was_sent()
        self._truth.add_file(delivery, self._name, self._sheets, numbers, is_known=is_known)
        if delivery.arrives_on <= self._plan.last_arrival:
            self._put(delivery)
            rows = sum(len(sheet.lines) for sheet in self._sheets if sheet.is_table)
            self.received[source.source_id, day] = rows

    def _mistakes(self, delivery: Delivery) -> Random | None:
        """By what chance rows of ``delivery`` are out of date; None where they are not."""
        is_mistaken = delivery.kind == "mistaken"
        names = (self._source.department.id, "mistakes", delivery.business_date.isoformat())
        return _rng(self._plan, self._source.unit, *names) if is_mistaken else None

    def _put(self, delivery: Delivery) -> None:
        folder = self._plan.directory / "inbox" / self._source.source_id
        path = folder / delivery.business_date.isoformat() / self._name
        if delivery.kind == "unchanged":
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self._path, path)
        else:
            write_file(path, self._sheets, self._source.template)
        self._path = path

    def _was_sent(self) -> bool:
        """Whether a file with just these cells was sent before; writers are deterministic."""
        lines = (tuple(line.cells for line in sheet.lines) for sheet in self._sheets)
        content = hash(tuple(lines))
        is_known = content in self._sent
        self._sent.add(content)
        return is_known


def _share_out(total: int, shares: int) -> list[int]:
    return [total // shares + (position < total % shares) for position in range(shares)]


def _check_sizes(**sizes: int) -> None:
    for name, size in sizes.items():
        if size < 1:
            raise UsageError(f"{name} is {size}; nothing can be simulated.", "Ask for 1 or more.")


def _check_departments(source_counts: Sequence[int], catalog: Catalog) -> None:
    known, needed = len(catalog.departments), max(source_counts)
    if min(source_counts) < 1:
        raise UsageError("There are fewer sources than reporting units.", "Ask for more sources.")
    if needed > known:
        raise UsageError(
            f"{needed} sources a reporting unit are more than the {known} departments known.",
            "Ask for fewer sources or give more units.",
        )


def _prepare(directory: Path, include_from: Path | None) -> None:
    for folder in ("contracts", "inbox", "truth"):
        (directory / folder).mkdir(parents=True, exist_ok=True)
    for folder in _SHIPPED if include_from else ():
        shutil.copytree(Path(include_from or ".") / folder, directory / folder, dirs_exist_ok=True)


def _rng(plan: _Plan, unit: Unit, *names: str) -> Random:
    """Chance of its own for each part of the world, so that none disturbs another."""
    return Random("/".join((str(plan.seed), unit.code, *names)))  # noqa: S311 - no secret
