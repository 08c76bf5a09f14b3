"""The strict form of ``include/campaign/metrics``: each number that people read, defined once.

A metric either counts rows of a subject (``count``), the enterprises behind them (``enterprises``),
adds up or takes the least of a value of each (``sum``, ``least``), or puts two of those together:
a rate or ratio, which always names both parts, or a difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from zhiben.campaign.conditions import Condition, complaint
from zhiben.campaign.subjects import SUBJECTS, Subject
from zhiben.errors import ZhibenError
from zhiben.strict import Document, Strict, nearest, read_document

Text = Annotated[str, Field(min_length=1)]
ENTERPRISES = "家"
PER_CENT = "%"


class Counted(Strict):
    """Rows of a subject, or what they hold; within another metric where it is a part of it."""

    of: str | None = None
    within: str | None = None
    where: str = ""
    value: str | None = None


class Ratio(Strict):
    """One metric over another, ``times`` so many: 100 for a rate in per cent.

    Unless ``is_part`` is said to be false, the numerator is a part of the denominator.
    """

    numerator: Text
    denominator: Text
    times: Decimal = Decimal(100)
    is_part: bool = True


class Difference(Strict):
    """One metric less another."""

    of: Text
    less: Text


class Rounding(Strict):
    """How a number is printed: published percentages are sometimes cut off, not rounded."""

    decimals: Annotated[int, Field(ge=0, le=4)] = 1
    mode: Literal["half_up", "truncated"] = "half_up"


class Metric(Strict):
    """One governed number."""

    name_zh: Text
    unit: Text
    definition: Text
    lower_is_better: bool = False
    rounding: Rounding = Rounding()
    baseline: str | None = None
    count: Counted | None = None
    enterprises: Counted | None = None
    sum: Counted | None = None
    least: Counted | None = None
    ratio: Ratio | None = None
    difference: Difference | None = None
    given: str | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        said = [name for name in FORMS if getattr(self, name) is not None]
        if len(said) != 1:
            raise ValueError(f"has {len(said)} of {', '.join(FORMS)}; one says how it is counted")
        for name in ("sum", "least"):
            if (form := getattr(self, name)) and not form.value:
                raise ValueError(f"{name} needs value: what is to be taken of each row")
        return self

    @property
    def form(self) -> str:
        """Which of :data:`FORMS` it has."""
        return next(name for name in FORMS if getattr(self, name) is not None)

    @property
    def counted(self) -> Counted | None:
        """What it counts, where it counts and is not put together."""
        return self.count or self.enterprises or self.sum or self.least

    @property
    def parts(self) -> tuple[str, ...]:
        """The metrics it is put together from."""
        if self.ratio:
            return self.ratio.numerator, self.ratio.denominator
        return (self.difference.of, self.difference.less) if self.difference else ()


FORMS = ("count", "enterprises", "sum", "least", "ratio", "difference", "given")


class _Metrics(Strict):
    metrics: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], Metric]


@dataclass(frozen=True)
class Count:
    """What a metric counts, found out through all it stands within."""

    subject: Subject
    condition: Condition
    value: Condition


@dataclass(frozen=True)
class Metrics:
    """All metrics of a deployment, each checked against the others and the subjects."""

    by_code: Mapping[str, Metric]

    def __getitem__(self, code: str) -> Metric:
        return self.by_code[code]

    def counts(self, code: str) -> Count:
        """What the metric called ``code`` counts; it must be one that counts."""
        chain = list(self._chain(code))
        condition = Condition("")
        for one in reversed(chain):
            condition = condition.joined(Condition(one.where))
        subject = next(one.of for one in reversed(chain) if one.of)
        return Count(SUBJECTS[subject], condition, Condition(chain[0].value or ""))

    def needed(self, codes: Iterator[str] | tuple[str, ...]) -> list[str]:
        """``codes`` that count, and the parts and baselines of all of them, each once."""
        found: dict[str, None] = {}
        for code in codes:
            metric = self.by_code[code]
            for part in (*(metric.parts or (code,)), metric.baseline):
                if part and self.by_code[part].counted:
                    found[part] = None
        return list(found)

    def begins_each_year(self, code: str) -> bool:
        """Whether it, or a part of it, counts from the first of January of the night's year."""
        parts = self.by_code[code].parts or (code,)
        counted = (self.counts(part) for part in parts if self.by_code[part].counted)
        return any(one.condition.is_of_year for one in counted)

    def _chain(self, code: str) -> Iterator[Counted]:
        wanted: str | None = code
        while wanted:
            counted = self.by_code[wanted].counted
            if counted is None:
                return
            yield counted
            wanted = counted.within


def load_metrics(folder: Path) -> Metrics:
    """Every metric of ``folder/*.yaml``.

    Raises:
        ZhibenError: with file, line, what is wrong and the nearest name there is.
    """
    documents: dict[str, Document] = {}
    found: dict[str, Metric] = {}
    for path in sorted(folder.glob("*.yaml")):
        document = read_document(path)
        for code, metric in document.validated(_Metrics).metrics.items():
            if code in found:
                raise ZhibenError(
                    f"{document.where('metrics', code)}: {code!r} is in "
                    f"{documents[code].path.name}, too; a metric is defined once."
                )
            documents[code], found[code] = document, metric
    if not found:
        raise ZhibenError(f"{folder}: holds no metrics.")
    for code, metric in found.items():
        for location, words in _faults(code, metric, found):
            raise ZhibenError(f"{documents[code].where('metrics', code, *location)}: {words}")
    return Metrics(found)


Fault = tuple[tuple[str, ...], str]


def _faults(code: str, metric: Metric, known: Mapping[str, Metric]) -> Iterator[Fault]:
    if metric.counted:
        yield from _faults_of_count(code, metric, metric.counted, known)
    for name, part in zip(_part_names(metric), metric.parts, strict=True):
        yield from _faults_of_part((metric.form, name), code, part, known)
    if metric.baseline:
        yield from _faults_of_part(("baseline",), code, metric.baseline, known)
    yield from _faults_of_unit(code, metric, known)


def _part_names(metric: Metric) -> tuple[str, ...]:
    return tuple(type(getattr(metric, metric.form)).model_fields)[:2] if metric.parts else ()


def _faults_of_part(
    location: tuple[str, ...], code: str, part: str, known: Mapping[str, Metric]
) -> Iterator[Fault]:
    if part == code:
        yield location, f"{code!r} refers to itself"
    elif part not in known:
        yield location, f"unknown metric {part!r}{nearest(part, known)}"
    elif not known[part].counted:
        yield location, f"{part!r} is put together itself; a part must be one that counts"


def _faults_of_count(
    code: str, metric: Metric, counted: Counted, known: Mapping[str, Metric]
) -> Iterator[Fault]:
    seen, wanted = {code}, counted
    while wanted.within:
        if wanted.within in seen:
            yield (metric.form, "within"), f"{wanted.within!r} refers to itself"
            return
        seen.add(wanted.within)
        if wanted.within not in known:
            words = f"unknown metric {wanted.within!r}{nearest(wanted.within, known)}"
            yield (metric.form, "within"), words
            return
        within = known[wanted.within].counted
        if within is None:
            yield (metric.form, "within"), f"{wanted.within!r} counts nothing to be within"
            return
        wanted = within
    yield from _faults_of_rows(metric.form, counted, wanted.of)


def _faults_of_rows(form: str, counted: Counted, of: str | None) -> Iterator[Fault]:
    if of is None or (counted.of and counted.within):
        yield (form,), "needs either of (a subject) or within (a metric)"
        return
    if of not in SUBJECTS:
        yield (form, "of"), f"unknown subject {of!r}{nearest(of, SUBJECTS)}"
        return
    columns = SUBJECTS[of].columns
    if counted.where and (words := complaint(counted.where, columns, SUBJECTS[of].truths)):
        yield (form, "where"), words
    if counted.value and (words := complaint(counted.value, columns)):
        yield (form, "value"), words
    if form == "least" and SUBJECTS[of].is_kept:
        yield (form, "of"), f"the least of {of} is not known when one of them goes; count or sum"
    if form == "enterprises" and "enterprise_id" not in columns:
        yield (form,), f"{of} name no enterprise"


def _faults_of_unit(code: str, metric: Metric, known: Mapping[str, Metric]) -> Iterator[Fault]:
    """项 and 家 are never mixed: not by a name, nor in a rate, nor in a difference."""
    units = [known[part].unit for part in metric.parts]
    if metric.unit == PER_CENT and not metric.ratio:
        yield ("unit",), "a rate needs ratio, with its numerator and denominator"
    if metric.form == "enterprises" and metric.unit != ENTERPRISES:
        yield ("unit",), f"enterprises are counted in {ENTERPRISES}, not in {metric.unit}"
    if metric.form == "count" and (unit := Metrics(known).counts(code).subject.unit) != metric.unit:
        yield ("unit",), f"what it counts is counted in {unit}, not in {metric.unit}"
    if metric.ratio and metric.unit == PER_CENT and units[0] != units[1]:
        yield ("ratio",), f"a rate of {units[0]} over {units[1]} is none"
    if metric.difference and {*units} != {metric.unit}:
        yield ("difference",), f"{units[0]} less {units[1]} are not {metric.unit}"


def definition_of_parts(metrics: Metrics, code: str) -> tuple[str, str | None]:
    """Numerator and denominator in words; a number that is no ratio has only the first."""
    metric = metrics[code]
    if metric.ratio:
        return metrics[metric.ratio.numerator].name_zh, metrics[metric.ratio.denominator].name_zh
    return metric.name_zh, None


def as_rows(metrics: Metrics) -> Iterator[dict[str, Any]]:
    """What ``core.metrics`` holds of each metric, but for its SQL."""
    for place, (code, metric) in enumerate(metrics.by_code.items(), start=1):
        numerator, denominator = definition_of_parts(metrics, code)
        first, second = (*metric.parts, None, None)[:2]
        yield {
            "metric": code,
            "name_zh": metric.name_zh,
            "definition": metric.definition,
            "unit": metric.unit,
            "numerator": numerator,
            "denominator": denominator,
            "is_lower_better": metric.lower_is_better,
            "form": metric.form,
            "first_part": first,
            "second_part": second,
            "times": metric.ratio.times if metric.ratio else None,
            "is_part": metric.ratio.is_part if metric.ratio else None,
            "baseline": metric.baseline,
            "is_of_year": metrics.begins_each_year(code),
            "decimals": metric.rounding.decimals,
            "rounding": metric.rounding.mode,
            "report_order": place,
        }
