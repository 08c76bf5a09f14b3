"""How every rule fared is counted, and what only warns refuses nobody."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from tests.validating.made import NIGHT, judged
from zhiben.records import HAZARD
from zhiben.validating import RuleCrashedError, summed
from zhiben.validating.judge import validate
from zhiben.validating.suite import suite_for

CODE = "91410000000000000X"
COMPLETE = {
    "uscc": CODE, "town": "东镇", "site": "1号车间", "measure": "更换",
    "responsible_person": "张三", "due_on": NIGHT,
}  # fmt: skip
TOLD: list[tuple[dict[str, Any], str, str, str]] = [
    ({"flags": ["uscc_broken"]}, "code_check", "uscc", "warning"),
    ({"flags": ["town_unknown"]}, "known_place", "town", "warning"),
    ({"flags": ["text_repaired", "phone_odd"]}, "format", "phone", "warning"),
    ({"flags": ["phone_rounded"]}, "format", "phone", "warning"),
    ({"funds_yuan__unread": "若干"}, "format", "funds_yuan", "warning"),
    ({"due_on": None}, "left_blank", "due_on", "info"),
]


def broken(*changes: dict[str, Any]) -> dict[tuple[str, str, str], tuple[int, int]]:
    found = judged(*({**COMPLETE, **change} for change in changes)).outcomes
    return {
        (one.rule, one.column_name, one.severity.value): (one.evaluated, one.unexpected)
        for one in found
        if one.unexpected
    }


@pytest.mark.parametrize(("change", "rule", "column", "severity"), TOLD)
def test_what_is_told_is_counted_and_accepted(
    change: dict[str, Any], rule: str, column: str, severity: str
) -> None:
    assert broken(change, {}, {}) == {(rule, column, severity): (3, 1)}
    assert judged({**COMPLETE, **change}).reasons == {}


def test_every_rule_has_its_outcome() -> None:
    outcomes = judged(COMPLETE).outcomes
    assert [(one.rule, one.column_name) for one in outcomes] == [
        (rule.name.value, rule.field) for rule in suite_for(HAZARD).rules
    ]
    assert {one.unexpected for one in outcomes} == {0}


def test_refused_records_are_counted_by_rule_and_field() -> None:
    counts = broken({"description": None}, {"level__unread": "特"}, {"description": None})
    assert counts["required", "description", "critical"] == (3, 2)
    assert counts["unknown_word", "level", "critical"] == (3, 1)


def test_parts_of_a_delivery_add_up() -> None:
    parts = [judged({**COMPLETE, "description": None}), judged(COMPLETE, COMPLETE)]
    whole = summed(outcome for part in parts for outcome in part.outcomes)
    (required,) = [
        one for one in whole if (one.rule, one.column_name) == ("required", "description")
    ]
    assert (required.evaluated, required.unexpected) == (3, 1)
    assert len(whole) == len(parts[0].outcomes)


def test_rule_that_raises_is_a_crash_not_a_verdict() -> None:
    asked = [{"expect": "ExpectMeasureToBeBetween", "column": "nowhere"}]
    with pytest.raises(RuleCrashedError, match="nowhere"):
        validate(pa.table({"rows": [1.0]}), "test", asked)
