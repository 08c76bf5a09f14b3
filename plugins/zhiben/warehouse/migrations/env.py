"""Alembic's entry: migrates over the connection it is handed."""

from __future__ import annotations

from alembic import context

from zhiben.warehouse import tables
from zhiben.warehouse.schema import SCHEMAS

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.metadata,
    version_table="alembic_version",
    version_table_schema="public",
    include_schemas=True,
    include_name=lambda name, kind, _parents: kind != "schema" or name in SCHEMAS,
)
with context.begin_transaction():
    context.run_migrations()
