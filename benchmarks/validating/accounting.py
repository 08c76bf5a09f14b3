"""Recounts every row of sixty simulated nights from the archive, by other readers than ours.

    .venv/bin/python benchmarks/validating/accounting.py [--nights 60] [--mess nasty] [--seed 1]

First the query that must find nothing: deliveries whose rows do not add up. Then each archived
file is read again with openpyxl, calamine or the csv module alone, and every row of its sheets is
looked for in the warehouse: told of in its own delivery with the same cells, or, where it did not
change, said before by its source with the same cells.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import openpyxl
import python_calamine
from simulated import loaded, simulating
from sqlalchemy import Connection, text

from zhiben.landing import archived
from zhiben.settings import Settings

Cells = tuple[str, ...]
DITTOS = {"同上", "〃", "″", '"', "同前"}
SERIAL = ("序号", "编号", "№", "No.")
ADDS_UP = """
SELECT
    COUNT(*) AS deliveries,
    SUM(rows_received) AS received,
    SUM(rows_loaded) AS loaded,
    SUM(rows_quarantined) AS quarantined,
    SUM(rows_skipped) AS skipped,
    COUNT(*) FILTER (
        WHERE rows_received <> rows_loaded + rows_quarantined + rows_skipped
    ) AS not_adding_up,
    COUNT(*) FILTER (WHERE rows_loaded - rows_unchanged <> told.loaded
        OR rows_quarantined <> told.quarantined OR rows_skipped <> told.skipped) AS not_told
FROM ledger.deliveries
LEFT JOIN LATERAL (
    SELECT
        COUNT(*) FILTER (WHERE outcome = 'loaded') AS loaded,
        COUNT(*) FILTER (WHERE outcome = 'quarantined') AS quarantined,
        COUNT(*) FILTER (WHERE outcome = 'skipped') AS skipped
    FROM ledger.rows WHERE rows.delivery_id = deliveries.delivery_id
) AS told ON TRUE
"""
TOLD = """
SELECT delivery_id, sheet, row_number, outcome, words AS said FROM ledger.rows
"""
SAID = """
SELECT delivery_id, sheet, row_number, raw FROM core.statements
UNION ALL
SELECT delivery_id, sheet, row_number, raw FROM ledger.quarantine
"""
FILES = """
SELECT delivery_id, source, file_name, sha256, status, rows_received, rows_unchanged
FROM ledger.deliveries WHERE sha256 IS NOT NULL
ORDER BY business_date, night, delivery_id
"""


@dataclass
class Warehouse:
    """What the warehouse says of rows: told in a delivery by place, and said by a source."""

    outcomes: dict[tuple[str, str, int], tuple[str, str]] = field(default_factory=dict)
    raws: defaultdict[tuple[str, str, int], list[Mapping[str, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    said: defaultdict[str, set[frozenset[str]]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def read(cls, connection: Connection) -> Warehouse:
        """All that the warehouse says of rows; what sources said before is gathered later."""
        found = cls()
        for row in connection.execute(text(TOLD)):
            place = (row.delivery_id, row.sheet, row.row_number)
            found.outcomes[place] = (row.outcome, row.said or "")
        for row in connection.execute(text(SAID)):
            found.raws[row.delivery_id, row.sheet, row.row_number].append(row.raw)
        return found


def main() -> None:
    """Simulate, load, recount."""
    parser = simulating(__doc__, nights=60, sources=6, rows=300)
    parser.add_argument("--query-only", action="store_true", help="for files of more kinds")
    args = parser.parse_args()
    with loaded(args) as (settings, connection):
        report(settings, connection, query_only=args.query_only)


def report(settings: Settings, connection: Connection, *, query_only: bool = False) -> None:
    """Print the query with its result, and what the recount found."""
    print(ADDS_UP)
    row = connection.execute(text(ADDS_UP)).mappings().one()
    print("  ".join(f"{name} {value}" for name, value in row.items()))
    if query_only:
        assert not row["not_adding_up"] + row["not_told"]
        return
    counts, lost = recount(settings, connection)
    print("\nrows of the archive, read by other readers:")
    for name, count in sorted(counts.items()):
        print(f"  {name}: {count}")
    print(f"rows that are nowhere: {len(lost)}")
    for one in lost[:10]:
        print("  ", one)
    assert not row["not_adding_up"] + row["not_told"] + len(lost)
    print("received = loaded + quarantined + skipped, and every row of the archive is found")


def recount(settings: Settings, connection: Connection) -> tuple[Counter[str], list[object]]:
    """Every row of every archived file, by what the warehouse says of it; and those it lost."""
    warehouse = Warehouse.read(connection)
    counts: Counter[str] = Counter()
    lost: list[object] = []
    for file in connection.execute(text(FILES)).all():
        if file.status in {"unchanged", "rejected"}:
            counts[f"files {file.status}"] += 1
            continue
        data = archived(settings.archive, file.sha256).read()
        received = same = 0
        for sheet, rows in sheets_of(file.file_name, data):
            places = {number for delivery, name, number in warehouse.outcomes
                      if (delivery, name) == (file.delivery_id, sheet)}  # fmt: skip
            if not places:
                counts["sheets without a table"] += 1
                continue
            skipped = {one for one in places if is_skipped(warehouse, file, sheet, one)}
            for (number, cells), meant in zip(rows, without_dittos(rows, skipped), strict=True):
                received += 1
                what = found(warehouse, file, sheet, number, cells, meant)
                counts[what] += 1
                same += what == "unchanged, said before"
                if what == "lost":
                    lost.append((file.source, file.file_name, sheet, number, cells))
        if (received, same) != (file.rows_received, file.rows_unchanged):
            lost.append((file.source, file.file_name, received, same, tuple(file)))
    return counts, lost


def is_skipped(warehouse: Warehouse, file: object, sheet: str, number: int) -> bool:
    """Whether a row is told to be no record."""
    place = (file.delivery_id, sheet, number)  # type: ignore[attr-defined]
    return warehouse.outcomes[place][0] == "skipped"


def without_dittos(rows: list[tuple[int, Cells]], skipped: set[int]) -> Iterator[Cells]:
    """Each row with what its signs for 同上 repeat of the record above, as a person reads them."""
    above: Cells = ()
    for number, cells in rows:
        if number in skipped:
            yield cells
            continue
        lent = (*above, *[""] * len(cells))
        above = tuple(lent[n] if cell.strip() in DITTOS else cell for n, cell in enumerate(cells))
        yield above


def found(
    warehouse: Warehouse, file: object, sheet: str, number: int, cells: Cells, meant: Cells
) -> str:
    """What the warehouse says of one row: its outcome where the cells agree, else lost."""
    delivery_id, source = file.delivery_id, file.source  # type: ignore[attr-defined]
    place = (delivery_id, sheet, number)
    told = warehouse.outcomes.get(place)
    own = {plain(cell) for cell in cells if cell}
    read = {plain(cell) for cell in meant if cell}
    said = warehouse.said[source]
    if told is None:
        is_known = any(frozenset(read - {one}) in said for one in (*read, ""))
        return "unchanged, said before" if is_known else "lost"
    outcome, words = told
    if outcome == "skipped":
        joined = plain(" ".join(cells))  # with what merged cells lend; long words are cut
        is_same = all(plain(one) in joined for one in words.split(" ")) and bool(words) == bool(own)
        return outcome if is_same else "lost"
    raws = warehouse.raws.get(place, ())
    # A row that says what it said before is loaded, and no statement is written of it.
    texts = [{plain(one) for one in raw.values()} for raw in raws]
    is_same = any(own <= one for one in texts)
    said |= {frozenset(read - {plain(number_of(raw))}) for raw in raws or ({},)}
    if not raws:
        return "loaded, the record it was before"
    return outcome if is_same else "lost"


def number_of(raw: Mapping[str, str]) -> str:
    """What numbers a row in its ledger and says nothing of it."""
    return next((raw[name] for name in SERIAL if name in raw), "")


def plain(text_: str) -> str:
    """A text without its blanks."""
    return re.sub(r"\s+", "", text_)


def sheets_of(name: str, data: bytes) -> Iterator[tuple[str, list[tuple[int, Cells]]]]:
    """Visible sheets with their rows down to the last that holds anything."""
    if name.endswith(".csv"):
        yield "", _used(_csv_rows(data))
    elif name.endswith(".xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(data))
        for page in book:
            if page.sheet_state == "visible":
                yield page.title, _used(_xlsx_rows(page))
    else:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for one in book.sheets_metadata:
            if one.visible == python_calamine.SheetVisibleEnum.Visible:
                rows = book.get_sheet_by_name(one.name).to_python(skip_empty_area=False)
                cells = (tuple(map(_text, row)) for row in rows)
                yield one.name, _used(list(enumerate(cells, start=1)))


def _used(rows: list[tuple[int, Cells]]) -> list[tuple[int, Cells]]:
    filled = [place for place, (_, cells) in enumerate(rows) if any(cells)]
    return rows[: filled[-1] + 1] if filled else []


def _csv_rows(data: bytes) -> list[tuple[int, Cells]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            lines = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    reader, rows, start = csv.reader(io.StringIO(lines, newline="")), [], 1
    for cells in reader:
        rows.append((start, tuple(cells)))
        start = reader.line_num + 1
    return rows


def _xlsx_rows(page: object) -> list[tuple[int, Cells]]:
    merged = {}
    for area in page.merged_cells.ranges:  # type: ignore[attr-defined]
        if area.min_row != area.max_row:
            value = page.cell(area.min_row, area.min_col).value  # type: ignore[attr-defined]
            for row in range(area.min_row, area.max_row + 1):
                merged[row, area.min_col] = value
    return [
        (number, tuple(_text(merged.get((number, cell.column), cell.value)) for cell in cells))
        for number, cells in enumerate(page.iter_rows(), start=1)  # type: ignore[attr-defined]
    ]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value) if isinstance(value, bool) else str(value)


if __name__ == "__main__":
    main()
