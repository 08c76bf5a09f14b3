"""The ledger of decisions about pairs of rows, and what they moved: superseded, never deleted."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from zhiben.warehouse.schema import flag, items, metadata, needed

NOW = text("NOW()")
QUESTIONED = "joined before, doubtful now"  # a doubt whose rows stand under one item as before

# Of a pair the row with the smaller (source, row_key) is `one`. What nobody superseded holds;
# a `doubt` that holds waits for a person. A verdict of a person is never superseded by a machine.
pair_judgements = Table(
    "pair_judgements",
    metadata,
    Column("judgement_id", Text, primary_key=True),
    needed("one_source"),
    needed("one_row_key"),
    needed("other_source"),
    needed("other_row_key"),
    needed("enterprise_id"),
    needed("verdict"),
    needed("rule"),
    needed("score", Double()),
    needed("evidence", JSONB()),
    needed("model"),
    needed("decided_by"),
    flag("is_human"),
    Column("why", Text),
    needed("night", Date()),
    Column("decided_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    Column("superseded_by", Text, ForeignKey("core.pair_judgements.judgement_id")),
    CheckConstraint("verdict IN ('same', 'different', 'doubt')", "verdict"),
    CheckConstraint("(one_source, one_row_key) < (other_source, other_row_key)", "order"),
    Index(None, "one_source", "one_row_key"),
    Index(None, "other_source", "other_row_key"),
    Index(
        "ix_pair_judgements_open",
        "enterprise_id",
        postgresql_where=text("verdict = 'doubt' AND superseded_by IS NULL"),
    ),
    schema="core",
)

# A source row that a decision moved from one item to another; back again when it is undone.
item_moves = Table(
    "item_moves",
    metadata,
    Column("judgement_id", Text, ForeignKey(pair_judgements.c.judgement_id), primary_key=True),
    Column("source", Text, primary_key=True),
    Column("row_key", Text, primary_key=True),
    Column("from_item", Text, ForeignKey(items.c.item_id), nullable=False),
    Column("to_item", Text, ForeignKey(items.c.item_id), nullable=False),
    Column("moved_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    Column("undone_by", Text, ForeignKey(pair_judgements.c.judgement_id)),
    flag("is_published"),
    Index("ix_item_moves_fresh", "from_item", postgresql_where=text("NOT is_published")),
    schema="core",
)

# An item id that stands for nothing any more, and the one that stands in its place.
item_redirects = Table(
    "item_redirects",
    metadata,
    Column("item_id", Text, ForeignKey(items.c.item_id), primary_key=True),
    Column("judgement_id", Text, ForeignKey(pair_judgements.c.judgement_id), primary_key=True),
    Column("points_to", Text, ForeignKey(items.c.item_id), nullable=False),
    needed("since", Date()),
    needed("cause"),
    Column("ended_by", Text, ForeignKey(pair_judgements.c.judgement_id)),
    Index(
        "ix_item_redirects_active",
        "item_id",
        unique=True,
        postgresql_where=text("ended_by IS NULL"),
    ),
    schema="core",
)
