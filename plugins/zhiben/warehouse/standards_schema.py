"""Judgement standards as the files say them, and which clauses each accepted row suggests."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
)

from zhiben.warehouse.schema import metadata, needed

standards = Table(
    "standards",
    metadata,
    Column("standard", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    needed("title"),
    needed("sector"),
    needed("applies_to", ARRAY(Text())),
    needed("valid_from", Date()),
    needed("known_to"),
    Column("valid_to", Date),
    Column("replaces", Text),
    needed("source"),
    needed("is_verified", Boolean()),
    Column("note", Text),
    schema="core",
)

standard_clauses = Table(
    "standard_clauses",
    metadata,
    Column("standard", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("article", Text, primary_key=True),
    needed("says"),
    needed("is_verified", Boolean()),
    needed("clause_order", Integer()),
    schema="core",
)

# Of rows whose ledger says general only; what they suggest is judged anew when a standard changes.
major_leads = Table(
    "major_leads",
    metadata,
    Column("delivery_id", Text, primary_key=True),
    Column("record_id", Text, primary_key=True),
    Column("standard", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("article", Text, primary_key=True),
    needed("words", ARRAY(Text())),
    ForeignKeyConstraint(
        ["delivery_id", "record_id"],
        ["core.statements.delivery_id", "core.statements.record_id"],
        name="fk_major_leads_delivery_id",
    ),
    Index("ix_major_leads_standard_number", "standard", "number"),
    schema="core",
)

leads_version = Table(
    "leads_version",
    metadata,
    Column("version", Text, primary_key=True),
    schema="core",
)
