"""Records and ledgers for the benchmarks of validating: many, some broken in each way."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from zhiben.records import HAZARD, arrow_schema

NIGHT = date(2026, 3, 5)
_DISTINCT = 5000
_BROKEN: tuple[dict[str, Any], ...] = (
    {"description": None},
    {"found_on": None, "found_on__unread": "2月30日"},
    {"level__unread": "特大"},
    {"found_on": NIGHT + timedelta(days=3)},
    {"due_on": date(2026, 1, 1)},
    {"description": "已整改"},
    {"enterprise_name": None, "flags": ["uscc_broken"]},
    {"flags": ["town_unknown", "uscc_missing"]},
)


def records(count: int, every: int = 50) -> pa.Table:
    """``count`` records, one of ``every`` broken."""
    base = pa.Table.from_pylist(
        [_record(number, every) for number in range(_DISTINCT)], schema=arrow_schema(HAZARD)
    )
    table = pa.concat_tables([base] * -(-count // _DISTINCT)).slice(0, count)
    ids = pa.array(map(str, range(count)), pa.string())
    return table.set_column(0, table.schema.field("record_id"), ids).combine_chunks()


def _record(number: int, every: int) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "record_id": "", "file_name": "f.csv", "sheet": "", "row_number": number, "part": 1,
        "row_hash": f"{number:016x}", "raw": "{}", "flags": [] if number % 9 else ["level_blank"],
        "enterprise_name": f"周口市{number}号机械厂", "town": f"{number % 20}镇",
        "description": f"{number}号机传动部位无防护罩", "level": "general", "status": "open",
        "channel": "supervision", "found_on": date(2026, 2, 1), "due_on": date(2026, 3, 1),
        "uscc": "91410000000000000X", "site": f"{number % 9}号车间", "measure": "加装防护罩",
        "responsible_person": "负责人",
    }  # fmt: skip
    if number % every == 0:
        whole |= _BROKEN[number // every % len(_BROKEN)]
    return whole
