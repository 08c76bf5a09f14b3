"""Reads simulated counties whose clerks have every habit at once, and judges against the truth.

    .venv/bin/python benchmarks/reading/habits.py [--sources 80] [--nights 4] [--seed 1]
        [--only HABIT …] [--without HABIT …] [--show 20]

Of rows a careful person would accept, how many are read with every field right; of rows that are
no records, how many are skipped. Figures per habit, per kind of file and, for rows that are no
records, per reason; mismatches are listed with ``--show``.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import opencc

from zhiben.normalizing import Profile, name_key, site_key, text_key
from zhiben.orchestration.judging import Judged, hints_for, judge_reading
from zhiben.orchestration.reference import Reference, load_reference
from zhiben.reading import read
from zhiben.sample import units_to_simulate
from zhiben.settings import SHIPPED_INCLUDE, load_settings
from zhiben.simulation import simulate
from zhiben.simulation.catalog import load_catalog
from zhiben.simulation.model import HABITS, Place
from zhiben.simulation.phrasing import spell_place

Row = dict[str, str]
Spot = tuple[str, int, int]  # sheet, row number, part (0 for a skipped row)

WANTED = 0.995
WANTED_SKIPPED = 0.999
PLAIN = "none of them"
_SIMPLE = opencc.OpenCC("t2s")
_SEPARATORS = re.compile(r"[\s、，,。.]+")


def _plain(text: str) -> str:
    return text_key(str(_SIMPLE.convert(text)))


def _people(text: str) -> str:
    return "、".join(sorted(_SEPARATORS.split(str(_SIMPLE.convert(text)))))


KEYED: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(
        ("description", "measure", "address", "industry", "category", "check_item", "basis",
         "department", "town"), _plain,
    ),
    "inspector": _people,
    "responsible_person": _people,
    "funds_yuan": lambda text: f"{Decimal(text):.2f}",
    "supervised": str.lower,
    **dict.fromkeys(
        ("found_on", "due_on", "rectified_on", "verified_on", "level", "status", "channel", "uscc",
         "county", "phone"), str,
    ),
}  # fmt: skip
EMPTY_TOO = ("found_on", "due_on", "rectified_on", "verified_on", "uscc")
FLAGGED = {
    "shifted_cell": {"value_aside"},
    "code_as_number": {"uscc_rounded"},
    "other_number": {"uscc_15_digits", "uscc_9_digits"},
}


@dataclass
class Tally:
    """What was looked at and what was right, by habit; and what was wrong."""

    seen: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, habits: Sequence[str], fault: str) -> None:
        """Count a row written with ``habits``, right where there is no ``fault``."""
        for habit in dict.fromkeys(["all", *(habits or [PLAIN])]):
            self.seen[habit] += 1
            self.right[habit] += not fault
        if fault:
            self.wrong.append(fault)

    def share(self, habit: str) -> float:
        """How much of it was right."""
        return self.right[habit] / self.seen[habit] if self.seen[habit] else 1.0


@dataclass(frozen=True)
class World:
    """Simulated counties and the truth about them."""

    folder: Path
    reference: Reference
    enterprises: Mapping[str, Row]
    statements: Mapping[str, Row]
    sites: Mapping[str, frozenset[str]]

    def names(self, enterprise_id: str) -> set[str]:
        """Keys of the names an enterprise goes by."""
        one = self.enterprises[enterprise_id]
        return {
            name_key(one[name], self.reference.units) for name in ("enterprise_name", "short_name")
        }


def main() -> int:
    """Simulate, read, judge and print; 1 where a share is below what is wanted."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="zhiben-habits-") as name:
        folder = Path(name)
        settings = replace(load_settings(), include=folder, inbox=folder / "inbox")
        units = units_to_simulate(load_reference(replace(settings, include=SHIPPED_INCLUDE)).units)
        simulate(
            folder, units, counties=asked.counties, sources=asked.sources, nights=asked.nights,
            seed=asked.seed, mess="habits", habits=_wanted(asked), include_from=SHIPPED_INCLUDE,
        )  # fmt: skip
        accepted, skipped, refused = _judge_all(_world(folder, load_reference(settings)))
    _print("rows a careful person would accept, every field right", accepted, WANTED)
    _print("rows that are no records, skipped", skipped, WANTED_SKIPPED)
    _print("rows made unacceptable, quarantined", refused, 0.0)
    for fault in [*accepted.wrong, *skipped.wrong, *refused.wrong][: asked.show]:
        print("  ", fault)
    is_good = accepted.share("all") >= WANTED and skipped.share("all") >= WANTED_SKIPPED
    return 0 if is_good else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the reading of all habits at once.")
    sizes = (("counties", 10), ("sources", 80), ("nights", 4), ("seed", 1), ("show", 0))
    for name, value in sizes:
        parser.add_argument(f"--{name}", type=int, default=value)
    for name in ("only", "without"):
        parser.add_argument(f"--{name}", nargs="*", choices=HABITS, metavar="HABIT", default=[])
    return parser.parse_args()


def _wanted(asked: argparse.Namespace) -> list[str]:
    return [name for name in asked.only or HABITS if name not in asked.without]


def _world(folder: Path, reference: Reference) -> World:
    return World(
        folder,
        reference,
        {row["enterprise_id"]: row for row in _truth(folder, "enterprises")},
        {row["statement_id"]: row for row in _truth(folder, "statements")},
        _sites(),
    )


def _sites() -> dict[str, frozenset[str]]:
    """Key of a plain spelling of a place → keys of all its spellings."""
    catalog = load_catalog()
    found: dict[str, frozenset[str]] = {}
    for room, spellings in catalog.places.items():
        for number in range(1, 11):
            for side in ("", *catalog.lists["sides"]):
                place = Place("", room, number, side)
                every = [spell_place(place, catalog, pick) for pick in range(len(spellings))]
                plain = site_key(every[0])
                found[plain] = found.get(plain, frozenset()) | set(map(site_key, every))
    return found


def _truth(folder: Path, name: str) -> list[Row]:
    with (folder / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _judge_all(world: World) -> tuple[Tally, Tally, Tally]:
    tallies = {outcome: Tally() for outcome in ("loaded", "skipped", "quarantined")}
    before: dict[str, Mapping[str, Profile]] = {}
    kinds = _kinds(world.folder)
    for (source, day, name), rows in _files(world.folder):
        try:
            judged = _read(world, source, day, name, before.get(source))
        except Exception as error:  # noqa: BLE001 - a benchmark tells of every file
            told = f"{source}/{day}/{name}: {error}"
            for row in rows:
                tallies[row["outcome"]].add(_labels(row, kinds[source]), told)
            continue
        before[source] = judged.profiles
        found = _by_place(judged)
        for spot in sorted(_invented(found, rows)):
            tallies["skipped"].add(["invented", f"file: {kinds[source]}"], f"{name} {spot}")
        for row in rows:
            fault = _fault(world, row, found)
            where = f"{source}/{day}/{name} {row['sheet']}:{row['row_number']} [{row['habits']}]"
            told = f"{where} {fault}" if fault else ""
            tallies[row["outcome"]].add(_labels(row, kinds[source]), told)
    return tallies["loaded"], tallies["skipped"], tallies["quarantined"]


def _invented(found: Mapping[Spot, Any], rows: Sequence[Row]) -> set[Spot]:
    """Records where none is: on a hidden sheet, or more parts than a cell has hazards."""
    told = {(row["sheet"], int(row["row_number"]), int(row["part"] or 0)) for row in rows}
    return {spot for spot, seen in found.items() if isinstance(seen, dict) and spot not in told}


def _labels(row: Row, kind: str) -> list[str]:
    """What a row is counted under: its habits, its file's kind, why it is none."""
    reason = [f"reason: {row['reason']}"] if row["outcome"] != "loaded" else []
    return [*dict.fromkeys(row["habits"].split()), f"file: {kind}", *reason]


def _kinds(folder: Path) -> dict[str, str]:
    return {row["source"]: row["format"] for row in _truth(folder, "files")}


def _files(folder: Path) -> Iterator[tuple[tuple[str, str, str], list[Row]]]:
    files: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in _truth(folder, "rows"):
        files[row["source"], row["business_date"], row["file_name"]].append(row)
    yield from sorted(files.items(), key=lambda pair: pair[0])


def _read(
    world: World, source: str, day: str, name: str, before: Mapping[str, Profile] | None
) -> Judged:
    contract = world.reference.contracts[source]
    data = (world.folder / "inbox" / source / day / name).read_bytes()
    reading = read(name, data, hints_for(world.reference, contract))
    return judge_reading(world.reference, contract, reading, date.fromisoformat(day), {}, before)


def _by_place(judged: Judged) -> dict[Spot, Any]:
    found: dict[Spot, Any] = {}
    for row in judged.accepted.to_pylist():
        found[row["sheet"], row["row_number"], row["part"]] = row
    for one in judged.refused:
        reasons = [f"{reason['column_name']}: {reason['message']}" for reason in one.reasons]
        found[one.sheet, one.row_number, one.part] = f"quarantined {reasons}"
    for skip in judged.skipped:
        found[skip.sheet, skip.row_number, 0] = f"skipped {skip.reason}"
    return found


def _fault(world: World, row: Row, found: Mapping[Spot, Any]) -> str:
    """What is wrong with what became of a row; empty where nothing is."""
    part = int(row["part"] or 0)
    place = (row["sheet"], int(row["row_number"]))
    seen = found.get((*place, part)) or found.get((*place, 0)) or found.get((*place, 1))
    if row["outcome"] == "loaded":
        is_record = isinstance(seen, dict) and seen["part"] == part
        return _differences(world, row, seen) if is_record else f"should be loaded: {seen}"
    is_right = isinstance(seen, str) and seen.startswith(row["outcome"])
    return "" if is_right else f"should be {row['outcome']} ({row['reason']}): {seen}"


def _differences(world: World, row: Row, seen: Mapping[str, Any]) -> str:
    said = world.statements[row["statement_id"]]
    wrong = []
    names = world.names(row["enterprise_id"])
    if "merged_enterprise" not in row["habits"] and not seen["enterprise_name"]:
        names.add("")  # a code alone names it
    if name_key(seen["enterprise_name"] or "", world.reference.units) not in names:
        wrong.append(f"enterprise_name: {seen['enterprise_name']} for {said['enterprise_name']}")
    site, plain = site_key(seen["site"] or ""), site_key(said["site"])
    if plain and site not in world.sites.get(plain, frozenset()) | {plain}:
        wrong.append(f"site: {seen['site']!r} for {said['site']!r}")
    for name, key in KEYED.items():
        own = "" if seen[name] is None else str(seen[name])
        is_told = bool(said[name]) or name in EMPTY_TOO
        if is_told and (bool(own) != bool(said[name]) or (own and key(own) != key(said[name]))):
            wrong.append(f"{name}: {own!r} for {said[name]!r}")
    expected = [habit for habit in row["habits"].split() if habit in FLAGGED]
    silent = [habit for habit in expected if not FLAGGED[habit] & set(seen["flags"])]
    return "; ".join([*wrong, *(f"{habit} was not flagged" for habit in silent)])


def _print(title: str, tally: Tally, wanted: float) -> None:
    print(f"\n{title}" + (f" (wanted {wanted:.1%})" if wanted else ""))
    for habit in sorted(tally.seen, key=lambda one: (one != "all", ":" in one, one)):
        right, seen = tally.right[habit], tally.seen[habit]
        print(f"  {habit:28} {right:6} of {seen:6}  {tally.share(habit):8.3%}")


if __name__ == "__main__":
    sys.exit(main())
