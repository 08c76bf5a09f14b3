"""Judges against the truth which refused rows the nights closed by themselves.

    .venv/bin/python benchmarks/validating/corrected.py [--nights 60] [--mess nasty] [--seed 1]

Clerks of the simulation correct six of ten faulty rows within days, some rows leave the ledger for
good, and other hazards of the same enterprises come in meanwhile. A closing is right when the
accepted row is the same entry of the same ledger; a case should close when its entry is accepted
later.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from simulated import loaded, simulating
from sqlalchemy import Connection, text

from zhiben.contracts import load_contracts
from zhiben.settings import Settings

Spot = tuple[str, str, str, str, int]  # source, business date, file, sheet, row number
CASES = """
SELECT DISTINCT ON (c.quarantine_id)
    c.quarantine_id, c.source, c.status, c.closed_how, c.first_seen, q.rule,
    d.business_date, d.file_name, q.sheet, q.row_number,
    closing.business_date AS closed_on, closing.file_name AS closed_file, c.closing_record_id
FROM ledger.quarantine_cases AS c
INNER JOIN ledger.quarantine AS q USING (quarantine_id)
INNER JOIN ledger.deliveries AS d ON q.delivery_id = d.delivery_id
LEFT JOIN ledger.deliveries AS closing ON closing.delivery_id = c.closing_delivery_id
ORDER BY c.quarantine_id, d.business_date
"""


def main() -> None:
    """Simulate, load, compare."""
    args = simulating(__doc__, nights=60, sources=6, rows=300).parse_args()
    with loaded(args) as (settings, connection):
        report(settings, connection)


def report(settings: Settings, connection: Connection) -> None:
    """Print how many closings are right and how many cases that should have closed did."""
    entries, accepted = truth(settings.home / "sample" / "truth" / "rows.csv")
    keyed = {one.source for one in load_contracts(settings.contracts)[0].values() if one.key}
    counts: dict[str, Counter[str]] = {"all": Counter(), "with key": Counter(), "no key": Counter()}
    for case in connection.execute(text(CASES)):
        told = outcome(case, entries, accepted)
        counts["all"][told] += 1
        counts["with key" if case.source in keyed else "no key"][told] += 1
        if told in {"closed by another row", "accepted later, still open"}:
            print(f"{told}: {case.source} {case.business_date} row {case.row_number} {case.rule}")
    for name, found in counts.items():
        right, wrong = found["closed, rightly"], found["closed by another row"]
        missed = found["accepted later, still open"]
        print(
            f"{name}: precision {right}/{right + wrong}, recall {right}/{right + missed + wrong}, "
            f"{dict(found)}"
        )


def outcome(case: object, entries: Mapping[Spot, str], accepted: Mapping[str, date]) -> str:
    """What became of a case, by the truth."""
    place = (case.business_date, case.file_name, case.sheet, case.row_number)  # type: ignore[attr-defined]
    entry = entries[spot(case.source, *place)]  # type: ignore[attr-defined]
    last = accepted.get(entry)
    if case.closed_how == "later_delivery":  # type: ignore[attr-defined]
        _, sheet, number, _ = case.closing_record_id.rsplit("|", 3)  # type: ignore[attr-defined]
        closing = (case.closed_on, case.closed_file, sheet, int(number))  # type: ignore[attr-defined]
        is_right = entries.get(spot(case.source, *closing)) == entry  # type: ignore[attr-defined]
        return "closed, rightly" if is_right else "closed by another row"
    is_due = last is not None and last >= case.first_seen  # type: ignore[attr-defined]
    return "accepted later, still open" if is_due else "open, never corrected"


def spot(source: str, day: date, file: str, sheet: str, number: int) -> Spot:
    """A row's place as truth and warehouse both name it."""
    return source, day.isoformat(), file, "" if file.endswith(".csv") else sheet, number


def truth(path: Path) -> tuple[dict[Spot, str], dict[str, date]]:
    """Entry of each row, and the last business date on which each entry was right."""
    entries: dict[Spot, str] = {}
    accepted: dict[str, date] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if not row["entry_id"]:
                continue
            day = date.fromisoformat(row["business_date"])
            place = (row["file_name"], row["sheet"], int(row["row_number"]))
            entries[spot(row["source"], day, *place)] = row["entry_id"]
            if row["outcome"] == "loaded":
                accepted[row["entry_id"]] = max(day, accepted.get(row["entry_id"], day))
    return entries, accepted


if __name__ == "__main__":
    main()
