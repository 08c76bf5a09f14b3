"""The fields a broken rule speaks of: what may have to be changed."""

from __future__ import annotations

import pytest

from zhiben.records import HAZARD
from zhiben.validating import fields_concerned


@pytest.mark.parametrize(
    ("rule", "field", "fields"),
    [
        ("unknown_word", "level", {"level"}),
        ("date_order", "due_on", {"due_on", "found_on"}),
        ("broken_code_only", "uscc", {"enterprise_name", "uscc"}),
        ("required", "enterprise_name", {"enterprise_name", "uscc"}),
        ("required", "found_on", {"found_on"}),
        ("a rule of later", "no field", set()),
    ],
)
def test_fields_of_a_rule(rule: str, field: str, fields: set[str]) -> None:
    assert fields_concerned(HAZARD, rule, field) == fields
