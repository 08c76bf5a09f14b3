"""A correction of an issued summary: the edition before, and what the warehouse changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, text

from zhiben.reporting.issuing import Issue, Printed
from zhiben.reporting.summary import Filter, Number
from zhiben.reporting.trace import query


@dataclass(frozen=True)
class Revision:
    """A published number that was changed, and what caused it."""

    programme: str | None
    metric: str
    county_code: str
    cause: str


@dataclass(frozen=True)
class Correction:
    """Why an edition follows ``before``, which was issued on ``issued_on``.

    ``codes`` has the codes that units had before, each with the one that the unit has today.
    """

    before: Issue
    issued_on: date
    why: str
    revisions: tuple[Revision, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def edition(self) -> int:
        """The number of the edition that corrects."""
        return self.before.edition + 1

    def as_issued(self, was: Printed) -> Number:
        """A number of the edition before under its own filter, its unit by the code of today.

        A unit that got another code since has not changed its numbers by it.
        """
        where = Filter.parse(was.filter)
        code = where.county_code and self.codes.get(where.county_code, where.county_code)
        where = replace(where, county_code=code)
        return Number(was.placeholder, was.metric, where, was.value, was.printed)

    def cause(self, number: Number) -> str:
        """What changed a number, in the words of the revisions; empty where none is of it."""
        where = number.filter
        parts = (f"{where.dimension}.{where.member}", where.measure.value)
        names = {number.metric, *(f"{number.metric}.{part}" for part in parts)}
        causes = [
            one.cause
            for one in self.revisions
            if one.metric in names
            and one.county_code == where.county_code
            and one.programme in (None, where.programme)
        ]
        return "；".join(dict.fromkeys(causes))


def correct(connection: Connection, before: Issue, why: str, zone: ZoneInfo) -> Correction:
    """The correction of ``before``, which must have been issued."""
    assert before.issued_at is not None  # noqa: S101 - only what was issued is corrected
    days = {"as_of": before.as_of, "issued_at": before.issued_at}
    rows = connection.execute(text(query("revisions")), days).mappings()
    revisions = tuple(Revision(**row) for row in rows)
    codes: dict[str, str] = dict(connection.execute(text(query("codes"))).tuples().all())
    return Correction(before, before.issued_at.astimezone(zone).date(), why, revisions, codes)
