"""Sample ledgers of inspections, accidents, disasters and tasks, with the truth behind them."""

from __future__ import annotations

import csv
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest
import yaml

from zhiben.simulation import simulate
from zhiben.simulation.events import KINDS

from .made import UNITS


def made(folder: Path, seed: int = 1) -> Path:
    simulate(
        folder, UNITS, nights=5, sources=3, rows=60, mess="nasty", seed=seed, events=KINDS,
        city="990000",
    )  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("events"))


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def digest(folder: Path) -> str:
    paths = sorted(path for path in folder.rglob("*990000*/**/*.xlsx"))
    return sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


@pytest.mark.parametrize("kind", KINDS)
def test_a_contract_and_a_file_a_night_are_there_for_every_kind(folder: Path, kind: str) -> None:
    source = f"990000-{kind}"
    contract = yaml.safe_load((folder / "contracts" / f"{source}.yaml").read_text("utf-8"))
    assert (contract["kind"], contract["county"]) == (kind, "990000")
    assert len(list((folder / "inbox" / source).glob("*/*.xlsx"))) == 5


def test_the_accounting_is_that_of_the_files(folder: Path) -> None:
    for row in table(folder, "event_files"):
        path = folder / "inbox" / row["source"] / row["business_date"] / row["file_name"]
        parts = [int(row[f"rows_{name}"]) for name in ("loaded", "quarantined", "skipped")]
        assert (
            int(row["rows_received"]) == sum(parts) == openpyxl.load_workbook(path).active.max_row
        )


def test_accidents_are_of_this_year_and_the_last_and_some_are_restated(folder: Path) -> None:
    accidents = table(folder, "accidents")
    assert {row["occurred_on"][:4] for row in accidents} >= {"2025", "2026"}
    assert "2" in {row["version"] for row in accidents}


def test_inspections_are_told_also_where_nothing_was_found(folder: Path) -> None:
    results = {row["result"] for row in table(folder, "inspections")}
    assert results >= {"none_found", "hazards_found"}


def test_the_same_seed_gives_the_same_files_and_hazards_do_not_change(
    folder: Path, tmp_path: Path
) -> None:
    again = made(tmp_path / "again")
    assert digest(again) == digest(folder) != digest(made(tmp_path / "other", seed=2))
    simulate(tmp_path / "bare", UNITS, nights=5, sources=3, rows=60, mess="nasty")
    bare, both = (one / "truth" / "rows.csv" for one in (tmp_path / "bare", folder))
    assert bare.read_bytes() == both.read_bytes()
