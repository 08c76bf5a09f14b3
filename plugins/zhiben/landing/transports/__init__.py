"""Ways in beside the inbox: what lies elsewhere is fetched into the inbox, whole or not at all."""

from __future__ import annotations

from zhiben.landing.transports.errors import (
    CutOffError,
    RefusedError,
    TransportError,
)
from zhiben.landing.transports.fetching import fetch

__all__ = ["CutOffError", "RefusedError", "TransportError", "fetch"]
