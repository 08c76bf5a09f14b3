"""Keeps the totals that a delivery's own titles and total rows state."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from zhiben.masking import mask_text
from zhiben.warehouse.loading import copy
from zhiben.warehouse.showing import People
from zhiben.warehouse.totals_schema import stated_totals

StatedTotal = tuple[str, str, int, str, int]  # file, sheet, row, the words that say it, the number


def write_stated_totals(
    connection: Connection, delivery_id: str, totals: Iterable[StatedTotal], people: People
) -> None:
    """Keep what the delivery states; it must be there. ``people`` are not shown."""
    columns = ("delivery_id", "file_name", "sheet", "row_number", "words", "reported")
    told = (
        (delivery_id, *place, mask_text(words, people), number) for *place, words, number in totals
    )
    copy(connection, stated_totals, columns, told)
