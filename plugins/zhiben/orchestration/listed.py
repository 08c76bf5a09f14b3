"""Notes which rows a full ledger lists no more; what was refused tonight is listed all the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection

from zhiben.contracts import Contract
from zhiben.matching import Book, RefusedWords, still_listed
from zhiben.orchestration.outcome import Outcome
from zhiben.records import HAZARD
from zhiben.validating import Verdicts, fields_concerned
from zhiben.warehouse import cases
from zhiben.warehouse.events_schema import event_rows
from zhiben.warehouse.listing import (
    Listing,
    end_words,
    note_gone,
    note_listed,
    resume_words,
    unlisted_rows,
)
from zhiben.warehouse.schema import source_rows

_READ_AS = {
    "name_key": "enterprise_name",
    "uscc": "uscc",
    "site_key": "site",
    "text_key": "description",
    "found_on": "found_on",
}


def refused_words(
    keyed: pa.Table, contract: Contract, verdicts: Verdicts
) -> Iterator[RefusedWords | None]:
    """What can be read of each of the refused records ``keyed``, but for what was refused of it.

    None for kinds that are not of findings.
    """
    for record in keyed.to_pylist():
        broken = {
            field
            for one in verdicts.reasons[record["record_id"]]
            for field in fields_concerned(contract.record_kind, one.rule, one.column_name)
        }
        is_finding = contract.record_kind.name == HAZARD.name
        yield _words(record, broken) if is_finding else None


def _words(record: Mapping[str, Any], broken: set[str]) -> RefusedWords:
    said = {name: None if field in broken else record[name] for name, field in _READ_AS.items()}
    return RefusedWords(source_key=record["source_key"], part=record["part"], **said)


def note_listing(
    connection: Connection, book: Book, ledger: Listing, outcomes: Sequence[Outcome]
) -> None:
    """Mark rows that a full ledger, made up of ``outcomes``, lists no more, or again."""
    note_listed(connection, event_rows, ledger)
    back = note_listed(connection, source_rows, ledger)
    book.note_missing(ledger.source, back, None)
    resume_words(connection, ledger.source, back)
    if any(one.status != "unchanged" for one in outcomes):
        refused = _rows_refused(connection, ledger, outcomes)
        note_gone(connection, event_rows, ledger)
        gone = note_gone(connection, source_rows, replace(ledger, refused=refused))
        book.note_missing(ledger.source, gone, ledger.day)
        cases.note_gone(connection, ledger.source, ledger.day, [*ledger.ids, *ledger.replaced])
    end_words(connection, ledger.ids)


def _rows_refused(
    connection: Connection, ledger: Listing, outcomes: Iterable[Outcome]
) -> list[str]:
    """Keys of the rows that ``ledger`` lists only as refused ones."""
    refused = [each.words for one in outcomes for each in one.refused if each.words is not None]
    return sorted(still_listed(unlisted_rows(connection, ledger), refused)) if refused else []
