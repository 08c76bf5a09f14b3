"""The weekly summary: collected from ``bi``, composed by rules, written in forms people read."""

from __future__ import annotations

from zhiben.reporting.brief import compose_brief
from zhiben.reporting.brief_annex import OpenItem, annex_book
from zhiben.reporting.briefs import open_items, write_briefs
from zhiben.reporting.collect import collect
from zhiben.reporting.compose import compose
from zhiben.reporting.correcting import Correction, Revision, correct
from zhiben.reporting.docx_form import render_docx
from zhiben.reporting.html_form import render_html
from zhiben.reporting.issuing import Issue, Printed, issue, issued
from zhiben.reporting.mail_form import MailForm, Picture, mail_form
from zhiben.reporting.numbers import (
    Board,
    DeliveryCount,
    Listed,
    ListedItem,
    Metric,
    Outcome,
    Point,
    Programme,
    Progress,
    Source,
    Split,
    StatedTotal,
    Unit,
    WeekNumbers,
)
from zhiben.reporting.pdf_form import render_pdf
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
    "MailForm",
    "Metric",
    "Number",
    "OpenItem",
    "Outcome",
    "Picture",
    "Point",
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
    "annex_book",
    "collect",
    "compose",
    "compose_brief",
    "correct",
    "issue",
    "issued",
    "mail_form",
    "open_items",
    "printed",
    "recompute",
    "render_docx",
    "render_html",
    "render_pdf",
    "sql_of",
    "write_briefs",
    "write_summary",
]
