"""Writes sample counties: contracts, the files of each night, and the truth behind them."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from zhiben.errors import ZhibenError
from zhiben.simulation.catalog import Catalog, load_catalog
from zhiben.simulation.contracts import write_contract
from zhiben.simulation.deliveries import Delivery, Ledger, file_name, plan_deliveries
from zhiben.simulation.enterprises import make_enterprises
from zhiben.simulation.files import row_numbers, write_file
from zhiben.simulation.life import Calendar
from zhiben.simulation.mess import Mess, mess_level
from zhiben.simulation.model import County, Unit
from zhiben.simulation.sheets import Sheet, compose
from zhiben.simulation.templates import Source, make_source
from zhiben.simulation.truth import TruthWriter
from zhiben.simulation.visits import Visits
from zhiben.simulation.writing import Writer

FIRST_NIGHT = date(2026, 3, 2)  # a Monday
_ROWS_A_SOURCE = 60
_ROWS_AN_ENTERPRISE = 10
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
    through: int | None = None,
    texts: Sequence[tuple[str, str]] = (),
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
        mess: ``clean``, ``ordinary`` or ``nasty``.
        through: Write only the files that have come in by this night (1 is the first). The truth
            is always written whole.
        texts: Real wordings as (check line, wording); those of one line state one hazard.
        include_from: A folder whose ``campaign/`` and ``vocabulary/`` are copied beside the
            contracts.

    Raises:
        ZhibenError: when there are fewer departments than sources asked for, or no such mess.
    """
    calendar = Calendar(start, nights)
    last = calendar.dates()[min(through or nights, nights) - 1]
    plan = _Plan(directory, seed, mess_level(mess), calendar, load_catalog(texts), last)
    chosen = tuple(units)[:counties]
    source_counts = _share_out(sources or 4 * len(chosen), len(chosen))
    row_counts = _share_out(rows or _ROWS_A_SOURCE * sum(source_counts), len(chosen))
    _check_departments(max(source_counts, default=0), plan.catalog)
    _prepare(directory, include_from)
    ids: list[str] = []
    received: dict[tuple[str, date], int] = {}
    with TruthWriter(directory / "truth") as truth:
        for unit, source_count, row_count in zip(chosen, source_counts, row_counts, strict=True):
            ids += _simulate_county(plan, unit, source_count, row_count, truth, received)
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
) -> list[str]:
    """One reporting unit, from its enterprises to its files; gives its source ids."""
    sources = [
        make_source(unit, department, plan.catalog, plan.mess, _rng(plan, unit, department.id))
        for department in plan.catalog.departments[:source_count]
    ]
    county = _live(plan, unit, sources, row_count)
    for source in sources:
        write_contract(plan.directory / "contracts", source, row_count)
        for delivery, count in _deliver(plan, county, source, truth):
            received[source.source_id, delivery.business_date] = count
    truth.add_county(county, sources)
    return [source.source_id for source in sources]


def _live(plan: _Plan, unit: Unit, sources: Sequence[Source], row_count: int) -> County:
    """All that happens in a reporting unit."""
    rng = _rng(plan, unit, "life")
    count = max(6, row_count // _ROWS_AN_ENTERPRISE)
    sectors = tuple(plan.catalog.sectors)
    enterprises = make_enterprises(unit, count, plan.catalog, sectors, rng)
    county = County(unit, enterprises)
    Visits(county, sources, plan.catalog, plan.calendar, plan.mess, rng).fill(row_count)
    return county


def _deliver(
    plan: _Plan, county: County, source: Source, truth: TruthWriter
) -> list[tuple[Delivery, int]]:
    """Write the source's files; gives the deliveries that have come in, with their row counts."""
    rng = _rng(plan, source.unit, source.department.id, "rows")
    writer = Writer(source, county, plan.catalog, plan.calendar, plan.mess, rng)
    ledger = Ledger(source, [writer.write(entry) for entry in county.entries[source.source_id]])
    done: list[tuple[Delivery, int]] = []
    name, sheets, content = "", list[Sheet](), Path()
    for delivery in plan_deliveries(source, plan.calendar, plan.mess, rng):
        if delivery.kind == "missing":
            truth.add_missing(delivery)
            continue
        if delivery.kind != "unchanged":
            name = file_name(delivery)
            records = ledger.records(delivery.business_date)
            sheets = compose(source, records, delivery.business_date, plan.catalog)
        truth.add_file(delivery, name, sheets, row_numbers(sheets, source.template))
        if delivery.arrives_on > plan.last_arrival:
            continue
        folder = plan.directory / "inbox" / source.source_id / delivery.business_date.isoformat()
        _put(folder / name, sheets, source, content if delivery.kind == "unchanged" else None)
        content = folder / name
        done.append((delivery, sum(len(sheet.lines) for sheet in sheets if sheet.is_table)))
    return done


def _put(path: Path, sheets: Sequence[Sheet], source: Source, same_as: Path | None) -> None:
    if same_as is None:
        write_file(path, sheets, source.template)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(same_as, path)


def _share_out(total: int, shares: int) -> list[int]:
    return [total // shares + (position < total % shares) for position in range(shares)]


def _check_departments(needed: int, catalog: Catalog) -> None:
    known = len(catalog.departments)
    if needed > known:
        raise ZhibenError(
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
