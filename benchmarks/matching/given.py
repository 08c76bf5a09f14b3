"""Names with the truth behind them: the real pairs beside the checkout, and simulated counties."""

from __future__ import annotations

import csv
import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from zhiben.contracts.units import Units, load_units
from zhiben.matching.names import Gazetteer, NameReader, gazetteer_of
from zhiben.matching.names.divisions import DivisionPath
from zhiben.sample import units_to_simulate
from zhiben.settings import SHIPPED_INCLUDE
from zhiben.simulation.catalog import load_catalog
from zhiben.simulation.enterprises import make_enterprises
from zhiben.simulation.model import Enterprise
from zhiben.vocabulary import load_name_words

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
PAIRS = DATA / "company-name-pairs" / "pairs_shared.csv.gz"
PROVINCES_OF_PAIRS = ("山东省", "福建省")


@dataclass(frozen=True)
class Record:
    """An enterprise as the registry has it."""

    name: str
    former: tuple[str, ...]
    codes: frozenset[str]


@dataclass(frozen=True)
class Query:
    """A name and code as reported, and the registry's name it means; None where it has none."""

    name: str
    code: str
    truth: str | None

    @property
    def is_training(self) -> bool:
        """Which half it is in: all names reported of one record are in the same."""
        return hashlib.sha256((self.truth or self.name).encode()).digest()[0] % 2 == 0


def real_pairs() -> tuple[list[Query], dict[str, Record]]:
    """What was reported, and the registry's records by name."""
    queries, records = [], {}
    with gzip.open(PAIRS, "rt", encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            name = row["企业名称"] or None
            queries.append(Query(row["提供企业名称"], row["提供代码匹配"], name))
            if name:
                records[name] = _record(name, row)
    return queries, records


def _record(name: str, row: dict[str, str]) -> Record:
    former = row["曾用名"].removesuffix("查看更多").strip("-")
    codes = {row["统一社会信用代码"], row["注册号"], row["组织机构代码"]} - {"-", ""}
    return Record(name, (former,) * bool(former), frozenset(codes))


def reader_of_pairs() -> NameReader:
    """Reads names as a city there would: its units' names are known beside the country's."""
    words = load_name_words(SHIPPED_INCLUDE / "vocabulary")
    return NameReader(words, Gazetteer((*gazetteer_of(home_units(), words).places, *_counties())))


def reader_of_home() -> NameReader:
    """Reads names with what ships: the country's divisions and the city's own units."""
    words = load_name_words(SHIPPED_INCLUDE / "vocabulary")
    return NameReader(words, gazetteer_of(home_units(), words))


def home_units() -> Units:
    """The reporting units that ship."""
    return load_units(SHIPPED_INCLUDE / "campaign" / "units.yaml")


def simulated_counties(seed: int, count: int) -> Iterator[tuple[str, tuple[Enterprise, ...]]]:
    """Each reporting unit's code with ``count`` invented enterprises, many of like names."""
    catalog = load_catalog()
    for place, unit in enumerate(units_to_simulate(home_units())):
        rng = Random(f"{seed}/{place}")  # noqa: S311 - reproducible
        yield unit.code, make_enterprises(unit, count, catalog, rng)


def _counties() -> Iterator[tuple[str, DivisionPath]]:
    provinces, cities = _names("provinces"), _names("cities")
    with (DATA / "divisions" / "areas.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            province = provinces[row["provinceCode"]]
            if province in PROVINCES_OF_PAIRS:
                yield row["name"], (province, cities[row["cityCode"]], row["name"])


def _names(level: str) -> dict[str, str]:
    with (DATA / "divisions" / f"{level}.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}
