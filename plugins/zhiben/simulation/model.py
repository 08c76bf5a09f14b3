"""The nouns of a simulated county: units, enterprises, places, hazards, items and their entries."""

from dataclasses import dataclass, field
from datetime import date

HABITS = (
    # the file and its sheets
    "file_kind", "hidden_sheet", "sheet_a_town", "second_table", "section",
    # headings and columns
    "deep_headings", "role_columns", "wrapped_heading", "column_numbers", "renamed", "added_column",
    "gone_column",
    # rows
    "page_break", "subtotal", "half_filled", "rules_below", "hidden_row", "merged_enterprise",
    "merged_more", "same_as_above", "shifted_cell",
    # cells
    "yearless_date", "two_digit_year", "chinese_date", "date_and_time", "loose_date", "date_range",
    "deadline_in_words", "other_word", "remark_in_status", "money_spelled", "several_people",
    "spaced_name", "phone_after_name", "phone_spelled", "lookalike_in_code", "labelled_code",
    "code_as_number", "other_number", "town_spelled", "county_spelled", "full_width",
    # texts
    "inserted_reading", "traditional", "broken_word", "nested_list", "paired_measures",
    "paired_deadlines",
)  # fmt: skip

Cell = str | int | float | date | None


@dataclass(frozen=True)
class Unit:
    """A reporting unit; ``city`` may stand in its enterprises' names in the county's place.

    ``old_names`` it bore before; people go on writing them.
    """

    code: str
    name: str
    towns: tuple[str, ...] = ()
    city: str = ""
    old_names: tuple[str, ...] = ()

    @property
    def short_name(self) -> str:
        """The name without 县, 区 or 市; zones and farms keep theirs whole."""
        is_zone = self.name.endswith(("开发区", "示范区", "新区", "园区"))
        is_county = len(self.name) > 2 and self.name[-1] in "县区市" and not is_zone
        return self.name[:-1] if is_county else self.name


@dataclass(frozen=True)
class Kind:
    """One way in which one object can be unsafe, with wordings that all state just that."""

    kind_id: str
    thing: str
    defect: str
    topic: str
    rooms: frozenset[str]
    words: tuple[str, ...]
    unit: str
    check_item: str
    measures: tuple[str, ...]
    can_be_major: bool


@dataclass(frozen=True)
class Place:
    """A place inside an enterprise: a room of a kind, numbered, perhaps with a side."""

    place_id: str
    room: str
    number: int
    side: str


@dataclass(frozen=True)
class Enterprise:
    """A firm, shop or institution as the registry knows it; ``uscc`` is empty for a few."""

    enterprise_id: str
    name: str
    short_name: str  # without county or city in front
    uscc: str
    registration_number: str  # 15 digits, GS 15-2006
    town: str
    address: str
    sector: str
    industry: str
    person: str
    phone: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Step:
    """A state an item enters, and the day on which it does."""

    status: str
    on: date

    @property
    def is_dated(self) -> bool:
        """Whether forms have a column for the day of this step."""
        return self.status in {"rectified", "verified"}


@dataclass(frozen=True)
class Life:
    """What becomes of an item: its deadline and the states it goes through, in order."""

    found_on: date
    due_days: int
    steps: tuple[Step, ...]

    def last(self, status: str) -> date | None:
        """The last day on which the item entered ``status``, if it ever did."""
        return next((step.on for step in reversed(self.steps) if step.status == status), None)

    @property
    def rectified_on(self) -> date | None:
        """The day the enterprise says it was done for good."""
        return self.last("rectified")

    @property
    def first_rectified_on(self) -> date | None:
        """The first day it was said to be done; it cannot be found again after that day."""
        return next((step.on for step in self.steps if step.status == "rectified"), None)


@dataclass(frozen=True)
class Item:
    """A true rectification item: one hazard, one place, one episode."""

    item_id: str
    enterprise: Enterprise
    place: Place
    kind: Kind
    level: str
    quantity: int
    spot: str
    life: Life
    recurrence_of: str = ""


@dataclass(frozen=True)
class Entry:
    """One row of one source's ledger, about one item or about several found together."""

    entry_id: str
    number: int
    items: tuple[Item, ...]
    texts: tuple[str, ...]
    channel: str
    found_on: date
    due_on: date
    appears_on: date
    lag_days: int  # until the source hears of a change
    is_stale: bool  # never hears of any

    @property
    def enterprise(self) -> Enterprise:
        """Where the hazards were found."""
        return self.items[0].enterprise


@dataclass
class County:
    """All that happened in a reporting unit, and what its sources wrote of it."""

    unit: Unit
    enterprises: tuple[Enterprise, ...] = ()
    items: list[Item] = field(default_factory=list)
    entries: dict[str, list[Entry]] = field(default_factory=dict)  # by source
    pinned: set[str] = field(default_factory=set)  # items of recurrences, told without gaps
