"""Verdicts: which records are accepted, and every reason why one is not, in a clerk's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from zhiben.records import RecordKind
from zhiben.validating.suite import Rule, RuleName, Severity


@dataclass(frozen=True)
class Reason:
    """One rule a record broke; ``message`` is a Chinese sentence with the value in question."""

    rule: str
    column_name: str
    message: str


@dataclass(frozen=True)
class RuleOutcome:
    """How one rule fared on a delivery, or on a part of it.

    A rule on the whole delivery has one thing to evaluate: ``observed`` is its value, ``low``
    and ``high`` what was expected of it.
    """

    rule: str
    column_name: str
    severity: Severity
    evaluated: int
    unexpected: int
    observed: float | None = None
    low: float | None = None
    high: float | None = None
    message: str = ""


def summed(outcomes: Iterable[RuleOutcome]) -> tuple[RuleOutcome, ...]:
    """Outcomes of the parts of a delivery as those of the whole, one a rule and field."""
    whole: dict[tuple[str, str, Severity], RuleOutcome] = {}
    for one in outcomes:
        key = (one.rule, one.column_name, one.severity)
        before = whole.get(key, replace(one, evaluated=0, unexpected=0))
        whole[key] = replace(
            before,
            evaluated=before.evaluated + one.evaluated,
            unexpected=before.unexpected + one.unexpected,
        )
    return tuple(whole.values())


@dataclass(frozen=True)
class Verdicts:
    """Reasons by ``record_id`` of every record that is not accepted, and how each rule fared."""

    reasons: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)
    outcomes: tuple[RuleOutcome, ...] = ()

    def accepts(self, record_id: str) -> bool:
        """Whether the record broke no rule."""
        return record_id not in self.reasons


def reason_for(kind: RecordKind, rule: Rule, value: object, business_date: date) -> Reason:
    """The sentence for a record that broke ``rule`` with ``value`` in its column."""
    zh = kind.field(rule.field).zh
    message = _MESSAGES[rule.name].format(
        zh=zh,
        value=_shown(value),
        day=business_date.isoformat(),
        earlier=kind.field(rule.earlier).zh if rule.earlier else "",
        words="、".join(kind.field(rule.field).words),
    )
    return Reason(rule.name.value, rule.field, message)


_MESSAGES = {
    RuleName.REQUIRED: "“{zh}”没有填写，请补填。",
    RuleName.BROKEN_CODE_ONLY: "没有企业名称，信用代码又不正确，无法确定企业；请填写企业名称。",
    RuleName.UNREADABLE: "“{zh}”中的“{value}”不是有效日期，请改成如 2026-03-05 的日期。",
    RuleName.NO_NUMBER: "“{zh}”中的“{value}”不是有效的数字，请填写 0 或大于 0 的数。",
    RuleName.UNKNOWN_WORD: "“{zh}”中的“{value}”无法识别，请改用通行说法，或请市里登记这个词。",
    RuleName.FUTURE_DATE: "“{zh}”{value}晚于报送日期{day}，请核对日期。",
    RuleName.DATE_ORDER: "“{zh}”{value}早于“{earlier}”，请核对两个日期。",
    RuleName.STATES_NOTHING: "“{zh}”没有说明隐患（{value}），请写明是什么隐患。",
}


def _shown(value: object) -> str:
    text = str(value) if value is not None else ""
    if isinstance(value, date):
        return text[:10]
    return text if len(text) <= 40 else text[:40] + "…"
