"""What became of one file: everything the warehouse needs to know of a delivery, kept on disk.

A source is taken by one task and loaded by another; between them a delivery lies in the staging
folder, whole or not at all, so that a task may be killed at any moment and run again.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict

from zhiben.campaign.totals import Stated
from zhiben.landing import changed_at
from zhiben.matching import RefusedWords
from zhiben.normalizing import Profile
from zhiben.records import HAZARD
from zhiben.validating import RuleOutcome
from zhiben.whole import write_whole

_ACCEPTED, _SAME, _MEANINGS = "accepted.parquet", "same.parquet", "meanings.parquet"

Status = Literal["loaded", "partial", "rejected", "held", "unchanged"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RowOutcome(_Frozen):
    """A row that is no record: where it stood and why; ``stated`` is the total it tells of."""

    file_name: str
    sheet: str
    row_number: int
    reason: str
    words: str
    stated: Stated | None = None


class Refusal(_Frozen):
    """A record that was not accepted, with every reason; ``row_hash`` is that of its whole row.

    ``words`` are what can be read of it, where its kind is of findings.
    """

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
    words: RefusedWords | None = None


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
    kind: str = HAZARD.name
    is_full: bool = False
    authority: int = 0
    verifies: bool = True
    grace_days: int = 0
    rows_received: int = 0
    rows_unchanged: int = 0
    items_unchanged: int = 0
    skipped: tuple[RowOutcome, ...] = ()
    refused: tuple[Refusal, ...] = ()
    drift: tuple[Drift, ...] = ()
    columns: dict[str, Profile] = {}
    told: Told = Told()
    serial: tuple[str, ...] = ()  # headings that only number the rows
    replaced_by: str | None = None  # the delivery of this day that is the whole ledger once more

    @property
    def changed_at(self) -> int:
        """When the file was last changed where it lay, in nanoseconds."""
        return changed_at(self.file_stamp)


class Draft:
    """A delivery on its way into the night's staging folder, its rows written piece by piece.

    It is there once it is finished; a draft that is left before leaves nothing.
    """

    def __init__(self, staging: Path, night: date) -> None:
        parent = _folder(staging, night)
        parent.mkdir(parents=True, exist_ok=True)
        self.folder = Path(tempfile.mkdtemp(dir=parent, prefix="."))
        self._writers: dict[str, pq.ParquetWriter] = {}

    def __enter__(self) -> Draft:
        return self

    def __exit__(self, *_: object) -> None:
        self.withdraw()
        shutil.rmtree(self.folder, ignore_errors=True)

    def accept(self, records: pa.Table) -> None:
        """Add accepted records."""
        self._write(_ACCEPTED, records)

    def list_unchanged(self, hashes: Sequence[str]) -> None:
        """Add hashes of rows that came again without a change."""
        self._write(_SAME, pa.table({"row_hash": pa.array(hashes, pa.string())}))

    def add_meanings(self, version: str, columns: Mapping[bytes, bytes]) -> None:
        """Add what texts bring to comparisons under ``version``, by the texts' hashes."""
        told: dict[str, pa.Array[Any]] = {
            "version": pa.array([version] * len(columns), pa.string()),
            "text_hash": pa.array(list(columns), pa.binary()),
            "columns": pa.array(list(columns.values()), pa.binary()),
        }
        self._write(_MEANINGS, pa.table(told))

    def accepted_pieces(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        """The given columns of what was accepted so far, as it was added; nothing is added then."""
        return self._pieces(_ACCEPTED, columns)

    def unchanged(self) -> Iterator[str]:
        """Hashes of the rows that came again without a change; none is added then."""
        for piece in self._pieces(_SAME, ("row_hash",)):
            yield from map(str, piece["row_hash"].to_pylist())

    def _pieces(self, name: str, columns: Sequence[str]) -> Iterator[pa.Table]:
        if writer := self._writers.pop(name, None):
            writer.close()
        path = self.folder / name
        if path.exists():
            with pq.ParquetFile(path) as file:
                for place in range(file.num_row_groups):
                    yield file.read_row_group(place, columns=list(columns))

    def withdraw(self) -> None:
        """Forget all that was added: the delivery is rejected or held."""
        self._close()
        for name in (_ACCEPTED, _SAME, _MEANINGS):
            (self.folder / name).unlink(missing_ok=True)

    def finish(self, outcome: Outcome) -> None:
        """Put the delivery in its place, for what lay there of it."""
        if not (self.folder / _SAME).exists():
            self.list_unchanged([])
        self._close()
        write_whole(self.folder / "outcome.json", outcome.model_dump_json().encode())
        place = self.folder.parent / outcome.delivery_id
        if place.exists():
            shutil.rmtree(place)
        self.folder.rename(place)

    def _write(self, name: str, rows: pa.Table) -> None:
        if name not in self._writers:
            self._writers[name] = pq.ParquetWriter(self.folder / name, rows.schema)
        self._writers[name].write_table(rows)

    def _close(self) -> None:
        while self._writers:
            self._writers.popitem()[1].close()


def staged(staging: Path, night: date) -> Iterator[Outcome]:
    """Every delivery of the night that is whole, in the order in which nights load them."""
    paths = _folder(staging, night).glob("[!.]*/outcome.json")
    outcomes = [Outcome.model_validate_json(path.read_bytes()) for path in paths]
    yield from sorted(
        outcomes,
        key=lambda one: (
            *(one.business_date, one.source),
            *(one.changed_at, one.file_name, one.sha256),
        ),
    )


def staged_at(staging: Path, outcome: Outcome) -> datetime:
    """When a delivery was taken, by the clock of the disk it lies on."""
    path = _folder(staging, outcome.night) / outcome.delivery_id / "outcome.json"
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def accepted_records(staging: Path, outcome: Outcome) -> pa.Table | None:
    """The accepted records of a staged delivery; None where it had none."""
    path = _folder(staging, outcome.night) / outcome.delivery_id / _ACCEPTED
    return pq.read_table(path) if path.exists() else None


def unchanged_hashes(staging: Path, outcome: Outcome) -> list[str]:
    """Hashes of the rows that came again without a change."""
    return [row_hash for (row_hash,) in _columns(staging, outcome, _SAME, "row_hash")]


def accepted_hashes(staging: Path, outcome: Outcome) -> list[str]:
    """Hashes of the accepted records' rows, each once for every part that it has."""
    parts = _columns(staging, outcome, _ACCEPTED, "row_hash", "part")
    return [row_hash for row_hash, _ in dict.fromkeys(parts)]


def staged_meanings(staging: Path, outcome: Outcome) -> Iterator[tuple[str, bytes, bytes]]:
    """What was read ahead of a staged delivery's texts: version, hash and columns of each."""
    if (_folder(staging, outcome.night) / outcome.delivery_id / _MEANINGS).exists():
        yield from _columns(staging, outcome, _MEANINGS, "version", "text_hash", "columns")


def _columns(
    staging: Path, outcome: Outcome, name: str, *columns: str
) -> Iterator[tuple[Any, ...]]:
    path = _folder(staging, outcome.night) / outcome.delivery_id / name
    table = pq.read_table(path, columns=list(columns))
    return zip(*(table[one].to_pylist() for one in columns), strict=True)


def unstage(staging: Path, night: date, sources: Collection[str]) -> None:
    """Forget what a night that died had staged of ``sources``: they are taken anew.

    A file may lie in the inbox no more, or another in its place. Other sources may be taken by
    other tasks meanwhile.
    """
    for path in list(_folder(staging, night).glob("[!.]*/outcome.json")):
        with suppress(FileNotFoundError):
            if Outcome.model_validate_json(path.read_bytes()).source in sources:
                shutil.rmtree(path.parent)


def sweep(staging: Path, night: date) -> None:
    """Remove the night's staging folder once everything in it is in the warehouse."""
    shutil.rmtree(_folder(staging, night), ignore_errors=True)


def _folder(staging: Path, night: date) -> Path:
    return staging / night.isoformat()
