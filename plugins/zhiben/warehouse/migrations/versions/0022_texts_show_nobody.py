"""Texts are kept as they may be shown; what they hide of people stands beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from zhiben.masking import mask_message, mask_numbers, mask_text, names_in

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

PEOPLE = ("inspector", "responsible_person", "verifier")
PLACES = ("town", "industry", "category", "department")  # 王店镇 is nobody
TEXTS = ("county", "address", "site", "description", "check_item", "basis", "measure", "programme")
PUBLISHED = ("town", "site", "description", "category", "department")
SENTENCES = {  # table: its key, its sentences of our own, its texts of others
    "ledger.deliveries": (("delivery_id",), ("message",), ()),
    "ledger.rows": (("delivery_id", "file_name", "sheet", "row_number"), (), ("words",)),
    "ledger.quarantine": (("delivery_id", "record_id"), ("message",), ()),
    "ledger.drift": (("delivery_id", "kind", "column_name"), ("message",), ()),
    "ledger.rule_outcomes": (
        ("delivery_id", "suite", "rule", "column_name", "severity"), ("message",), (),
    ),
    "ledger.holds": (("delivery_id",), ("message",), ("released_why",)),
    "ledger.quarantine_cases": (("quarantine_id",), (), ("why",)),
    "core.item_redirects": (("item_id", "judgement_id"), (), ("cause",)),
}  # fmt: skip
AT_ONCE = 10_000


def upgrade() -> None:
    """Add where hidden words and known people are kept, and mask what is there."""
    op.create_table(
        "people",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", "name", name=op.f("pk_people")),
        schema="core",
    )
    op.add_column("statements", sa.Column("hidden", postgresql.JSONB()), schema="core")
    connection = op.get_bind()
    for source in connection.execute(sa.text("SELECT DISTINCT source FROM core.statements")):
        _mask_statements(connection, source[0], _people_of(connection, source[0]))
    for table, (key, own, others) in SENTENCES.items():
        _mask_sentences(connection, table, key, own, others)
    _mask_reasons(connection)


def _people_of(connection: sa.Connection, source: str) -> frozenset[str]:
    columns = ", ".join(PEOPLE)
    query = f"SELECT DISTINCT {columns} FROM core.statements WHERE source = :source"  # noqa: S608
    cells = {cell for row in connection.execute(sa.text(query), {"source": source}) for cell in row}
    names = frozenset(name for cell in cells if cell for name in names_in(cell))
    rows = [{"source": source, "name": name} for name in sorted(names)]
    if rows:
        insert = "INSERT INTO core.people (source, name) VALUES (:source, :name)"
        connection.execute(sa.text(insert), rows)
    return names


def _mask_statements(connection: sa.Connection, source: str, people: frozenset[str]) -> None:
    table = sa.table("statements", *map(sa.column, ("delivery_id", "record_id", "item_id",
                     "source", *PLACES, *TEXTS)), schema="core")  # fmt: skip
    for row in _rows(connection, sa.select(table).where(table.c.source == source)):
        told = {name: mask_numbers(row[name], people) for name in PLACES if row[name]}
        told |= {name: mask_text(row[name], people) for name in TEXTS if row[name]}
        hidden = {name: row[name] for name, words in told.items() if words != row[name]}
        if hidden:
            _hide(connection, row, told, hidden)


def _hide(
    connection: sa.Connection, row: sa.RowMapping, told: dict[str, str], hidden: dict[str, str]
) -> None:
    sets = ", ".join(f"{name} = :{name}" for name in hidden)
    statement = sa.text(
        f"UPDATE core.statements SET {sets}, hidden = :hidden "  # noqa: S608
        "WHERE delivery_id = :delivery_id AND record_id = :record_id"
    ).bindparams(sa.bindparam("hidden", type_=postgresql.JSONB()))
    key = {name: row[name] for name in ("delivery_id", "record_id")}
    connection.execute(
        statement, {**key, **{name: told[name] for name in hidden}, "hidden": hidden}
    )
    for name in (one for one in hidden if one in PUBLISHED):
        connection.execute(
            sa.text(
                f"UPDATE mart.item_state SET {name} = :new "  # noqa: S608
                f"WHERE item_id = :item_id AND {name} = :old"
            ),
            {"item_id": row["item_id"], "new": told[name], "old": hidden[name]},
        )


def _mask_sentences(
    connection: sa.Connection,
    table: str,
    key: tuple[str, ...],
    own: tuple[str, ...],
    others: tuple[str, ...],
) -> None:
    schema, _, name = table.partition(".")
    columns = sa.table(name, *map(sa.column, (*key, *own, *others)), schema=schema)
    found = " AND ".join(f"{one} = :{one}" for one in key)
    for row in _rows(connection, sa.select(columns)):
        told = {one: mask_message(row[one]) for one in own if row[one]}
        told |= {one: mask_text(row[one]) for one in others if row[one]}
        changed = {one: words for one, words in told.items() if words != row[one]}
        if changed:
            sets = ", ".join(f"{one} = :{one}" for one in changed)
            values = {**{one: row[one] for one in key}, **changed}
            statement = f"UPDATE {table} SET {sets} WHERE {found}"  # noqa: S608
            connection.execute(sa.text(statement), values)


def _mask_reasons(connection: sa.Connection) -> None:
    query = sa.text("SELECT delivery_id, record_id, reasons FROM ledger.quarantine")
    statement = sa.text(
        "UPDATE ledger.quarantine SET reasons = :reasons "
        "WHERE delivery_id = :delivery_id AND record_id = :record_id"
    ).bindparams(sa.bindparam("reasons", type_=postgresql.JSONB()))
    for row in _rows(connection, query):
        told = [{**one, "message": mask_message(one["message"])} for one in row["reasons"]]
        if told != row["reasons"]:
            connection.execute(statement, {**row, "reasons": told})


def _rows(connection: sa.Connection, query: sa.Executable) -> Iterator[Any]:
    """Rows some at a time, so that a large table need not fit into memory."""
    for some in connection.execute(
        query, execution_options={"yield_per": AT_ONCE}
    ).mappings().partitions():  # fmt: skip
        yield from some
