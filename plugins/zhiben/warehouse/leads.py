"""Keeps which clauses accepted rows suggest, and by which version of the standards."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from zhiben.masking import HIDDEN, mask_text
from zhiben.matching import Link
from zhiben.warehouse.loading import copy
from zhiben.warehouse.schema import statements
from zhiben.warehouse.showing import People
from zhiben.warehouse.standards_schema import leads_version, major_leads

COLUMNS = ("standard", "number", "article", "words")
LeadRow = tuple[str, str, str, str, str, list[str]]


@dataclass(frozen=True)
class SaidGeneral:
    """An accepted row that its ledger calls general, as far as a standard asks."""

    delivery_id: str
    record_id: str
    description: str
    industry: str | None
    found_on: date


def write_leads(
    connection: Connection, told: Iterable[tuple[dict[str, Any], Link]], people: People
) -> None:
    """Keep what accepted rows suggest; their statements must be there. ``people`` are not shown."""
    rows = (
        (
            link.finding.delivery_id,
            link.finding.record_id,
            *(lead[name] for name in COLUMNS[:-1]),
            quoted(lead["words"], mask_text(record["description"], people), people),
        )
        for record, link in told
        for lead in json.loads(record.get("leads") or "[]")
    )
    copy(connection, major_leads, ("delivery_id", "record_id", *COLUMNS), rows)


def quoted(words: Iterable[str], shown: str, people: People) -> list[str]:
    """Words of a text as they may be quoted: as they are where the text ``shown`` has them."""
    return [word if word in shown else _hidden(word, people) for word in words]


def _hidden(word: str, people: People) -> str:
    masked = mask_text(word, people)
    return masked if masked != word else HIDDEN


def version(connection: Connection) -> str | None:
    """The version of the standards that all leads were judged by."""
    return connection.execute(select(leads_version.c.version)).scalar()


def said_general(connection: Connection) -> Iterator[SaidGeneral]:
    """Every accepted row that its ledger calls general."""
    table = statements.c
    query = select(
        table.delivery_id, table.record_id, table.description, table.industry, table.found_on
    ).where(table.level == "general")
    for row in connection.execute(query.execution_options(yield_per=10_000)):
        yield SaidGeneral(*row)


def replace_leads(connection: Connection, rows: Iterable[LeadRow], judged_by: str) -> None:
    """Put ``rows`` in the place of all leads, judged by the version ``judged_by``."""
    kept = list(rows)
    for table in (major_leads, leads_version):
        connection.execute(delete(table))
    copy(connection, major_leads, ("delivery_id", "record_id", *COLUMNS), kept)
    connection.execute(insert(leads_version).values(version=judged_by))
