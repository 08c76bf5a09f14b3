"""Where words of others stand in the warehouse, and whether they may name people.

Every text column that a view reads is one of :class:`Words`; a test takes the columns from the
database's catalog, so that a new one has to be declared here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Table

from zhiben.records import EVENT_KINDS, HAZARD, FieldType, RecordKind
from zhiben.warehouse import schema
from zhiben.warehouse.access_schema import MASKED_BY_VIEW
from zhiben.warehouse.decisions_schema import item_redirects
from zhiben.warehouse.events_schema import events
from zhiben.warehouse.quality import holds, rule_outcomes
from zhiben.warehouse.sendings_schema import approvals, sendings
from zhiben.warehouse.standards_schema import major_leads
from zhiben.warehouse.totals_schema import stated_totals
from zhiben.warehouse.weekly_schema import weekly_issues, weekly_numbers


class Words(StrEnum):
    """What a text column may say of people."""

    MASKED = "masked"  # it is written as it may be shown
    BY_VIEW = "by view"  # it names people, and each view shows their first characters
    FREE = "free"  # codes, names of firms and files, words of our own files


@dataclass(frozen=True)
class Quoted:
    """A table that quotes texts of others: in sentences of our own, or whole."""

    table: Table
    sentences: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


QUOTING = (
    Quoted(schema.deliveries, sentences=("message",)),
    Quoted(schema.drift, sentences=("message",)),
    Quoted(rule_outcomes, sentences=("message",)),
    Quoted(holds, sentences=("message",), texts=("released_why",)),
    Quoted(schema.rows, texts=("words",)),
    Quoted(stated_totals, texts=("words",)),
    Quoted(schema.quarantine_cases, texts=("why",)),
    Quoted(item_redirects, texts=("cause",)),
    Quoted(sendings, sentences=("answer",), texts=("why", "sent_to_shown")),
    Quoted(weekly_issues, texts=("why",)),
)
# Columns of the marts that repeat a text of a statement.
REPEATED: Mapping[str, Mapping[str, str]] = {
    "mart.item_state": {
        "town": "town", "site": "site", "description": "description", "category": "category",
        "department": "department", "industry": "industry", "programme": "programme_named",
    },
    "mart.item_history": {"industry": "industry", "programme": "programme_named"},
}  # fmt: skip
_OTHERS_MASKED = {
    major_leads.fullname: {"words"},
    schema.quarantine.fullname: {"message", "reasons"},
    "mart.enterprise_history": {"town", "industry"},
    "mart.named_texts": {"named"},
}
_BY_VIEW = {
    holds.fullname: {"released_by"},
    schema.quarantine_cases.fullname: {"closed_by"},
    sendings.fullname: {"recipient", "decided_by"},
    approvals.fullname: {"decided_by"},
}
# Codes, keys and names, in whatever table.
_FREE = frozenset({
    "accident_class", "action", "article", "channel", "closed_how", "closing_delivery_id",
    "column_name", "county", "county_code", "county_name", "delivery_id", "department", "digest",
    "dimension", "dimensions", "disaster_type", "ended_by", "enterprise_id", "enterprise_name",
    "event_id", "file_name", "flags", "form", "form_row", "item_id", "kind", "level", "measure",
    "member", "metric", "mode", "month", "name", "name_zh", "number", "old_names", "outcome",
    "owner_unit", "pillar", "points_to", "programme", "programmes", "quarantine_id", "reason",
    "record_id", "recurrence_of", "relation", "result", "row_key", "rule", "sector", "severity",
    "sha256", "sheet", "source", "sources", "sql", "stages", "standard", "standardisation",
    "status", "suite", "superseded_by", "topic", "undertaking", "unit", "unit_code", "units",
    "uscc", "week",
})  # fmt: skip
# Words of our own, and of our own files.
_FREE_IN = {
    "core.form_rows": {"label", "within"},
    "core.members": {"words"},
    "core.metrics": {
        "definition", "denominator", "first_part", "numerator", "rounding", "second_part",
    },
    "core.reported_totals": {"stated_in"},
    "core.standard_clauses": {"says"},
    "core.statements": {"gone_by"},  # a delivery's id
    "core.standards": {"applies_to", "known_to", "note", "replaces", "title"},
    "mart.revisions": {"cause"},
    sendings.fullname: {"about", "edition", "message_id", "report", "sending_id"},
    approvals.fullname: {"decision", "run_id"},
    weekly_numbers.fullname: {"filter", "placeholder", "printed", "rows_sql"},
}  # fmt: skip


def words_of(table: Table, column: str) -> Words | None:
    """What ``column`` may say of people; None where nobody declared it."""
    name = table.fullname
    if column in MASKED_BY_VIEW.get(name, set()) | _BY_VIEW.get(name, set()):
        return Words.BY_VIEW
    if column in masked_columns(table):
        return Words.MASKED
    is_free = column in _FREE | _FREE_IN.get(name, set())
    return Words.FREE if is_free else None


def masked_columns(table: Table) -> frozenset[str]:
    """The columns of ``table`` whose texts are written masked."""
    quoted = {one for each in QUOTING if each.table is table for one in each.sentences + each.texts}
    repeated = set(REPEATED.get(table.fullname, {}).values())
    told = {field.name for kind in kinds_of(table) for field in kind.of_type(FieldType.TEXT)}
    return frozenset(quoted | repeated | told | _OTHERS_MASKED.get(table.fullname, set()))


def kinds_of(table: Table) -> list[RecordKind]:
    """The kind of records that ``table`` keeps as they were told, if it does."""
    tables = {HAZARD.name: schema.statements, **events}
    return [kind for kind in (HAZARD, *EVENT_KINDS) if tables[kind.name] is table]
