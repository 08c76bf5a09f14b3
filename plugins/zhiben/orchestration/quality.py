"""Writes what the rules said of a night's deliveries, and settles the holds it makes needless."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection

from zhiben.orchestration.outcome import Outcome
from zhiben.validating import RuleOutcome
from zhiben.warehouse import quality


def note_quality(connection: Connection, outcome: Outcome) -> None:
    """Keep how each rule fared on a delivery, what it looked like, and that it is held."""
    told = outcome.told
    suites = (("rows", told.rows), ("delivery", told.whole))
    quality.write_outcomes(connection, outcome.delivery_id, _rows(suites))
    if told.portrait is not None:
        quality.write_portrait(
            connection, outcome.delivery_id, told.portrait, told.cells_wanted, told.cells_filled
        )
    if outcome.status == "held":
        names = ("delivery_id", "source", "business_date", "night", "message", "is_full")
        row = {name: getattr(outcome, name) for name in names}
        quality.write_hold(connection, row | {"rows_read": told.rows_read})


def settle_holds(connection: Connection, group: Sequence[Outcome]) -> None:
    """Settle what was held of each source, where a ledger of the group takes its place."""
    by_source: defaultdict[str, list[Outcome]] = defaultdict(list)
    for one in group:
        if one.status in quality.LOADED:
            by_source[one.source].append(one)
    for source, loaded in by_source.items():
        quality.note_loaded(
            connection,
            source,
            loaded[0].business_date,
            [one.delivery_id for one in loaded],
            is_full=all(one.is_full for one in loaded),
        )


def _rows(suites: Sequence[tuple[str, Sequence[RuleOutcome]]]) -> Iterator[tuple[Any, ...]]:
    for suite, outcomes in suites:
        for one in outcomes:
            yield (
                suite, one.rule, one.column_name, one.severity.value, one.evaluated,
                one.unexpected, one.observed, one.low, one.high, one.message,
            )  # fmt: skip
