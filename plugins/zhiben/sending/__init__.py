"""Letters out: to whom, in what form, by which channel, and never twice."""

from __future__ import annotations

from zhiben.sending.letter import File, Letter, plain_lines, without_local_links
from zhiben.sending.once import send_once
from zhiben.sending.outcome import (
    DeferredError,
    NoConnectionError,
    RefusedError,
    ShutOutError,
    UnclearError,
)
from zhiben.sending.recipients import (
    CONNECTIONS,
    Brief,
    Recipient,
    is_address,
    load_recipients,
)

__all__ = [
    "CONNECTIONS",
    "Brief",
    "DeferredError",
    "File",
    "Letter",
    "NoConnectionError",
    "Recipient",
    "RefusedError",
    "ShutOutError",
    "UnclearError",
    "is_address",
    "load_recipients",
    "plain_lines",
    "send_once",
    "without_local_links",
]
