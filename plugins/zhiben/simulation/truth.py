"""Writes down what is true of the simulated counties, for those who measure the pipeline by it.

``files.csv`` has one row a delivery, ``rows.csv`` one a row (or part of one) of every file,
``statements.csv`` one a wording and state of a ledger row, ``items.csv`` and ``enterprises.csv``
the world behind them; ``truth.json`` says what the columns mean. Nothing in the pipeline reads it.
"""

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from zhiben.simulation.deliveries import Delivery
from zhiben.simulation.files import RowNumbers
from zhiben.simulation.model import County, Entry, Item
from zhiben.simulation.sheets import Line, Record, Sheet
from zhiben.simulation.templates import Source

_PLAIN_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
FIELDS = (
    "enterprise_name", "uscc", "county", "town", "address", "site", "industry", "category", "level",
    "check_item", "basis", "channel", "department", "inspector", "found_on", "measure",
    "responsible_person", "phone", "funds_yuan", "due_on", "status", "rectified_on",
    "verified_on", "supervised",
)  # fmt: skip
_ONCE = ("funds_yuan",)
COLUMNS: dict[str, tuple[str, ...]] = {
    "files": (
        "source", "business_date", "arrives_on", "file_name", "kind", "format", "expected_status",
        "rows_received", "rows_loaded", "rows_quarantined", "rows_skipped",
    ),
    "rows": (
        "source", "business_date", "arrives_on", "file_name", "sheet", "row_number", "part",
        "outcome", "reason", "field", "item_id", "enterprise_id", "entry_id", "statement_id",
        "habits",
    ),
    "statements": (
        "statement_id", "entry_id", "part", "source", "item_id", "enterprise_id", "outcome",
        "reason", "description", *FIELDS,
    ),
    "items": (
        "item_id", "county_code", "enterprise_id", "place_id", "room", "hazard", "thing",
        "defect", "level", "found_on", "due_on", "rectified_on", "verified_on", "withdrawn_on",
        "closed_on", "recurrence_of", "source_count", "sources", "entries",
    ),
    "enterprises": (
        "enterprise_id", "county_code", "enterprise_name", "short_name", "uscc",
        "registration_number", "town", "address", "sector", "industry",
    ),
}  # fmt: skip
MEANINGS = {
    "files.expected_status": "bi.deliveries.status; rows of an unchanged file count as first sent",
    "files.format": "what kind of file it is inside, and what it pretends to be",
    "files.arrives_on": "the night with which the file is in the inbox; later than business_date "
    "for a late one",
    "rows.row_number": "as a spreadsheet program shows it; line where the record starts in text",
    "rows.part": "1…n of a cell that lists several hazards; empty for a skipped row",
    "rows.outcome": "loaded | quarantined | skipped",
    "rows.reason": "quarantined: the rule the row was made to break (it may break others too), "
    "in the field rows.field; skipped: title | unit_line | heading | blank | total | note | "
    "unfilled | zero_report | section",
    "rows.habits": "the habits (see simulation/habits.py) with which the row is written",
    "statements": "one a distinct version of a ledger row and part; rows.statement_id points here",
    "statements.uscc": "only what a reader can make out: no broken, missing or 15-digit code",
    "statements.site": "the plain spelling of the true place; empty where the cell is",
    "statements.funds_yuan": "the amount of a row stands with its first part, unless numbered",
    "items.found_on": "the earliest day on which a source found it",
    "items.closed_on": "verified where a source that verifies lists it, else rectified; withdrawn",
    "items.source_count": "0 where the item stands in no ledger by the last night",
}


class TruthWriter:
    """Writes the truth tables as the deliveries are made; a context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._writers: dict[str, Any] = {}
        self._stated: set[str] = set()

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        for name, columns in COLUMNS.items():
            file: IO[str] = self._stack.enter_context(
                (self._folder / f"{name}.csv").open("w", encoding="utf-8", newline="")
            )
            self._writers[name] = csv.writer(file, lineterminator="\n")
            self._writers[name].writerow(columns)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()

    def add_file(
        self,
        delivery: Delivery,
        name: str,
        sheets: Sequence[Sheet],
        numbers: RowNumbers,
        *,
        is_known: bool,
    ) -> None:
        """A file that was delivered, with all its rows; ``is_known`` where it came before."""
        counts: Counter[str] = Counter()
        for sheet, sheet_numbers in zip(sheets, numbers, strict=True):
            if sheet.is_table:
                for line, row_number in zip(sheet.lines, sheet_numbers, strict=True):
                    counts[_outcome(line)] += 1
                    self._add_line(delivery, name, sheet.name, row_number, line)
        fresh = "partial" if counts["quarantined"] else "loaded"
        self._add_delivery(delivery, name, "unchanged" if is_known else fresh, counts)

    def add_missing(self, delivery: Delivery) -> None:
        """A delivery that did not come."""
        self._add_delivery(delivery, "", "missing", Counter())

    def add_county(self, county: County, sources: Sequence[Source]) -> None:
        """The county's enterprises and items, and who lists them by the last night."""
        code = county.unit.code
        self._writers["enterprises"].writerows(
            (
                each.enterprise_id, code, each.name, each.short_name, each.uscc,
                each.registration_number, each.town, each.address, each.sector, each.industry,
            )
            for each in county.enterprises
        )  # fmt: skip
        listing = _listing(county)
        verifying = {each.source_id for each in sources if each.department.verifies}
        rows = (_item_row(code, item, listing[item.item_id], verifying) for item in county.items)
        self._writers["items"].writerows(rows)

    def finish(self, about: Mapping[str, Any]) -> None:
        """Write ``truth.json``: what was asked for, and what the columns mean."""
        text = json.dumps({**about, "meaning": MEANINGS}, ensure_ascii=False, indent=2)
        (self._folder / "truth.json").write_text(text + "\n", encoding="utf-8")

    def _add_delivery(
        self, delivery: Delivery, name: str, status: str, counts: Counter[str]
    ) -> None:
        self._writers["files"].writerow(
            (
                delivery.source.source_id, delivery.business_date, delivery.arrives_on, name,
                delivery.kind, delivery.source.template.kind.name, status, counts.total(),
                counts["loaded"], counts["quarantined"], counts["skipped"],
            )
        )  # fmt: skip

    def _add_line(
        self, delivery: Delivery, name: str, sheet: str, row_number: int, line: Line
    ) -> None:
        place = (
            delivery.source.source_id, delivery.business_date, delivery.arrives_on, name, sheet,
            row_number,
        )  # fmt: skip
        write = self._writers["rows"].writerow
        if line.record is None:
            write((*place, "", "skipped", line.reason, *[""] * 5, " ".join(line.habits)))
            return
        entry, shown = line.record.entry, line.record.shown
        outcome, enterprise_id = _outcome(line), entry.enterprise.enterprise_id
        for part, item in enumerate(entry.items, start=1):
            statement_id = f"{shown.version_id}.{part}"
            habits = " ".join(line.habits)
            tail = (item.item_id, enterprise_id, entry.entry_id, statement_id, habits)
            write((*place, part, outcome, shown.rule, shown.rule_field, *tail))
        self._state(delivery.source.source_id, line.record, outcome)

    def _state(self, source_id: str, record: Record, outcome: str) -> None:
        entry, shown = record.entry, record.shown
        if shown.version_id in self._stated:
            return
        self._stated.add(shown.version_id)
        by_part: Sequence[Mapping[str, str]] = shown.by_part or [{}] * len(entry.items)
        others = {**shown.stated, **dict.fromkeys(_ONCE, "")}
        said = [shown.stated, *[others] * (len(by_part) - 1)]
        merged = ({**row, **own} for row, own in zip(said, by_part, strict=True))
        stated = [[each.get(field, "") for field in FIELDS] for each in merged]
        enterprise_id = entry.enterprise.enterprise_id
        self._writers["statements"].writerows(
            (
                f"{shown.version_id}.{part}", entry.entry_id, part, source_id, item.item_id,
                enterprise_id, outcome, shown.rule, _plain(text), *stated[part - 1],
            )
            for part, (item, text) in enumerate(zip(entry.items, shown.texts, strict=True), 1)
        )  # fmt: skip


def _plain(text: str) -> str:
    """``text`` without the full-width digits and outer blanks that a reader looks through."""
    return text.translate(_PLAIN_DIGITS).strip()


def _outcome(line: Line) -> str:
    if line.record is None:
        return "skipped"
    return "quarantined" if line.record.shown.rule else "loaded"


def _listing(county: County) -> dict[str, list[tuple[str, Entry]]]:
    listing: dict[str, list[tuple[str, Entry]]] = defaultdict(list)
    for source_id, entries in county.entries.items():
        for entry in entries:
            for item in entry.items:
                listing[item.item_id].append((source_id, entry))
    return listing


def _item_row(
    code: str, item: Item, listing: Iterable[tuple[str, Entry]], verifying: set[str]
) -> tuple[Any, ...]:
    sources, entries = zip(*listing, strict=True)
    life = item.life
    verified_on = life.last("verified") if verifying & set(sources) else None
    closed_on = verified_on if verifying & set(sources) else life.rectified_on
    return (
        item.item_id, code, item.enterprise.enterprise_id, item.place.place_id, item.place.room,
        item.kind.kind_id, item.kind.thing, item.kind.defect, item.level,
        min(entry.found_on for entry in entries), min(entry.due_on for entry in entries),
        life.rectified_on or "", verified_on or "", life.last("withdrawn") or "",
        closed_on or life.last("withdrawn") or "", item.recurrence_of, len(set(sources)),
        " ".join(sorted(set(sources))), " ".join(entry.entry_id for entry in entries),
    )  # fmt: skip
