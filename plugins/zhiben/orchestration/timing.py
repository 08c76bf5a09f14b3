"""Where a night's time goes: stages note their start and end when a benchmark asks them to."""

from __future__ import annotations

import json
import os
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "ZHIBEN_TIMINGS"  # a file to append to; nothing is noted where it is not set


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Note how long the body took, under ``name``; costs nothing without a benchmark."""
    target = os.environ.get(VARIABLE)
    if not target:
        yield
        return
    start = time.time()
    try:
        yield
    finally:
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        line = {"stage": name, "start": start, "end": time.time(), "pid": os.getpid()}
        with Path(target).open("a", encoding="utf-8") as file:
            file.write(json.dumps({**line, "peak_mb": round(peak_mb)}) + "\n")
