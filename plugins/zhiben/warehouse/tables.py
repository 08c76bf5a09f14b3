"""Every table of the warehouse: importing this module declares them all in ``metadata``."""

from __future__ import annotations

from zhiben.warehouse import (
    access_schema,
    campaign_schema,
    decisions_schema,
    events_schema,
    form_schema,
    history,
    kept,
    linkage,
    mart,
    quality,
    sendings_schema,
    showing,
    standards_schema,
    totals_schema,
    weekly_schema,
)
from zhiben.warehouse.schema import metadata

__all__ = [
    "access_schema",
    "campaign_schema",
    "decisions_schema",
    "events_schema",
    "form_schema",
    "history",
    "kept",
    "linkage",
    "mart",
    "metadata",
    "quality",
    "sendings_schema",
    "showing",
    "standards_schema",
    "totals_schema",
    "weekly_schema",
]
