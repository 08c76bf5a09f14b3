"""Inspections, accidents, disasters and tasks: a table a kind, a row a version of what was said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KINDS = "kind IN ('hazard', 'inspection', 'accident', 'disaster', 'task')"
RESTATEMENT_DAYS = (
    "CASE WHEN COALESCE(accident_type, '') || COALESCE(sector, '') "
    "~ '火灾|道路交通|交通事故|车祸' THEN 7 ELSE 30 END"
)


def upgrade() -> None:
    """Add the tables, and of each delivery the kind of its records."""
    kind = sa.Column("kind", sa.Text(), server_default=sa.text("'hazard'"), nullable=False)
    op.add_column("deliveries", kind, schema="ledger")
    op.create_check_constraint(op.f("ck_deliveries_kind"), "deliveries", KINDS, schema="ledger")
    _accidents()
    _disasters()
    _event_rows()
    _inspections()
    _tasks()


def _accidents() -> None:
    op.create_table(
        "accidents",
        sa.Column("delivery_id", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("flags", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("raw", JSONB(), nullable=False),
        sa.Column("authority", sa.Integer(), nullable=False),
        sa.Column("state_hash", sa.Text(), nullable=False),
        sa.Column("enterprise_id", sa.Text(), nullable=True),
        sa.Column("occurred_on", sa.Date(), nullable=True, comment="事故日期"),
        sa.Column("enterprise_name", sa.Text(), nullable=True, comment="企业名称"),
        sa.Column("uscc", sa.Text(), nullable=True, comment="统一社会信用代码"),
        sa.Column("county", sa.Text(), nullable=True, comment="县区"),
        sa.Column("town", sa.Text(), nullable=True, comment="乡镇街道"),
        sa.Column("address", sa.Text(), nullable=True, comment="地址"),
        sa.Column("sector", sa.Text(), nullable=True, comment="行业领域"),
        sa.Column("accident_type", sa.Text(), nullable=True, comment="事故类型"),
        sa.Column("deaths", sa.BigInteger(), nullable=True, comment="死亡人数"),
        sa.Column("serious_injuries", sa.BigInteger(), nullable=True, comment="重伤人数"),
        sa.Column(
            "direct_loss_yuan",
            sa.Numeric(precision=18, scale=2),
            nullable=True,
            comment="直接经济损失",
        ),
        sa.Column("reported_on", sa.Date(), nullable=True, comment="上报日期"),
        sa.Column("accident_class", sa.Text(), nullable=True, comment="事故等级"),
        sa.Column("restatement_days", sa.Integer(), sa.Computed(RESTATEMENT_DAYS, persisted=True)),
        sa.CheckConstraint(
            "relation IN ('new', 'update', 'duplicate')", name=op.f("ck_accidents_relation")
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["ledger.deliveries.delivery_id"],
            name=op.f("fk_accidents_delivery_id"),
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["core.enterprises.enterprise_id"],
            name=op.f("fk_accidents_enterprise_id"),
        ),
        sa.PrimaryKeyConstraint("delivery_id", "record_id", name=op.f("pk_accidents")),
        schema="core",
    )
    op.create_index(
        op.f("ix_accidents_enterprise_id"),
        "accidents",
        ["enterprise_id"],
        unique=False,
        schema="core",
    )
    op.create_index(
        op.f("ix_accidents_event_id"), "accidents", ["event_id"], unique=False, schema="core"
    )
    op.create_index(
        op.f("ix_accidents_source_row_key_business_date"),
        "accidents",
        ["source", "row_key", "business_date"],
        unique=False,
        schema="core",
    )


def _disasters() -> None:
    op.create_table(
        "disasters",
        sa.Column("delivery_id", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("flags", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("raw", JSONB(), nullable=False),
        sa.Column("authority", sa.Integer(), nullable=False),
        sa.Column("state_hash", sa.Text(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=True, comment="灾害日期"),
        sa.Column("disaster_type", sa.Text(), nullable=True, comment="灾害种类"),
        sa.Column("county", sa.Text(), nullable=True, comment="县区"),
        sa.Column("town", sa.Text(), nullable=True, comment="乡镇街道"),
        sa.Column("affected_people", sa.BigInteger(), nullable=True, comment="受灾人口"),
        sa.Column("deaths", sa.BigInteger(), nullable=True, comment="死亡人口"),
        sa.Column("missing", sa.BigInteger(), nullable=True, comment="失踪人口"),
        sa.Column(
            "direct_loss_yuan",
            sa.Numeric(precision=18, scale=2),
            nullable=True,
            comment="直接经济损失",
        ),
        sa.Column("collapsed_rooms", sa.BigInteger(), nullable=True, comment="倒塌房屋间数"),
        sa.CheckConstraint(
            "relation IN ('new', 'update', 'duplicate')", name=op.f("ck_disasters_relation")
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["ledger.deliveries.delivery_id"],
            name=op.f("fk_disasters_delivery_id"),
        ),
        sa.PrimaryKeyConstraint("delivery_id", "record_id", name=op.f("pk_disasters")),
        schema="core",
    )
    op.create_index(
        op.f("ix_disasters_event_id"), "disasters", ["event_id"], unique=False, schema="core"
    )
    op.create_index(
        op.f("ix_disasters_source_row_key_business_date"),
        "disasters",
        ["source", "row_key", "business_date"],
        unique=False,
        schema="core",
    )


def _event_rows() -> None:
    op.create_table(
        "event_rows",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=True),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("state_hash", sa.Text(), nullable=False),
        sa.Column("row_hash", sa.Text(), nullable=False),
        sa.Column("reading_fingerprint", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("missing_since", sa.Date(), nullable=True),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('inspection', 'accident', 'disaster', 'task')",
            name=op.f("ck_event_rows_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["ledger.deliveries.delivery_id"], name=op.f("fk_event_rows_changed_by")
        ),
        sa.PrimaryKeyConstraint("kind", "source", "row_key", name=op.f("pk_event_rows")),
        schema="core",
    )
    op.create_index(
        op.f("ix_event_rows_changed_by"), "event_rows", ["changed_by"], unique=False, schema="core"
    )
    op.create_index(
        op.f("ix_event_rows_event_id"), "event_rows", ["event_id"], unique=False, schema="core"
    )
    op.create_index(
        op.f("ix_event_rows_kind_identity"),
        "event_rows",
        ["kind", "identity"],
        unique=False,
        schema="core",
    )
    op.create_index(
        op.f("ix_event_rows_source_source_key"),
        "event_rows",
        ["source", "source_key"],
        unique=False,
        schema="core",
    )


def _inspections() -> None:
    op.create_table(
        "inspections",
        sa.Column("delivery_id", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("flags", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("raw", JSONB(), nullable=False),
        sa.Column("authority", sa.Integer(), nullable=False),
        sa.Column("state_hash", sa.Text(), nullable=False),
        sa.Column("enterprise_id", sa.Text(), nullable=True),
        sa.Column("enterprise_name", sa.Text(), nullable=True, comment="企业名称"),
        sa.Column("uscc", sa.Text(), nullable=True, comment="统一社会信用代码"),
        sa.Column("county", sa.Text(), nullable=True, comment="县区"),
        sa.Column("town", sa.Text(), nullable=True, comment="乡镇街道"),
        sa.Column("address", sa.Text(), nullable=True, comment="地址"),
        sa.Column("inspected_on", sa.Date(), nullable=True, comment="检查日期"),
        sa.Column("channel", sa.Text(), nullable=True, comment="检查类型"),
        sa.Column("department", sa.Text(), nullable=True, comment="检查单位"),
        sa.Column("inspector", sa.Text(), nullable=True, comment="检查人"),
        sa.Column("result", sa.Text(), nullable=True, comment="检查结果"),
        sa.Column("hazards_found", sa.BigInteger(), nullable=True, comment="发现隐患数"),
        sa.Column("check_topic", sa.Text(), nullable=True, comment="检查主题"),
        sa.Column("programme", sa.Text(), nullable=True, comment="专项行动"),
        sa.CheckConstraint(
            "relation IN ('new', 'update', 'duplicate')", name=op.f("ck_inspections_relation")
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["ledger.deliveries.delivery_id"],
            name=op.f("fk_inspections_delivery_id"),
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["core.enterprises.enterprise_id"],
            name=op.f("fk_inspections_enterprise_id"),
        ),
        sa.PrimaryKeyConstraint("delivery_id", "record_id", name=op.f("pk_inspections")),
        schema="core",
    )
    op.create_index(
        op.f("ix_inspections_enterprise_id"),
        "inspections",
        ["enterprise_id"],
        unique=False,
        schema="core",
    )
    op.create_index(
        op.f("ix_inspections_event_id"), "inspections", ["event_id"], unique=False, schema="core"
    )
    op.create_index(
        op.f("ix_inspections_source_row_key_business_date"),
        "inspections",
        ["source", "row_key", "business_date"],
        unique=False,
        schema="core",
    )


def _tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("delivery_id", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("flags", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("raw", JSONB(), nullable=False),
        sa.Column("authority", sa.Integer(), nullable=False),
        sa.Column("state_hash", sa.Text(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=True, comment="专项行动"),
        sa.Column("title", sa.Text(), nullable=True, comment="任务名称"),
        sa.Column("owner_unit", sa.Text(), nullable=True, comment="责任单位"),
        sa.Column("owner_person", sa.Text(), nullable=True, comment="责任人"),
        sa.Column("county", sa.Text(), nullable=True, comment="县区"),
        sa.Column("due_on", sa.Date(), nullable=True, comment="完成时限"),
        sa.Column("done_on", sa.Date(), nullable=True, comment="完成日期"),
        sa.Column("status", sa.Text(), nullable=True, comment="完成状态"),
        sa.Column("quantity_target", sa.BigInteger(), nullable=True, comment="目标数量"),
        sa.Column("quantity_done", sa.BigInteger(), nullable=True, comment="完成数量"),
        sa.CheckConstraint(
            "relation IN ('new', 'update', 'duplicate')", name=op.f("ck_tasks_relation")
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["ledger.deliveries.delivery_id"], name=op.f("fk_tasks_delivery_id")
        ),
        sa.PrimaryKeyConstraint("delivery_id", "record_id", name=op.f("pk_tasks")),
        schema="core",
    )
    op.create_index(op.f("ix_tasks_event_id"), "tasks", ["event_id"], unique=False, schema="core")
    op.create_index(
        op.f("ix_tasks_source_row_key_business_date"),
        "tasks",
        ["source", "row_key", "business_date"],
        unique=False,
        schema="core",
    )
