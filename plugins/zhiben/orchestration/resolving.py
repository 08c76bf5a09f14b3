"""Opens a book for findings of some days: whom they are of, and what is known of their texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from zhiben.matching import Book, Finding, Named, Resolution, resolve_enterprises, wanted_of
from zhiben.orchestration import timing
from zhiben.orchestration.linkage import load_item_sense
from zhiben.orchestration.meanings import meanings_of
from zhiben.orchestration.outcome import Outcome
from zhiben.orchestration.reference import columns_version, load_name_sense
from zhiben.settings import Settings
from zhiben.warehouse.book import load_items, open_book
from zhiben.warehouse.naming import keep_blocks
from zhiben.warehouse.remembering import keep, recall

if TYPE_CHECKING:
    from zhiben.matching.scoring import ItemSense


def open_resolved(
    settings: Settings, connection: Connection, days: Sequence[Sequence[Named]]
) -> tuple[Book, dict[str, Resolution]]:
    """The enterprise of every row, by ``birth``, and a book that knows all findings of theirs.

    ``days`` are the rows of each business date that name an enterprise, in the order of the dates:
    findings, whose items the book then holds, and rows of other kinds.
    """
    sense, scheme = load_name_sense(settings)
    with timing.stage("open"):
        keep_blocks(connection, scheme, sense.blocks)
        wanted = wanted_of(row for rows in days for row in rows)
        book = open_book(connection, wanted, sense.blocks)
    resolved: dict[str, Resolution] = {}
    with timing.stage("resolve"):
        for rows in days:
            resolved |= resolve_enterprises(book, rows, sense)
    found = (row.birth for rows in days for row in rows if isinstance(row, Finding))
    with timing.stage("open"):
        load_items(connection, book, (resolved[birth].enterprise_id for birth in found))
    return book, resolved


@contextmanager
def item_sense(
    settings: Settings,
    connection: Connection,
    book: Book,
    days: Sequence[Sequence[Finding]],
    staged: Iterable[Outcome] = (),
) -> Iterator[ItemSense]:
    """What is known of items, and of every text of ``book`` and ``days`` that was met before.

    What was read of new texts where ``staged`` deliveries were taken is among it. What is learned
    is kept in the end.
    """
    sense = load_item_sense(settings, connection)
    with timing.stage("open"):
        news = (one.told for findings in days for one in findings)
        told = chain(book.told.values(), news)
        remembered = recall(connection, columns_version(sense.hazards), told)
        remembered.add(meanings_of(settings.staging, staged, remembered.version))
    yield replace(sense, remembered=remembered)
    with timing.stage("write"):
        keep(connection, remembered)
