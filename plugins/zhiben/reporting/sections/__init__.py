"""The parts of the weekly summary, one module a part; each turns week numbers into a Section."""

from __future__ import annotations

from zhiben.reporting.sections.annex import annexes
from zhiben.reporting.sections.charts import ranking_chart, scoreboard_chart, trend_chart
from zhiben.reporting.sections.goals import goals
from zhiben.reporting.sections.lapses import lapses
from zhiben.reporting.sections.overview import overview
from zhiben.reporting.sections.quality import quality
from zhiben.reporting.sections.units import units

__all__ = [
    "annexes",
    "goals",
    "lapses",
    "overview",
    "quality",
    "ranking_chart",
    "scoreboard_chart",
    "trend_chart",
    "units",
]
