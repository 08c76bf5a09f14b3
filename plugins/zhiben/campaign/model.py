"""What the city undertook and how it is counted: the strict form of ``include/campaign``."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Self, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

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
        return self


class Campaign(_Strict):
    """All metrics and programmes of a deployment."""

    metrics: dict[str, Metric]
    programmes: tuple[Programme, ...]

    @model_validator(mode="after")
    def _knows_its_metrics(self) -> Self:
        for programme in self.programmes:
            unknown = set(programme.metrics) - set(self.metrics)
            if unknown:
                names = ", ".join(sorted(unknown))
                raise ValueError(f"programme {programme.programme}: unknown metric {names}")
        return self


def load_campaign(folder: Path) -> Campaign:
    """Read ``metrics.yaml`` and ``programmes/*.yaml`` of ``folder``.

    Raises:
        ZhibenError: naming the file and what is wrong with it.
    """
    metrics = _read(folder / "metrics.yaml").get("metrics", {})
    paths = sorted((folder / "programmes").glob("*.yaml"))
    programmes = [_validated(Programme, _read(path), path) for path in paths]
    return _validated(Campaign, {"metrics": metrics, "programmes": programmes}, folder)


def _read(path: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ZhibenError(f"{path}: cannot be read: {error}") from error
    if not isinstance(data, dict):
        raise ZhibenError(f"{path}: is no list of keys and values.")
    return data


def _validated(model: type[_Model], data: dict[str, Any], path: Path) -> _Model:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ZhibenError(f"{path}: {where}: {first['msg']}") from error
