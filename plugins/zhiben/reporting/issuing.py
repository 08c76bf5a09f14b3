"""Editions of a week's summary: a draft until it is issued, then as it is for ever.

What an issue said is corrected by a further edition, which says why.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from zhiben.errors import ZhibenError
from zhiben.reporting.week import Week
from zhiben.warehouse.weekly_schema import weekly_issues, weekly_numbers


@dataclass(frozen=True)
class Printed:
    """A number as it was printed: ``sql`` gives its value, ``rows_sql`` the rows behind it."""

    number: int
    placeholder: str
    metric: str
    county_code: str
    filter: str
    as_of: date
    value: Decimal | None
    printed: str
    sql: str
    rows_sql: str


@dataclass(frozen=True)
class Issue:
    """One edition of a week's summary; ``issued_at`` is None while it is a draft.

    ``digest`` is the SHA-256 of its numbers.json, ``why`` says what an edition after the first
    corrects.
    """

    week: Week
    edition: int
    as_of: date
    digest: str
    why: str = ""
    issued_at: datetime | None = None
    numbers: tuple[Printed, ...] = ()

    @property
    def is_draft(self) -> bool:
        """Whether it may still change."""
        return self.issued_at is None

    def folder(self, reports: Path) -> Path:
        """Where its files are: the week's folder, and one inside it for each correction."""
        return folder_of(reports, self.week, self.edition)


def folder_of(reports: Path, week: Week, edition: int) -> Path:
    """Where the files of an edition of ``week`` are."""
    first = reports / week.label
    return first if edition == 1 else first / f"edition-{edition}"


def issue(connection: Connection, week: Week, at: datetime) -> Issue:
    """Issue the newest edition of ``week`` as of ``at``; one that is issued stays as it is.

    Raises:
        ZhibenError: when no summary of the week was written.
    """
    if locked(connection, week) is None:
        raise ZhibenError(
            f"No summary of {week.label} is written yet.",
            f"Write it first: zhiben week {week.label}",
        )
    is_draft = (weekly_issues.c.week == week.label) & weekly_issues.c.issued_at.is_(None)
    connection.execute(update(weekly_issues).where(is_draft).values(issued_at=at))
    done = issued(connection, week)
    assert done is not None  # noqa: S101 - every edition of the week is issued now
    return done


def issued(connection: Connection, week: Week) -> Issue | None:
    """The newest edition of ``week`` that was issued."""
    return _edition(connection, _of(week).where(weekly_issues.c.issued_at.is_not(None)))


def newest(connection: Connection, week: Week) -> Issue | None:
    """The newest edition of ``week``, issued or not."""
    return _edition(connection, _of(week))


def locked(connection: Connection, week: Week) -> Issue | None:
    """The newest edition of ``week``, which nobody else writes or issues in this transaction."""
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"week {week.label}"))))
    return newest(connection, week)


def edition(connection: Connection, week: Week, number: int) -> Issue | None:
    """The edition of ``week`` with this number."""
    return _edition(connection, _of(week).where(weekly_issues.c.edition == number))


def keep_draft(connection: Connection, draft: Issue) -> None:
    """Put ``draft`` in the place of the draft that was there."""
    key = {"week": draft.week.label, "edition": draft.edition}
    for table in (weekly_numbers, weekly_issues):
        connection.execute(delete(table).filter_by(**key))
    own = {"as_of": draft.as_of, "digest": draft.digest, "why": draft.why}
    connection.execute(insert(weekly_issues).values(**key, **own))
    if draft.numbers:
        rows = [{**key, **asdict(one)} for one in draft.numbers]
        connection.execute(insert(weekly_numbers), rows)


def _of(week: Week) -> Select[tuple[object, ...]]:
    return select(weekly_issues).where(weekly_issues.c.week == week.label)


def _edition(connection: Connection, query: Select[tuple[object, ...]]) -> Issue | None:
    found = connection.execute(query.order_by(weekly_issues.c.edition.desc()).limit(1)).first()
    return None if found is None else _issue(connection, found)


def _issue(connection: Connection, row: Row[tuple[object, ...]]) -> Issue:
    said = row._asdict()
    columns = [weekly_numbers.c[name] for name in Printed.__dataclass_fields__]
    query = select(*columns).filter_by(week=said["week"], edition=said["edition"])
    numbers = connection.execute(query.order_by(weekly_numbers.c.number))
    own = {**said, "week": Week.parse(said["week"])}
    return Issue(**own, numbers=tuple(Printed(**one._asdict()) for one in numbers))
