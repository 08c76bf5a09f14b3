"""Judges against the truth which rows the nights refused, and whether for the right reason.

    .venv/bin/python benchmarks/validating/refused.py [--nights 10] [--mess nasty] [--seed 1]

A row is one part of a row of a delivered file. A refused one is right when the simulation broke it,
its reasons are right when the rule that was broken, in the field that was broken, is among them.
Rows of files that were held as a whole, or known already, are counted apart. Mistakes are listed.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from simulated import loaded, simulating
from sqlalchemy import Connection, text

FILES = """
SELECT source, business_date, file_name, status FROM bi.deliveries
"""
REFUSED = """
SELECT source, business_date, file_name, sheet, row_number, part, reasons, raw::TEXT AS raw
FROM bi.quarantined_rows AS refused
INNER JOIN (
    SELECT delivery_id, quarantine_id, row_number, raw FROM ledger.quarantine
) AS received USING (delivery_id, quarantine_id, row_number)
"""
JUDGED = ("loaded", "partial")
WANTED = {"precision": 0.995, "recall": 0.99, "reasons right": 0.98}


class Spot(NamedTuple):
    """One part of a row, as truth and warehouse both name it."""

    source: str
    day: str
    file: str
    sheet: str
    row_number: int
    part: int


class Broken(NamedTuple):
    """A rule and the field in which it is broken."""

    rule: str
    field: str


def main() -> None:
    """Simulate, load, compare."""
    parser = simulating(__doc__, nights=10, sources=12, rows=4000)
    parser.add_argument("--show", type=int, default=20)
    args = parser.parse_args()
    with loaded(args) as (settings, connection):
        report(settings.home / "sample" / "truth" / "rows.csv", connection, args.show)


def report(truth: Path, connection: Connection, show: int) -> None:
    """Print the three shares, by rule too, and each mistake with the row as received."""
    status = {(one.source, str(one.business_date), one.file_name): one.status
              for one in connection.execute(text(FILES))}  # fmt: skip
    refused, raws = warehouse(connection)
    told = Counter[tuple[str, str]]()
    mistakes = []
    for spot, wanted in rows(truth):
        became = status.get((spot.source, spot.day, spot.file), "nowhere")
        if became not in JUDGED:
            told[f"in a file that is {became}", ""] += 1
            continue
        found = refused.pop(spot, ())
        what, rule = outcome(wanted, found)
        told[what, rule] += 1
        if what not in {"right", "accepted"}:
            mistakes.append(f"{what}: {wanted or ''} {list(found)} {spot} {raws.get(spot, '')}")
    for spot, found in refused.items():
        told["wrongly refused", found[0].rule] += 1
        mistakes.append(f"no such row in the truth: {list(found)} {spot} {raws[spot]}")
    _print(told)
    print(*mistakes[:show], sep="\n")


def rows(path: Path) -> Iterator[tuple[Spot, Broken | None]]:
    """Every part of every row that is a record, with what was broken in it."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["outcome"] != "skipped":
                place = (row["source"], row["business_date"], row["file_name"], row["sheet"])
                is_broken = row["outcome"] == "quarantined"
                broken = Broken(row["reason"], row["field"]) if is_broken else None
                yield spot_of(*place, int(row["row_number"]), int(row["part"])), broken


def warehouse(connection: Connection) -> tuple[dict[Spot, tuple[Broken, ...]], dict[Spot, str]]:
    """What was refused, for which reasons, and the row as received."""
    reasons, raws = {}, {}
    for row in connection.execute(text(REFUSED)):
        place = (row.source, str(row.business_date), row.file_name, row.sheet)
        spot = spot_of(*place, row.row_number, row.part)
        reasons[spot] = tuple(Broken(one["rule"], one["column_name"]) for one in row.reasons)
        raws[spot] = row.raw
    return reasons, raws


def spot_of(source: str, day: str, file: str, sheet: str, row_number: int, part: int) -> Spot:
    """A text file has no sheet, whatever either side calls it."""
    return Spot(source, day, file, "" if file.endswith(".csv") else sheet, row_number, part)


def outcome(wanted: Broken | None, found: tuple[Broken, ...]) -> tuple[str, str]:
    """What became of a row, and the rule it is counted under."""
    if wanted is None:
        return ("wrongly refused", found[0].rule) if found else ("accepted", "")
    if not found:
        return "wrongly accepted", wanted.rule
    return ("right" if wanted in found else "another reason"), wanted.rule


def _print(told: Mapping[tuple[str, str], int]) -> None:
    total = Counter[str]()
    for (what, _), count in told.items():
        total[what] += count
    print(dict(total))
    for rule in ["all", *sorted({rule for _, rule in told if rule})]:
        counts = Counter[str]()
        for (what, of), count in told.items():
            counts[what] += count * (rule in {of, "all"})
        refused_rightly = counts["right"] + counts["another reason"]
        shares = {
            "precision": (refused_rightly, refused_rightly + counts["wrongly refused"]),
            "recall": (refused_rightly, refused_rightly + counts["wrongly accepted"]),
            "reasons right": (counts["right"], refused_rightly),
        }
        words = (
            f"{name} {part / max(1, of):.4f} ({part}/{of})" for name, (part, of) in shares.items()
        )
        print(f"{rule:20}", "  ".join(words))


if __name__ == "__main__":
    main()
