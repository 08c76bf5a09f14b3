"""Records made in memory: complete ones with a field or two changed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa

from zhiben.records import HAZARD, arrow_schema
from zhiben.validating import Reason, Verdicts, judge

NIGHT = date(2026, 3, 5)
COMPLETE = {
    "file_name": "f.csv",
    "sheet": "",
    "row_number": 2,
    "part": 1,
    "row_hash": "h",
    "raw": "{}",
    "flags": [],
    "enterprise_name": "甲厂",
    "description": "灭火器过期",
    "found_on": date(2026, 3, 1),
    "level": "general",
    "status": "open",
    "channel": "supervision",
}


def table(*changes: dict[str, Any]) -> pa.Table:
    """One complete record a dict, with the fields that it names changed."""
    rows = [{"record_id": f"r{place}", **COMPLETE, **one} for place, one in enumerate(changes)]
    return pa.Table.from_pylist(rows, schema=arrow_schema(HAZARD))


def judged(*changes: dict[str, Any]) -> Verdicts:
    return judge(table(*changes), HAZARD, NIGHT, "test")


def reasons(**change: Any) -> tuple[Reason, ...]:
    """Why a complete record with ``change`` is not accepted."""
    return judged(change).reasons.get("r0", ())
