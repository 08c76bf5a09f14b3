"""What became of one file: everything the warehouse needs to know of a delivery, kept on disk.

A source is taken by one task and loaded by another; between them a delivery lies in the staging
folder, whole or not at all, so that a task may be killed at any moment and run again.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict

from zhiben.landing import write_whole
from zhiben.normalizing import Profile

_ACCEPTED, _SAME = "accepted.parquet", "same.parquet"
_REFUSED, _SKIPPED = "refused.jsonl", "skipped.jsonl"
_SAME_SCHEMA = pa.schema([("row_hash", pa.string())])

Status = Literal["loaded", "partial", "rejected", "unchanged"]


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
    """A record that was not accepted, with every reason."""

    record_id: str
    quarantine_id: str
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


class Outcome(_Frozen):
    """One delivery, judged; its records and the rows that are none lie beside it."""

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
    drift: tuple[Drift, ...] = ()
    columns: dict[str, Profile] = {}


class Draft:
    """A delivery on its way into the night's staging folder, written piece by piece.

    It is there once it is finished; a draft that is left before leaves nothing.
    """

    def __init__(self, staging: Path, night: date) -> None:
        parent = _folder(staging, night)
        parent.mkdir(parents=True, exist_ok=True)
        self._draft = Path(tempfile.mkdtemp(dir=parent, prefix="."))
        self._same = pq.ParquetWriter(self._draft / _SAME, _SAME_SCHEMA)
        self._accepted: pq.ParquetWriter | None = None

    def __enter__(self) -> Draft:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()
        shutil.rmtree(self._draft, ignore_errors=True)

    @property
    def folder(self) -> Path:
        """Where it is written: a place for what it needs meanwhile, too."""
        return self._draft

    def accept(self, records: pa.Table) -> None:
        """Add accepted records."""
        if self._accepted is None:
            self._accepted = pq.ParquetWriter(self._draft / _ACCEPTED, records.schema)
        self._accepted.write_table(records)

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        """Add records that were not accepted."""
        _append(self._draft / _REFUSED, refusals)

    def skip(self, rows: Iterable[RowOutcome]) -> None:
        """Add rows that are no records."""
        _append(self._draft / _SKIPPED, rows)

    def note_same(self, hashes: Sequence[str]) -> None:
        """Add hashes of rows that came again without a change."""
        self._same.write_table(pa.table([pa.array(hashes, pa.string())], schema=_SAME_SCHEMA))

    def withdraw(self) -> None:
        """Forget all records and rows so far: the delivery is rejected."""
        self._close()
        for path in self._draft.iterdir():
            path.unlink()
        self._same = pq.ParquetWriter(self._draft / _SAME, _SAME_SCHEMA)
        self._accepted = None

    def finish(self, outcome: Outcome) -> None:
        """Put the delivery in its place, for what lay there of it."""
        self._close()
        write_whole(self._draft / "outcome.json", outcome.model_dump_json().encode())
        folder = self._draft.parent / outcome.delivery_id
        if folder.exists():
            shutil.rmtree(folder)
        self._draft.rename(folder)

    def _close(self) -> None:
        self._same.close()
        if self._accepted is not None:
            self._accepted.close()


def _append(path: Path, lines: Iterable[BaseModel]) -> None:
    with path.open("ab") as file:
        file.writelines(line.model_dump_json().encode() + b"\n" for line in lines)


def staged(staging: Path, night: date) -> Iterator[Outcome]:
    """Every delivery of the night that is whole, in the order in which nights load them."""
    paths = _folder(staging, night).glob("[!.]*/outcome.json")
    outcomes = [Outcome.model_validate_json(path.read_bytes()) for path in paths]
    yield from sorted(
        outcomes, key=lambda one: (one.business_date, one.source, one.file_name, one.sha256)
    )


def accepted_records(staging: Path, outcome: Outcome) -> pa.Table | None:
    """The accepted records of a staged delivery; None where it had none."""
    path = _folder(staging, outcome.night) / outcome.delivery_id / _ACCEPTED
    return pq.read_table(path) if path.exists() else None


def refusals(staging: Path, outcome: Outcome) -> list[Refusal]:
    """The records of a staged delivery that were not accepted."""
    return [Refusal.model_validate_json(line) for line in _lines(staging, outcome, _REFUSED)]


def skipped_rows(staging: Path, outcome: Outcome) -> list[RowOutcome]:
    """The rows of a staged delivery that are no records."""
    return [RowOutcome.model_validate_json(line) for line in _lines(staging, outcome, _SKIPPED)]


def _lines(staging: Path, outcome: Outcome, name: str) -> Iterator[bytes]:
    path = _folder(staging, outcome.night) / outcome.delivery_id / name
    if path.exists():
        with path.open("rb") as file:
            yield from file


def unchanged_hashes(staging: Path, outcome: Outcome) -> Iterator[str]:
    """Hashes of the rows that came again without a change."""
    return _hashes(staging, outcome, _SAME)


def accepted_hashes(staging: Path, outcome: Outcome) -> Iterator[str]:
    """Hashes of the accepted records' rows."""
    return _hashes(staging, outcome, _ACCEPTED)


def _hashes(staging: Path, outcome: Outcome, name: str) -> Iterator[str]:
    path = _folder(staging, outcome.night) / outcome.delivery_id / name
    if path.exists():
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(columns=["row_hash"]):
                yield from map(str, batch["row_hash"].to_pylist())


def sweep(staging: Path, night: date) -> None:
    """Remove the night's staging folder once everything in it is in the warehouse."""
    shutil.rmtree(_folder(staging, night), ignore_errors=True)


def _folder(staging: Path, night: date) -> Path:
    return staging / night.isoformat()
