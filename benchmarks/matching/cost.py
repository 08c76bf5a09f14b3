"""What a night costs as history grows: the load task on 20,000 new rows, beside small and large.

    PYTHONPATH=. .venv/bin/python benchmarks/matching/cost.py [--items 100000 1000000]

Each size has a warehouse of its own (:mod:`benchmarks.matching.filling`), is filled by one process,
and loaded by another one, whose peak memory is its own. The night is staged as takes stage it and
loaded by ``orchestration.load``; deliveries are changes only, since what a full ledger costs to
read grows with the ledger. It is loaded twice, each time rolled back: as the first night of another
version, with no text known, and as any other night, with the columns of all known texts kept.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

import psutil
import pyarrow as pa
from benchmarks.matching.city import (
    NIGHT,
    Firm,
    Said,
    city_of,
    closings_tonight,
    digest,
    visits_tonight,
)
from benchmarks.matching.filling import fill, raw_of, record_of, source_of
from benchmarks.matching.given import home_units
from sqlalchemy import Connection, create_engine, func, make_url, select, text
from tests.homes import make_hasty

from zhiben import postgres
from zhiben.contracts import Contract
from zhiben.orchestration import timing
from zhiben.orchestration.keys import with_keys
from zhiben.orchestration.load import finding_of, load_night
from zhiben.orchestration.outcome import Draft, Outcome, accepted_records, staged
from zhiben.orchestration.reference import columns_version, load_hazards, load_name_sense
from zhiben.orchestration.resolving import open_resolved
from zhiben.records import HAZARD, arrow_schema
from zhiben.settings import Settings, load_settings
from zhiben.warehouse.connection import connect
from zhiben.warehouse.migrate import upgrade
from zhiben.warehouse.naming import keep_blocks
from zhiben.warehouse.remembering import keep, recall
from zhiben.warehouse.schema import enterprises, source_rows, statements
from zhiben.warehouse.schema import items as items_table

CLOSINGS = 10  # one known row closes tonight for so many new ones
_STAND_INS = text(
    """
    INSERT INTO core.text_columns (text_hash, version, columns)
    SELECT
        DECODE(MD5(row_key), 'hex'),
        :version,
        DECODE(SUBSTRING(REPEAT(MD5(source || row_key), 40), 1, 2 * CAST(:size AS integer)), 'hex')
    FROM core.source_rows
    """
)
STAGES = ("open", "resolve", "link", "write")


def main() -> None:
    """Fill, load and print, a size after the other; then how the last compares with the first."""
    options = _options()
    took = []
    for items in options.items:
        with _home(options.keep, items) as home:
            try:
                took.append(_measured(home, items, options.rows))
            finally:
                postgres.stop(home)
    first, last = took[0], took[-1]
    ratios = [last[name] / first[name] for name in ("seconds", "busy")]
    print(f"ratio of times {ratios[0]:.2f}, of processor times {ratios[1]:.2f}")


@contextmanager
def _home(keep: Path | None, items: int) -> Iterator[Path]:
    """Where a size has its warehouse; filled once where it is kept."""
    if keep:
        home = keep / str(items)
        home.mkdir(parents=True, exist_ok=True)
        yield home
    else:
        with tempfile.TemporaryDirectory(prefix="zhiben-cost-") as name:
            Path(name).chmod(0o755)  # the server has a user of its own
            yield Path(name)


def _measured(home: Path, items: int, rows: int) -> dict[str, Any]:
    filled = home / f"filled-{digest()}.txt"
    if not filled.exists():
        if any(home.glob("filled-*")):
            raise SystemExit(f"{home} was filled with other texts or by other rules: remove it.")
        filled.write_text(_alone(_fill, home, items), encoding="utf-8")
    print(f"{items:,} items: {filled.read_text(encoding='utf-8')}", flush=True)
    _alone(_stage, home, items, rows)
    print(f"  {_alone(_forget, home)}", flush=True)
    print(f"  no text known: {_words(_alone(_load, home))}", flush=True)
    print(f"  {_alone(_remember, home)}", flush=True)
    told: dict[str, Any] = _alone(_load, home)
    print(f"  any night: {_words(told)}", flush=True)
    return told


def _alone(work: Any, *arguments: Any) -> Any:  # noqa: ANN401 - whatever the work gives back
    """What ``work`` gives back in a process of its own."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(work, *arguments).result()


def _words(told: dict[str, Any]) -> str:
    parts = ", ".join(f"{name} {told['stages'][name]:.1f}" for name in STAGES)
    return (
        f"{told['records']:,} records ({told['relations']}) loaded in {told['seconds']:.1f} s "
        f"({told['busy']:.1f} s of processor): {parts}; "
        f"peak {told['peak_gb']:.2f} GB, of its server {told['server_gb']:.2f} GB"
    )


def _fill(home: Path, items: int) -> str:
    begun = time.perf_counter()
    settings = _settings(home)
    upgrade(connect(settings), settings.sql)
    server = postgres.start(home)
    make_hasty(server)
    url = make_url(server.url("warehouse", "postgres")).set(drivername="postgresql+psycopg")
    engine = create_engine(url)
    with engine.begin() as connection:
        fill(connection, city_of(items))
        sense, scheme = load_name_sense(settings)
        keep_blocks(connection, scheme, sense.blocks)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
        counts = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (enterprises, items_table, source_rows, statements)
        }
    told = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    return f"{told}; filled in {time.perf_counter() - begun:.0f} s"


def _forget(home: Path) -> str:
    """Forget all columns of texts; a warehouse that was kept may be of an earlier version."""
    settings = _settings(home)
    upgrade(connect(settings), settings.sql)
    with connect(settings).begin() as connection:
        connection.execute(text("TRUNCATE core.text_columns"))
        size = connection.execute(text("SELECT PG_DATABASE_SIZE(CURRENT_DATABASE())")).scalar_one()
    return f"{size / 2**30:.2f} GB in the warehouse"


def _stage(home: Path, items: int, rows: int) -> None:
    city = city_of(items)
    by_source: defaultdict[tuple[str, int], list[tuple[Firm, Said]]] = defaultdict(list)
    for one, visit in visits_tonight(city, rows):
        for said in visit:
            by_source[one.county, said.department].append((one, said))
    for one, said in closings_tonight(city, rows // CLOSINGS):
        by_source[one.county, said.department].append((one, said))
    for (county, department), told in by_source.items():
        _stage_delivery(_settings(home), county, source_of(county, department), told)


def _stage_delivery(
    settings: Settings, county: str, source: str, told: list[tuple[Firm, Said]]
) -> None:
    contract = Contract(
        source=source, county=county, department="应急管理局", kind="hazard", channel="supervision"
    )
    records = [_record(number, *each) for number, each in enumerate(told, start=1)]
    table = pa.Table.from_pylist(records, schema=arrow_schema(HAZARD))
    sha256 = blake2b(source.encode()).hexdigest()
    outcome = Outcome(
        delivery_id=f"{NIGHT}-{source}", source=source, county_code=county, business_date=NIGHT,
        night=NIGHT, file_name="台账.xlsx", sha256=sha256, file_stamp="", status="loaded",
        message="", reading_fingerprint="f", authority=30, rows_received=len(records),
    )  # fmt: skip
    with Draft(settings.staging, NIGHT) as draft:
        draft.accept(with_keys(table, contract, home_units()))
        draft.finish(outcome)


def _record(number: int, one: Firm, said: Said) -> dict[str, Any]:
    fields = record_of(one, said)
    raw = raw_of(fields)
    return fields | {
        "record_id": f"台账.xlsx|检查|{number}|1",
        "file_name": "台账.xlsx",
        "sheet": "检查",
        "row_number": number,
        "part": 1,
        "row_hash": blake2b(f"{number}{raw}".encode(), digest_size=8).hexdigest(),
        "source_key": said.key,
        "raw": raw,
        "flags": [],
    }


def _remember(home: Path) -> str:
    """Keep the columns of all texts that the night's enterprises have; stand-ins for the others."""
    settings = _settings(home)
    outcomes = list(staged(settings.staging, NIGHT))
    records = ((one, accepted_records(settings.staging, one)) for one in outcomes)
    findings = [
        finding_of(one, row) for one, table in records if table for row in table.to_pylist()
    ]
    hazards = load_hazards(settings.vocabulary)
    with connect(settings).begin() as connection:
        book, resolved = open_resolved(settings, connection, [findings])
        told = list(dict.fromkeys(book.told.values()))
        remembered = recall(connection, columns_version(hazards), ())
        remembered.learn(told, hazards.columns)
        keep(connection, remembered)
        values = {"version": remembered.version, "size": len(next(iter(remembered.known.values())))}
        connection.execute(_STAND_INS, values)
        connection.execute(text("ANALYZE core.text_columns"))
    of = len({one.enterprise_id for one in resolved.values()})
    return (
        f"{of:,} enterprises tonight; {len(book.rows):,} known rows of theirs, {len(told):,} texts"
    )


def _load(home: Path) -> dict[str, Any]:
    settings = _settings(home)
    timings = home / "timings.jsonl"
    timings.unlink(missing_ok=True)
    os.environ[timing.VARIABLE] = str(timings)
    with connect(settings).connect() as connection:
        begun, busy = time.perf_counter(), _busy(connection)
        loaded = load_night(settings, connection, NIGHT)
        seconds, busy = time.perf_counter() - begun, _busy(connection) - busy
        server = _server_peak(connection)
        connection.rollback()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return {
        "records": loaded.records,
        "relations": dict(loaded.relations),
        "seconds": seconds,
        "busy": busy,
        "stages": dict(_stages(timings)),
        "peak_gb": peak,
        "server_gb": server,
    }


def _busy(connection: Connection) -> float:
    """Seconds of processor time of this process and of its own process of the server."""
    process = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    server = psutil.Process(process).cpu_times()
    return time.process_time() + server.user + server.system


def _server_peak(connection: Connection) -> float:
    """The most memory that the connection's own process of the server had."""
    process = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 2**20


def _stages(timings: Path) -> Iterator[tuple[str, float]]:
    spans: defaultdict[str, float] = defaultdict(float)
    for line in timings.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        spans[one["stage"]] += one["end"] - one["start"]
    yield from spans.items()


def _settings(home: Path) -> Settings:
    return replace(load_settings(), home=home, warehouse_url=None)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--keep", type=Path, help="a folder to keep filled warehouses in")
    return parser.parse_args()


if __name__ == "__main__":
    main()
