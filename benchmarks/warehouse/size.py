"""What the warehouse's size costs: a night's build, and the questions that are asked of it.

    PYTHONPATH=. .venv/bin/python benchmarks/warehouse/size.py [--items 500000 5000000]

Each size has an embedded server of its own, filled by ``filling.sql``. Nights of 20,000 changed
rows are loaded (``loading.sql``), built, audited and published as the DAG does it, folder by
folder; then every file of ``questions/`` is asked, and its plan written down.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import sqlparse
from sqlalchemy import URL, Connection, Engine, create_engine, make_url, text
from tests.warehouse.golden import SQL, run, shipped, tables_of_dag

from zhiben import postgres
from zhiben.campaign.tables import sync_reference
from zhiben.contracts.units import load_units
from zhiben.settings import SHIPPED_INCLUDE, load_settings
from zhiben.warehouse.audit import audit
from zhiben.warehouse.connection import connect
from zhiben.warehouse.migrate import upgrade

HERE = Path(__file__).parent
LAST = date(2026, 11, 25)  # the last night of the history that is filled
NIGHTS = 3
TIMES = 7
# What a benchmark writes need not outlive it: no waiting for the disk, next to no log.
HASTY = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal "
    "-c max_wal_senders=0 -c max_wal_size=1GB"
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


def main() -> None:
    """Fill, build and ask, a size after the other; then how the last compares with the first."""
    options = _options()
    postgres.OPTIONS = f"{postgres.OPTIONS} {HASTY}"
    took = []
    for items in options.items:
        with _home(options.keep, items) as home:
            try:
                took.append(_measured(home, items, options.rows))
            finally:
                postgres.stop(home)
    print(f"ratio of a night's build: {took[-1] / took[0]:.2f}")


@contextmanager
def _home(keep: Path | None, items: int) -> Iterator[Path]:
    if keep:
        home = keep / str(items)
        home.mkdir(parents=True, exist_ok=True)
        yield home
    else:
        with tempfile.TemporaryDirectory(prefix="zhiben-size-") as name:
            Path(name).chmod(0o755)  # the server has a user of its own
            yield Path(name)


def _measured(home: Path, items: int, rows: int) -> float:
    engine = _filled(home, items)
    with engine.connect() as connection:
        first = connection.execute(text("SELECT MAX(night) FROM ledger.deliveries")).scalar_one()
    nights = [first + timedelta(days=number + 1) for number in range(NIGHTS)]
    spans = [_night(engine, night, rows) for night in nights]
    print(f"{items:,} items, a night of {rows:,} changed rows:")
    for name in spans[0]:
        print(f"  {name:<24}" + "".join(f"{one[name]:8.2f}" for one in spans))
    totals = [sum(one.values()) for one in spans]
    print(f"  {'whole':<24}" + "".join(f"{total:8.2f}" for total in totals), flush=True)
    _ask(home, engine)
    engine.dispose()
    return statistics.median(totals)


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
        print(f"  the first night, all counted anew: {sum(spans.values()):.1f} s", flush=True)
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
    script = sqlparse.format((HERE / name).read_text(encoding="utf-8"), strip_comments=True)
    for variable, value in values.items():
        script = script.replace(f":{variable}", value)
    for statement in sqlparse.split(script):
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


def _night(engine: Engine, night: date, rows: int) -> dict[str, float]:
    """Load a night where it has rows, then run what the DAG runs; seconds by folder."""
    if rows:
        with engine.begin() as connection:
            _script(connection, "loading.sql", rows=str(rows), night=f"'{night}'")
    folders = tables_of_dag()
    publishing = folders.index("publish_night")
    spans: dict[str, float] = {}
    with engine.begin() as connection:
        for folder in folders[:publishing]:
            spans[folder] = _seconds(
                lambda folder=folder: run(connection, shipped()[folder], night)
            )
    with engine.begin() as connection:
        spans["audit"] = _seconds(lambda: audit(connection, SQL, night))
    begun = time.perf_counter()
    with engine.begin() as connection:
        for folder in folders[publishing:]:
            spans[folder] = _seconds(
                lambda folder=folder: run(connection, shipped()[folder], night)
            )
    spans["commit"] = time.perf_counter() - begun - sum(spans[one] for one in folders[publishing:])
    return spans


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _ask(home: Path, engine: Engine) -> None:
    """Ask each question several times, as a reader would; write its plan down."""
    plans = home / "plans.txt"
    with plans.open("w", encoding="utf-8") as written, engine.connect() as connection:
        connection.execute(text("SET default_transaction_read_only = on"))
        for path in sorted((HERE / "questions").glob("*.sql")):
            question = path.read_text(encoding="utf-8")
            spans = sorted(_asked(connection, question) for _ in range(TIMES))
            plan = connection.exec_driver_sql(
                f"EXPLAIN (ANALYZE, BUFFERS) {question}", execution_options={"no_parameters": True}
            )
            lines = "\n".join(plan.scalars())
            median = statistics.median(spans)
            written.write(f"== {path.stem}: median {median:.1f} ms\n{question}\n{lines}\n\n")
            print(f"  {path.stem:<32}{median:8.1f} ms (at most {spans[-1]:.1f})", flush=True)
    print(f"  plans: {plans}")


def _asked(connection: Connection, question: str) -> float:
    """Milliseconds until the last row is here."""
    begun = time.perf_counter()
    connection.exec_driver_sql(question, execution_options={"no_parameters": True}).fetchall()
    return 1000 * (time.perf_counter() - begun)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, nargs="+", default=[500_000, 5_000_000])
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--keep", type=Path, help="a folder to keep filled warehouses in")
    return parser.parse_args()


if __name__ == "__main__":
    main()
