"""What became of every row of a delivery, for the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from zhiben.orchestration.outcome import Outcome


def stated_totals(outcome: Outcome) -> Iterator[tuple[str, str, int, str, int]]:
    """What the file's own titles and total rows say that it holds."""
    for row in outcome.skipped:
        if row.stated:
            yield row.file_name, row.sheet, row.row_number, *row.stated


def row_outcomes(
    outcome: Outcome, loaded: Iterable[Mapping[str, Any]]
) -> Iterator[tuple[str, str, int, str, str | None, str | None]]:
    """Each row that was judged or skipped, once: a row is loaded when any part of it was."""
    loaded_rows = {
        (record["file_name"], record["sheet"], record["row_number"]) for record in loaded
    }
    refused_rows = {
        (refusal.file_name, refusal.sheet, refusal.row_number): refusal
        for refusal in outcome.refused
    }
    for row in sorted(loaded_rows):
        yield (*row, "loaded", None, None)
    for place, refusal in sorted(refused_rows.items()):
        if place not in loaded_rows:
            yield (*place, "quarantined", refusal.reasons[0]["rule"], None)
    for skipped in outcome.skipped:
        yield (
            skipped.file_name,
            skipped.sheet,
            skipped.row_number,
            "skipped",
            skipped.reason,
            skipped.words,
        )
