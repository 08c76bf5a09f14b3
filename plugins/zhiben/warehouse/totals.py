"""Keeps the totals that a delivery's own titles and total rows state."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from zhiben.warehouse.loading import copy
from zhiben.warehouse.totals_schema import stated_totals

StatedTotal = tuple[str, str, int, str, int]  # file, sheet, row, the words that say it, the number


def write_stated_totals(
    connection: Connection, delivery_id: str, totals: Iterable[StatedTotal]
) -> None:
    """Keep what the delivery states; it must be there."""
    columns = ("delivery_id", "file_name", "sheet", "row_number", "words", "reported")
    copy(connection, stated_totals, columns, ((delivery_id, *one) for one in totals))
