"""Metrics are defined once: what they count is data, and an item says more of itself over time.

Of items that are there, what their rows say now is taken for what they said all along; what is told
of them from now on is kept night by night. What stands aside is made anew by every build.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TEXTS = postgresql.ARRAY(sa.Text())
COUNTS_NOTHING = """
CREATE FUNCTION core.count_metrics(the_night date)
RETURNS TABLE (
    programme text, metric text, dimension text, member text, county_code text, amount numeric
)
LANGUAGE sql STABLE AS $counting$ SELECT '', '', '', '', '', 0 WHERE FALSE $counting$
"""
SAID = """
UPDATE mart.{table} AS told SET
    supervised = said.supervised,
    industry = said.industry,
    programme_named = said.programme,
    names_town = said.names_town,
    names_department = said.names_department,
    names_person = said.names_person,
    first_business_date = said.first_business_date
FROM (
    SELECT
        item_id,
        COALESCE(BOOL_OR(supervised), FALSE) AS supervised,
        (ARRAY_AGG(industry ORDER BY authority DESC, business_date DESC, source)
            FILTER (WHERE industry IS NOT NULL))[1] AS industry,
        (ARRAY_AGG(programme ORDER BY authority DESC, business_date DESC, source)
            FILTER (WHERE programme IS NOT NULL))[1] AS programme,
        BOOL_OR(town IS NOT NULL) AS names_town,
        BOOL_OR(department IS NOT NULL) AS names_department,
        BOOL_OR(responsible_person IS NOT NULL) AS names_person,
        MIN(business_date) AS first_business_date
    FROM core.statements
    GROUP BY item_id
) AS said
WHERE told.item_id = said.item_id
"""


def upgrade() -> None:
    """Bring the tables to this revision."""
    _remake_reference()
    _make_numbers()
    _widen_items()
    op.execute(COUNTS_NOTHING)


def _remake_reference() -> None:
    """Reference tables are filled from the files by every night, so they are emptied first."""
    for table in ("metrics", "programmes", "targets"):
        op.execute(f"DELETE FROM core.{table}")  # noqa: S608
    _add(
        "metrics",
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("first_part", sa.Text()),
        sa.Column("second_part", sa.Text()),
        sa.Column("times", sa.Numeric(18, 4)),
        sa.Column("baseline", sa.Text()),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.Column("rounding", sa.Text(), nullable=False),
    )
    op.drop_column("programmes", "metrics", schema="core")
    _add(
        "programmes",
        sa.Column("undertaking", sa.Text(), nullable=False),
        sa.Column("units", TEXTS, nullable=False),
        sa.Column("sources", TEXTS, nullable=False),
        sa.Column("stages", postgresql.JSONB(), nullable=False),
        sa.Column("words", TEXTS, nullable=False),
        sa.Column("report_order", sa.Integer(), nullable=False),
    )
    _make_members()


def _add(table: str, *columns: sa.Column[object]) -> None:
    for column in columns:
        op.add_column(table, column, schema="core")


def _make_members() -> None:
    op.create_table(
        "programme_metrics",
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("dimensions", TEXTS, nullable=False),
        sa.Column("sql", sa.Text(), nullable=False),
        sa.Column("report_order", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("programme", "metric", name=op.f("pk_programme_metrics")),
        schema="core",
    )
    op.create_table(
        "members",
        sa.Column("dimension", sa.Text(), nullable=False),
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("words", TEXTS, nullable=False),
        sa.Column("report_order", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("dimension", "member", name=op.f("pk_members")),
        schema="core",
    )


def _make_numbers() -> None:
    for schema in ("mart", "aside"):
        printed = sa.Column("printed", sa.Numeric(18, 4))
        op.add_column("campaign_progress", printed, schema=schema)
        op.create_table(
            "campaign_breakdown",
            sa.Column("business_date", sa.Date(), nullable=False),
            sa.Column("programme", sa.Text(), nullable=False),
            sa.Column("metric", sa.Text(), nullable=False),
            sa.Column("dimension", sa.Text(), nullable=False),
            sa.Column("member", sa.Text(), nullable=False),
            sa.Column("county_code", sa.Text(), nullable=False),
            sa.Column("numerator", sa.Numeric(18, 4)),
            sa.Column("denominator", sa.Numeric(18, 4)),
            sa.Column("value", sa.Numeric(18, 4)),
            sa.Column("printed", sa.Numeric(18, 4)),
            sa.PrimaryKeyConstraint(
                "business_date", "programme", "metric", "dimension", "member", "county_code",
                name=op.f("pk_campaign_breakdown"),
            ),
            schema=schema,
            prefixes=["UNLOGGED"] if schema == "aside" else [],
        )  # fmt: skip
    op.execute("UPDATE mart.campaign_progress SET printed = ROUND(value, 1)")
    op.create_table(
        "metric_counts",
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("dimension", sa.Text(), nullable=False),
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("county_code", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(18, 4)),
        sa.PrimaryKeyConstraint(
            "programme", "metric", "dimension", "member", "county_code",
            name=op.f("pk_metric_counts"),
        ),
        schema="aside",
        prefixes=["UNLOGGED"],
    )  # fmt: skip


def _widen_items() -> None:
    op.create_table(
        "named_texts",
        sa.Column("named", sa.Text(), nullable=False),
        sa.Column("undertaking", sa.Text()),
        *_members(),
        sa.PrimaryKeyConstraint("named", name=op.f("pk_named_texts")),
        schema="mart",
    )
    for name in ("enterprise_id", "sector", "action", "topic"):
        op.add_column("item_as_of", sa.Column(name, sa.Text()), schema="aside")
    op.add_column("item_as_of", sa.Column("came_back_on", sa.Date()), schema="aside")
    for schema, table in (("mart", "item_history"), ("mart", "item_state")):
        _say_more(schema, table)
        op.execute(SAID.format(table=table))
        _oblige(schema, table)
    for table in ("item_history", "item_state", "item_as_of"):
        op.execute(f"TRUNCATE aside.{table}")
        _say_more("aside", table)
        _oblige("aside", table)


def _members() -> tuple[sa.Column[object], ...]:
    return tuple(sa.Column(name, sa.Text()) for name in ("sector", "action", "topic"))


FLAGS = ("supervised", "names_town", "names_department", "names_person")


def _say_more(schema: str, table: str) -> None:
    has_already = {"supervised", "first_business_date"} if table == "item_state" else set()
    for name in FLAGS:
        if name not in has_already:
            op.add_column(table, sa.Column(name, sa.Boolean()), schema=schema)
    for name in ("industry", "programme_named"):
        op.add_column(table, sa.Column(name, sa.Text()), schema=schema)
    if "first_business_date" not in has_already:
        op.add_column(table, sa.Column("first_business_date", sa.Date()), schema=schema)


def _oblige(schema: str, table: str) -> None:
    """What no statement speaks of any more stood in no view; it gets what its history says."""
    for name in FLAGS:
        op.execute(f"UPDATE {schema}.{table} SET {name} = FALSE WHERE {name} IS NULL")  # noqa: S608
    day = "found_on" if table == "item_state" else "valid_from"
    if schema == "mart":
        op.execute(
            f"UPDATE mart.{table} SET first_business_date = {day} "  # noqa: S608
            "WHERE first_business_date IS NULL"
        )
    op.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table is changed while a check of it is due
    for name in (*FLAGS, "first_business_date"):
        op.alter_column(table, name, nullable=False, schema=schema)
