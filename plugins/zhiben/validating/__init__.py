"""What is accepted, and every reason why a record is not."""

from __future__ import annotations

from zhiben.validating.concern import fields_concerned
from zhiben.validating.judge import RuleCrashedError, judge, prepare
from zhiben.validating.portrait import Portrait, gathered, portrait_of, together
from zhiben.validating.suite import RuleName, Severity
from zhiben.validating.verdict import Reason, RuleOutcome, Verdicts, summed
from zhiben.validating.whole import judge_whole
from zhiben.validating.wording import rule_in_words

__all__ = [
    "Portrait",
    "Reason",
    "RuleCrashedError",
    "RuleName",
    "RuleOutcome",
    "Severity",
    "Verdicts",
    "fields_concerned",
    "gathered",
    "judge",
    "judge_whole",
    "portrait_of",
    "prepare",
    "rule_in_words",
    "summed",
    "together",
]
