"""Enterprises of simulated ledgers: read as a night reads them, resolved, and compared with truth.

Beside ours: a valid code or else the exact name key within the county, as it was before names were
compared by their parts.
"""

from __future__ import annotations

import csv
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.matching.scores import clusters
from benchmarks.matching.slips import Slips

from zhiben.contracts.units import Units
from zhiben.matching import Book, Finding, NameSense, resolve_enterprises
from zhiben.normalizing import Profile, name_key
from zhiben.orchestration.judging import hints_for, judge_reading
from zhiben.orchestration.reference import Reference, load_name_sense, load_reference
from zhiben.reading import read
from zhiben.records import unread_column
from zhiben.sample import units_to_simulate
from zhiben.settings import SHIPPED_INCLUDE, load_settings
from zhiben.simulation import simulate

SEED, SOURCES, ROWS, NIGHTS = 7, 70, 40_000, 3
SLIPS = 0.05  # of names that are misspelt on top, in the harder run
WRONG_CODES = 0.02
Told = tuple[Finding, str]  # what a row says, and the enterprise it is of


def main() -> None:
    """Simulate, read, resolve with and without further slips, and print."""
    with tempfile.TemporaryDirectory(prefix="zhiben-firms-") as name:
        folder = Path(name)
        shipped = load_reference(replace(load_settings(), include=SHIPPED_INCLUDE))
        simulate(
            folder, units_to_simulate(shipped.units), counties=14, sources=SOURCES, rows=ROWS,
            nights=NIGHTS, seed=SEED, mess="nasty", include_from=SHIPPED_INCLUDE,
        )  # fmt: skip
        settings = replace(load_settings(), include=folder, inbox=folder / "inbox")
        reference = load_reference(settings)
        told = list(_rows(folder, reference))
        sense, _ = load_name_sense(settings)
    print(f"{len(told)} rows of {len({true for _, true in told})} enterprises")
    _compare("as simulated", told, sense)
    harder = list(_harder(told, reference.units))
    _compare(
        f"and {SLIPS:.0%} of names misspelt, {WRONG_CODES:.0%} of codes another's", harder, sense
    )


def _compare(title: str, told: list[Told], sense: NameSense) -> None:
    print(f"\n{title}; pairwise over rows, then over what they say, each once")
    for name, said in (("code, else name key", _plain(told)), ("ours", _ours(told, sense))):
        every = [(said[one.birth], true, _words(one)) for one, true in told]
        once = list({(words, true): (by, true) for by, true, words in every}.values())
        rows = clusters([by for by, _, _ in every], [true for _, true, _ in every])
        print(f"  {name:24}{rows}   {clusters(*map(list, zip(*once, strict=True)))}", flush=True)


def _words(finding: Finding) -> tuple[object, ...]:
    return finding.county_code, finding.enterprise_name, finding.uscc


def _ours(told: list[Told], sense: NameSense) -> dict[str, str]:
    days: defaultdict[date, list[Finding]] = defaultdict(list)
    for finding, _ in told:
        days[finding.business_date].append(finding)
    book, said = Book(), {}
    for _, findings in sorted(days.items()):
        for birth, found in resolve_enterprises(book, findings, sense).items():
            said[birth] = found.enterprise_id
    return said


def _plain(told: list[Told]) -> dict[str, str]:
    """By code, else by whichever code the name key was first seen with, else by name key."""
    ordered = sorted((one for one, _ in told), key=lambda one: (one.business_date, one.birth))
    coded = {(one.county_code, one.name_key): one.uscc for one in reversed(ordered) if one.uscc}
    return {
        one.birth: one.uscc
        or coded.get((one.county_code, one.name_key))
        or f"{one.county_code}/{one.name_key}"
        for one in ordered
    }


def _harder(told: list[Told], units: Units) -> Iterator[Told]:
    """The same rows with more slips: names misspelt, and codes of other enterprises."""
    rng = Random(SEED)  # noqa: S311 - reproducible
    slips = Slips(one.enterprise_name or "" for one, _ in told)
    codes = sorted({(one.county_code, one.uscc) for one, _ in told if one.uscc})
    of_county: defaultdict[str, list[str]] = defaultdict(list)
    for county, code in codes:
        of_county[county].append(code)
    for finding, true in told:
        changed = finding
        if finding.enterprise_name and len(finding.enterprise_name) > 3 and rng.random() < SLIPS:
            name, _ = slips.misspelt(finding.enterprise_name, finding.enterprise_name, rng)
            changed = replace(changed, enterprise_name=name, name_key=name_key(name, units))
        if finding.uscc and finding.enterprise_name and rng.random() < WRONG_CODES:
            changed = replace(changed, uscc=rng.choice(of_county[finding.county_code]))
        yield changed, true


def _rows(folder: Path, reference: Reference) -> Iterator[Told]:
    """Each row the first time its source says it, with its true enterprise."""
    said: defaultdict[str, set[str]] = defaultdict(set)
    before: dict[str, Mapping[str, Profile]] = {}
    for (day, source, name), truth in _files(folder):
        contract = reference.contracts[source]
        data = (folder / "inbox" / source / day / name).read_bytes()
        reading = read(name, data, hints_for(reference, contract))
        business_date = date.fromisoformat(day)
        judged = judge_reading(reference, contract, reading, business_date, {}, before.get(source))
        before[source] = judged.profiles
        for record in judged.accepted.to_pylist():
            place = (record["file_name"], record["sheet"], record["row_number"], record["part"])
            if record["row_hash"] not in said[source] and truth.get(place):
                said[source].add(record["row_hash"])
                yield _finding(source, business_date, record), truth[place]


def _files(folder: Path) -> Iterator[tuple[tuple[str, str, str], dict[tuple[Any, ...], str]]]:
    """Day, source and name of each file, and the true enterprise of each of its parts."""
    files: defaultdict[tuple[str, str, str], dict[tuple[Any, ...], str]] = defaultdict(dict)
    with (folder / "truth" / "rows.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            place = (row["file_name"], row["sheet"], int(row["row_number"]), int(row["part"] or 0))
            key = (row["business_date"], row["source"], row["file_name"])
            files[key][place] = row["enterprise_id"]
    yield from sorted(files.items(), key=lambda pair: pair[0])


def _finding(source: str, day: date, record: Mapping[str, Any]) -> Finding:
    birth = f"{source}|{day}|{record['record_id']}"
    return Finding(
        record_id=record["record_id"], delivery_id="", birth=birth,
        source=source, business_date=day, authority=0, source_key=None, part=record["part"],
        row_hash="", state_hash="", reading_fingerprint="",
        enterprise_name=record["enterprise_name"], name_key=record["name_key"],
        uscc=record["uscc"], county_code=record["county"], site_key="", text_key="",
        found_on=record["found_on"], status="open", closed_on=None, town=record["town"],
        typed_code=record[unread_column("uscc")],
    )  # fmt: skip
