"""Enterprises are found by names like theirs and by older numbers, and know their town."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what the resolver asks for; the blocks are filled by the next night that is loaded."""
    op.add_column("enterprises", sa.Column("town", sa.Text()), schema="core")
    doubt: sa.Column[bool] = sa.Column(
        "is_doubtful", sa.Boolean(), nullable=False, server_default=sa.text("false")
    )
    op.add_column("enterprise_names", doubt, schema="core")
    _table("enterprise_numbers", sa.Column("number", sa.Text(), nullable=False))
    _table("name_blocks", sa.Column("block", sa.BigInteger(), nullable=False), is_shared=True)
    op.create_table(
        "name_scheme",
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("scheme", name="pk_name_scheme"),
        schema="core",
    )


def _table(name: str, key: sa.Column[object], *, is_shared: bool = False) -> None:
    """A table of enterprises by ``key``, of several where a key ``is_shared``."""
    owner = sa.Column("enterprise_id", sa.Text(), nullable=False)
    op.create_table(
        name,
        key,
        owner,
        sa.PrimaryKeyConstraint(
            key.name, *(["enterprise_id"] if is_shared else []), name=f"pk_{name}"
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["core.enterprises.enterprise_id"], name=f"fk_{name}_enterprise_id"
        ),
        schema="core",
    )
