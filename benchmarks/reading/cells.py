"""How much of damaged CSV files is read right, beside pandas, DuckDB and clevercsv.

For each file of the Pollock set the grid each tool reads, as it stands and without any notion of
headings, is compared with the clean copy:

- "cells": F1 of the cells that are not empty, as a multiset (Pollock's measure of cells);
- "in place": share of the clean copy's rows that stand in the grid in the same order, each cell in
  its column.

A tool that fails on a file gets 0 for it. Means are over files, and over files by Pollock's
weights (how often each damage was met in the wild).
"""

from __future__ import annotations

import argparse
import csv
import difflib
import io
import json
import re
import tempfile
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import clevercsv
import duckdb
import pandas as pd
from given import files

from zhiben.reading.guard import parse
from zhiben.reading.model import ReadingLimits, UnreadableFileError

Grid = list[list[str]]
_FAILURES = (
    ValueError,
    duckdb.Error,
    csv.Error,
    clevercsv.exceptions.Error,
    UnreadableFileError,
    IndexError,
)


def _zhiben(path: Path) -> Grid:
    events = parse(path.name, path.read_bytes(), ReadingLimits(), {})
    return [row for event in events if event[0] == "rows" for row in event[1]]


def _frame(frame: pd.DataFrame) -> Grid:
    return [[str(cell) for cell in row] for row in frame.fillna("").itertuples(index=False)]


def _pandas(path: Path) -> Grid:
    return _frame(pd.read_csv(path, header=None, dtype=str, keep_default_na=False))


def _pandas_sniffing(path: Path) -> Grid:
    return _frame(
        pd.read_csv(path, header=None, dtype=str, keep_default_na=False, sep=None, engine="python")
    )


def _duckdb(path: Path, options: str = "") -> Grid:
    query = f"SELECT * FROM read_csv(?, header=false, all_varchar=true{options})"  # noqa: S608
    with duckdb.connect() as connection:
        rows = connection.execute(query, [str(path)]).fetchall()
    return [[cell or "" for cell in row] for row in rows]


def _duckdb_lenient(path: Path) -> Grid:
    return _duckdb(path, ", null_padding=true, strict_mode=false, ignore_errors=true")


def _clevercsv(path: Path) -> Grid:
    return [list(row) for row in clevercsv.read_table(str(path))]


TOOLS: dict[str, Callable[[Path], Grid]] = {
    "zhiben": _zhiben,
    "pandas": _pandas,
    "pandas sniffing": _pandas_sniffing,
    "duckdb sniffer": _duckdb,
    "duckdb lenient": _duckdb_lenient,
    "clevercsv": _clevercsv,
}


def cell_f1(grid: Grid, clean: Grid) -> float:
    """F1 of the non-empty cells of ``grid`` as a multiset."""
    ours, theirs = (Counter(cell for row in one for cell in row if cell) for one in (grid, clean))
    if not ours and not theirs:
        return 1.0
    return 2 * (ours & theirs).total() / (ours.total() + theirs.total())


def in_place(grid: Grid, clean: Grid) -> float:
    """Share of the clean rows found in order, equal but for empty cells at their end."""
    ours, theirs = ([tuple(_stripped(row)) for row in one if any(row)] for one in (grid, clean))
    if not theirs:
        return float(not ours)
    blocks = difflib.SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(theirs)


def _stripped(row: list[str]) -> list[str]:
    end = len(row)
    while end and not row[end - 1]:
        end -= 1
    return row[:end]


def _cases(every: int) -> Iterator[tuple[str, bytes, Grid]]:
    held: dict[str, dict[str, bytes]] = {"csv": {}, "clean": {}}
    for name, data in files("messy-csv"):
        folder, _, file = name.removeprefix("polluted_files/").partition("/")
        if folder in held:
            held[folder][file] = data
    rows = sorted(name for name in held["csv"] if name.startswith("row_"))
    chosen = [name for name in held["csv"] if not name.startswith("row_")] + rows[::every]
    for name in chosen:
        text = held["clean"][name].decode("utf-8-sig")
        yield name, held["csv"][name], list(csv.reader(io.StringIO(text, newline="")))


def _attempt(tool: Callable[[Path], Grid], path: Path) -> Grid | None:
    """The grid; none where the tool fails, which of an empty file is the right answer."""
    try:
        return tool(path)
    except _FAILURES:
        return None if path.read_bytes().strip() else []


def _family(name: str) -> str:
    return re.sub(r"_?\d+_(?:col\d+|0x20)|_row\d+_col\d+", "", name) if name[:4] == "row_" else name


def main() -> None:
    """Prints the means of each tool, then the families of damage where tools differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="of the row damages, each n-th file")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    weights = {name: json.loads(data) for name, data in files("messy-csv") if "weights" in name}
    weight = next(iter(weights.values()))
    scores: dict[str, dict[str, tuple[float, float]]] = defaultdict(dict)
    seconds = Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        for name, data, clean in _cases(arguments.every):
            path = Path(folder, name)
            path.write_bytes(data)
            for tool, read in TOOLS.items():
                begun = time.perf_counter()
                grid = _attempt(read, path)
                seconds[tool] += time.perf_counter() - begun
                told = (0.0, 0.0) if grid is None else (cell_f1(grid, clean), in_place(grid, clean))
                scores[tool][name] = told
            path.unlink()
    _print(scores, weight, seconds)


def _print(
    scores: dict[str, dict[str, tuple[float, float]]],
    weight: dict[str, float],
    seconds: Counter[str],
) -> None:
    print(f"{'':18}{'cells':>9}{'weighted':>10}{'in place':>10}{'weighted':>10}{'seconds':>9}")
    for tool, by_file in scores.items():
        total = sum(weight.get(name, 1) for name in by_file)
        line = f"{tool:18}"
        for place in (0, 1):
            mean = sum(score[place] for score in by_file.values()) / len(by_file)
            heavy = sum(score[place] * weight.get(name, 1) for name, score in by_file.items())
            line += f"{mean:{9 + place}.4f}{heavy / total:10.4f}"
        print(line + f"{seconds[tool]:9.1f}")
    families: dict[str, list[str]] = defaultdict(list)
    for name in scores["zhiben"]:
        families[_family(name)].append(name)
    print(f"\n{'cells, by damage':34}" + "".join(f"{tool:>17}" for tool in scores))
    for family, names in families.items():
        means = [sum(scores[t][n][0] for n in names) / len(names) for t in scores]
        if len({round(mean, 3) for mean in means}) > 1:
            print(f"{family[:33]:34}" + "".join(f"{mean:17.3f}" for mean in means))


if __name__ == "__main__":
    main()
