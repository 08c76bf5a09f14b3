"""Judges records with Great Expectations: every failing record, with every reason.

Great Expectations is imported inside the function that uses it: it takes seconds, and most who
import this room never judge anything.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa

from zhiben.records import RecordKind
from zhiben.validating.frame import as_pandas, frame_for
from zhiben.validating.suite import BUSINESS_DATE, Rule, Severity, Suite, suite_for
from zhiben.validating.verdict import Reason, RuleOutcome, Verdicts, reason_for

COMPLETE = {"result_format": "COMPLETE", "return_unexpected_index_query": False}


class RuleCrashedError(RuntimeError):
    """Great Expectations could not evaluate a rule; the delivery is not judged at all."""


def judge(records: pa.Table, kind: RecordKind, business_date: date, name: str) -> Verdicts:
    """Check ``records`` (schema ``arrow_schema(kind)``) against the suite called ``name``.

    Raises:
        RuleCrashedError: when a rule raised instead of answering.
    """
    if not len(records):
        return Verdicts()
    suite = suite_for(kind)
    frame = frame_for(records, suite, business_date)
    results = validate(frame, name, [_arguments(rule) for rule in suite.rules])
    outcomes = tuple(
        _outcome(rule, result) for rule, result in zip(suite.rules, results, strict=True)
    )
    reasons = _reasons(records, frame, suite, results, business_date)
    return Verdicts({one: tuple(found) for one, found in reasons.items()}, outcomes)


def validate(frame: pa.Table, name: str, expectations: Iterable[dict[str, Any]]) -> list[Any]:
    """The results of ``expectations`` on ``frame``, in their order.

    Each names its class in :mod:`zhiben.validating.expectations` and that one's arguments.

    Raises:
        RuleCrashedError: when one raised instead of answering.
    """
    batch_definition = _batch_definition()
    import great_expectations as gx
    from great_expectations.validator.v1_validator import Validator

    from zhiben.validating import expectations as ours

    made = [
        getattr(ours, one["expect"])(
            **{key: value for key, value in one.items() if key != "expect"}, meta={"place": place}
        )
        for place, one in enumerate(expectations)
    ]
    suite = gx.ExpectationSuite(name=name, expectations=made)
    handed = {"dataframe": as_pandas(frame)}
    validator = Validator(batch_definition, COMPLETE, handed)
    results: list[Any] = validator.validate_expectation_suite(suite).results
    for result in results:
        if result.exception_info and _raised(result.exception_info):
            config = result.expectation_config
            raise RuleCrashedError(f"{config.type} {config.kwargs}: {result.exception_info}")
    return sorted(results, key=lambda one: int(one.expectation_config.meta["place"]))


def _raised(info: dict[str, Any]) -> bool:
    """Whether an expectation, or one of its metrics, raised."""
    told = [info, *(one for one in info.values() if isinstance(one, dict))]
    return any(one.get("raised_exception") for one in told)


def prepare() -> None:
    """Import Great Expectations and make its context now, so that judging only judges."""
    _batch_definition()


@cache
def _batch_definition() -> Any:  # noqa: ANN401 - untyped at the edge
    """A place to hand frames to, in a context that lives as long as the process."""
    # Before it is imported: it tells of every class it registers.
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    asset = context.data_sources.add_pandas("records").add_dataframe_asset(name="records")
    return asset.add_batch_definition_whole_dataframe("all")


def _arguments(rule: Rule) -> dict[str, Any]:
    return {
        "expect": "ExpectRecordsToKeepRule",
        "check": rule.check.value,
        "column": rule.column,
        "earlier": rule.earlier,
        "severity": rule.severity.value,
    }


def _outcome(rule: Rule, result: Any) -> RuleOutcome:  # noqa: ANN401
    found = result.result
    return RuleOutcome(
        rule=rule.name.value,
        column_name=rule.field,
        severity=rule.severity,
        evaluated=found["element_count"],
        unexpected=found["unexpected_count"],
    )


def _reasons(
    records: pa.Table, frame: pa.Table, suite: Suite, results: list[Any], business_date: date
) -> dict[str, list[Reason]]:
    """By record, every reason why it is refused, in the order of the suite's rules."""
    reasons: defaultdict[str, list[Reason]] = defaultdict(list)
    for rule, result in zip(suite.rules, results, strict=True):
        if rule.severity is not Severity.CRITICAL:
            continue
        said: dict[object, Reason] = {}
        for record_id, value in _failures(records, frame, rule, result):
            if value not in said:
                said[value] = reason_for(suite.kind, rule, value, business_date)
            reasons[record_id].append(said[value])
    return reasons


def _failures(
    records: pa.Table,
    frame: pa.Table,
    rule: Rule,
    result: Any,  # noqa: ANN401
) -> Iterator[tuple[str, object]]:
    """(record_id, value in question) of every record that broke ``rule``."""
    places = pa.array(result.result["unexpected_index_list"])
    shown = rule.earlier if rule.column == BUSINESS_DATE and rule.earlier else rule.column
    ids = records["record_id"].take(places).to_pylist()
    yield from zip(map(str, ids), frame[shown].take(places).to_pylist(), strict=True)
