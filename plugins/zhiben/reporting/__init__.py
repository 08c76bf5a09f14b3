"""The weekly summary: collected from ``bi``, composed by rules, written in forms people read."""

from __future__ import annotations

from zhiben.reporting.collect import collect
from zhiben.reporting.compose import compose
from zhiben.reporting.correcting import Correction, Revision, correct
from zhiben.reporting.docx_form import render_docx
from zhiben.reporting.html_form import render_html
from zhiben.reporting.issuing import Issue, Printed, issue, issued
from zhiben.reporting.numbers import (
    Board,
    DeliveryCount,
    Listed,
    ListedItem,
    Metric,
    Programme,
    Progress,
    Source,
    Split,
    StatedTotal,
    Unit,
    WeekNumbers,
)
from zhiben.reporting.summary import Number, Summary
from zhiben.reporting.trace import printed, recompute, sql_of
from zhiben.reporting.week import Week
from zhiben.reporting.write import write_summary

__all__ = [
    "Board",
    "Correction",
    "DeliveryCount",
    "Issue",
    "Listed",
    "ListedItem",
    "Metric",
    "Number",
    "Printed",
    "Programme",
    "Progress",
    "Revision",
    "Source",
    "Split",
    "StatedTotal",
    "Summary",
    "Unit",
    "Week",
    "WeekNumbers",
    "collect",
    "compose",
    "correct",
    "issue",
    "issued",
    "printed",
    "recompute",
    "render_docx",
    "render_html",
    "sql_of",
    "write_summary",
]
