"""Every view of ``bi`` holds what the interface pins, and says what it is in both languages."""

from __future__ import annotations

import re

import pytest
import yaml
from sqlalchemy import Engine, text

from tests.warehouse.golden import SQL

# The columns that INTERFACE.md pins; more may be added, none renamed or removed.
PINNED = {
    "counties": "county_code county_name kind",
    "enterprises": "enterprise_id enterprise_name uscc uscc_valid aliases county_code items_total "
    "items_open items_overdue items_recurred",
    "rectification_items": "item_id county_code town enterprise_id enterprise_name site "
    "description category level channel department found_on due_on status rectified_on "
    "verified_on is_open is_overdue days_open recurrence_of source_count supervised missing_since "
    "reopened_count first_business_date last_business_date has_conflict",
    "item_sources": "item_id source delivery_id business_date file_name sheet row_number part "
    "relation match_probability flags",
    "item_history": "item_id valid_from valid_to status level due_on",
    "item_daily": "business_date county_code level channel found_total open_count "
    "rectified_count verified_count overdue_count recurred_count",
    "deliveries": "delivery_id source county_code business_date night file_name sha256 status "
    "is_late rows_received rows_loaded rows_quarantined rows_skipped items_new items_updated "
    "items_unchanged items_duplicate message",
    "quarantined_rows": "quarantine_id delivery_id source county_code business_date file_name "
    "sheet row_number part rule column_name message status",
    "skipped_rows": "delivery_id source business_date file_name sheet row_number reason",
    "drift": "delivery_id source business_date kind column_name message",
    "campaign_progress": "business_date programme metric county_code value target "
    "previous_year_value status",
    "inspections": "enterprise_name uscc county_code town address inspected_on channel department "
    "inspector result hazards_found check_topic programme source delivery_id",
    "accidents": "occurred_on enterprise_name uscc county_code town address sector accident_type "
    "deaths serious_injuries direct_loss_yuan reported_on source delivery_id",
    "disasters": "occurred_on disaster_type county_code town affected_people deaths missing "
    "direct_loss_yuan collapsed_rooms source delivery_id",
    "tasks": "programme title owner_unit owner_person county_code due_on done_on status "
    "quantity_target quantity_done source delivery_id",
    "accident_scoreboard": "business_date county_code accidents_ytd deaths_ytd "
    "accidents_previous_ytd deaths_previous_ytd accidents_change deaths_change "
    "serious_accidents_ytd double_drop no_serious_accident accident_free_days",
    "metrics": "metric name_zh definition unit sql",
    "weekly_numbers": "week placeholder metric filter as_of value sql",
    "revisions": "business_date metric county_code old_value new_value cause revised_at",
}
VIEWS = sorted(path.parent.name for path in SQL.glob("bi/*/view.sql"))
CHINESE = re.compile(r"[\u4e00-\u9fff].* \| .*[a-z]", re.DOTALL)
COMMENTS = text(
    """
    SELECT a.attname, col_description(c.oid, a.attnum) AS words
    FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
    WHERE c.relnamespace = CAST('bi' AS regnamespace) AND c.relname = :view ORDER BY a.attnum
    """
)


def columns(engine: Engine, view: str) -> dict[str, str]:
    """Comment of each column, in order."""
    with engine.connect() as connection:
        return {row.attname: row.words for row in connection.execute(COMMENTS, {"view": view})}


@pytest.mark.parametrize("view", sorted(PINNED))
def test_pinned_columns_are_there(shared_warehouse: Engine, view: str) -> None:
    assert set(PINNED[view].split()) <= set(columns(shared_warehouse, view))


@pytest.mark.parametrize("view", VIEWS)
def test_every_column_says_what_it_is_in_both_languages(
    shared_warehouse: Engine, view: str
) -> None:
    unclear = [name for name, words in columns(shared_warehouse, view).items() if not says(words)]
    assert unclear == []


@pytest.mark.parametrize("view", VIEWS)
def test_columns_yaml_lists_exactly_the_columns(shared_warehouse: Engine, view: str) -> None:
    document = yaml.safe_load((SQL / "bi" / view / "columns.yaml").read_text(encoding="utf-8"))
    assert set(document["columns"]) == set(columns(shared_warehouse, view))


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_says_what_it_is_in_both_languages(shared_warehouse: Engine, view: str) -> None:
    query = text("SELECT obj_description(CAST(:view AS regclass), 'pg_class')")
    with shared_warehouse.connect() as connection:
        assert says(connection.execute(query, {"view": f"bi.{view}"}).scalar())


def test_bi_holds_these_views_and_nothing_else(shared_warehouse: Engine) -> None:
    query = text(
        "SELECT relname || ' ' || CAST(relkind AS text) FROM pg_class "
        "WHERE relnamespace = CAST('bi' AS regnamespace) ORDER BY relname"
    )
    with shared_warehouse.connect() as connection:
        assert list(connection.execute(query).scalars()) == [f"{view} v" for view in VIEWS]


def says(words: str | None) -> bool:
    """Whether a comment is Chinese and English."""
    return bool(words and CHINESE.search(words))
