"""A draft may change, an issue may not; a correction is a further edition."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Connection, Engine

from zhiben.errors import ZhibenError
from zhiben.reporting import Week
from zhiben.reporting.issuing import Issue, Printed, edition, issue, issued, keep_draft, newest

WEEK = Week(2026, 13)
AT = datetime(2026, 3, 30, 1, tzinfo=UTC)
FOUND = Printed(
    1, "overview.c0.found", "found", "c0", "", date(2026, 3, 29), Decimal(340), "340", "SELECT", ""
)
DRAFT = Issue(WEEK, 1, date(2026, 3, 29), "d1", numbers=(FOUND,))
CORRECTION = replace(DRAFT, edition=2, digest="d2", why="扶沟县补报")


@pytest.fixture
def written(warehouse: Engine) -> Connection:
    with warehouse.connect() as connection:
        keep_draft(connection, DRAFT)
        yield connection


def test_a_draft_is_replaced_by_the_next(written: Connection) -> None:
    keep_draft(written, replace(DRAFT, digest="d9", numbers=()))
    assert newest(written, WEEK) == replace(DRAFT, digest="d9", numbers=())
    assert issued(written, WEEK) is None


def test_an_issue_keeps_the_time_at_which_it_was_first_issued(written: Connection) -> None:
    first = issue(written, WEEK, AT)
    assert first == replace(DRAFT, issued_at=AT)
    assert issue(written, WEEK, datetime(2026, 4, 1, tzinfo=UTC)) == issued(written, WEEK) == first


def test_a_correction_stands_beside_what_it_corrects(written: Connection) -> None:
    issue(written, WEEK, AT)
    keep_draft(written, CORRECTION)
    assert (newest(written, WEEK), issued(written, WEEK)) == (
        CORRECTION, replace(DRAFT, issued_at=AT),
    )  # fmt: skip
    assert issue(written, WEEK, AT).edition == 2
    assert edition(written, WEEK, 1) == replace(DRAFT, issued_at=AT)


def test_nothing_is_issued_that_was_not_written(written: Connection) -> None:
    with pytest.raises(ZhibenError, match="No summary of 2026-W14 is written yet"):
        issue(written, Week(2026, 14), AT)
