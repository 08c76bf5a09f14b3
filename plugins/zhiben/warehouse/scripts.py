"""Takes a script of several SQL statements apart, as a driver wants them one by one."""

from __future__ import annotations

import re

# What a semicolon may stand in without ending anything, and the one that does.
_PARTS = re.compile(
    r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"[^\"]*\"|(\$\w*\$).*?\1|;", re.DOTALL
)  # fmt: skip


def statements(script: str) -> tuple[str, ...]:
    """The statements of ``script`` without their comments, each with its semicolon.

    PostgreSQL's own quoting is known, and nothing else of SQL: sqlparse, which Airflow's hook would
    use, reads every word, and takes more than a second for what builds a night.
    """
    found, begun = [""], 0
    for part in _PARTS.finditer(script):
        is_comment = part[0].startswith(("--", "/*"))
        found[-1] += script[begun : part.start()] + (" " if is_comment else part[0])
        begun = part.end()
        if part[0] == ";":
            found.append("")
    found[-1] += script[begun:]
    return tuple(one for one in map(str.strip, found) if one)
