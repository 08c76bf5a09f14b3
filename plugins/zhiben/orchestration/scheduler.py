"""Airflow's scheduler, the tasks' libraries imported before they are forked from it.

    python -m zhiben.orchestration.scheduler

With the local executor every task is a fork of the scheduler. What it has imported they need not:
Great Expectations alone takes each of them some two seconds, and its memory is then held once. Our
own modules are not among it, so that a task always runs the code as it is.
"""

from __future__ import annotations

import logging
import sys
from importlib import import_module

LIBRARIES = (
    "pandas", "pyarrow", "duckdb", "splink", "great_expectations",
    "great_expectations.validator.v1_validator", "great_expectations.render.renderer",
    "great_expectations.render.view", "python_calamine", "docx", "lxml.etree", "sqlglot", "jinja2",
    "sqlalchemy", "psycopg", "rapidfuzz", "opencc", "rjieba", "matplotlib.figure",
    "matplotlib.font_manager", "matplotlib.backends.backend_agg", "xlsxwriter", "css_inline",
    "typst", "fasteners", "yaml", "pydantic",
)  # fmt: skip


def main() -> None:
    """Import, then be the scheduler."""
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    for name in LIBRARIES:
        import_module(name)
    from airflow.__main__ import main as airflow

    sys.argv = ["airflow", "scheduler"]
    airflow()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
