"""What normalizing hands on: typed records with flags, and what it has to say about the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from zhiben.reading.model import SkippedRow


class UnreadableTableError(Exception):
    """The table cannot be read as records of its kind; a sentence for the clerk says why."""


@dataclass(frozen=True)
class ColumnDrift:
    """A heading that is not what the contract and the vocabulary expect; ``message`` is Chinese."""

    kind: Literal["new", "gone", "renamed", "retyped"]
    column_name: str
    message: str


@dataclass(frozen=True)
class Normalized:
    """One table as records of its kind (schema ``arrow_schema(kind)``).

    ``columns`` says for every heading which field it fills; ``skipped`` are rows found here to be
    no records.
    """

    records: pa.Table
    skipped: tuple[SkippedRow, ...]
    columns: Mapping[str, str | None]
    drift: tuple[ColumnDrift, ...]
