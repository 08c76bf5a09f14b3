"""Small ledgers in the inbox, and nights run on them as the tasks do, without Airflow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import Engine, text

from zhiben.landing import sources_present
from zhiben.orchestration.tasks import load_night, take_batch
from zhiben.settings import Settings, load_settings

CONTRACT = {
    "source": "a",
    "county": "411624",
    "department": "应急管理局",
    "kind": "hazard",
    "key": ["序号"],
}
ROW = {
    "序号": "1",
    "企业名称": "甲厂",
    "检查日期": "2026-03-01",
    "隐患描述": "灭火器过期",
    "整改状态": "未整改",
}
Row = Mapping[str, str]


def row(number: int = 1, **cells: str) -> dict[str, str]:
    """A complete row: other numbers are other hazards."""
    return ROW | {"序号": str(number), "隐患描述": f"{number}号机无防护罩"} | cells


def contract(settings: Settings, source: str = "a", **more: Any) -> None:
    """Write a contract; ``more`` are its other keys."""
    said = CONTRACT | {"source": source} | more
    path = settings.contracts / f"{source}.yaml"
    path.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")


def put(
    settings: Settings,
    day: str,
    *rows: Row,
    source: str = "a",
    name: str = "台账.csv",
    headings: Sequence[str] = tuple(ROW),
) -> Path:
    """Put a ledger of ``rows`` into the inbox of ``source`` for ``day``."""
    lines = [headings, *([one.get(heading, "") for heading in headings] for one in rows)]
    return put_text(settings, f"{source}/{day}/{name}", "\n".join(",".join(one) for one in lines))


def put_text(settings: Settings, place: str, content: str) -> Path:
    path = settings.inbox / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def run(day: str, *wanted: str) -> dict[str, str | None]:
    """Take all sources (or the wanted ones) and load the night; give back each one's trouble."""
    settings = load_settings()
    known = {path.stem for path in settings.contracts.glob("*.yaml")}
    troubles = take_batch(list(wanted) or sorted(known | set(sources_present(settings.inbox))), day)
    load_night(day, wanted)
    return troubles


def ask(warehouse: Engine, query: str, **values: Any) -> list[Any]:
    """Rows of a query, as tuples; plain values where it has one column."""
    with warehouse.connect() as connection:
        rows = [tuple(one) for one in connection.execute(text(query), values)]
    return [one[0] if len(one) == 1 else one for one in rows]


def deliveries(warehouse: Engine, columns: str = "status") -> list[Any]:
    """``columns`` of every delivery in the order of dates and names."""
    return ask(
        warehouse,
        f"SELECT {columns} FROM ledger.deliveries ORDER BY business_date, file_name, delivery_id",
    )
