"""Opens a book for findings of some days, and says which enterprise each of them is of."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from zhiben.matching import Book, Finding, Resolution, resolve_enterprises, wanted_of
from zhiben.orchestration import timing
from zhiben.orchestration.reference import load_name_sense
from zhiben.settings import Settings
from zhiben.warehouse.book import load_items, open_book
from zhiben.warehouse.naming import keep_blocks


def open_resolved(
    settings: Settings, connection: Connection, days: Sequence[Sequence[Finding]]
) -> tuple[Book, dict[str, Resolution]]:
    """The enterprise of every finding, by ``birth``, and a book that knows all of theirs.

    ``days`` are the findings of each business date, in the order of the dates.
    """
    sense, scheme = load_name_sense(settings)
    with timing.stage("open"):
        keep_blocks(connection, scheme, sense.blocks)
        wanted = wanted_of(finding for findings in days for finding in findings)
        book = open_book(connection, wanted, sense.blocks)
    resolved: dict[str, Resolution] = {}
    with timing.stage("resolve"):
        for findings in days:
            resolved |= resolve_enterprises(book, findings, sense)
    with timing.stage("open"):
        load_items(connection, book, (one.enterprise_id for one in resolved.values()))
    return book, resolved
