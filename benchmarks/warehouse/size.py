"""What the warehouse's size costs: a night's build, and the questions that are asked of it.

    .venv/bin/python -m benchmarks.warehouse.size [--items 500000 5000000] [--nights 3]

Each size has an embedded server of its own, filled by ``filling.sql``. Nights of 20,000 changed
rows are loaded (``loading.sql``), built, audited and published as the DAG does it, folder by
folder; then every file of ``questions/`` is asked, those of a county's officer by a county's login,
and its plan written down.

A server that was just started reads from disk what a night touches, the more the larger it is; one
that runs from night to night holds it. The ratio is therefore told twice: of all nights, and of the
latter half of them, when the server has settled.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import psycopg
from sqlalchemy import URL, Connection, Engine, Row, create_engine, make_url, text
from tests.warehouse.golden import SQL, run, shipped, tables_of_dag

from zhiben import postgres
from zhiben.campaign.tables import sync_reference
from zhiben.contracts.units import load_units
from zhiben.settings import SHIPPED_INCLUDE, load_settings
from zhiben.warehouse import logins
from zhiben.warehouse.audit import audit
from zhiben.warehouse.connection import connect
from zhiben.warehouse.migrate import upgrade
from zhiben.warehouse.scripts import statements

HERE = Path(__file__).parent
LAST = date(2026, 11, 25)  # the last night of the history that is filled
NIGHTS = 15  # of which the latter half count as settled
TIMES = 7
OFFICER, COUNTY, WORD = "a county's officer", "411624", "a-word-of-the-benchmark"
# What a benchmark writes need not outlive it: no waiting for the disk, next to no log. One process
# does all the work of a query, so that its seconds are all there are.
HASTY = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal "
    "-c max_wal_senders=0 -c max_wal_size=1GB -c max_parallel_workers_per_gather=0 "
    "-c shared_buffers=8GB"  # as a server of this size is set: every TRUNCATE reads through them
)
BIG = (
    "core.items", "core.statements", "core.source_rows", "mart.item_history", "mart.item_state",
    "mart.enterprise_history", "core.enterprises", "core.enterprise_names",
)  # fmt: skip
_KEYS = """
SELECT con.conrelid::regclass::text AS name, con.conname, PG_GET_CONSTRAINTDEF(con.oid) AS made,
    con.contype = 'f' AS is_foreign
FROM pg_constraint AS con
WHERE con.contype IN ('p', 'u', 'f')
AND (con.conrelid::regclass::text = ANY(:big)
    OR (con.contype = 'f' AND con.confrelid::regclass::text = ANY(:big)))
ORDER BY con.contype = 'f' DESC
"""
_INDEXES = """
SELECT i.indexrelid::regclass::text AS name, PG_GET_INDEXDEF(i.indexrelid) AS made
FROM pg_index AS i
WHERE i.indrelid::regclass::text = ANY(:big)
AND NOT EXISTS (SELECT 1 FROM pg_constraint AS con WHERE con.conindid = i.indexrelid)
"""
_PAST_PROGRESS = """
INSERT INTO mart.{table} (business_date, {columns})
SELECT night.night, {columns} FROM mart.{table} AS known CROSS JOIN mart.nights AS night
WHERE known.business_date = '{last}' AND night.night < '{last}'
ORDER BY night.night
"""


@dataclass(frozen=True)
class Span:
    """What a piece of work took, in seconds: until it was done, and of the server's processor.

    The second is what it would take alone: others' work on the machine is not in it.
    """

    waited: float
    worked: float

    def __add__(self, other: Span) -> Span:
        return Span(self.waited + other.waited, self.worked + other.worked)


Night = dict[str, Span]  # by folder of SQL


def main() -> None:
    """Fill each size; then night by night each in turn, so that a busy hour is everybody's."""
    options = _options()
    postgres.OPTIONS = f"{postgres.OPTIONS} {HASTY}"
    with ExitStack() as stack:
        homes = {items: stack.enter_context(_home(options.keep, items)) for items in options.items}
        warehouses = {items: _filled(home, items) for items, home in homes.items()}
        nights: dict[int, list[Night]] = {items: [] for items in homes}
        for _ in range(options.nights):
            for items, engine in warehouses.items():
                nights[items].append(_next_night(engine, options.rows))
        for items, engine in warehouses.items():
            print(f"{items:,} items, a night of {options.rows:,} changed rows:")
            _tell(nights[items])
            _ask(homes[items], engine)
            engine.dispose()
    print("ratio of a night's build, last size by first, medians:")
    _tell_ratio("all nights", list(nights.values()))
    _tell_ratio("settled", [built[len(built) // 2 :] for built in nights.values()])


def _tell_ratio(name: str, nights: Sequence[Sequence[Night]]) -> None:
    first, *_, last = map(_median, nights)
    waited, worked = last.waited / first.waited, last.worked / first.worked
    print(f"  {name:<12}{waited:.2f} as waited, {worked:.2f} as worked")


@contextmanager
def _home(keep: Path | None, items: int) -> Iterator[Path]:
    with ExitStack() as stack:
        if keep:
            home = keep / str(items)
            home.mkdir(parents=True, exist_ok=True)
        else:
            name = stack.enter_context(tempfile.TemporaryDirectory(prefix="zhiben-size-"))
            home = Path(name)
            home.chmod(0o755)  # the server has a user of its own
        stack.callback(postgres.stop, home)
        yield home


def _next_night(engine: Engine, rows: int) -> Night:
    with engine.connect() as connection:
        last = connection.execute(text("SELECT MAX(night) FROM ledger.deliveries")).scalar_one()
    return _night(engine, last + timedelta(days=1), rows)


def _tell(nights: list[Night]) -> None:
    """Seconds waited for each folder, a column a night, and how many of them were work."""
    for name in nights[0]:
        spans = [night[name] for night in nights]
        _print_line(name, spans)
    _print_line("whole", [_whole(night) for night in nights])


def _print_line(name: str, spans: list[Span]) -> None:
    waited = "".join(f"{one.waited:8.2f}" for one in spans)
    worked = statistics.median(one.worked for one in spans)
    print(f"  {name:<24}{waited}   worked {worked:7.2f}", flush=True)


def _whole(night: Night) -> Span:
    return sum(night.values(), Span(0, 0))


def _median(nights: Sequence[Night]) -> Span:
    whole = [_whole(night) for night in nights]
    return Span(
        statistics.median(one.waited for one in whole),
        statistics.median(one.worked for one in whole),
    )


def _filled(home: Path, items: int) -> Engine:
    settings = replace(load_settings(), home=home, warehouse_url=None)
    upgrade(connect(settings), settings.sql)
    server = postgres.start(home)
    engine = create_engine(_url(server, "zhiben"))
    with engine.begin() as connection:
        campaign = SHIPPED_INCLUDE / "campaign"
        sync_reference(connection, load_units(campaign / "units.yaml"), campaign)
    if not (home / "filled").exists():
        begun = time.perf_counter()
        _fill(create_engine(_url(server, "postgres")), items)
        spans = _night(engine, LAST, 0)
        _repeat_numbers(create_engine(_url(server, "postgres")))
        (home / "filled").touch()
        print(f"{items:,} items filled in {time.perf_counter() - begun:.0f} s", flush=True)
        print(f"  the first night, all counted anew: {_whole(spans).waited:.1f} s", flush=True)
    with engine.connect() as connection:
        size = connection.execute(text("SELECT PG_DATABASE_SIZE(CURRENT_DATABASE())")).scalar_one()
    print(f"  {size / 2**30:.1f} GB", flush=True)
    return engine


def _url(server: postgres.Server, role: str) -> URL:
    return make_url(server.url("warehouse", role)).set(drivername="postgresql+psycopg")


def _fill(engine: Engine, items: int) -> None:
    with engine.begin() as connection:
        connection.execute(text("SET session_replication_role = replica"))
        with _without_keys(connection):
            _script(connection, "filling.sql", items=str(items), night=f"'{LAST}'")
    _vacuum(engine)


def _vacuum(engine: Engine) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


@contextmanager
def _without_keys(connection: Connection) -> Iterator[None]:
    """Fill first, sort into indexes then; references are not looked up again."""
    keys = connection.execute(text(_KEYS), {"big": list(BIG)}).all()
    indexes = connection.execute(text(_INDEXES), {"big": list(BIG)}).all()
    for key in keys:
        connection.exec_driver_sql(f"ALTER TABLE {key.name} DROP CONSTRAINT {key.conname}")
    for index in indexes:
        connection.exec_driver_sql(f"DROP INDEX {index.name}")
    connection.exec_driver_sql(f"TRUNCATE {', '.join(BIG)}")  # new files are not logged
    yield
    for key in reversed(keys):
        late = " NOT VALID" if key.is_foreign else ""
        _timed(connection, f"ALTER TABLE {key.name} ADD CONSTRAINT {key.conname} {key.made}{late}")
    for index in indexes:
        _timed(connection, index.made)


def _script(connection: Connection, name: str, **values: str) -> None:
    script = (HERE / name).read_text(encoding="utf-8")
    for variable, value in values.items():
        script = script.replace(f":{variable}", value)
    for statement in statements(script):
        _timed(connection, statement)


def _timed(connection: Connection, statement: str) -> None:
    begun = time.perf_counter()
    connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
    if (seconds := time.perf_counter() - begun) > 20:
        print(f"    {seconds:.0f} s: {' '.join(statement.split())[:60]}", flush=True)


def _repeat_numbers(engine: Engine) -> None:
    """Programmes' numbers for every past night: those of the last one, since only rows matter."""
    with engine.begin() as connection:
        for table in ("campaign_progress", "campaign_breakdown"):
            columns = connection.execute(
                text(
                    "SELECT STRING_AGG(column_name, ', ') FROM information_schema.columns "
                    "WHERE table_schema = 'mart' AND table_name = :table "
                    "AND column_name <> 'business_date'"
                ),
                {"table": table},
            ).scalar_one()
            statement = _PAST_PROGRESS.format(table=table, columns=columns, last=LAST)
            _timed(connection, statement)
    _vacuum(engine)


def _night(engine: Engine, night: date, rows: int) -> Night:
    """Load a night where it has rows, then run what the DAG runs."""
    if rows:
        with engine.begin() as connection:
            _script(connection, "loading.sql", rows=str(rows), night=f"'{night}'")
    folders = tables_of_dag()
    publishing = folders.index("publish_night")
    spans: Night = {}
    with engine.connect() as connection:
        spans |= _run(connection, folders[:publishing], night)
        spans["audit"] = _took(connection, lambda: audit(connection, SQL, night))
        connection.commit()
        spans |= _run(connection, folders[publishing:], night)
    return spans


def _run(connection: Connection, folders: Sequence[str], night: date) -> Night:
    spans = {
        folder: _took(connection, partial(run, connection, shipped()[folder], night))
        for folder in folders
    }
    return {**spans, f"commit of {folders[-1]}": _took(connection, connection.commit)}


def _took(connection: Connection, work: Callable[[], object]) -> Span:
    cursor: psycopg.Cursor = connection.connection.cursor()
    server = psutil.Process(cursor.connection.info.backend_pid)
    before, begun = server.cpu_times(), time.perf_counter()
    work()
    waited, after = time.perf_counter() - begun, server.cpu_times()
    return Span(waited, after.user + after.system - before.user - before.system)


def _ask(home: Path, engine: Engine) -> None:
    """Ask each question several times, as a reader would; write its plan down."""
    plans = home / "plans.txt"
    with (
        plans.open("w", encoding="utf-8") as written,
        engine.connect() as everything,
        _officers(engine).connect() as own,
    ):
        for path in sorted((HERE / "questions").glob("*.sql")):
            question = path.read_text(encoding="utf-8")
            connection = own if OFFICER in question else everything
            told = _answered(connection, question)
            plan = _read(connection, f"EXPLAIN (ANALYZE, BUFFERS) {question}")
            lines = "\n".join(line for (line,) in plan)
            written.write(f"== {path.stem}: {told}\n{question}\n{lines}\n\n")
            print(f"  {path.stem:<32}{told}", flush=True)
    print(f"  plans: {plans}")


def _officers(engine: Engine) -> Engine:
    """The warehouse as the login of a county sees it."""
    with engine.begin() as connection:
        logins.grant(connection, "officer", COUNTY, "benchmark", WORD)
    return create_engine(engine.url.set(username="officer", password=WORD))


def _answered(connection: Connection, question: str) -> str:
    spans = [_took(connection, partial(_read, connection, question)) for _ in range(TIMES)]
    waited = [1000 * one.waited for one in spans]
    worked = 1000 * statistics.mean(one.worked for one in spans)
    return (
        f"median {statistics.median(waited):6.1f} ms (at most {max(waited):.1f}), "
        f"worked {worked:.1f} ms"
    )


def _read(connection: Connection, query: str) -> Sequence[Row[Any]]:
    return connection.exec_driver_sql(query, execution_options={"no_parameters": True}).all()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, nargs="+", default=[500_000, 5_000_000])
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--nights", type=int, default=NIGHTS)
    parser.add_argument("--keep", type=Path, help="a folder to keep filled warehouses in")
    return parser.parse_args()


if __name__ == "__main__":
    main()
