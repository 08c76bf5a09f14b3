"""Writes what a night found: deliveries and their rows, and what the linker's book learned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Table, insert
from sqlalchemy.dialects.postgresql import insert as upsert

from zhiben.masking import mask_message, mask_numbers, mask_text
from zhiben.matching import Book, Link, RowId, Told, stable_id
from zhiben.normalizing import Profile
from zhiben.records import HAZARD
from zhiben.warehouse import schema
from zhiben.warehouse.decisions_schema import pair_judgements
from zhiben.warehouse.loading import copy, merge
from zhiben.warehouse.recurring import note_returns
from zhiben.warehouse.showing import People, shown

RowOutcome = tuple[str, str, int, str, str | None, str | None]


def write_deliveries(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Insert delivery rows; their accounting is checked when the transaction ends."""
    if rows:
        shown_rows = [{**row, "message": mask_message(row["message"])} for row in rows]
        connection.execute(insert(schema.deliveries), shown_rows)


def write_rows(
    connection: Connection, delivery_id: str, rows: Iterable[RowOutcome], people: People
) -> None:
    """List the rows of a delivery that were judged or skipped; ``people`` are not shown."""
    columns = (
        "delivery_id", "file_name", "sheet", "row_number", "outcome", "reason", "words",
    )  # fmt: skip
    told = ((delivery_id, *row, words and mask_text(words, people)) for *row, words in rows)
    copy(connection, schema.rows, columns, told)


def write_quarantine(
    connection: Connection, rows: Iterable[dict[str, Any]], people: People
) -> None:
    """Keep what was not accepted, as received, with every reason, in which ``people`` stay hidden.

    Each row gives ``delivery_id``, ``record_id``, ``quarantine_id``, ``source``, its place, its
    ``raw`` JSON and its ``reasons`` (``rule``, ``column_name``, ``message``), the first leading.
    Its case must be there.
    """
    given = (
        "delivery_id", "record_id", "quarantine_id", "source", "file_name", "sheet", "row_number",
        "part", "source_key", "raw",
    )  # fmt: skip
    values = (
        (
            *(row[name] for name in given),
            reasons,
            reasons[0]["rule"],
            reasons[0]["column_name"],
            "".join(reason["message"] for reason in reasons),
        )
        for row in rows
        for reasons in [[_shown_reason(one, people) for one in row["reasons"]]]
    )
    columns = (*given, "reasons", "rule", "column_name", "message")
    copy(connection, schema.quarantine, columns, values)


def _shown_reason(reason: dict[str, str], people: People) -> dict[str, str]:
    return {**reason, "message": mask_message(reason["message"], people)}


def write_drift(
    connection: Connection, delivery_id: str, changes: Iterable[tuple[str, str, str]]
) -> None:
    """Keep what changed in a source's headings: kind, heading (cut to a key's length), message."""
    columns = ("delivery_id", "kind", "column_name", "message")
    told = {
        (kind, mask_numbers(heading)[: schema.LONGEST_KEY]): mask_message(message)
        for kind, heading, message in changes
    }
    copy(
        connection,
        schema.drift,
        columns,
        ((delivery_id, *key, message) for key, message in told.items()),
    )


def write_headings(
    connection: Connection, source: str, business_date: date, columns: Mapping[str, Profile]
) -> None:
    """Remember the columns of the newest delivery of a source."""
    if not columns:
        return
    table = schema.source_columns
    profiles = TypeAdapter(dict[str, Profile]).dump_python(dict(columns), mode="json")
    seen = {"business_date": business_date, "headings": list(columns), "profiles": profiles}
    row = {"source": source, **seen}
    statement = upsert(table).values(row)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=[table.c.source],
            set_=seen,
            where=table.c.business_date <= business_date,
        )
    )


def write_book(connection: Connection, book: Book) -> None:
    """Write what the book learned since it was opened or last written, and forget that it did."""
    _write_enterprises(connection, book)
    item_columns = ("item_id", "enterprise_id", "recurrence_of", "site_key", "text_key")
    copy(
        connection,
        schema.items,
        item_columns,
        (_values(one, item_columns) for one in book.new_items),
    )
    note_returns(connection, book.new_returns)
    row_columns = tuple(column.name for column in schema.ROW)
    rows = (
        (*_values(book.rows[row_id], row_columns), *_told(book, row_id))
        for row_id in book.changed_rows
    )
    merge(connection, schema.source_rows, (*row_columns, *schema.TOLD), rows)
    book.close_known()


def _told(book: Book, row_id: RowId) -> Iterator[object]:
    """What a row says of its hazard, in the order of ``schema.TOLD``."""
    return (value or None for value in _values(book.told.get(row_id, Told()), schema.TOLD))


def _write_enterprises(connection: Connection, book: Book) -> None:
    columns = ("enterprise_id", "county_code", "enterprise_name", "uscc", "town")
    found = (book.enterprises[one] for one in book.changed_enterprises)
    _merge_objects(connection, schema.enterprises, columns, found)
    names = (book.names[key] for key in book.changed_names)
    columns = ("enterprise_id", "county_code", "name_key", "name", "is_doubtful")
    _merge_objects(connection, schema.enterprise_names, columns, names)
    copy(connection, schema.name_blocks, ("block", "enterprise_id"), book.new_blocks)
    numbers = [{"number": number, "enterprise_id": one} for number, one in book.new_numbers.items()]
    if numbers:
        connection.execute(upsert(schema.enterprise_numbers).on_conflict_do_nothing(), numbers)


def _merge_objects(
    connection: Connection, table: Table, columns: Sequence[str], objects: Iterable[object]
) -> None:
    rows = (_values(one, columns) for one in objects)
    merge(connection, table, columns, rows)


def _values(one: object, names: Sequence[str]) -> tuple[object, ...]:
    return tuple(getattr(one, name) for name in names)


_STATEMENT_PLACE = ("file_name", "sheet", "row_number", "part", "raw")


def write_statements(
    connection: Connection,
    told: Iterable[tuple[dict[str, Any], Link]],
    authority: int,
    verifies: bool,
    people: People,
) -> None:
    """Keep what each accepted row says, and of which item.

    ``people`` are known by name in its source: their names are not shown.
    """
    names = (*_STATEMENT_PLACE, *HAZARD.names())
    columns = (
        "delivery_id", "record_id", "item_id", "source", "row_key", "business_date", "relation",
        "match_probability", "holds_until", "authority", "verifies", "flags", *names, "hidden",
    )  # fmt: skip
    rows = (
        (
            link.finding.delivery_id,
            link.finding.record_id,
            link.item_id,
            link.finding.source,
            link.row_key,
            link.finding.business_date,
            link.relation.value,
            link.score,
            link.holds_until,
            authority,
            verifies,
            [*record["flags"], *link.flags],
            *(texts.get(name, record[name]) for name in names),
            hidden,
        )
        for record, link in told
        for texts, hidden in [shown(record, HAZARD, people)]
    )
    copy(connection, schema.statements, columns, rows)


def write_judgements(connection: Connection, links: Iterable[Link], night: date) -> None:
    """Keep each decision with its evidence; a later one supersedes it and never deletes it."""
    columns = (
        "judgement_id", "delivery_id", "record_id", "item_id", "verdict", "rule", "score",
        "evidence", "model", "decided_by", "night",
    )  # fmt: skip
    rows = (
        (
            link.judgement_id,
            link.finding.delivery_id,
            link.finding.record_id,
            link.item_id,
            link.verdict.value,
            link.rule,
            link.score,
            link.evidence,
            "rules-1",
            "machine",
            night,
        )
        for link in links
    )
    copy(connection, schema.judgements, columns, rows)


def write_pairs(connection: Connection, links: Iterable[Link], night: date) -> None:
    """Keep what was decided of pairs of rows, or is left to a person, with its evidence."""
    columns = (
        "judgement_id", "one_source", "one_row_key", "other_source", "other_row_key",
        "enterprise_id", "verdict", "rule", "score", "evidence", "model", "decided_by", "night",
    )  # fmt: skip
    rows = (
        (
            stable_id("P", *one, *other, pair.model, str(night)),
            *one,
            *other,
            pair.enterprise_id,
            pair.verdict,
            pair.rule,
            pair.score,
            pair.evidence,
            pair.model,
            "machine",
            night,
        )
        for link in links
        for pair in link.pairs
        for one, other in [sorted((pair.one, pair.other))]
    )
    copy(connection, pair_judgements, columns, rows)
