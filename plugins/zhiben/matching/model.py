"""The words of linking: findings that are new, and the enterprises, items and rows known before."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Protocol

CLOSING = frozenset({"verified", "withdrawn"})


class Relation(StrEnum):
    """What a source row is to its item."""

    NEW = "new"
    UPDATE = "update"
    DUPLICATE = "duplicate"


class Verdict(StrEnum):
    """What a judgement says of a row and an item."""

    NEW = "new"
    SAME = "same"
    RECURRENCE = "recurrence"


@dataclass(frozen=True)
class Told:
    """What a record says of its hazard, as its source wrote it; empty where it says nothing."""

    description: str = ""
    site: str = ""
    measure: str = ""
    check_item: str = ""
    level: str = ""
    category: str = ""


class Named(Protocol):
    """A row that names an enterprise; ``birth`` names the row for all time."""

    @property
    def birth(self) -> str:
        """Names the row for all time."""

    @property
    def county_code(self) -> str:
        """The unit that it lies in."""

    @property
    def enterprise_name(self) -> str | None:
        """What it calls the enterprise."""

    @property
    def name_key(self) -> str:
        """The name without what people vary in it."""

    @property
    def uscc(self) -> str | None:
        """A valid credit code."""

    @property
    def town(self) -> str | None:
        """The town that it lies in."""

    @property
    def typed_code(self) -> str | None:
        """What stood in the code's cell where that is no valid code."""


@dataclass(frozen=True)
class NamedRow:
    """A row of whatever kind as far as it names an enterprise."""

    birth: str
    county_code: str
    enterprise_name: str | None
    name_key: str
    uscc: str | None
    town: str | None
    typed_code: str | None


@dataclass(frozen=True)
class Finding:
    """An accepted record as the linker sees it.

    ``closed_on`` is the day its own source holds it closed, None while open; ``birth`` names the
    row for all time (source, business date, hash of the file, place) and gives ids to what it
    founds; ``source_key`` is the contract's key, None where the source has none. ``typed_code`` is
    what stood in the code's cell where that is no valid code of 18 characters; ``grace_days`` are
    those of its source's contract. ``due_on`` is the deadline it names, ``rectified_on`` the day
    on which it says the hazard was put right.
    """

    record_id: str
    delivery_id: str
    birth: str
    source: str
    business_date: date
    authority: int
    source_key: str | None
    part: int
    row_hash: str
    state_hash: str
    reading_fingerprint: str
    enterprise_name: str | None
    name_key: str
    uscc: str | None
    county_code: str
    site_key: str
    text_key: str
    found_on: date
    status: str
    closed_on: date | None
    town: str | None = None
    typed_code: str | None = None
    told: Told = Told()
    grace_days: int = 0
    due_on: date | None = None
    rectified_on: date | None = None


@dataclass(frozen=True)
class Enterprise:
    """A resolved enterprise; ``town`` is the first it was reported in."""

    enterprise_id: str
    county_code: str
    enterprise_name: str
    uscc: str | None
    town: str | None = None


@dataclass(frozen=True)
class EnterpriseName:
    """A name under which an enterprise was reported in a county.

    ``is_doubtful`` where only a code speaks for it, and the name is unlike every other it bears:
    a former name, or a code typed for the wrong enterprise.
    """

    enterprise_id: str
    county_code: str
    name_key: str
    name: str
    is_doubtful: bool = False


@dataclass(frozen=True)
class Item:
    """A rectification item: one hazard at one place in one episode.

    Its keys are the words it was founded by; each of its rows has its own.
    """

    item_id: str
    enterprise_id: str
    recurrence_of: str | None
    site_key: str
    text_key: str


@dataclass(frozen=True)
class SourceRow:
    """The current version of one row (or part of one) that a source lists."""

    source: str
    row_key: str
    item_id: str
    source_key: str | None
    part: int
    content_key: str
    state_hash: str
    row_hash: str
    reading_fingerprint: str
    business_date: date
    found_on: date
    status: str
    closed_on: date | None
    authority: int
    missing_since: date | None
    changed_by: str
    site_key: str
    text_key: str
    due_on: date | None = None
    rectified_on: date | None = None

    @classmethod
    def first_said_by(
        cls, finding: Finding, content_key: str, row_key: str, item_id: str
    ) -> SourceRow:
        """The row that ``finding`` stands in, of the item it belongs to."""
        return cls(
            source=finding.source,
            row_key=row_key,
            item_id=item_id,
            source_key=finding.source_key,
            part=finding.part,
            content_key=content_key,
            state_hash=finding.state_hash,
            row_hash=finding.row_hash,
            reading_fingerprint=finding.reading_fingerprint,
            business_date=finding.business_date,
            found_on=finding.found_on,
            status=finding.status,
            closed_on=finding.closed_on,
            authority=finding.authority,
            missing_since=None,
            changed_by=finding.delivery_id,
            site_key=finding.site_key,
            text_key=finding.text_key,
            due_on=finding.due_on,
            rectified_on=finding.rectified_on,
        )

    def as_said_by(self, finding: Finding, content_key: str) -> SourceRow:
        """This row after ``finding`` said it anew."""
        said = self.first_said_by(finding, content_key, self.row_key, self.item_id)
        return replace(said, source=self.source, part=self.part)


@dataclass(frozen=True)
class PairJudgement:
    """What was decided of two rows: one item, another, or left to a person (``doubt``).

    ``evidence`` says what each question gave for (above zero) or against one item, in log odds.
    """

    one: tuple[str, str]
    other: tuple[str, str]
    enterprise_id: str
    verdict: str
    rule: str
    score: float
    evidence: dict[str, float]
    model: str


@dataclass(frozen=True)
class Link:
    """What became of a finding: its item, and the judgement that put it there.

    ``is_change`` is False where the row says nothing it had not said before; ``flags`` are what
    linking doubts, beside what reading did. ``holds_until`` is the day of a newer ledger of its
    source, loaded before, that says otherwise again.
    """

    finding: Finding
    item_id: str
    row_key: str
    relation: Relation
    verdict: Verdict
    rule: str
    score: float
    evidence: dict[str, str]
    is_change: bool
    flags: tuple[str, ...] = ()
    holds_until: date | None = None
    pairs: tuple[PairJudgement, ...] = ()

    @property
    def judgement_id(self) -> str:
        """Names the judgement."""
        return stable_id("J", self.finding.birth, self.item_id)


def stable_id(prefix: str, *parts: str) -> str:
    """An id that the same parts always give, short enough to read aloud (80 bits, base 32)."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()[:10]
    return prefix + base64.b32encode(digest).decode()


def closing_day(
    status: str,
    verifies: bool,
    rectified_on: date | None,
    verified_on: date | None,
    business_date: date,
) -> date | None:
    """Day on which a source's own word closes the item, None while it leaves it open.

    ``rectified`` closes only where nobody verifies after this source.
    """
    if status in CLOSING:
        return verified_on or rectified_on or business_date
    if status == "rectified" and not verifies:
        return rectified_on or business_date
    return None
