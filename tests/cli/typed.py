"""Commands as a user types them: a process each, with words, variables and output of its own."""

from __future__ import annotations

import atexit
import os
import subprocess
import tempfile
from contextlib import ExitStack
from functools import cache
from pathlib import Path

from tests.quick import quick_zhiben


def zhiben(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Type ``zhiben`` and ``words``, with ``environment`` beside this process's variables."""
    return subprocess.run(
        [str(_program()), *words],
        env={**os.environ, "COLUMNS": "200", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@cache
def _program() -> Path:
    """The quick ``zhiben``, there until this process ends."""
    up = ExitStack()
    atexit.register(up.close)
    folder = Path(up.enter_context(tempfile.TemporaryDirectory(prefix="zhiben-cli-")))
    up.enter_context(quick_zhiben(folder / "zhiben", folder / "line"))
    return folder / "zhiben"
