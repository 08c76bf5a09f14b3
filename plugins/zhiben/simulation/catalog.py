"""Loads the room's word lists: hazards, names, and the habits of departments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from zhiben.documents import read_yaml
from zhiben.simulation.model import Kind

DATA = Path(__file__).parent / "data"
Words = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Sector:
    """A kind of enterprise: what it is called, how common it is, which rooms it has."""

    name: str
    weight: float
    industries: tuple[str, ...]
    trades: tuple[str, ...]
    forms: tuple[str, ...]
    is_individual: bool
    rooms: Mapping[str, int]  # room → the most there can be


@dataclass(frozen=True)
class Department:
    """A body that reports; ``sees`` and ``sectors`` are None where nothing is left out."""

    id: str
    name: str
    share: float
    prefix: str
    channel: str = "supervision"
    mode: str = "full"
    every: str = "night"
    verifies: bool = True
    sees: frozenset[str] | None = None
    sectors: frozenset[str] | None = None


@dataclass(frozen=True)
class Column:
    """A column a form may have; ``odd`` headings need a contract, ``ignored`` ones are no field."""

    field: str
    share: float
    group: str
    headings: tuple[str, ...] = ()
    odd: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True)
class WordStyle:
    """How one department writes a closed list of words, and what the contract must explain."""

    words: Words
    values: Mapping[str, str]
    heading: str = ""
    is_final: bool = False  # knows no word for verified

    def meaning(self, word: str, status: str) -> str:
        """What a reader makes of ``word`` written for ``status``."""
        return self.values.get(word, status)


@dataclass(frozen=True)
class Catalog:
    """Everything the simulation knows by heart."""

    kinds: tuple[Kind, ...]
    sectors: Mapping[str, Sector]
    departments: tuple[Department, ...]
    columns: tuple[Column, ...]
    levels: tuple[WordStyle, ...]
    statuses: tuple[WordStyle, ...]
    lists: Words  # plain word lists by name
    places: Words  # room → spellings, the plain one first
    categories: Words
    standards: Words
    consequences: Words
    channels: Words
    frames: Words
    swaps: tuple[tuple[str, str], ...]
    typos: tuple[tuple[str, str], ...]


def load_catalog(texts: Sequence[tuple[str, str]] = ()) -> Catalog:
    """The shipped word lists, and ``texts`` (check line, wording) as further kinds of hazard.

    Wordings under one check line are taken to state one hazard; lines with fewer than two are
    left out, since nothing could be said in other words.
    """
    shipped = _load_shipped()
    lines: dict[str, dict[str, None]] = {}
    for line, wording in texts:
        lines.setdefault(line, {})[wording] = None
    named = [(line, tuple(words)) for line, words in lines.items() if len(words) > 1]
    extra = [_foreign_kind(number, *pair) for number, pair in enumerate(named, start=1)]
    return replace(shipped, kinds=(*shipped.kinds, *extra))


@cache
def _load_shipped() -> Catalog:
    hazards, names, habits = (_read(name) for name in ("hazards", "names", "departments"))
    return Catalog(
        kinds=tuple(_kinds(hazards)),
        sectors={name: _sector(name, body) for name, body in names["sectors"].items()},
        departments=tuple(_department(body) for body in habits["departments"]),
        columns=tuple(_column(name, body) for name, body in habits["columns"].items()),
        levels=tuple(_style(body) for body in habits["levels"]),
        statuses=tuple(_style(body) for body in habits["statuses"]),
        lists=_plain_lists(names) | _plain_lists(habits),
        places=_words(names["places"]),
        categories=_words(hazards["categories"]),
        standards=_words(hazards["standards"]),
        consequences=_words(hazards["consequences"]),
        channels=_words(habits["channels"]),
        frames=_words(habits["frames"]),
        swaps=tuple((old, new) for old, new in habits["swaps"]),
        typos=tuple((old, new) for old, new in habits["typos"]),
    )


def _read(name: str) -> dict[str, Any]:
    data: dict[str, Any] = read_yaml((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
    return data


def _words(table: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(words) for name, words in table.items()}


def _plain_lists(data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(words)
        for name, words in data.items()
        if isinstance(words, list) and all(isinstance(word, str) for word in words)
    }


def _kinds(hazards: Mapping[str, Any]) -> list[Kind]:
    groups: dict[str, list[str]] = hazards["groups"]
    return [
        Kind(
            kind_id=f"{thing['object']}/{defect}",
            thing=thing["object"],
            defect=defect,
            topic=thing["topic"],
            rooms=frozenset(room for name in thing["places"] for room in groups.get(name, [name])),
            words=tuple(words),
            unit=thing["unit"],
            check_item=thing["check"],
            measures=tuple(thing["measures"]),
            can_be_major=defect in thing.get("major", ()),
        )
        for thing in hazards["hazards"]
        for defect, words in thing["defects"].items()
    ]


def _foreign_kind(number: int, line: str, words: tuple[str, ...]) -> Kind:
    rooms = frozenset(_read_groups()["anywhere"])
    measures = ("立即整改",)
    return Kind(
        f"text-{number}", line, "stated", "other", rooms, words, "处", line, measures, False
    )


@cache
def _read_groups() -> dict[str, list[str]]:
    groups: dict[str, list[str]] = _read("hazards")["groups"]
    return groups


def _sector(name: str, body: Mapping[str, Any]) -> Sector:
    return Sector(
        name=name,
        weight=body["weight"],
        industries=tuple(body["industries"]),
        trades=tuple(body["trades"]),
        forms=tuple(body["forms"]),
        is_individual=body.get("individual", False),
        rooms=body["rooms"],
    )


def _department(body: Mapping[str, Any]) -> Department:
    limits = {key: frozenset(body[key]) for key in ("sees", "sectors") if key in body}
    return Department(**{**body, **limits})


def _column(name: str, body: Mapping[str, Any]) -> Column:
    lists = {key: tuple(body.get(key, ())) for key in ("headings", "odd", "ignored")}
    return Column(name, body["share"], body["group"], **lists)


def _style(body: Mapping[str, Any]) -> WordStyle:
    words = {
        key: (value,) if isinstance(value, str) else tuple(value)
        for key, value in body["words"].items()
    }
    heading, is_final = body.get("heading", ""), body.get("final", False)
    return WordStyle(words, body.get("values", {}), heading, is_final)
