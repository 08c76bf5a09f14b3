"""What a field of a record kind is: declared once, used by every room.

From these declarations come the contract check, the columns of a normalised table, the Great
Expectations suite, the warehouse's columns and the data dictionary.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FieldType(StrEnum):
    """How a field's text is read, and what it becomes."""

    TEXT = "text"
    NAME = "name"  # an enterprise's name: text with a comparison key
    CODE = "code"  # unified social credit code, GB 32100-2015
    DATE = "date"
    WORD = "word"  # one of a closed list, through the vocabulary
    MONEY = "money"  # yuan, two decimals
    COUNT = "count"
    FLAG = "flag"  # yes or no
    PEOPLE = "people"  # one or more names in one cell
    PHONE = "phone"


@dataclass(frozen=True)
class Field:
    """One field of a record kind.

    ``words`` are the closed list of a WORD field, weakest first where order matters.
    ``finding`` says whether the field speaks of the finding itself rather than of where it
    was looked for: a row with none of these filled in is an unfilled form row. ``wanted`` is
    what a careful ledger fills in for every row, ``grouped`` a text with few different values,
    whose mix hardly changes from night to night, and ``advances`` a word that moves on through
    ``words`` as work goes on. ``vital`` is a number that the record is about: where it cannot be
    read, the row is refused. ``derived`` follows from other fields; what a ledger writes there is
    only compared with what follows. ``incidental`` is a word beside the point of the
    record: one that nobody knows is set aside and told, and refuses no row.
    """

    name: str
    type: FieldType
    zh: str
    en: str
    required: bool = False
    words: tuple[str, ...] = ()
    personal: bool = False
    finding: bool = False
    wanted: bool = False
    grouped: bool = False
    advances: bool = False
    vital: bool = False
    derived: bool = False
    incidental: bool = False


@dataclass(frozen=True)
class DateOrder:
    """``later`` may not come before ``earlier`` in one record."""

    earlier: str
    later: str


@dataclass(frozen=True)
class RecordKind:
    """A kind of ledger: its fields and the rules that bind them."""

    name: str
    zh: str
    noun: str  # what people call one of its records
    counters: str  # measure words they count its records with, as a pattern
    fields: tuple[Field, ...]
    orders: tuple[DateOrder, ...]
    happened: str  # the date field that may not lie after the delivery's business date
    text: str | None = None  # the field whose words must state something
    progress: tuple[str, ...] = ()  # fields that change while the thing stays the same
    identity: tuple[str, ...] = ()  # fields that together tell one thing from another

    def field(self, name: str) -> Field:
        """The field called ``name``.

        Raises:
            KeyError: when the kind has no such field.
        """
        return self._by_name()[name]

    def names(self) -> tuple[str, ...]:
        """Every field's name in declared order."""
        return tuple(field.name for field in self.fields)

    def of_type(self, *types: FieldType) -> tuple[Field, ...]:
        """The fields of the given types in declared order."""
        return tuple(field for field in self.fields if field.type in types)

    def has(self, name: str) -> bool:
        """Whether the kind has a field called ``name``."""
        return any(field.name == name for field in self.fields)

    def required(self) -> tuple[Field, ...]:
        """The fields a record cannot do without."""
        return tuple(field for field in self.fields if field.required)

    def _by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}
