"""Marks accepted rows whose text a judgement standard suggests to be major: leads for a person."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, cast

import pyarrow as pa

from zhiben.campaign.leads import Lead, LeadReader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from zhiben.records import RecordKind

FLAG = "level_below_standard"
NEEDED = {"description", "industry", "found_on", "level"}


def with_leads(records: pa.Table, kind: RecordKind, reader: Callable[[], LeadReader]) -> pa.Table:
    """``records`` with a column ``leads`` (JSON), and the flag on rows that have any.

    ``reader`` is asked for only where there is something to read.
    """
    if not len(records) or not NEEDED.issubset(kind.names()):
        return records.append_column("leads", pa.nulls(len(records), pa.string()))
    read = reader()
    found = [_of(read, row) for row in records.select(sorted(NEEDED)).to_pylist()]
    marked = records.append_column("leads", pa.array(map(_written, found), pa.string()))
    place = records.schema.get_field_index("flags")
    told = cast("list[list[str]]", records["flags"].to_pylist())
    flags = [[*one, FLAG] if leads else one for one, leads in zip(told, found, strict=True)]
    column = records.schema.field(place)
    return marked.set_column(place, column, pa.array(flags, column.type))


def lead_words(leads: str | None) -> str:
    """What a row's leads say to a clerk: standard, clause and the words that suggest it."""
    told = (
        f"《{one['number']}》{one['article']}（{one['says']}），词语：{'、'.join(one['words'])}"
        f"{'' if one['is_verified'] else '（条文待核）'}"
        for one in json.loads(leads or "[]")
    )
    return "；".join(told)


def _of(reader: LeadReader, row: Mapping[str, Any]) -> tuple[Lead, ...]:
    if row["level"] != "general":
        return ()
    return reader.leads(row["description"], row["found_on"], row["industry"])


def _written(leads: tuple[Lead, ...]) -> str | None:
    return json.dumps([asdict(one) for one in leads], ensure_ascii=False) if leads else None
