"""The same ledgers linked by DuckDB and by a Spark cluster: are the decisions the same?

    .venv/bin/python benchmarks/matching/spark.py [--rows 200000] [--seeds 201 202 203 204]

Simulated rows, their enterprises given, are linked as one night by the production code, once by
each engine. Spark is a standalone master and two workers, processes of their own that are started
and ended here; zhiben finds it by ``spark-defaults.conf`` alone, as in production.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import psutil
from cluster import standalone
from worlds import Row, Size, rows_of

from zhiben.matching import Book, Finding, Resolution, link_day
from zhiben.matching.hazard_model import load_model
from zhiben.matching.item_columns import Subject
from zhiben.matching.item_model import load_item_model
from zhiben.matching.model import Link, Told
from zhiben.matching.scoring import ItemSense, Scored
from zhiben.normalizing import site_key, text_key
from zhiben.settings import SHIPPED_INCLUDE
from zhiben.vocabulary.wording import load_wording

COUNTIES = 14
NIGHT = date(2026, 6, 1)
SHARE = 0.9999  # of pairs that must be decided alike


@dataclass(frozen=True)
class Linked:
    """What came of a night: each pair's scores, and what was decided of it in the end."""

    scored: Scored
    rows: Sequence[str]  # what the scored pairs are places of
    links: Sequence[Link]

    @property
    def items(self) -> dict[str, str]:
        """The item of each row."""
        return {f"{one.finding.source}|{one.row_key}": one.item_id for one in self.links}

    def decisions(self) -> list[str]:
        """What became of each scored pair."""
        items, asked = self.items, self._asked()
        said = zip(self.scored.left.tolist(), self.scored.right.tolist(), strict=True)
        return [
            "one item" if items[self.rows[a]] == items[self.rows[b]]
            else "left to a person" if frozenset((self.rows[a], self.rows[b])) in asked
            else "two items"
            for a, b in said
        ]  # fmt: skip

    def _asked(self) -> set[frozenset[str]]:
        pairs = (pair for link in self.links for pair in link.pairs if pair.verdict == "doubt")
        return {frozenset(("|".join(pair.one), "|".join(pair.other))) for pair in pairs}


def main() -> None:
    """Link by both engines and compare."""
    options = _options()
    findings, resolved = _ledgers(options)
    told = f"{len(findings):,} rows of {len({one.enterprise_id for one in resolved.values()}):,}"
    print(f"{told} enterprises, seeds {' '.join(map(str, options.seeds))}", flush=True)
    by_duckdb = _linked("duckdb", findings, resolved)
    with tempfile.TemporaryDirectory(prefix="zhiben-spark-") as name, _cluster(Path(name), options):
        by_spark = _linked("spark", findings, resolved)
    for line in (*_answers(by_duckdb.scored, by_spark.scored), *_decisions(by_duckdb, by_spark)):
        print(line)


@contextmanager
def _cluster(folder: Path, options: argparse.Namespace) -> Iterator[None]:
    """A cluster that zhiben finds as in production."""
    with standalone(folder, workers=2, memory=options.memory) as address:
        said = {
            "spark.master": address,
            "spark.driver.host": "127.0.0.1",
            "spark.driver.memory": options.memory,
            "spark.executor.memory": options.memory,
            "spark.sql.shuffle.partitions": "32",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
        }
        lines = "".join(f"{name} {value}\n" for name, value in said.items())
        (folder / "spark-defaults.conf").write_text(lines, encoding="utf-8")
        os.environ["SPARK_CONF_DIR"] = str(folder)
        yield
        _end_session()


def _end_session() -> None:
    from pyspark.sql import SparkSession

    context = SparkSession.builder.getOrCreate().sparkContext
    executors = context._jsc.sc().getExecutorMemoryStatus().size() - 1  # less the driver
    print(f"Spark {context.version} at {context.master}: {executors} executors")
    context.stop()


def _linked(engine: str, findings: list[Finding], resolved: Mapping[str, Resolution]) -> Linked:
    """All findings linked as one night by ``engine``."""
    wording = load_wording(SHIPPED_INCLUDE / "vocabulary")
    sense = _Listening(load_model(wording), load_item_model(), engine)
    with _peak() as memory:
        begun = time.perf_counter()
        links = link_day(Book(), findings, resolved, set(), sense=sense)
        seconds = time.perf_counter() - begun
    rows, scored, spent = sense.heard
    print(
        f"{engine}: {len(scored):,} pairs scored in {spent:.0f} s, linked in {seconds:.0f} s, "
        f"{memory[0] / 2**30:.1f} GB in all processes at most",
        flush=True,
    )
    return Linked(scored, rows, links)


class _Listening(ItemSense):
    """Remembers the rows and scores of what it scored last, and the seconds that took."""

    heard: tuple[list[str], Scored, float]

    def score(self, subjects: Sequence[Subject], told: Sequence[Told]) -> Scored:
        begun = time.perf_counter()
        scored = super().score(subjects, told)
        rows = [one.row_id for one in subjects]
        object.__setattr__(self, "heard", (rows, scored, time.perf_counter() - begun))
        return scored


@contextmanager
def _peak() -> Iterator[list[int]]:
    """The most memory that this process and all it started hold at once, looked at as it runs."""
    most, is_done = [0], threading.Event()

    def look() -> None:
        while not is_done.wait(0.5):
            most[0] = max(most[0], _memory())

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield most
    finally:
        is_done.set()
        watcher.join()


def _memory() -> int:
    total = 0
    me = psutil.Process()
    for process in (me, *me.children(recursive=True)):
        try:
            total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


def _answers(one: Scored, other: Scored) -> Iterator[str]:
    """How many pairs have the same scores."""
    is_same_list = np.array_equal(one.left, other.left) and np.array_equal(one.right, other.right)
    yield f"the same candidate pairs: {is_same_list}"
    if not is_same_list:
        return
    same = np.ones(len(one), np.bool_)
    for name, column in one.weights.items():
        is_equal = column == other.weights[name]
        same &= is_equal
        if not is_equal.all():
            yield f"  {name}: {(~is_equal).sum():,} answers differ"
    yield f"pairs with every answer equal: {same.sum():,} of {len(one):,} ({same.mean():.4%})"
    yield f"greatest difference of log odds: {np.abs(one.odds - other.odds).max():.2e}"


def _decisions(one: Linked, other: Linked) -> Iterator[str]:
    """How many scored pairs, and rows, are decided alike in the end."""
    decided = [each.decisions() for each in (one, other)]
    for name in dict.fromkeys((*decided[0], *decided[1])):
        yield f"pairs {name}: {decided[0].count(name):,} and {decided[1].count(name):,}"
    alike = sum(a == b for a, b in zip(*decided, strict=True))
    share = alike / len(decided[0])
    others = other.items
    items = sum(others[row] == item for row, item in one.items.items())
    yield f"rows put to the same item: {items:,} of {len(one.links):,}"
    yield f"pairs decided alike: {alike:,} of {len(decided[0]):,} ({share:.4%})"
    yield f"{'reached' if share >= SHARE else 'NOT reached'}: {SHARE:.2%}"


def _ledgers(options: argparse.Namespace) -> tuple[list[Finding], dict[str, Resolution]]:
    """Rows of several worlds as findings of one night, the same number of each world."""
    each = -(-options.rows // len(options.seeds))
    findings: list[Finding] = []
    resolved: dict[str, Resolution] = {}
    for seed in options.seeds:
        size = Size(counties=COUNTIES, rows=-(-each // COUNTIES))
        for row in rows_of("nasty", seed, size)[:each]:
            one = _finding(seed, row)
            findings.append(one)
            resolved[one.birth] = Resolution(f"{seed}/{row.enterprise}", "given")
    return findings[: options.rows], resolved


def _finding(seed: int, row: Row) -> Finding:
    birth = f"{seed}/{row.source}/{row.entry}/{row.part}"
    is_open = row.closed_on == date.max
    return Finding(
        record_id=birth, delivery_id=f"{seed}/{row.source}", birth=birth,
        source=f"{seed}/{row.source}", business_date=NIGHT, authority=0, source_key=row.entry,
        part=row.part, row_hash=birth, state_hash="", reading_fingerprint="",
        enterprise_name=None, name_key="", uscc=None, county_code="", site_key=site_key(row.site),
        text_key=text_key(row.text), found_on=row.found_on,
        status="open" if is_open else "verified", closed_on=None if is_open else row.closed_on,
        told=Told(row.text, row.site, row.measure, row.check_item, row.level),
        due_on=row.due_on, rectified_on=row.rectified_on,
    )  # fmt: skip


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[201, 202, 203, 204])
    parser.add_argument("--memory", default="2g", help="of the driver and of each executor")
    return parser.parse_args()


if __name__ == "__main__":
    main()
