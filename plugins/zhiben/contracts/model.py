"""What a source promised: the strict form of ``include/contracts/<source>.yaml``."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StrictInt, field_validator, model_validator

from zhiben.contracts.places import check_template
from zhiben.records import CHANNELS, KINDS, FieldType, RecordKind
from zhiben.strict import Location, Strict, nearest
from zhiben.vocabulary import heading_key

AUTHORITY = {"joint": 40, "supervision": 30, "expert": 25, "public_report": 20, "self_check": 10}

GRACE_DAYS = 7  # a slip is taken back, a failed verification reopens, within the week

KindName = Literal["hazard", "inspection", "accident", "disaster", "task"]
Whole = StrictInt  # YAML takes yes for true, and true is no number
Channel = Literal["self_check", "public_report", "expert", "supervision", "joint"]
Headings = Annotated[tuple[str, ...], Field(min_length=1)]


class Delivery(Strict):
    """How often a source delivers, and whether it sends everything each time."""

    mode: Literal["full", "delta"] = "full"
    every: Literal["night", "week", "month"] = "night"
    due: str = "01:00"

    @field_validator("due", mode="before")
    @classmethod
    def _is_quoted(cls, value: Any) -> Any:  # noqa: ANN401 - YAML reads 18:00 as a number
        if isinstance(value, int):
            raise ValueError(f'quote the time of day, as in "{value // 60:02}:{value % 60:02}"')
        return value

    @field_validator("due")
    @classmethod
    def _is_clock_time(cls, value: str) -> str:
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
            raise ValueError(f"{value!r} is no time of day like 01:00")
        return value


class Transport(Strict):
    """Which way the files come: people drop them, or a night fetches them."""

    kind: Literal["inbox", "sftp", "http", "s3"] = "inbox"
    connection: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]+$")] | None = None
    path: Annotated[str, Field(min_length=1)] | None = None
    days: Whole | None = Field(default=None, ge=1, le=3660)
    max_mb: Whole = Field(default=1024, ge=1)

    @field_validator("path")
    @classmethod
    def _is_understood(cls, value: str | None) -> str | None:
        if value is not None:
            check_template(value)
        return value

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Self:
        given = {"connection": self.connection, "path": self.path}
        asked = [key for key, value in (given | {"days": self.days}).items() if value]
        if self.kind == "inbox" and asked:
            raise ValueError(f"kind inbox takes no {' and no '.join(asked)}; did you mean sftp?")
        if self.kind != "inbox" and (lacking := [key for key, value in given.items() if not value]):
            raise ValueError(f"kind {self.kind} needs {' and '.join(lacking)}")
        if self.kind == "s3" and "{" in str(self.path).split("/")[0]:
            raise ValueError("the path of kind s3 begins with the bucket's name: bucket/prefix")
        return self


class Hidden(Strict):
    """What to do with hidden sheets and hidden rows."""

    sheets: Literal["skip", "read"] = "skip"
    rows: Literal["skip", "read"] = "read"


class RowRange(Strict):
    """How many rows a healthy delivery holds."""

    min: Whole = Field(default=0, ge=0)
    max: Whole = Field(default=1_000_000, ge=1)

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        if self.min > self.max:
            raise ValueError(f"min {self.min} is larger than max {self.max}")
        return self


class Usual(Strict):
    """How far from a source's own recent deliveries one may be before it is held.

    ``deliveries`` of at least ``rows`` rows must have come before anything is compared. ``kept``
    and ``grown`` are multiples of the smallest and the largest recent number of rows, the others
    shares of rows: of what usually comes unchanged, of cells newly empty, of values of another
    mix.
    """

    deliveries: Whole = Field(default=3, ge=1, le=8)
    rows: Whole = Field(default=30, ge=1)
    kept: float = Field(default=0.5, ge=0, le=1)
    grown: float = Field(default=5.0, ge=1)
    unchanged: float = Field(default=0.1, ge=0, le=1)
    emptied: float = Field(default=0.5, gt=0, le=1)
    shifted: float = Field(default=0.5, gt=0, le=1)


class Expect(Strict):
    """What a healthy delivery looks like; ``hold: false`` only reports what is far outside it."""

    rows: RowRange = RowRange()
    usual: Usual = Usual()
    hold: bool = True


class Contact(Strict):
    """Who is told about deliveries."""

    name: str = ""
    notify: tuple[str, ...] = ()


class Contract(Strict):
    """One source: who it is, what it sends, and where its ledger departs from the vocabulary.

    ``grace_days``: an item that this source opens again so many days after it closed it, found
    date as before, is the same item, reopened; later it is a new one, which came back.
    """

    source: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    county: str = Field(min_length=1, coerce_numbers_to_str=True)
    department: str = Field(min_length=1)
    kind: KindName
    channel: Channel = "supervision"
    delivery: Delivery = Delivery()
    transport: Transport = Transport()
    key: tuple[str, ...] = ()
    columns: dict[str, Headings] = Field(default_factory=dict)
    values: dict[str, dict[str, str]] = Field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    expect: Expect = Expect()
    authority: Whole | None = Field(default=None, ge=0, le=1000)
    verifies: bool = True
    grace_days: Whole = Field(default=GRACE_DAYS, ge=0, le=366)
    programmes: tuple[str, ...] = ()
    contact: Contact = Contact()
    hidden: Hidden = Hidden()

    @field_validator("values", mode="before")
    @classmethod
    def _words_are_text(cls, value: Any) -> Any:  # noqa: ANN401 - YAML reads 1 as a number
        if not isinstance(value, dict):
            return value
        return {
            field: {str(word): meaning for word, meaning in words.items()}
            if isinstance(words, dict)
            else words
            for field, words in value.items()
        }

    @property
    def record_kind(self) -> RecordKind:
        """The declaration of the kind of ledger this source sends."""
        if self.kind not in KINDS:
            raise ValueError(f"kind {self.kind!r} is not read yet; known: {', '.join(KINDS)}")
        return KINDS[self.kind]

    @property
    def weight(self) -> int:
        """Authority where sources disagree: higher wins; by channel unless stated."""
        return AUTHORITY[self.channel] if self.authority is None else self.authority


def misfit(contract: Contract) -> tuple[Location, str] | None:
    """Where ``contract`` does not speak of its kind of ledger, and in which words; None if it does.

    It is looked at once all else is right, so that the complaint names its own line.
    """
    kind = contract.record_kind
    for part, names in (("columns", contract.columns), ("values", contract.values)):
        for name in names:
            if name not in kind.names():
                hint = nearest(name, kind.names())
                return (part, name), f"unknown field {name!r} for kind {kind.name}{hint}"
    for name, words in contract.values.items():
        field = kind.field(name)
        if field.type is not FieldType.WORD:
            return ("values", name), f"field {name!r} has no list of words to map to"
        for word, meaning in words.items():
            if meaning not in field.words:
                allowed = ", ".join(field.words)
                words_for = f"{word!r} maps to {meaning!r}, which is none of {allowed}"
                return ("values", name, word), f"{name}: {words_for}"
    return _heading_misfit(contract)


def _heading_misfit(contract: Contract) -> tuple[Location, str] | None:
    """A heading that is none, or that stands where only one of two places can count."""
    stated = [
        (("columns", field, place), heading)
        for field, headings in contract.columns.items()
        for place, heading in enumerate(headings)
    ]
    keys = [(("key", place), heading) for place, heading in enumerate(contract.key)]
    ignored = [(("ignore", place), heading) for place, heading in enumerate(contract.ignore)]
    for location, heading in (*stated, *keys):
        if not heading_key(heading):
            return location, f"{heading!r} is no heading"
    owners: dict[str, str] = {}
    for location, heading in (*stated, *ignored):
        owner = location[1] if location[0] == "columns" else "ignore"
        before = owners.setdefault(heading_key(heading), str(owner))
        if before != owner:
            return location, f"the heading {heading!r} stands under {before!r}, too"
    return None


assert set(AUTHORITY) == set(CHANNELS)  # noqa: S101 - two lists that must stay one
