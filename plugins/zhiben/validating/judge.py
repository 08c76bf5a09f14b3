"""Judges records with Great Expectations: every failing record, with every reason.

Great Expectations is imported inside the function that uses it: it takes seconds, and most who
import this room never judge anything.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from zhiben.records import RecordKind
from zhiben.validating.frame import KEY, frame_for
from zhiben.validating.suite import BUSINESS_DATE, Check, Rule, Suite, suite_for
from zhiben.validating.verdict import Reason, Verdicts, reason_for

if TYPE_CHECKING:
    import pandas as pd

COMPLETE = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": [KEY],
    "return_unexpected_index_query": False,
}


class RuleCrashedError(RuntimeError):
    """Great Expectations could not evaluate a rule; the delivery is not judged at all."""


def judge(records: pa.Table, kind: RecordKind, business_date: date, name: str) -> Verdicts:
    """Check ``records`` (schema ``arrow_schema(kind)``) against the suite called ``name``.

    Raises:
        RuleCrashedError: when a rule raised instead of answering.
    """
    if not len(records):
        return Verdicts()
    suite = suite_for(kind, business_date)
    frame = frame_for(records, suite)
    reasons: defaultdict[str, list[Reason]] = defaultdict(list)
    for rule, result in zip(suite.rules, _validate(frame, suite, name), strict=True):
        for record_id, value in _failures(rule, result):
            reasons[record_id].append(reason_for(kind, rule, value, business_date))
    return Verdicts({record_id: tuple(found) for record_id, found in reasons.items()})


def _validate(frame: pd.DataFrame, suite: Suite, name: str) -> list[Any]:
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    import great_expectations as gx

    expectations = gx.ExpectationSuite(
        name=name,
        expectations=[
            _expectation(gx.expectations, rule, place) for place, rule in enumerate(suite.rules)
        ],
    )
    batch = _batch_definition().get_batch({"dataframe": frame})
    results = batch.validate(expectations, result_format=COMPLETE).results
    return _in_order(results, suite)


def prepare() -> None:
    """Import Great Expectations and make its context now, so that judging only judges."""
    _batch_definition()


@cache
def _batch_definition() -> Any:  # noqa: ANN401 - untyped at the edge
    """A place to hand frames to, in a context that lives as long as the process."""
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    asset = context.data_sources.add_pandas("records").add_dataframe_asset(name="records")
    return asset.add_batch_definition_whole_dataframe("all")


def _in_order(results: list[Any], suite: Suite) -> list[Any]:
    """Results by rule: the library may give them back in another order."""
    by_place = {int(result.expectation_config.meta["place"]): result for result in results}
    return [by_place[place] for place in range(len(suite.rules))]


def _expectation(library: Any, rule: Rule, place: int) -> Any:  # noqa: ANN401 - untyped edge
    meta = {"rule": rule.name.value, "field": rule.field, "place": place}
    if rule.check is Check.GIVEN:
        return library.ExpectColumnValuesToNotBeNull(column=rule.column, meta=meta)
    if rule.check is Check.EMPTY:
        return library.ExpectColumnValuesToBeNull(column=rule.column, meta=meta)
    return library.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A=rule.column,
        column_B=rule.earlier,
        or_equal=True,
        ignore_row_if="either_value_is_missing",
        meta=meta,
    )


def _failures(rule: Rule, result: Any) -> Iterator[tuple[str, object]]:  # noqa: ANN401
    """(record_id, value in question) of every record that broke ``rule``."""
    if "unexpected_index_list" not in result.result and not result.success:
        raise RuleCrashedError(f"rule {rule.name} on {rule.field}: {result.exception_info}")
    shown = rule.earlier if rule.column == BUSINESS_DATE else rule.column
    for place in result.result.get("unexpected_index_list") or ():
        yield place[KEY], place[shown]
