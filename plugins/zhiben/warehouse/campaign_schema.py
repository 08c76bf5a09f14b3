"""Tables of what the deployment's files say: units, metrics, programmes, members of dimensions."""

from __future__ import annotations

from sqlalchemy import ARRAY, Boolean, Column, Date, Integer, Numeric, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from zhiben.warehouse.schema import metadata, needed

units = Table(
    "units",
    metadata,
    Column("county_code", Text, primary_key=True),
    needed("county_name"),
    needed("kind"),
    needed("report_order", Integer()),
    needed("old_names", JSONB()),
    schema="core",
)

metrics = Table(
    "metrics",
    metadata,
    Column("metric", Text, primary_key=True),
    needed("name_zh"),
    needed("definition"),
    needed("unit"),
    Column("numerator", Text),
    Column("denominator", Text),
    needed("is_lower_better", Boolean()),
    needed("form"),
    Column("first_part", Text),
    Column("second_part", Text),
    Column("times", Numeric(18, 4)),
    Column("is_part", Boolean),
    Column("baseline", Text),
    needed("is_of_year", Boolean()),
    needed("decimals", Integer()),
    needed("rounding"),
    needed("sql"),
    needed("report_order", Integer()),
    schema="core",
)

targets = Table(
    "targets",
    metadata,
    Column("programme", Text, primary_key=True),
    Column("metric", Text, primary_key=True),
    Column("due_on", Date, primary_key=True),
    needed("value", Numeric(18, 4)),
    schema="core",
)

programmes = Table(
    "programmes",
    metadata,
    Column("programme", Text, primary_key=True),
    needed("name_zh"),
    needed("undertaking"),
    needed("starts_on", Date()),
    needed("ends_on", Date()),
    needed("units", ARRAY(Text())),
    needed("sources", ARRAY(Text())),
    needed("stages", JSONB()),
    needed("words", ARRAY(Text())),
    needed("report_order", Integer()),
    schema="core",
)

programme_metrics = Table(
    "programme_metrics",
    metadata,
    Column("programme", Text, primary_key=True),
    Column("metric", Text, primary_key=True),
    needed("dimensions", ARRAY(Text())),
    needed("sql"),
    needed("report_order", Integer()),
    schema="core",
)

members = Table(
    "members",
    metadata,
    Column("dimension", Text, primary_key=True),
    Column("member", Text, primary_key=True),
    needed("name_zh"),
    needed("words", ARRAY(Text())),
    needed("report_order", Integer()),
    schema="core",
)
