"""Every table of the warehouse: importing this module declares them all in ``metadata``."""

from __future__ import annotations

from zhiben.warehouse import (
    decisions_schema,
    events_schema,
    form_schema,
    history,
    linkage,
    mart,
    quality,
    standards_schema,
    totals_schema,
)
from zhiben.warehouse.schema import metadata

__all__ = [
    "decisions_schema",
    "events_schema",
    "form_schema",
    "history",
    "linkage",
    "mart",
    "metadata",
    "quality",
    "standards_schema",
    "totals_schema",
]
