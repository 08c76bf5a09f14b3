"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


SCHEMAS = ("ledger", "core", "mart", "aside", "bi")


def upgrade() -> None:
    """Bring the tables to this revision."""
    for schema in SCHEMAS:
        op.execute(f"CREATE SCHEMA {schema}")
    op.create_table(
        "campaign_progress",
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("county_code", sa.Text(), nullable=False),
        sa.Column("numerator", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("denominator", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("value", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("target", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("previous_year_value", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "business_date", "programme", "metric", "county_code", name=op.f("pk_campaign_progress")
        ),
        schema="aside",
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "item_as_of",
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("rectified_on", sa.Date(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("county_code", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("has_recurred", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_item_as_of")),
        schema="aside",
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "item_daily",
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("county_code", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("found_total", sa.Integer(), nullable=False),
        sa.Column("open_count", sa.Integer(), nullable=False),
        sa.Column("rectified_count", sa.Integer(), nullable=False),
        sa.Column("verified_count", sa.Integer(), nullable=False),
        sa.Column("overdue_count", sa.Integer(), nullable=False),
        sa.Column("recurred_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "business_date", "county_code", "level", "channel", name=op.f("pk_item_daily")
        ),
        schema="aside",
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "item_history",
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("rectified_on", sa.Date(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("county_code", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "valid_from", name=op.f("pk_item_history")),
        schema="aside",
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "item_state",
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("rectified_on", sa.Date(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("county_code", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("town", sa.Text(), nullable=True),
        sa.Column("site", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("supervised", sa.Boolean(), nullable=False),
        sa.Column("source_count", sa.Integer(), nullable=False),
        sa.Column("reopened_count", sa.Integer(), nullable=False),
        sa.Column("first_business_date", sa.Date(), nullable=False),
        sa.Column("last_business_date", sa.Date(), nullable=False),
        sa.Column("missing_since", sa.Date(), nullable=True),
        sa.Column("has_conflict", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_item_state")),
        schema="aside",
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "touched_items",
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_touched_items")),
        schema="aside",
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "enterprises",
        sa.Column("enterprise_id", sa.Text(), nullable=False),
        sa.Column("county_code", sa.Text(), nullable=False),
        sa.Column("enterprise_name", sa.Text(), nullable=False),
        sa.Column("uscc", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("enterprise_id", name=op.f("pk_enterprises")),
        sa.UniqueConstraint("uscc"),
        schema="core",
    )
    op.create_table(
        "metrics",
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("numerator", sa.Text(), nullable=True),
        sa.Column("denominator", sa.Text(), nullable=True),
        sa.Column("is_lower_better", sa.Boolean(), nullable=False),
        sa.Column("sql", sa.Text(), nullable=False),
        sa.Column("report_order", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("metric", name=op.f("pk_metrics")),
        schema="core",
    )
    op.create_table(
        "programmes",
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("metrics", sa.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("programme", name=op.f("pk_programmes")),
        schema="core",
    )
    op.create_table(
        "targets",
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("value", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.PrimaryKeyConstraint("programme", "metric", "due_on", name=op.f("pk_targets")),
        schema="core",
    )
    op.create_table(
        "units",
        sa.Column("county_code", sa.Text(), nullable=False),
        sa.Column("county_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("report_order", sa.Integer(), nullable=False),
        sa.Column("old_names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("county_code", name=op.f("pk_units")),
        schema="core",
    )
    op.create_table(
        "deliveries",
        sa.Column("delivery_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("county_code", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("file_stamp", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("rows_received", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("rows_loaded", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("rows_quarantined", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("rows_skipped", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("rows_unchanged", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("items_new", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("items_updated", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("items_unchanged", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("items_duplicate", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("reading_fingerprint", sa.Text(), nullable=True),
        sa.Column("is_published", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint(
            "status IN ('loaded', 'partial', 'rejected', 'held', 'unchanged', 'missing')",
            name=op.f("ck_deliveries_status"),
        ),
        sa.CheckConstraint(
            "rows_received = rows_loaded + rows_quarantined + rows_skipped",
            name=op.f("ck_deliveries_accounting"),
        ),
        sa.CheckConstraint(
            "rows_unchanged <= rows_loaded", name=op.f("ck_deliveries_unchanged_rows_are_loaded")
        ),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_deliveries")),
        schema="ledger",
    )
    op.create_index(
        op.f("ix_deliveries_night"), "deliveries", ["night"], unique=False, schema="ledger"
    )
    op.create_index(
        op.f("ix_deliveries_source_business_date"),
        "deliveries",
        ["source", "business_date"],
        unique=False,
        schema="ledger",
    )
    op.create_table(
        "source_columns",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("headings", sa.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_source_columns")),
        schema="ledger",
    )
    op.create_table(
        "campaign_progress",
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("county_code", sa.Text(), nullable=False),
        sa.Column("numerator", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("denominator", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("value", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("target", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("previous_year_value", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "business_date", "programme", "metric", "county_code", name=op.f("pk_campaign_progress")
        ),
        schema="mart",
    )
    op.create_table(
        "item_daily",
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("county_code", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("found_total", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("open_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("rectified_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("verified_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("overdue_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("recurred_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint(
            "business_date", "county_code", "level", "channel", name=op.f("pk_item_daily")
        ),
        schema="mart",
    )
    op.create_table(
        "nights",
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("night", name=op.f("pk_nights")),
        schema="mart",
    )
    op.create_table(
        "revisions",
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("county_code", sa.Text(), nullable=False),
        sa.Column("revised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("old_value", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("new_value", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "business_date", "metric", "county_code", "revised_at", name=op.f("pk_revisions")
        ),
        schema="mart",
    )
    op.create_table(
        "enterprise_names",
        sa.Column("enterprise_id", sa.Text(), nullable=False),
        sa.Column("county_code", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["core.enterprises.enterprise_id"],
            name=op.f("fk_enterprise_names_enterprise_id"),
        ),
        sa.PrimaryKeyConstraint(
            "enterprise_id", "county_code", "name_key", name=op.f("pk_enterprise_names")
        ),
        schema="core",
    )
    op.create_index(
        op.f("ix_enterprise_names_county_code_name_key"),
        "enterprise_names",
        ["county_code", "name_key"],
        unique=False,
        schema="core",
    )
    op.create_table(
        "items",
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("enterprise_id", sa.Text(), nullable=False),
        sa.Column("recurrence_of", sa.Text(), nullable=True),
        sa.Column("site_key", sa.Text(), nullable=False),
        sa.Column("text_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["core.enterprises.enterprise_id"],
            name=op.f("fk_items_enterprise_id"),
        ),
        sa.ForeignKeyConstraint(
            ["recurrence_of"], ["core.items.item_id"], name=op.f("fk_items_recurrence_of")
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_items")),
        schema="core",
    )
    op.create_index(
        op.f("ix_items_enterprise_id"), "items", ["enterprise_id"], unique=False, schema="core"
    )
    op.create_table(
        "drift",
        sa.Column("delivery_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("column_name", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["ledger.deliveries.delivery_id"], name=op.f("fk_drift_delivery_id")
        ),
        sa.PrimaryKeyConstraint("delivery_id", "kind", "column_name", name=op.f("pk_drift")),
        schema="ledger",
    )
    op.create_table(
        "quarantine",
        sa.Column("delivery_id", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("quarantine_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("column_name", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("raw", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'open'"), nullable=False),
        sa.CheckConstraint(
            "status IN ('open', 'replayed', 'waived')", name=op.f("ck_quarantine_status")
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["ledger.deliveries.delivery_id"],
            name=op.f("fk_quarantine_delivery_id"),
        ),
        sa.PrimaryKeyConstraint("delivery_id", "record_id", name=op.f("pk_quarantine")),
        schema="ledger",
    )
    op.create_index(
        op.f("ix_quarantine_quarantine_id"),
        "quarantine",
        ["quarantine_id"],
        unique=False,
        schema="ledger",
    )
    op.create_table(
        "rows",
        sa.Column("delivery_id", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('loaded', 'quarantined', 'skipped')", name=op.f("ck_rows_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["ledger.deliveries.delivery_id"], name=op.f("fk_rows_delivery_id")
        ),
        sa.PrimaryKeyConstraint(
            "delivery_id", "file_name", "sheet", "row_number", name=op.f("pk_rows")
        ),
        schema="ledger",
    )
    op.create_table(
        "judgements",
        sa.Column("judgement_id", sa.Text(), nullable=False),
        sa.Column("delivery_id", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("superseded_by", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "verdict IN ('new', 'same', 'recurrence')", name=op.f("ck_judgements_verdict")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["core.items.item_id"], name=op.f("fk_judgements_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by"],
            ["core.judgements.judgement_id"],
            name=op.f("fk_judgements_superseded_by"),
        ),
        sa.PrimaryKeyConstraint("judgement_id", name=op.f("pk_judgements")),
        schema="core",
    )
    op.create_index(
        op.f("ix_judgements_item_id"), "judgements", ["item_id"], unique=False, schema="core"
    )
    op.create_table(
        "source_rows",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=True),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("content_key", sa.Text(), nullable=False),
        sa.Column("state_hash", sa.Text(), nullable=False),
        sa.Column("row_hash", sa.Text(), nullable=False),
        sa.Column("reading_fingerprint", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("authority", sa.Integer(), nullable=False),
        sa.Column("missing_since", sa.Date(), nullable=True),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by"],
            ["ledger.deliveries.delivery_id"],
            name=op.f("fk_source_rows_changed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["core.items.item_id"], name=op.f("fk_source_rows_item_id")
        ),
        sa.PrimaryKeyConstraint("source", "row_key", name=op.f("pk_source_rows")),
        schema="core",
    )
    op.create_index(
        op.f("ix_source_rows_changed_by"),
        "source_rows",
        ["changed_by"],
        unique=False,
        schema="core",
    )
    op.create_index(
        op.f("ix_source_rows_item_id"), "source_rows", ["item_id"], unique=False, schema="core"
    )
    op.create_table(
        "statements",
        sa.Column("delivery_id", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("match_probability", sa.Double(), nullable=False),
        sa.Column("flags", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("raw", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("authority", sa.Integer(), nullable=False),
        sa.Column("verifies", sa.Boolean(), nullable=False),
        sa.Column("enterprise_name", sa.Text(), nullable=True, comment="企业名称"),
        sa.Column("uscc", sa.Text(), nullable=True, comment="统一社会信用代码"),
        sa.Column("county", sa.Text(), nullable=True, comment="县区"),
        sa.Column("town", sa.Text(), nullable=True, comment="乡镇街道"),
        sa.Column("address", sa.Text(), nullable=True, comment="地址"),
        sa.Column("site", sa.Text(), nullable=True, comment="隐患部位"),
        sa.Column("industry", sa.Text(), nullable=True, comment="行业领域"),
        sa.Column("description", sa.Text(), nullable=True, comment="隐患描述"),
        sa.Column("category", sa.Text(), nullable=True, comment="隐患类别"),
        sa.Column("level", sa.Text(), nullable=True, comment="隐患等级"),
        sa.Column("check_item", sa.Text(), nullable=True, comment="检查项"),
        sa.Column("basis", sa.Text(), nullable=True, comment="判定依据"),
        sa.Column("channel", sa.Text(), nullable=True, comment="检查类型"),
        sa.Column("department", sa.Text(), nullable=True, comment="检查单位"),
        sa.Column("inspector", sa.Text(), nullable=True, comment="检查人"),
        sa.Column("found_on", sa.Date(), nullable=True, comment="检查日期"),
        sa.Column("measure", sa.Text(), nullable=True, comment="整改措施"),
        sa.Column("responsible_person", sa.Text(), nullable=True, comment="整改责任人"),
        sa.Column("phone", sa.Text(), nullable=True, comment="联系电话"),
        sa.Column(
            "funds_yuan", sa.Numeric(precision=18, scale=2), nullable=True, comment="整改资金"
        ),
        sa.Column("due_on", sa.Date(), nullable=True, comment="整改期限"),
        sa.Column("status", sa.Text(), nullable=True, comment="整改状态"),
        sa.Column("rectified_on", sa.Date(), nullable=True, comment="整改完成日期"),
        sa.Column("verified_on", sa.Date(), nullable=True, comment="复查日期"),
        sa.Column("verifier", sa.Text(), nullable=True, comment="复查人"),
        sa.Column("supervised", sa.Boolean(), nullable=True, comment="挂牌督办"),
        sa.Column("programme", sa.Text(), nullable=True, comment="专项行动"),
        sa.CheckConstraint(
            "relation IN ('new', 'update', 'duplicate')", name=op.f("ck_statements_relation")
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["ledger.deliveries.delivery_id"],
            name=op.f("fk_statements_delivery_id"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["core.items.item_id"], name=op.f("fk_statements_item_id")
        ),
        sa.PrimaryKeyConstraint("delivery_id", "record_id", name=op.f("pk_statements")),
        schema="core",
    )
    op.create_index(
        op.f("ix_statements_item_id"), "statements", ["item_id"], unique=False, schema="core"
    )
    op.create_table(
        "item_history",
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("rectified_on", sa.Date(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("county_code", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_item_history_interval")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["core.items.item_id"], name=op.f("fk_item_history_item_id")
        ),
        sa.PrimaryKeyConstraint("item_id", "valid_from", name=op.f("pk_item_history")),
        schema="mart",
    )
    op.create_index(
        op.f("ix_item_history_valid_from_valid_to"),
        "item_history",
        ["valid_from", "valid_to"],
        unique=False,
        schema="mart",
    )
    op.create_table(
        "item_state",
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("rectified_on", sa.Date(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("county_code", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("town", sa.Text(), nullable=True),
        sa.Column("site", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("supervised", sa.Boolean(), nullable=False),
        sa.Column("source_count", sa.Integer(), nullable=False),
        sa.Column("reopened_count", sa.Integer(), nullable=False),
        sa.Column("first_business_date", sa.Date(), nullable=False),
        sa.Column("last_business_date", sa.Date(), nullable=False),
        sa.Column("missing_since", sa.Date(), nullable=True),
        sa.Column("has_conflict", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["core.items.item_id"], name=op.f("fk_item_state_item_id")
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_item_state")),
        schema="mart",
    )
