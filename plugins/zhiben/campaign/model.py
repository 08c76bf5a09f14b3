"""What the city undertook and how it is counted: the strict form of ``include/campaign``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from zhiben.campaign.dimensions import Dimension, load_dimensions
from zhiben.campaign.metrics import Metrics, load_metrics
from zhiben.campaign.programmes import Programme, load_programmes
from zhiben.contracts.units import load_units
from zhiben.settings import of_campaign


@dataclass(frozen=True)
class Campaign:
    """All metrics, dimensions and programmes of a deployment."""

    metrics: Metrics
    dimensions: dict[str, Dimension]
    programmes: tuple[Programme, ...]


def load_campaign(folder: Path) -> Campaign:
    """Read ``units.yaml`` of ``folder``, and its metrics, dimensions and programmes, or ours.

    Raises:
        ZhibenError: naming the file, the line and what is wrong there.
    """
    metrics = load_metrics(of_campaign(folder, "metrics"))
    dimensions = load_dimensions(of_campaign(folder, "dimensions"))
    units = [unit.code for unit in load_units(folder / "units.yaml").units]
    undertaken = of_campaign(folder, "programmes")
    programmes = load_programmes(undertaken, metrics, dimensions, units)
    return Campaign(metrics, dimensions, programmes)
