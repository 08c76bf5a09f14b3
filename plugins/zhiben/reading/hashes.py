"""Short fingerprints of rows: the same under the same headings with the same cells."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhiben.reading.model import SourceTable

_BYTES = 8
_BETWEEN = "\x1f"


def row_hashes(table: SourceTable) -> list[str]:
    """One hash (16 hex digits of BLAKE2b) a row, over the table's headings and its raw cells."""
    seed = blake2b(_joined(table.headings), digest_size=_BYTES).digest()
    return [blake2b(_joined(row), digest_size=_BYTES, key=seed).hexdigest() for row in table.rows]


def _joined(cells: tuple[str, ...] | list[str]) -> bytes:
    return _BETWEEN.join(cells).encode("utf-8", "surrogatepass")
