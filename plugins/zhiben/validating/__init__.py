"""What is accepted, and every reason why a record is not."""

from __future__ import annotations

from zhiben.validating.concern import fields_concerned
from zhiben.validating.judge import RuleCrashedError, judge, prepare
from zhiben.validating.suite import RuleName
from zhiben.validating.verdict import Reason, Verdicts

__all__ = [
    "Reason",
    "RuleCrashedError",
    "RuleName",
    "Verdicts",
    "fields_concerned",
    "judge",
    "prepare",
]
