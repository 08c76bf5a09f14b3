"""What the city undertook and how it is counted: the strict form of ``include/campaign``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Self, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from zhiben.documents import read_yaml
from zhiben.errors import ZhibenError

_Model = TypeVar("_Model", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Metric(_Strict):
    """One governed number; ``sql`` returns the rows behind it."""

    name_zh: str
    unit: str
    definition: str
    numerator: str
    denominator: str | None = None
    lower_is_better: bool = False
    sql: str


class Target(_Strict):
    """The value a metric is to reach by a day."""

    metric: str
    due_on: date
    value: Decimal


class Programme(_Strict):
    """An undertaking with a beginning, an end, metrics and targets."""

    programme: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name_zh: str
    starts_on: date
    ends_on: date
    metrics: tuple[str, ...]
    targets: tuple[Target, ...] = ()

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if self.starts_on > self.ends_on:
            raise ValueError(f"starts_on {self.starts_on} is after ends_on {self.ends_on}")
        for target in self.targets:
            if target.metric not in self.metrics:
                raise ValueError(f"target for {target.metric!r}, which is not among the metrics")
        goals = Counter((target.metric, target.due_on) for target in self.targets)
        for (metric, due_on), times in goals.items():
            if times > 1:
                raise ValueError(f"{times} targets for {metric!r} on {due_on}")
        return self


class _Metrics(_Strict):
    metrics: dict[str, Metric]


@dataclass(frozen=True)
class Campaign:
    """All metrics and programmes of a deployment."""

    metrics: dict[str, Metric]
    programmes: tuple[Programme, ...]


def load_campaign(folder: Path) -> Campaign:
    """Read ``metrics.yaml`` and ``programmes/*.yaml`` of ``folder``.

    Raises:
        ZhibenError: naming the file and what is wrong with it.
    """
    metrics = _validated(_Metrics, folder / "metrics.yaml").metrics
    programmes: dict[str, Programme] = {}
    for path in sorted((folder / "programmes").glob("*.yaml")):
        one = _validated(Programme, path)
        if unknown := [name for name in one.metrics if name not in metrics]:
            raise ZhibenError(
                f"{path}: unknown metric {', '.join(unknown)}.", _nearest(unknown, metrics)
            )
        if one.programme in programmes:
            raise ZhibenError(f"{path}: programme {one.programme!r} is in another file, too.")
        programmes[one.programme] = one
    return Campaign(metrics, tuple(programmes.values()))


def _nearest(unknown: list[str], known: Iterable[str]) -> str:
    near = get_close_matches(unknown[0], known, n=1, cutoff=0.0)
    return f"Did you mean {near[0]!r}?" if near else ""


def _read(path: Path) -> dict[str, Any]:
    try:
        data = read_yaml(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ZhibenError(f"{path}: cannot be read: {error}") from error
    if not isinstance(data, dict):
        raise ZhibenError(f"{path}: is no list of keys and values.")
    return data


def _validated(model: type[_Model], path: Path) -> _Model:
    try:
        return model.model_validate(_read(path))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        said = str(first["msg"]).removeprefix("Value error, ")
        raise ZhibenError(f"{path}: {where}{': ' if where else ''}{said}") from error
