"""Who may see which rows: logins of counties, and the rule of each table that a view reads.

A rule is found from a table's columns, so that a new table is covered by itself; only what departs
from that is named in :data:`DEPARTING`. A table without a rule shows nothing to any reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Column, DateTime, Table, Text, text

from zhiben.errors import ZhibenError
from zhiben.records import KINDS
from zhiben.warehouse.schema import metadata, needed

VIEWS_OWNER = "bi_views"  # owns the views of bi and reads tables for them, by the rules below
READER = "bi_reader"  # reads every row of every view
COUNTY = "bi_county"  # the group of the counties' logins
READ_BY_VIEWS = ("ledger", "core", "mart")

# One row a county that a login may see. The login itself is a role of the server.
logins = Table(
    "logins",
    metadata,
    Column("login", Text, primary_key=True),
    Column("county_code", Text, primary_key=True),
    needed("granted_by"),
    Column("granted_at", DateTime(timezone=True), nullable=False, server_default=text("NOW()")),
    schema="access",
)


class Whose(StrEnum):
    """Whose a row is."""

    EVERYBODY = "everybody"
    COUNTY = "county"  # the unit's in its county_code
    TOTALS = "totals"  # likewise, and the whole city's sums are everybody's
    PARENT = "parent"  # as the row it points to


@dataclass(frozen=True)
class Rule:
    """Whose the rows of a table are; of ``parent``, for the row with the same ``key``."""

    whose: Whose
    parent: str = ""
    key: str = ""
    column: str = "county_code"


_ITEM = Rule(Whose.PARENT, "mart.item_state", "item_id")
_DELIVERY = Rule(Whose.PARENT, "ledger.deliveries", "delivery_id")
_ENTERPRISE = Rule(Whose.PARENT, "core.enterprises", "enterprise_id")
DEPARTING = {
    "core.event_rows": Rule(Whose.EVERYBODY),  # whether a row is still listed; joined to one's own
    "core.enterprises": Rule(Whose.COUNTY, "core.items", "enterprise_id"),  # or one of its items
    "core.item_redirects": Rule(Whose.EVERYBODY),  # ids only; the view shows one's own
    "core.form_row_sectors": Rule(Whose.EVERYBODY),
    "core.form_rows": Rule(Whose.EVERYBODY),
    "core.major_leads": Rule(Whose.PARENT, "core.statements", "delivery_id"),
    "core.members": Rule(Whose.EVERYBODY),
    "core.metrics": Rule(Whose.EVERYBODY),
    "core.programme_metrics": Rule(Whose.EVERYBODY),
    "core.programmes": Rule(Whose.EVERYBODY),
    "core.sector_words": Rule(Whose.EVERYBODY),
    "core.standard_clauses": Rule(Whose.EVERYBODY),
    "core.standards": Rule(Whose.EVERYBODY),
    "core.targets": Rule(Whose.EVERYBODY),
    "core.unit_history": Rule(Whose.EVERYBODY),
    "core.units": Rule(Whose.EVERYBODY),
    "ledger.approvals": Rule(Whose.EVERYBODY),
    "ledger.quarantine_cases": Rule(Whose.PARENT, "ledger.quarantine", "quarantine_id"),
    "mart.accident_scoreboard": Rule(Whose.TOTALS),
    "mart.campaign_breakdown": Rule(Whose.TOTALS),
    "mart.campaign_progress": Rule(Whose.TOTALS),
    "mart.named_texts": Rule(Whose.EVERYBODY),  # joined to texts of one's own
    "mart.nights": Rule(Whose.EVERYBODY),
    "mart.weekly_issues": Rule(Whose.EVERYBODY),
    "mart.weekly_numbers": Rule(Whose.TOTALS),
}
# What no view may read: personal fields, and the words as they came.
HIDDEN = frozenset(
    {"raw", "hidden", "correction", "recipient", "sent_to"}
    | {field.name for kind in KINDS.values() for field in kind.fields if field.personal}
)
# Personal fields that a view shows by their first character only.
MASKED_BY_VIEW = {
    "core.inspections": {"inspector"},
    "core.tasks": {"owner_person"},
    "ledger.sendings": {"recipient"},
}


def rule_of(table: Table) -> Rule | None:
    """Whose the rows of ``table`` are; None where nothing says so."""
    if table.fullname in DEPARTING:
        return DEPARTING[table.fullname]
    columns = table.columns.keys()
    if "county_code" in columns:
        return Rule(Whose.COUNTY)
    if "county" in columns and "item_id" not in columns:
        return Rule(Whose.COUNTY, column="county")
    keys = (rule for rule in (_ITEM, _ENTERPRISE, _DELIVERY) if rule.key in columns)
    return next(keys, None)


def shown_columns(table: Table) -> tuple[str, ...]:
    """The columns of ``table`` that a view may read."""
    hidden = HIDDEN - MASKED_BY_VIEW.get(table.fullname, set())
    return tuple(column.name for column in table.columns if column.name not in hidden)


# Whose a view's rows are, as its columns.yaml declares in `rows`: the words of the dictionary, and
# the condition by which a test finds a unit's rows among all.
SEEN_BY = {
    "county": ("各单位只看本单位的行", "a unit sees its own", "{0} = ANY(:own)"),
    "county_or_city": (
        "各单位只看本单位的行和全市合计",
        "a unit sees its own and the city's totals",
        "{0} = ANY(:own) OR {0} IN (SELECT city_code FROM bi.city)",
    ),
    "item": (
        "各单位只看本单位整改项的行",
        "a unit sees those of its own items",
        "{0} IN (SELECT item_id FROM mart.item_state WHERE county_code = ANY(:own))",
    ),
    "delivery": (
        "各单位只看本单位报送的行",
        "a unit sees those of its own deliveries",
        "{0} IN (SELECT delivery_id FROM ledger.deliveries WHERE county_code = ANY(:own))",
    ),
    "everybody": ("各单位都能看全部的行", "everybody sees every row", "TRUE"),
}


def seen_by(view: str, document: dict[str, object]) -> tuple[str, str, str]:
    """Whose the rows of ``view`` are, in Chinese, in English and as a condition.

    Raises:
        ZhibenError: when its columns.yaml does not say so.
    """
    rows = document.get("rows")
    (rule, column), *_ = rows.items() if isinstance(rows, dict) and rows else [(str(rows), "")]
    if rule not in SEEN_BY:
        raise ZhibenError(
            f"bi.{view} does not say who may see its rows.",
            f"Write into include/sql/bi/{view}/columns.yaml one of: rows: everybody, "
            "rows: {county: county_code}, rows: {county_or_city: county_code}, "
            "rows: {item: item_id}, rows: {delivery: delivery_id}.",
        )
    zh, en, condition = SEEN_BY[rule]
    return zh, en, condition.format(column)
