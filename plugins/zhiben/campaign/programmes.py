"""The strict form of ``include/campaign/programmes``: what the city undertook, by when.

A file is one programme over one period, with its stages, indicators and goals; next year's is
another file of the same ``undertaking``, whose period must not overlap this one's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from zhiben.campaign.conditions import complaint
from zhiben.campaign.dimensions import Dimension
from zhiben.campaign.metrics import Metrics, Text
from zhiben.campaign.subjects import SUBJECTS
from zhiben.errors import ZhibenError
from zhiben.strict import Document, Strict, nearest, read_document

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Fault = tuple[tuple[str | int, ...], str]


class Target(Strict):
    """The value a metric is to reach by a day: a goal of a year is due on its last day."""

    metric: str
    due_on: date
    value: Decimal


class Stage(Strict):
    """A part of a programme's period with a name of its own, such as 开局战."""

    name_zh: Text
    starts_on: date
    ends_on: date

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.starts_on > self.ends_on:
            raise ValueError(f"starts_on {self.starts_on} is after ends_on {self.ends_on}")
        return self

    def overlaps(self, other: Stage) -> bool:
        """Whether both hold one day."""
        return self.starts_on <= other.ends_on and other.starts_on <= self.ends_on


class Programme(Stage):
    """An undertaking over a period: who takes part, what is measured, what is to be reached.

    Args:
        undertaking: What it is an edition of; its own code unless said.
        also_called: Words by which ledgers name it, beside its name and code.
        sources: The documents it is taken from.
        units: The reporting units that take part; all unless said.
        scope: By subject, the condition of the rows that count for it; all unless said.
        metrics: Its indicators, in the order of reports.
        breakdowns: By dimension, the indicators that are also split by it.
        targets: Its goals.
    """

    programme: Code
    undertaking: Code | None = None
    also_called: tuple[Text, ...] = ()
    sources: tuple[Text, ...] = ()
    units: tuple[Text, ...] = ()
    stages: tuple[Stage, ...] = ()
    scope: dict[str, Text] = Field(default_factory=dict)
    metrics: tuple[str, ...]
    breakdowns: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    targets: tuple[Target, ...] = ()

    @property
    def bound(self) -> Mapping[str, str | date]:
        """What a condition may ask of it."""
        return {
            "programme_starts_on": self.starts_on,
            "programme_ends_on": self.ends_on,
            "undertaking_code": _undertaking(self),
        }


def load_programmes(
    folder: Path, metrics: Metrics, dimensions: Mapping[str, Dimension], units: Iterable[str]
) -> tuple[Programme, ...]:
    """Every programme of ``folder/*.yaml``.

    Raises:
        ZhibenError: with file, line, what is wrong and the nearest name there is.
    """
    known = list(units)
    found: dict[str, tuple[Document, Programme]] = {}
    for path in sorted(folder.glob("*.yaml")):
        document = read_document(path)
        one = document.validated(Programme)
        faults = (
            *_faults_of_time(one),
            *_faults_of_names(one, metrics, dimensions, known),
            *_faults_of_scope(one),
            *_faults_of_targets(one),
        )
        for location, words in faults:
            raise ZhibenError(f"{document.where(*location)}: {words}")
        if one.programme in found:
            where = document.where("programme")
            raise ZhibenError(f"{where}: programme {one.programme!r} is in another file, too.")
        found[one.programme] = document, one
    for (_, first), (document, second) in combinations(found.values(), 2):
        if _undertaking(first) == _undertaking(second) and first.overlaps(second):
            raise ZhibenError(
                f"{document.where('starts_on')}: {second.starts_on} to {second.ends_on} overlaps "
                f"{first.programme!r}, {first.starts_on} to {first.ends_on}, of the same "
                f"undertaking {_undertaking(first)!r}."
            )
    return tuple(one for _, one in found.values())


def _undertaking(one: Programme) -> str:
    return one.undertaking or one.programme


def _faults_of_time(one: Programme) -> Iterator[Fault]:
    for place, stage in enumerate(one.stages):
        if stage.starts_on < one.starts_on or stage.ends_on > one.ends_on:
            yield ("stages", place), f"{stage.name_zh} lies outside the programme"
        for earlier in one.stages[:place]:
            if stage.overlaps(earlier):
                yield ("stages", place), f"{stage.name_zh} overlaps {earlier.name_zh}"


def _faults_of_names(
    one: Programme, metrics: Metrics, dimensions: Mapping[str, Dimension], units: Iterable[str]
) -> Iterator[Fault]:
    for place, code in enumerate(one.metrics):
        if code not in metrics.by_code:
            yield ("metrics", place), f"unknown metric {code!r}{nearest(code, metrics.by_code)}"
        elif metrics[code].given:
            yield ("metrics", place), f"{code!r} is no number of a programme"
    for name in one.breakdowns:
        if name not in dimensions:
            yield ("breakdowns", name), f"unknown dimension {name!r}{nearest(name, dimensions)}"
    yield from _faults_of_breakdowns(one, metrics)
    for place, unit in enumerate(one.units):
        if unit not in units:
            yield ("units", place), f"unknown unit {unit!r}{nearest(unit, units)}"


def _faults_of_breakdowns(one: Programme, metrics: Metrics) -> Iterator[Fault]:
    for name, codes in one.breakdowns.items():
        for code in codes:
            if code not in one.metrics:
                yield ("breakdowns", name), f"{code!r} is not among the metrics"
            elif not _is_split_by(metrics, code, name):
                yield ("breakdowns", name), f"{code!r} cannot be split by {name}"


def _is_split_by(metrics: Metrics, code: str, dimension: str) -> bool:
    counted = metrics.needed((code,))
    return all(dimension in metrics.counts(part).subject.dimensions for part in counted)


def _faults_of_scope(one: Programme) -> Iterator[Fault]:
    for name, condition in one.scope.items():
        if name not in SUBJECTS:
            yield ("scope", name), f"unknown subject {name!r}{nearest(name, SUBJECTS)}"
        elif words := complaint(condition, SUBJECTS[name].columns, SUBJECTS[name].truths):
            yield ("scope", name), words


def _faults_of_targets(one: Programme) -> Iterator[Fault]:
    goals = Counter((target.metric, target.due_on) for target in one.targets)
    for place, target in enumerate(one.targets):
        if target.metric not in one.metrics:
            yield (
                ("targets", place),
                f"target for {target.metric!r}, which is not among the metrics",
            )
        if (times := goals[target.metric, target.due_on]) > 1:
            words = f"{times} targets for {target.metric!r} on {target.due_on}"
            yield ("targets", place), words


def as_rows(programmes: Iterable[Programme]) -> Iterator[dict[str, Any]]:
    """What ``core.programmes`` holds."""
    for place, one in enumerate(programmes, start=1):
        yield {
            "programme": one.programme,
            "undertaking": _undertaking(one),
            "name_zh": one.name_zh,
            "starts_on": one.starts_on,
            "ends_on": one.ends_on,
            "units": list(one.units),
            "sources": list(one.sources),
            "stages": [stage.model_dump(mode="json") for stage in one.stages],
            "words": [one.programme, one.name_zh, *one.also_called],
            "report_order": place,
        }
