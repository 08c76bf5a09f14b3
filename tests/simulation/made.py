"""The units of the tests' counties, and a simulation with its truth read back."""

import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from zhiben.simulation import Simulation, Unit

TOWNS = ("东关街道", "柳林镇", "白沙乡", "槐树镇")
UNITS = (
    Unit("990001", "青河县", TOWNS, "云川市"),
    Unit("990002", "石桥区", TOWNS[:2], "云川市"),
    Unit("9900ZZ", "市直", (), "云川市"),
)
MESSES = ("clean", "ordinary", "nasty")

Table = list[dict[str, str]]


@dataclass(frozen=True)
class World:
    """A simulation with its truth read back."""

    simulation: Simulation

    @property
    def directory(self) -> Path:
        return self.simulation.directory

    @cached_property
    def rows(self) -> Table:
        return self.truth("rows")

    @cached_property
    def items(self) -> Table:
        return self.truth("items")

    @cached_property
    def files(self) -> Table:
        return self.truth("files")

    @cached_property
    def statements(self) -> dict[str, dict[str, str]]:
        return {row["statement_id"]: row for row in self.truth("statements")}

    def truth(self, name: str) -> Table:
        with (self.directory / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def path(self, row: dict[str, str]) -> Path:
        inbox = self.directory / "inbox"
        return inbox / row["source"] / row["business_date"] / row["file_name"]
