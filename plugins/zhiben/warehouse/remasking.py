"""Masks again what an older masker masked: texts in the warehouse follow the masker that is here.

Where the words as they came are kept beside a text, it is masked from them, and so may show more
than before; elsewhere what is shown already is masked again, which only hides more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    Table,
    bindparam,
    select,
    text,
    update,
)

from zhiben.masking import mask_message, mask_text, masker_version
from zhiben.records import EVENT_KINDS, HAZARD, RecordKind
from zhiben.warehouse import schema
from zhiben.warehouse.events_schema import events
from zhiben.warehouse.leads import quoted
from zhiben.warehouse.loading import replace_all
from zhiben.warehouse.showing import People, masker, people_of, shown
from zhiben.warehouse.standards_schema import major_leads
from zhiben.warehouse.words_schema import QUOTING, REPEATED, Quoted

AT_ONCE = 5_000
Row = dict[str, Any]
Values = dict[str, Any]


_NAMED_AGAIN = text(
    """
    INSERT INTO mart.named_texts (named, undertaking, sector, action, topic, pillar)
    SELECT LEFT(:new, 200), undertaking, sector, action, topic, pillar FROM mart.named_texts
    WHERE named = LEFT(:old, 200) ON CONFLICT (named) DO NOTHING
    """
)


def mask_again(connection: Connection) -> bool:
    """Mask every text again, unless this masker did; whether there was something to do."""
    if connection.execute(select(masker.c.version)).scalar() == masker_version():
        return False
    sources = select(schema.deliveries.c.source).distinct()
    people = {one: people_of(connection, one) for one in connection.execute(sources).scalars()}
    _mask_statements(connection, people)
    for kind in EVENT_KINDS:
        _mask_events(connection, kind, people)
    _mask_leads(connection, people)
    for each in QUOTING:
        _mask_rows(connection, each.table, partial(_quotes, each))
    _mask_rows(connection, schema.quarantine, _refusal)
    replace_all(connection, masker, [{"version": masker_version()}])
    return True


def _mask_statements(connection: Connection, people: Mapping[str, People]) -> None:
    table = schema.statements
    for rows in _some(connection, table):
        changed = [
            (row, values)
            for row in rows
            for values in [_shown_anew(row, HAZARD, people.get(row["source"], ()))]
            if values
        ]
        _update(connection, table, changed)
        _mean_the_same(connection, changed, ("industry", "programme"))
        for mart, columns in REPEATED.items():
            _repeat(connection, mart, columns, changed)


def _mask_events(connection: Connection, kind: RecordKind, people: Mapping[str, People]) -> None:
    table = events[kind.name]
    for rows in _some(connection, table):
        told = ((row, _shown_anew(row, kind, people.get(row["source"], ()))) for row in rows)
        changed = [(row, values) for row, values in told if values]
        _update(connection, table, changed)
        _mean_the_same(connection, changed, kind.names())


def _mask_leads(connection: Connection, people: Mapping[str, People]) -> None:
    """Words are quoted of a description as it is shown by now."""
    said, lead = schema.statements.c, major_leads
    query = select(lead, said.source, said.description).where(
        lead.c.delivery_id == said.delivery_id, lead.c.record_id == said.record_id
    )
    for rows in _rows(connection, query):
        told = (
            (row, quoted(row["words"], row["description"], people.get(row["source"], ())))
            for row in rows
        )
        changed = [(row, {"words": words}) for row, words in told if words != row["words"]]
        _update(connection, lead, changed)


def _quotes(quoting: Quoted, row: Row) -> Values:
    """The columns of ``row`` that quote others, as they may be shown."""
    told = {name: mask_message(row[name]) for name in quoting.sentences if row[name]}
    return told | {name: mask_text(row[name]) for name in quoting.texts if row[name]}


def _refusal(row: Row) -> Values:
    """A refused row's reasons and their sentence."""
    reasons = [{**one, "message": mask_message(one["message"])} for one in row["reasons"]]
    return {"reasons": reasons, "message": mask_message(row["message"])}


def _mask_rows(connection: Connection, table: Table, masked: Callable[[Row], Values]) -> None:
    for rows in _some(connection, table):
        told = (
            (row, {name: value for name, value in masked(row).items() if value != row[name]})
            for row in rows
        )
        _update(connection, table, [(row, values) for row, values in told if values])


def _some(connection: Connection, table: Table) -> Iterator[Sequence[Row]]:
    return _rows(connection, select(table))


def _rows(connection: Connection, query: Select[Any]) -> Iterator[Sequence[Row]]:
    """Rows some at a time, so that a large table need not fit into memory."""
    found = connection.execute(query, execution_options={"yield_per": AT_ONCE})
    for some in found.mappings().partitions():
        yield [{str(name): value for name, value in row.items()} for row in some]


def _update(connection: Connection, table: Table, changed: Sequence[tuple[Row, Values]]) -> None:
    """Write the values of each row that changed; rows that change the same columns at once."""
    key = table.primary_key.columns
    by_columns: defaultdict[tuple[str, ...], list[Values]] = defaultdict(list)
    for row, values in changed:
        place = {f"key_{column.name}": row[column.name] for column in key}
        by_columns[tuple(sorted(values))].append(values | place)
    for rows in by_columns.values():
        found = (column == bindparam(f"key_{column.name}") for column in key)
        connection.execute(update(table).where(*found), rows)


def _mean_the_same(
    connection: Connection, changed: Sequence[tuple[Row, Values]], names: Sequence[str]
) -> None:
    """Let a text that shows less name the industry or the programme that it named before."""
    told = [
        {"old": row[name], "new": values[name]}
        for row, values in changed
        for name in names
        if isinstance(values.get(name), str)
    ]
    if told:
        connection.execute(_NAMED_AGAIN, told)


def _shown_anew(row: Row, kind: RecordKind, people: People) -> Values:
    """The columns of ``row`` that show something else than they do."""
    texts, hidden = shown({**row, **(row["hidden"] or {})}, kind, people)
    told = {**texts, "hidden": hidden}
    return {name: value for name, value in told.items() if value != row[name]}


def _repeat(
    connection: Connection,
    mart: str,
    columns: Mapping[str, str],
    changed: Sequence[tuple[Row, Values]],
) -> None:
    """Let ``mart`` say of an item what the statement says now that it repeats."""
    for name, column in columns.items():
        told = [
            {"item_id": row["item_id"], "old": row[name], "new": values[name]}
            for row, values in changed
            if name in values
        ]
        if told:
            statement = (
                f"UPDATE {mart} SET {column} = :new "  # noqa: S608 - names of ours
                f"WHERE item_id = :item_id AND {column} = :old"
            )
            connection.execute(text(statement), told)
