"""What became of one file: everything the warehouse needs to know of a delivery, kept on disk.

A source is taken by one task and loaded by another; between them a delivery lies in the staging
folder, whole or not at all, so that a task may be killed at any moment and run again.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict

from zhiben.landing import write_whole
from zhiben.normalizing import Profile
from zhiben.validating import RuleOutcome

Status = Literal["loaded", "partial", "rejected", "held", "unchanged"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RowOutcome(_Frozen):
    """A row that is no record: where it stood and why."""

    file_name: str
    sheet: str
    row_number: int
    reason: str
    words: str


class Refusal(_Frozen):
    """A record that was not accepted, with every reason; ``row_hash`` is that of its whole row."""

    record_id: str
    quarantine_id: str
    row_hash: str
    source_key: str | None = None
    file_name: str
    sheet: str
    row_number: int
    part: int
    reasons: list[dict[str, str]]
    raw: str


class Drift(_Frozen):
    """A change of the source's headings."""

    kind: Literal["new", "gone", "renamed", "retyped"]
    column_name: str
    message: str


class Told(_Frozen):
    """What the rules said of a delivery: how each fared, and what it looked like.

    ``rows`` are the outcomes of rules on its rows, ``whole`` of those on all of it; ``rows_read``
    counts the rows of a held one.
    """

    rows: tuple[RuleOutcome, ...] = ()
    whole: tuple[RuleOutcome, ...] = ()
    portrait: dict[str, Any] | None = None
    cells_wanted: int = 0
    cells_filled: int = 0
    rows_read: int = 0


class Outcome(_Frozen):
    """One delivery, judged; its accepted records lie beside it as parquet."""

    delivery_id: str
    source: str
    county_code: str
    business_date: date
    night: date
    file_name: str
    sha256: str
    file_stamp: str
    status: Status
    message: str
    reading_fingerprint: str
    is_full: bool = False
    authority: int = 0
    verifies: bool = True
    rows_received: int = 0
    rows_unchanged: int = 0
    items_unchanged: int = 0
    skipped: tuple[RowOutcome, ...] = ()
    refused: tuple[Refusal, ...] = ()
    drift: tuple[Drift, ...] = ()
    columns: dict[str, Profile] = {}
    told: Told = Told()
    serial: tuple[str, ...] = ()  # headings that only number the rows


def stage(staging: Path, outcome: Outcome, accepted: pa.Table | None, unchanged: list[str]) -> None:
    """Put a delivery into the night's staging folder, replacing what lay there of it."""
    folder = _folder(staging, outcome.night) / outcome.delivery_id
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=folder.parent, prefix="."))
    if accepted is not None:
        pq.write_table(accepted, draft / "accepted.parquet")
    pq.write_table(pa.table({"row_hash": pa.array(unchanged, pa.string())}), draft / "same.parquet")
    write_whole(draft / "outcome.json", outcome.model_dump_json().encode())
    if folder.exists():
        shutil.rmtree(folder)
    draft.rename(folder)


def staged(staging: Path, night: date) -> Iterator[Outcome]:
    """Every delivery of the night that is whole, in the order in which nights load them."""
    paths = _folder(staging, night).glob("[!.]*/outcome.json")
    outcomes = [Outcome.model_validate_json(path.read_bytes()) for path in paths]
    yield from sorted(
        outcomes, key=lambda one: (one.business_date, one.source, one.file_name, one.sha256)
    )


def staged_at(staging: Path, outcome: Outcome) -> datetime:
    """When a delivery was taken, by the clock of the disk it lies on."""
    path = _folder(staging, outcome.night) / outcome.delivery_id / "outcome.json"
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def accepted_records(staging: Path, outcome: Outcome) -> pa.Table | None:
    """The accepted records of a staged delivery; None where it had none."""
    path = _folder(staging, outcome.night) / outcome.delivery_id / "accepted.parquet"
    return pq.read_table(path) if path.exists() else None


def unchanged_hashes(staging: Path, outcome: Outcome) -> list[str]:
    """Hashes of the rows that came again without a change."""
    path = _folder(staging, outcome.night) / outcome.delivery_id / "same.parquet"
    return [str(value) for value in pq.read_table(path)["row_hash"].to_pylist()]


def sweep(staging: Path, night: date) -> None:
    """Remove the night's staging folder once everything in it is in the warehouse."""
    shutil.rmtree(_folder(staging, night), ignore_errors=True)


def _folder(staging: Path, night: date) -> Path:
    return staging / night.isoformat()
