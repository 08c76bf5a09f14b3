"""Weekly summaries as written: each edition of a week, and every number printed in it."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    Numeric,
    Table,
    Text,
    text,
)

from zhiben.warehouse.schema import metadata, needed

# An edition is a draft until it is issued; a week has one draft at most.
weekly_issues = Table(
    "weekly_issues",
    metadata,
    Column("week", Text, primary_key=True),
    Column("edition", Integer, primary_key=True),
    needed("as_of", Date()),
    needed("digest"),
    Column("why", Text, nullable=False, server_default=text("''")),
    Column("issued_at", DateTime(timezone=True)),
    CheckConstraint("edition > 0", "edition"),
    CheckConstraint("(edition = 1) = (why = '')", "why"),
    Index(
        "uq_weekly_issues_draft", "week", unique=True, postgresql_where=text("issued_at IS NULL")
    ),
    schema="mart",
)

weekly_numbers = Table(
    "weekly_numbers",
    metadata,
    Column("week", Text, primary_key=True),
    Column("edition", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    needed("placeholder"),
    needed("metric"),
    needed("county_code"),
    needed("filter"),
    needed("as_of", Date()),
    Column("value", Numeric(20, 4)),
    needed("printed"),
    needed("sql"),
    needed("rows_sql"),
    ForeignKeyConstraint(
        ["week", "edition"], ["mart.weekly_issues.week", "mart.weekly_issues.edition"]
    ),
    schema="mart",
)
