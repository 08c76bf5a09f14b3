"""What the city undertook and how it is counted: the strict form of ``include/campaign``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from zhiben.campaign.dimensions import Dimension, load_dimensions
from zhiben.campaign.metrics import Metrics, load_metrics
from zhiben.campaign.programmes import Programme, load_programmes
from zhiben.contracts.units import load_units


@dataclass(frozen=True)
class Campaign:
    """All metrics, dimensions and programmes of a deployment."""

    metrics: Metrics
    dimensions: dict[str, Dimension]
    programmes: tuple[Programme, ...]


def load_campaign(folder: Path) -> Campaign:
    """Read ``metrics``, ``dimensions``, ``programmes`` and ``units.yaml`` of ``folder``.

    Raises:
        ZhibenError: naming the file, the line and what is wrong there.
    """
    metrics = load_metrics(folder / "metrics")
    dimensions = load_dimensions(folder / "dimensions")
    units = [unit.code for unit in load_units(folder / "units.yaml").units]
    programmes = load_programmes(folder / "programmes", metrics, dimensions, units)
    return Campaign(metrics, dimensions, programmes)
