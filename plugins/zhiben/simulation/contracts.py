"""Writes the contract a source would have signed: only what departs from the vocabulary."""

from pathlib import Path
from typing import Any

import yaml

from zhiben.simulation.templates import Source


def contract_of(source: Source, most_rows: int) -> dict[str, Any]:
    """The contract of ``source`` as plain data; ``most_rows`` is what its ledger may grow to."""
    department, template = source.department, source.template
    contract: dict[str, Any] = {
        "source": source.source_id,
        "county": source.unit.code,
        "department": department.name,
        "kind": "hazard",
        "channel": department.channel,
        "delivery": {"mode": source.mode, "every": source.every, "due": "01:00"},
        "transport": {"kind": "inbox"},
        "key": [column.heading for column in template.columns if column.field == "key"],
        "columns": _headings(source, "odd"),
        "values": _values(source),
        "ignore": [column.heading for column in template.columns if column.origin == "ignored"],
        "expect": {"rows": {"min": 0, "max": max(1000, 4 * most_rows)}},
        "verifies": department.verifies,
        "programmes": ["zhiben"],
        "contact": {"name": "数据员", "notify": []},
    }
    if department.verifies:
        del contract["verifies"]
    return {key: value for key, value in contract.items() if value not in ([], {})}


def write_contract(folder: Path, source: Source, most_rows: int) -> None:
    """Write ``<source>.yaml`` into ``folder``."""
    text = yaml.safe_dump(contract_of(source, most_rows), allow_unicode=True, sort_keys=False)
    (folder / f"{source.source_id}.yaml").write_text(text, encoding="utf-8")


def _headings(source: Source, origin: str) -> dict[str, list[str]]:
    columns = source.template.columns
    return {column.field: [column.heading] for column in columns if column.origin == origin}


def _values(source: Source) -> dict[str, dict[str, str]]:
    habits, template = source.template.habits, source.template
    styles = {"level": habits.level, "status": habits.status}
    return {
        field: dict(style.values)
        for field, style in styles.items()
        if style.values and template.has(field)
    }
