"""Says what a night would do with a file, without loading anything."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from zhiben.contracts import Contract
from zhiben.errors import ZhibenError
from zhiben.normalizing import MissingColumnsError
from zhiben.normalizing.flags import describe
from zhiben.orchestration.judging import Judged, hints_for, judge_reading
from zhiben.orchestration.reference import Reference, load_reference
from zhiben.reading import UnreadableFileError, read
from zhiben.settings import Settings


def check_file(settings: Settings, file: Path, source: str, day: date | None) -> dict[str, Any]:
    """What the night of ``day`` would do with ``file``.

    Without a day, the one its folder is named after, else today in the city's time zone.

    Raises:
        ZhibenError: when there is no such file or contract.
    """
    reference = load_reference(settings)
    contract = _contract(reference, source, settings)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ZhibenError(f"{file} cannot be read: {error.strerror}.") from error
    try:
        reading = read(file.name, data, hints_for(reference, contract))
        night = day or day_of(file, settings.timezone)
        judged = judge_reading(reference, contract, reading, night, {})
    except (UnreadableFileError, MissingColumnsError) as error:
        return {**_empty(file, source), "rejected": str(error)}
    return {**_empty(file, source), "notes": list(reading.notes), **_told(judged)}


def _contract(reference: Reference, source: str, settings: Settings) -> Contract:
    for fault in reference.faults:
        if fault.source == source:
            raise ZhibenError(fault.message, "Mend the contract first.")
    if source not in reference.contracts:
        raise ZhibenError(
            f"There is no contract {source!r} in {settings.contracts}.",
            "Known: " + (", ".join(sorted(reference.contracts)) or "none") + ".",
        )
    return reference.contracts[source]


def day_of(file: Path, timezone: str) -> date:
    """The business date that the file's folder names, else today in ``timezone``."""
    try:
        return date.fromisoformat(file.absolute().parent.name)
    except ValueError:
        return datetime.now(ZoneInfo(timezone)).date()


def _empty(file: Path, source: str) -> dict[str, Any]:
    return {
        "source": source,
        "file": str(file),
        "rows_received": 0,
        "rows_loaded": 0,
        "rows_quarantined": 0,
        "rows_skipped": 0,
        "columns": {},
        "drift": [],
        "quarantined": [],
        "flagged": [],
        "notes": [],
    }


def _told(judged: Judged) -> dict[str, Any]:
    places = judged.accepted.select(["file_name", "sheet", "row_number", "part", "flags"])
    accepted = places.to_pylist()
    loaded = {(row["file_name"], row["sheet"], row["row_number"]) for row in accepted}
    refused = {(one.file_name, one.sheet, one.row_number) for one in judged.refused} - loaded
    return {
        "rows_received": judged.rows_received,
        "rows_loaded": len(loaded),
        "rows_quarantined": len(refused),
        "rows_skipped": len(judged.skipped),
        "columns": dict(judged.columns),
        "drift": [one.model_dump() for one in judged.unknown],
        "quarantined": [
            {"sheet": one.sheet, "row_number": one.row_number, "part": one.part, **reason}
            for one in judged.refused
            for reason in one.reasons
        ],
        "flagged": [
            {
                "sheet": row["sheet"],
                "row_number": row["row_number"],
                "part": row["part"],
                "rule": flag,
                "column_name": describe(flag).field,
                "message": describe(flag).message,
            }
            for row in accepted
            for flag in row["flags"]
        ],
    }
