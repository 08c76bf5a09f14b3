"""Totals that counties state themselves, beside which ours are shown."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Integer, Table, Text

from zhiben.warehouse.schema import deliveries, metadata, needed

stated_totals = Table(
    "stated_totals",
    metadata,
    Column("delivery_id", Text, ForeignKey(deliveries.c.delivery_id), primary_key=True),
    Column("file_name", Text, primary_key=True),
    Column("sheet", Text, primary_key=True),
    Column("row_number", Integer, primary_key=True),
    needed("words"),
    needed("reported", BigInteger()),
    schema="ledger",
)

reported_totals = Table(
    "reported_totals",
    metadata,
    Column("county_code", Text, primary_key=True),
    Column("month", Text, primary_key=True),
    Column("form_row", Text, primary_key=True),
    Column("measure", Text, primary_key=True),
    Column("stated_in", Text, primary_key=True),
    needed("as_of", Date()),
    needed("reported", BigInteger()),
    schema="core",
)
