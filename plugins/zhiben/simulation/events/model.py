"""The nouns of sample ledgers: an event, and what a ledger said of it from which night on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from random import Random
from typing import Any

from zhiben.documents import read_yaml
from zhiben.simulation.catalog import DATA
from zhiben.simulation.model import Enterprise, Unit

KINDS = ("inspection", "accident", "disaster", "task")

Value = str | int | date | None
FAULTS = {
    "required": "",
    "unreadable": "2月30日",
    "no_number": "若干",
    "unknown_word": "详见附件",
}


@dataclass(frozen=True)
class Place:
    """A reporting unit and the enterprises that its ledgers may name."""

    unit: Unit
    enterprises: Sequence[Enterprise]


@dataclass(frozen=True)
class Version:
    """What a ledger says of an event from the night of ``since`` on.

    ``rule`` is the one that the row is made to break, in ``rule_field``; empty for a good row.
    """

    since: date
    fields: Mapping[str, Value]
    rule: str = ""
    rule_field: str = ""

    def changed(self, since: date, **fields: Value) -> "Version":
        """A later version with other values."""
        return replace(self, since=since, fields={**self.fields, **fields})

    def broken(self, rule: str, name: str) -> "Version":
        """The same with a cell that no night accepts."""
        return replace(self, rule=rule, rule_field=name)


@dataclass(frozen=True)
class Event:
    """One thing of one kind with its versions, the first one first."""

    event_id: str
    unit: Unit
    versions: Sequence[Version]
    enterprise_id: str = ""

    def on(self, day: date) -> Version | None:
        """What the ledger of ``day`` says of it, None where it does not know it yet."""
        said = [one for one in self.versions if one.since <= day]
        return said[-1] if said else None


@dataclass(frozen=True)
class Form:
    """A ledger's form: who sends it, its title, and its columns, field → heading."""

    department: str
    title: str
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Lists:
    """Word lists and forms of :mod:`zhiben.simulation.data`."""

    forms: Mapping[str, Form]
    words: Mapping[str, Mapping[str, Sequence[str]]]
    plain: Mapping[str, Sequence[str]]

    def any(self, name: str, rng: Random) -> str:
        """One of a list."""
        return rng.choice(list(self.plain[name]))


@dataclass(frozen=True)
class Span:
    """The nights of the ledgers, and chance for one kind of one unit."""

    start: date
    nights: Sequence[date]
    rng: Random = field(repr=False)

    def any_night(self, first: int = 0) -> date:
        """A business date, not before the one numbered ``first`` where there are so many."""
        return self.rng.choice(list(self.nights[first:] or self.nights))


@cache
def load_lists() -> Lists:
    """The lists of ``events.yaml``."""
    said: dict[str, Any] = read_yaml((DATA / "events.yaml").read_text(encoding="utf-8"))
    forms = {name: Form(**form) for name, form in said.pop("forms").items()}
    return Lists(forms, said.pop("words"), said)
