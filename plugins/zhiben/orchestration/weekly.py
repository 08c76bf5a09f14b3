"""Writes a week's summary: a draft again and again until it is issued, then only corrections."""

from __future__ import annotations

import logging
from hashlib import sha256
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from zhiben.errors import ZhibenError
from zhiben.masking import mask_text
from zhiben.reporting import (
    Correction,
    Issue,
    Week,
    collect,
    compose,
    correct,
    open_items,
    printed,
    write_briefs,
)
from zhiben.reporting.issuing import issued, keep_draft, locked, newest
from zhiben.reporting.write import numbers_json, write_summary
from zhiben.settings import Settings
from zhiben.warehouse.connection import connect

_log = logging.getLogger(__name__)


def write(settings: Settings, week: Week, reissue: str = "") -> Issue:
    """Write the summary's draft, its files and its numbers; what is issued stays as it is.

    ``reissue`` says why a further edition is to correct the one that was issued. Gives back the
    edition that stands now.

    Raises:
        ZhibenError: when no night of the week is published, or nothing was issued yet that could
            be corrected.
    """
    with connect(settings).begin() as connection:
        last = locked(connection, week)
        if reissue:
            _refuse_draft(issued(connection, week), week)
        elif last and not last.is_draft:
            _log.info("%s is issued (edition %s) and stays as it is.", week.label, last.edition)
            return last
        why = mask_text(reissue) or (last.why if last else "")
        made = _correction(connection, settings, week, why)
        return _write(connection, settings, week, made)


def must_be_issued(settings: Settings, week: Week, why: str) -> None:
    """Refuse a correction before anything is started.

    Raises:
        ZhibenError: when it says no reason, or nothing was issued that it could correct.
    """
    if not why.strip():
        raise ZhibenError("A correction says why.", f'zhiben week {week.label} --reissue "why"')
    with connect(settings).connect() as connection:
        _refuse_draft(issued(connection, week), week)


def standing(settings: Settings, week: Week) -> Issue:
    """The newest edition of ``week``, issued or not.

    Raises:
        ZhibenError: when none was written.
    """
    with connect(settings).connect() as connection:
        found = newest(connection, week)
    if found is None:
        raise ZhibenError(f"No summary of {week.label} is written.", f"zhiben week {week.label}")
    return found


def _refuse_draft(before: Issue | None, week: Week) -> None:
    if before is None:
        raise ZhibenError(
            f"The summary of {week.label} is not issued, so there is nothing to correct.",
            f"Write the draft again: zhiben week {week.label}",
        )


def _correction(
    connection: Connection, settings: Settings, week: Week, why: str
) -> Correction | None:
    """What the draft corrects; nothing where it is the first edition."""
    before = issued(connection, week)
    if before is None:
        return None
    return correct(connection, before, why, ZoneInfo(settings.timezone))


def _write(
    connection: Connection, settings: Settings, week: Week, made: Correction | None
) -> Issue:
    numbers = collect(connection, week, settings.today(), settings.timezone)
    summary = compose(numbers, made)
    draft = Issue(
        week=week,
        edition=summary.edition,
        as_of=numbers.as_of,
        digest=sha256(numbers_json(summary, numbers).encode()).hexdigest(),
        why=made.why if made else "",
        numbers=printed(summary),
    )
    keep_draft(connection, draft)
    folder = write_summary(settings.reports, summary, numbers)
    write_briefs(folder, numbers, open_items(connection, numbers.as_of))
    return draft
