"""Judges a delivery as a whole: each measure by Great Expectations, each finding in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from zhiben.records import FieldType
from zhiben.validating.judge import validate
from zhiben.validating.measures import Bound, Measure, TableRule, measures_of
from zhiben.validating.verdict import RuleOutcome

if TYPE_CHECKING:
    from zhiben.contracts import Contract
    from zhiben.validating.portrait import Portrait

Label = Callable[[str, str], str]


def judge_whole(
    now: Portrait, recent: Sequence[Portrait], contract: Contract, label: Label
) -> tuple[RuleOutcome, ...]:
    """How every rule on the whole delivery fared; a broken critical one holds it.

    ``recent`` are the source's earlier deliveries, the oldest first; ``label`` gives the word
    people use for a field's value.

    Raises:
        RuleCrashedError: when a rule raised instead of answering.
    """
    pairs = [
        (measure, bound)
        for measure in measures_of(now, recent, contract)
        for bound in measure.bounds
        if bound.low is not None or bound.high is not None
    ]
    if not pairs:
        return ()
    frame = pa.table({_column(measure): [float(measure.observed)] for measure, _ in pairs})
    asked = [_arguments(measure, bound) for measure, bound in pairs]
    results = validate(frame, f"{contract.source}:whole", asked)
    sentences = _Sentences(now, recent, contract, label)
    return tuple(
        _outcome(measure, bound, result.success, sentences)
        for (measure, bound), result in zip(pairs, results, strict=True)
    )


def _column(measure: Measure) -> str:
    return f"{measure.rule}:{measure.column_name}"


def _arguments(measure: Measure, bound: Bound) -> dict[str, Any]:
    return {
        "expect": "ExpectMeasureToBeBetween",
        "column": _column(measure),
        "min_value": bound.low,
        "max_value": bound.high,
        "severity": bound.severity.value,
    }


def _outcome(measure: Measure, bound: Bound, success: bool, sentences: _Sentences) -> RuleOutcome:
    return RuleOutcome(
        rule=measure.rule.value,
        column_name=measure.column_name,
        severity=bound.severity,
        evaluated=1,
        unexpected=int(not success),
        observed=round(float(measure.observed), 6),
        low=bound.low,
        high=bound.high,
        message="" if success else sentences.of(measure, bound),
    )


class _Sentences:
    """What a clerk is told of a measure that is out of bounds."""

    def __init__(
        self, now: Portrait, recent: Sequence[Portrait], contract: Contract, label: Label
    ) -> None:
        self._now = now
        self._contract = contract
        self._label = label
        self._times = len(recent)

    def of(self, measure: Measure, bound: Bound) -> str:
        """One sentence, with the number in question and what is usual."""
        name = measure.column_name
        field = self._contract.record_kind.field(name) if name else None
        is_word = field is not None and field.type is FieldType.WORD
        usual = f"{measure.usual:.0f}" if measure.usual > 1 else _percent(measure.usual)
        is_less = bound.low is not None and measure.observed < bound.low
        return _SENTENCES[measure.rule, is_less].format(
            zh=field.zh if field else "",
            rows=self._now.rows,
            times=self._times,
            low=f"{bound.low or 0:.0f}",
            high=f"{bound.high or 0:.0f}",
            number=f"{measure.observed:.0f}",
            share=_percent(measure.observed),
            usual=usual,
            value=self._label(name, measure.value) if is_word else measure.value,
            now=_percent(self._now.shares(name).get(measure.value, 0.0)),
            empty=_percent(self._now.empty_share(name)),
        )


def _percent(share: float) -> str:
    """A share as people read it: never 0% where there is some, never 100% where some lacks."""
    if 0 < share < 0.01:
        return "不到1%"
    return "99%以上" if 0.99 < share < 1 else f"{100 * share:.0f}%"


_SENTENCES = {
    (TableRule.ROWS_PROMISED, True): "共{rows}行，少于约定的{low}行。",
    (TableRule.ROWS_PROMISED, False): "共{rows}行，多于约定的{high}行。",
    (TableRule.ROWS_USUAL, True): "共{rows}行，近{times}次报送最少也有{usual}行。",
    (TableRule.ROWS_USUAL, False): "共{rows}行，远多于近{times}次报送。",
    (TableRule.ROWS_KEPT, True): "与上次相同的只占{share}，近{times}次报送最少也有{usual}。",
    (TableRule.EMPTIED, False): "“{zh}”有{empty}没有填写，近{times}次报送最多{usual}。",
    (TableRule.SHIFTED, False): "“{zh}”为“{value}”的占{now}，近{times}次报送最多{usual}。",
    (
        TableRule.ONE_VALUE,
        False,
    ): "“{zh}”全部是“{value}”，近{times}次报送都至少有{usual}是别的内容。",
    (TableRule.NEW_VALUES, False): "“{zh}”有{share}是以前没有出现过的内容，如{value}。",
    (TableRule.REPEATED, False): "有{number}行与别的行重复。",
}
