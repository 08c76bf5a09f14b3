"""What a row may show of its words: masked as it is written, with what was hidden kept beside it.

The views of ``bi`` read the columns and never ``hidden``. So whoever reads a column by habit reads
what may be shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Column, Connection, Table, Text, select
from sqlalchemy.dialects.postgresql import insert as upsert

from zhiben.masking import mask_numbers, mask_text, names_in
from zhiben.records import FieldType, RecordKind
from zhiben.warehouse.schema import metadata

# Who was named in a source's columns of people: their names are hidden in its texts, too.
people = Table(
    "people",
    metadata,
    Column("source", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    schema="core",
)
# By which masker all texts are masked that stand in the warehouse.
masker = Table("masker", metadata, Column("version", Text, primary_key=True), schema="core")
People = Collection[str]


def people_in(records: Iterable[Mapping[str, Any]], kind: RecordKind) -> frozenset[str]:
    """Whom the columns of people name."""
    fields = [field.name for field in kind.of_type(FieldType.PEOPLE)]
    cells = {cell for record in records for name in fields if (cell := record.get(name))}
    return frozenset(name for cell in cells for name in names_in(cell))


def note_people(
    connection: Connection, source: str, kind: RecordKind, records: Iterable[Mapping[str, Any]]
) -> frozenset[str]:
    """Remember whom ``records`` name; give back everybody whom the source named so far."""
    named = people_in(records, kind)
    known = people_of(connection, source)
    new = [{"source": source, "name": name} for name in sorted(named - known)]
    if new:
        connection.execute(upsert(people).on_conflict_do_nothing(), new)
    return frozenset(known | named)


def people_of(connection: Connection, source: str) -> frozenset[str]:
    """Everybody whom the columns of people of ``source`` named so far."""
    query = select(people.c.name).where(people.c.source == source)
    return frozenset(connection.execute(query).scalars())


def shown(
    record: Mapping[str, Any], kind: RecordKind, known: People
) -> tuple[dict[str, str], dict[str, str] | None]:
    """The texts of ``record`` as they may be shown, and the words of those that hide something.

    Texts with few different values name places and departments: 王店镇 is nobody, so only numbers
    and people who are known are hidden there.
    """
    texts = [field for field in kind.of_type(FieldType.TEXT) if record.get(field.name)]
    told = {
        field.name: (mask_numbers if field.grouped else mask_text)(record[field.name], known)
        for field in texts
    }
    hidden = {name: record[name] for name, words in told.items() if words != record[name]}
    return told, hidden or None
