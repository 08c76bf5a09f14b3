"""The files: where the truth says a row stands, it stands; and every row is accounted for."""

import csv
import io
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from .made import World

FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
Cells = dict[tuple[str, int], list[str]]  # by sheet and row number


def read_cells(path: Path) -> Cells:
    return read_text(path) if path.suffix == ".csv" else read_workbook(path)


def read_workbook(path: Path) -> Cells:
    book = CalamineWorkbook.from_path(str(path))
    cells: Cells = {}
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        cells |= {(name, n): [str(cell) for cell in row] for n, row in enumerate(rows, start=1)}
    return cells


def read_text(path: Path) -> Cells:
    reader = csv.reader(io.StringIO(decoded(path.read_bytes()), newline=""))
    cells, line = Cells(), 1
    for row in reader:
        cells["", line] = row
        line = reader.line_num + 1
    return cells


def decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def test_truth_points_at_the_rows(world: World) -> None:
    seen: dict[Path, Cells] = {}
    for row in world.rows:
        path = world.path(row)
        cells = seen.setdefault(path, read_cells(path) if path not in seen else {})
        if row["outcome"] == "loaded":
            text = world.statements[row["statement_id"]]["description"]
            here = "|".join(cells[row["sheet"], int(row["row_number"])])
            assert text in here.translate(FULL_WIDTH)


def test_every_row_of_every_file_is_in_the_truth(world: World) -> None:
    truth = defaultdict(set)
    for row in world.rows:
        truth[world.path(row)].add((row["sheet"], int(row["row_number"])))
    for path, places in truth.items():
        filled = {place for place, cells in read_cells(path).items() if any(cells)}
        assert {place for place in filled if place[0] != "填报说明"} <= places


def test_no_file_is_unknown_to_the_truth(world: World) -> None:
    written = {path for path in (world.directory / "inbox").rglob("*") if path.is_file()}
    assert written == {world.path(file) for file in world.files if file["file_name"]}


def test_files_count_their_rows(world: World) -> None:
    for file in world.files:
        parts = ("loaded", "quarantined", "skipped")
        assert int(file["rows_received"]) == sum(int(file[f"rows_{part}"]) for part in parts)


def test_result_counts_the_rows_of_the_truth(world: World) -> None:
    counts = {(f["source"], f["business_date"]): int(f["rows_received"]) for f in world.files}
    for (source, day), count in world.simulation.rows.items():
        assert counts[source, day.isoformat()] == count


def test_blank_and_heading_rows_are_what_they_are_called(nasty: World) -> None:
    for row in nasty.rows[:3000]:
        if row["reason"] == "blank":
            cells = read_cells(nasty.path(row)).get((row["sheet"], int(row["row_number"])), [])
            assert not any(cells)


@pytest.mark.parametrize(
    ("mess", "least", "most"), [("clean", 0, 0), ("ordinary", 0.002, 0.02), ("nasty", 0.01, 0.06)]
)
def test_mess_decides_how_much_is_quarantined(
    worlds: dict[str, World], mess: str, least: float, most: float
) -> None:
    outcomes = Counter(row["outcome"] for row in worlds[mess].rows)
    records = outcomes["loaded"] + outcomes["quarantined"]
    assert least <= outcomes["quarantined"] / records <= most


def test_several_hazards_in_a_cell_are_several_parts(world: World) -> None:
    parts = {row["statement_id"] for row in world.rows if row["part"] == "2"}
    assert parts
    assert all(world.statements[part]["part"] == "2" for part in parts)


def test_unchanged_files_have_the_bytes_of_an_earlier_one(nasty: World) -> None:
    sent: dict[str, set[bytes]] = defaultdict(set)
    for file in (file for file in nasty.files if file["file_name"]):
        content = nasty.path(file).read_bytes()
        assert (content in sent[file["source"]]) == (file["expected_status"] == "unchanged")
        sent[file["source"]].add(content)
