"""The parts of the weekly summary, one module a part; each turns week numbers into a Section.

A part that has nothing to say, because the city has no such units or runs no such programme, is
None.
"""

from __future__ import annotations

from zhiben.reporting.sections.annex import annexes
from zhiben.reporting.sections.charts import ranking_chart, scoreboard_chart, trend_chart
from zhiben.reporting.sections.correction import correction
from zhiben.reporting.sections.due import due
from zhiben.reporting.sections.follow_up import follow_up
from zhiben.reporting.sections.goals import goals
from zhiben.reporting.sections.lapses import lapses
from zhiben.reporting.sections.overview import overview
from zhiben.reporting.sections.quality import quality
from zhiben.reporting.sections.scoreboard import scoreboard
from zhiben.reporting.sections.units import bureaus, counties

PARTS = (overview, counties, bureaus, goals, scoreboard, follow_up, lapses, quality, due)
CHARTS = {overview: trend_chart, counties: ranking_chart, scoreboard: scoreboard_chart}

__all__ = ["CHARTS", "PARTS", "annexes", "correction"]
