"""Says what a night would do with a file, without loading anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect

from zhiben.contracts import Contract
from zhiben.errors import UsageError, ZhibenError
from zhiben.normalizing import Profile, UnreadableTableError, describe
from zhiben.orchestration.drift import breaking_drift, drift_of, lost_sentence
from zhiben.orchestration.gates import Gate
from zhiben.orchestration.judging import Judged, hints_for, judge_reading
from zhiben.orchestration.leads import FLAG, lead_words
from zhiben.orchestration.reference import Reference, present_reference
from zhiben.reading import Reading, UnreadableFileError, read
from zhiben.records import RecordKind
from zhiben.settings import Settings
from zhiben.warehouse.cases import Correction, corrections
from zhiben.warehouse.connection import connect
from zhiben.warehouse.ledger import columns_before, latest_loaded
from zhiben.warehouse.schema import source_columns


def check_file(settings: Settings, file: Path, source: str, day: date | None) -> dict[str, Any]:
    """What the night of ``day`` would do with ``file``.

    Without a day, the one its folder is named after, else today in the city's time zone.

    Raises:
        ZhibenError: when there is no such file.
        UsageError: when there is no such contract.
    """
    reference = present_reference(settings)
    contract = _contract(reference, source, settings)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ZhibenError(f"{file} cannot be read: {error.strerror}.") from error
    night = day or day_of(file, settings.today())
    before = _remembered(settings, source, night)
    try:
        reading = read(file.name, data, hints_for(reference, contract))
    except UnreadableFileError as error:
        return {**_empty(file, source), "rejected": str(error)}
    notes = [*before.notes, *reading.notes]
    try:
        judged = judge_reading(
            reference, contract, reading, night, {}, before.columns, before.corrections
        )
    except UnreadableTableError as error:
        refused = _refused(reference, contract, reading, before, str(error))
        return {**_empty(file, source), "notes": notes, **refused}
    notes += judged.notes
    told = _told(contract.record_kind, judged, before)
    is_known = not before.notes
    held = _objection(settings, reference, contract, night, judged) if is_known else None
    return {**_empty(file, source), "notes": notes, **told, **({"held": held} if held else {})}


@dataclass(frozen=True)
class _Memory:
    """Columns of the source's last delivery, and what people put right in its rows.

    The columns are None where the night would compare with none.
    """

    columns: Mapping[str, Profile] | None = None
    corrections: Sequence[Correction] = ()
    notes: tuple[str, ...] = ()


@contextmanager
def _warehouse(settings: Settings) -> Iterator[Connection | None]:
    """A connection to the warehouse; None where there is none, or an empty one.

    Raises:
        ZhibenError: when it does not answer.
    """
    if settings.warehouse_url is None and not (settings.home / "postgres" / "data").is_dir():
        yield None
        return
    with connect(settings).connect() as connection:
        is_made = inspect(connection).has_table(source_columns.name, source_columns.schema)
        yield connection if is_made else None


def _objection(
    settings: Settings, reference: Reference, contract: Contract, night: date, judged: Judged
) -> str | None:
    """Why the night would hold the file; nothing is said where there is no warehouse to ask."""
    with _warehouse(settings) as connection:
        if connection is None:
            return None
        return Gate(connection, reference, contract, frozenset()).objection(night, judged)


def _remembered(settings: Settings, source: str, night: date) -> _Memory:
    """What the warehouse knows of the source; nothing where there is no warehouse."""
    try:
        return _known_of(settings, source, night)
    except ZhibenError as error:
        return _Memory(notes=(f"Not compared with the last delivery: {error.message}",))


def _known_of(settings: Settings, source: str, night: date) -> _Memory:
    with _warehouse(settings) as connection:
        if connection is None:
            return _Memory()
        latest = latest_loaded(connection, source)
        is_late = latest is not None and night < latest
        columns = None if is_late else columns_before(connection, source)
        return _Memory(columns, corrections(connection, source))


def _refused(
    reference: Reference, contract: Contract, reading: Reading, before: _Memory, why: str
) -> dict[str, Any]:
    headings = [one for table in reading.tables for one in table.headings]
    vocabulary = reference.vocabularies[contract.kind]
    drift = breaking_drift(reading.tables, before.columns, contract, vocabulary)
    lost = lost_sentence(headings, before.columns, contract.record_kind)
    return {"rejected": f"{why}{lost}", "drift": [one.model_dump() for one in drift]}


def _contract(reference: Reference, source: str, settings: Settings) -> Contract:
    for fault in reference.faults:
        if fault.source == source:
            raise ZhibenError(fault.message, "Mend the contract first.")
    if source not in reference.contracts:
        raise UsageError(
            f"There is no contract {source!r} in {settings.contracts}.",
            "Known: " + (", ".join(sorted(reference.contracts)) or "none") + ".",
        )
    return reference.contracts[source]


def day_of(file: Path, today: date) -> date:
    """The business date that the file's folder names, else ``today``."""
    try:
        return date.fromisoformat(file.absolute().parent.name)
    except ValueError:
        return today


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


def _told(kind: RecordKind, judged: Judged, before: _Memory) -> dict[str, Any]:
    drift = drift_of(judged.profiles, before.columns, judged.renamed, judged.unknown)
    places = judged.accepted.select(["file_name", "sheet", "row_number", "part", "flags", "leads"])
    accepted = places.to_pylist()
    loaded = {(row["file_name"], row["sheet"], row["row_number"]) for row in accepted}
    refused = {(one.file_name, one.sheet, one.row_number) for one in judged.refused} - loaded
    return {
        "rows_received": judged.rows_received,
        "rows_loaded": len(loaded),
        "rows_quarantined": len(refused),
        "rows_skipped": len(judged.skipped),
        "columns": dict(judged.columns),
        "drift": [one.model_dump() for one in drift],
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
                "column_name": name if kind.has(name := describe(flag).field) else "",
                "message": _flag_words(flag, row["leads"]),
            }
            for row in accepted
            for flag in row["flags"]
        ],
    }


def _flag_words(flag: str, leads: str | None) -> str:
    """The flag's sentence; a lead's with clause and words."""
    words = lead_words(leads) if flag == FLAG else ""
    return f"{describe(flag).message}{f'依据{words}。' if words else ''}"
