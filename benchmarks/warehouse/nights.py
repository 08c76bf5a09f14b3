"""Simulated nights whose files arrive when the simulation says, built and published one by one."""

from __future__ import annotations

import ast
import csv
import os
import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import Engine

from zhiben.orchestration.preparing import prepare
from zhiben.orchestration.reference import load_reference
from zhiben.orchestration.tasks import audit_night, load_night, plan_batches, take_batch
from zhiben.sample import write_sample
from zhiben.settings import CHECKOUT, SHIPPED_INCLUDE, Settings, load_settings
from zhiben.warehouse.connection import connect
from zhiben.warehouse.scripts import statements

START = date(2026, 3, 2)
SQL = SHIPPED_INCLUDE / "sql"


@dataclass(frozen=True)
class Size:
    """How much is simulated."""

    nights: int
    counties: int
    sources: int
    rows: int
    seed: int
    mess: str


class World:
    """A home with a sample whose files lie in an outbox until they arrive."""

    def __init__(self, home: Path, size: Size) -> None:
        self.size, self.sample = size, home / "sample"
        self._outbox, inbox = home / "outbox", home / "inbox"
        os.environ |= {
            "ZHIBEN_HOME": str(home),
            "ZHIBEN_INCLUDE": str(self.sample),
            "ZHIBEN_INBOX": str(inbox),
        }
        self.settings = load_settings()
        shipped = Settings(home, SHIPPED_INCLUDE, inbox, None, self.settings.timezone)
        write_sample(
            shipped, self.sample, nights=size.nights, seed=size.seed, counties=size.counties,
            sources=size.sources, rows=size.rows, mess=size.mess, start=START,
        )  # fmt: skip
        shutil.move(self.sample / "inbox", self._outbox)
        prepare(self.settings)
        self.engine: Engine = connect(self.settings)
        self._arrivals = self._read_arrivals()

    def full_sources(self) -> set[str]:
        """Sources that send their whole ledger each time."""
        contracts = load_reference(self.settings).contracts
        return {name for name, one in contracts.items() if one.delivery.mode == "full"}

    def nights(self) -> Iterator[date]:
        """Each night, after its files were taken and its numbers published."""
        for step in range(self.size.nights):
            night = START + timedelta(days=step)
            self._deliver(night)
            for batch in plan_batches(night.isoformat(), [], 1):
                troubles = take_batch(batch["sources"], batch["night"])
                assert not any(troubles.values()), troubles
            load_night(night.isoformat(), [])
            self.publish(night)
            yield night

    def publish(self, night: date) -> None:
        """Build, audit and publish a night with the queries that the DAG runs."""
        built, published = folders()
        self._run(built, night)
        audit_night(night.isoformat())
        self._run(published, night)

    def _run(self, names: tuple[str, ...], night: date) -> None:
        with self.engine.begin() as connection:
            for name in names:
                for statement in statements_of(name):
                    connection.exec_driver_sql(statement, {"night": night.isoformat()})

    def _deliver(self, night: date) -> None:
        for place in self._arrivals[night]:
            target = self.settings.inbox / place
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self._outbox / place, target)

    def _read_arrivals(self) -> defaultdict[date, list[Path]]:
        found: defaultdict[date, list[Path]] = defaultdict(list)
        with (self.sample / "truth" / "files.csv").open(encoding="utf-8") as file:
            for one in csv.DictReader(file):
                if one["file_name"]:
                    place = Path(one["source"], one["business_date"], one["file_name"])
                    found[date.fromisoformat(one["arrives_on"])].append(place)
        return found


@cache
def folders() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The folders that the DAG builds a night with, and those it publishes it with."""
    tree = ast.parse((CHECKOUT / "dags" / "build_warehouse.py").read_text(encoding="utf-8"))
    values = {
        ast.unparse(node.targets[0]): node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
    }
    built, published = (ast.literal_eval(values[name]) for name in ("TABLES", "PUBLISHING"))
    return built, published


@cache
def statements_of(folder: str) -> tuple[str, ...]:
    """The statements of a folder's query, split as the DAG's operator splits them."""
    query = (SQL / folder / "query.sql").read_text(encoding="utf-8")
    return statements(query)
