"""What a night costs at one enterprise with very many items: a hundred new rows against them all.

The items are laid straight into a warehouse of its own; the night itself is taken from the inbox
and loaded as its tasks do it. Prints time by stage and the highest memory of the loading process.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import Connection, insert
from texts import wordings

from zhiben import postgres
from zhiben.contracts.units import load_units
from zhiben.matching import stable_id
from zhiben.normalizing import name_key, site_key, text_key
from zhiben.orchestration import timing
from zhiben.orchestration.tasks import load_night, take_batch
from zhiben.settings import SHIPPED_INCLUDE, Settings, load_settings
from zhiben.warehouse.connection import connect
from zhiben.warehouse.loading import copy
from zhiben.warehouse.migrate import upgrade
from zhiben.warehouse.schema import (
    deliveries,
    enterprise_names,
    enterprises,
    items,
    source_rows,
    statements,
)

NAME, COUNTY, NIGHT = "沈丘县鑫源面粉有限公司", "411624", date(2026, 3, 5)
SOURCES = ("a", "b", "c", "d", "e")
CONTRACT = """\
source: {source}
county: "411624"
department: 应急管理局
kind: hazard
delivery: {{mode: delta}}
"""
RELATIONS = "SELECT relation, COUNT(*) FROM core.statements WHERE source = 'f' GROUP BY relation"
HEADINGS = ("企业名称", "检查日期", "隐患部位", "隐患描述", "整改状态")


def main() -> None:
    """Fill, deliver, take and load."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=50_000)
    parser.add_argument("--rows", type=int, default=100)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="zhiben-one-", dir="/tmp") as name:
        settings = _home(Path(name))
        os.environ |= {**settings.environment(), timing.VARIABLE: str(Path(name) / "timings")}
        try:
            engine = connect(settings)
            upgrade(engine, settings.sql)
            with engine.begin() as connection:
                _fill(connection, list(_said(asked.items, seed=1)))
            _deliver(settings, list(_said(asked.rows, seed=2)))
            _run(Path(name) / "timings")
            with engine.connect() as connection:
                query = (
                    "SELECT relation, COUNT(*) FROM core.statements WHERE source = 'f' GROUP BY 1"
                )
                print(dict(connection.exec_driver_sql(query).tuples().all()))
        finally:
            postgres.stop(settings.home)


def _home(folder: Path) -> Settings:
    settings = replace(
        load_settings(), home=folder, include=folder / "include", inbox=folder / "inbox",
        warehouse_url=None,
    )  # fmt: skip
    settings.contracts.mkdir(parents=True)
    for source in (*SOURCES, "f"):
        path = settings.contracts / f"{source}.yaml"
        path.write_text(CONTRACT.format(source=source), encoding="utf-8")
    return settings


def _said(count: int, seed: int) -> Iterator[tuple[str, str, date]]:
    """Site, description and found date of hazards in the words that the model learned from."""
    rng = Random(seed)  # noqa: S311 - reproducible
    texts = [text for one in wordings() for text in one.texts]
    for _ in range(count):
        site = f"{rng.randint(1, 40)}号车间{rng.choice('东西南北')}侧"
        yield site, rng.choice(texts), NIGHT - timedelta(days=rng.randint(1, 700))


def _fill(connection: Connection, said: list[tuple[str, str, date]]) -> None:
    units = load_units(SHIPPED_INCLUDE / "campaign" / "units.yaml")
    whole = {"county_code": COUNTY, "enterprise_name": NAME, "enterprise_id": "E1"}
    connection.execute(insert(enterprises), whole)
    named = {"enterprise_id": "E1", "county_code": COUNTY, "name": NAME}
    connection.execute(insert(enterprise_names), named | {"name_key": name_key(NAME, units)})
    day = NIGHT - timedelta(days=1)
    told = {"county_code": COUNTY, "business_date": day, "night": day, "status": "loaded"}
    for source in SOURCES:
        own = {"delivery_id": f"D{source}", "source": source, "is_late": False, "message": ""}
        connection.execute(insert(deliveries), told | own)
    keys = [(site_key(site), text_key(text)) for site, text, _ in said]
    copy(
        connection, items, ("item_id", "enterprise_id", "site_key", "text_key"),
        ((f"I{place}", "E1", *key) for place, key in enumerate(keys)),
    )  # fmt: skip
    copy(
        connection, source_rows,
        ("source", "row_key", "item_id", "part", "content_key", "state_hash", "row_hash",
         "reading_fingerprint", "business_date", "found_on", "status", "authority", "changed_by",
         "site_key", "text_key", "site", "description", "level"),
        (
            (_source(place), f"R{place}", f"I{place}", 1,
             f"E1/{stable_id('', *keys[place], found.isoformat())}", str(place), str(place), "",
             day, found, "open", 30, f"D{_source(place)}", *keys[place], site, text, "general")
            for place, (site, text, found) in enumerate(said)
        ),
    )  # fmt: skip
    copy(
        connection, statements,
        ("delivery_id", "record_id", "item_id", "source", "row_key", "business_date", "file_name",
         "sheet", "row_number", "part", "relation", "match_probability", "flags", "raw",
         "authority", "verifies", "enterprise_name", "county", "site", "description", "level",
         "found_on", "status", "channel"),
        (
            (f"D{_source(place)}", f"{place}", f"I{place}", _source(place), f"R{place}", day,
             "a.csv", "", place + 2, 1, "new", 1.0, [], {}, 30, True, NAME, COUNTY, site, text,
             "general", found, "open", "supervision")
            for place, (site, text, found) in enumerate(said)
        ),
    )  # fmt: skip


def _source(place: int) -> str:
    return SOURCES[place % len(SOURCES)]


def _deliver(settings: Settings, said: list[tuple[str, str, date]]) -> None:
    lines = [(NAME, str(found), site, text, "未整改") for site, text, found in said]
    path = settings.inbox / "f" / NIGHT.isoformat() / "台账.csv"
    path.parent.mkdir(parents=True)
    text = "\n".join(",".join(f'"{cell}"' for cell in line) for line in (HEADINGS, *lines))
    path.write_text(text, encoding="utf-8")


def _run(timings: Path) -> None:
    troubles = take_batch(["f"], NIGHT.isoformat())
    print("taken:", troubles)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    begun, worked = time.perf_counter(), time.process_time()
    load_night(NIGHT.isoformat(), ["f"])
    took, work = time.perf_counter() - begun, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"loaded in {took:.1f} s, {work:.1f} s of a processor; "
        f"peak {peak:.2f} GB ({before:.2f} GB before)"
    )
    for line in timings.read_text(encoding="utf-8").splitlines():
        stage = json.loads(line)
        print(f"  {stage['stage']:8} {stage['end'] - stage['start']:6.1f} s  {stage['peak_mb']} MB")


if __name__ == "__main__":
    main()
