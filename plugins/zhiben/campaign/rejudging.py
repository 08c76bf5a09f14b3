"""Puts the standards into the warehouse, and judges all rows anew where they have changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection

from zhiben.campaign.leads import LeadReader
from zhiben.campaign.standards import Standard, Standards
from zhiben.warehouse import leads
from zhiben.warehouse.loading import replace_all
from zhiben.warehouse.standards_schema import standard_clauses
from zhiben.warehouse.standards_schema import standards as standards_table


def sync_standards(
    connection: Connection, standards: Standards, judged_by: str, reader: Callable[[], LeadReader]
) -> None:
    """Make the warehouse say what the files say; ``reader`` is asked for only where they changed.

    ``judged_by`` names all that leads hang on. Published numbers know no leads, so none changes.
    """
    replace_all(connection, standards_table, [_row(one) for one in standards.versions])
    replace_all(connection, standard_clauses, list(_clause_rows(standards.versions)))
    if leads.version(connection) != judged_by:
        leads.replace_leads(connection, _judged(connection, reader()), judged_by)


def _judged(connection: Connection, reader: LeadReader) -> Iterator[leads.LeadRow]:
    for row in leads.said_general(connection):
        for lead in reader.leads(row.description, row.found_on, row.industry):
            yield (
                row.delivery_id, row.record_id, lead.standard, lead.number, lead.article,
                list(lead.words),
            )  # fmt: skip


def _row(one: Standard) -> dict[str, Any]:
    names = {"standard", "number", "title", "sector", "valid_from", "known_to", "valid_to"}
    return {
        **one.model_dump(include=names),
        "applies_to": list(one.applies_to),
        "replaces": one.replaces or None,
        "source": one.source,
        "is_verified": one.verified,
        "note": one.note or None,
    }


def _clause_rows(versions: Sequence[Standard]) -> Iterator[dict[str, Any]]:
    for one in versions:
        for place, clause in enumerate(one.clauses, start=1):
            yield {
                "standard": one.standard,
                "number": one.number,
                "article": clause.article,
                "says": clause.says,
                "is_verified": one.verified and clause.verified,
                "clause_order": place,
            }
