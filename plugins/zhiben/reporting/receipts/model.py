"""A receipt: what came from a source in one night, and what became of every row of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Place:
    """Where a row stands, as the clerk finds it."""

    file_name: str
    sheet: str
    row_number: int


@dataclass(frozen=True)
class Reason:
    """Why a row was not accepted: the rule, the field, its heading, what stood there, in words."""

    rule: str
    field: str
    heading: str
    value: str
    message: str


@dataclass(frozen=True)
class Refused:
    """A row, or part of one, that was not accepted, since when and how often it came so."""

    place: Place
    part: int
    enterprise: str
    reasons: tuple[Reason, ...]
    first_seen: date
    times_seen: int


@dataclass(frozen=True)
class Mended:
    """A row refused before that this delivery brought right: where it stands now."""

    place: Place
    enterprise: str
    first_seen: date


@dataclass(frozen=True)
class Tally:
    """How many rows something holds for, and which the first are: by sheet, where it is named."""

    words: str
    count: int
    places: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True)
class Suggested:
    """An accepted row whose text a clause suggests to be major: where, the clause, its words."""

    place: Place
    enterprise: str
    clause: str
    says: str
    words: tuple[str, ...]
    is_verified: bool


@dataclass(frozen=True)
class Workbook:
    """A marked workbook beside the receipt: its path from there, and how it differs."""

    path: str
    note: str = ""


@dataclass(frozen=True)
class Delivery:
    """One file of the source, or one that did not come."""

    delivery_id: str
    business_date: date
    file_name: str
    sha256: str
    status: str
    is_late: bool
    received: int
    loaded: int
    quarantined: int
    skipped: int
    items_new: int
    items_updated: int
    items_unchanged: int
    items_duplicate: int
    message: str
    refused: tuple[Refused, ...] = ()
    waived: int = 0
    mended: tuple[Mended, ...] = ()
    skips: tuple[Tally, ...] = ()
    flags: tuple[Tally, ...] = ()
    suggested: tuple[Suggested, ...] = ()
    drift: tuple[str, ...] = ()
    workbooks: tuple[Workbook, ...] = ()
    workbook_note: str = ""


@dataclass(frozen=True)
class Receipt:
    """All of one source's deliveries of one night, and what is open of earlier ones.

    ``noun`` is what people call one of its records: 隐患, 检查, 事故.
    """

    source: str
    night: date
    county: str
    department: str
    noun: str
    is_full: bool
    deliveries: tuple[Delivery, ...]
    still_open: tuple[Refused, ...] = ()
