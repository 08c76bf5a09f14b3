"""The part of Airflow that tasks are forked from, with all that they import and read before.

    python -m zhiben.orchestration.warm scheduler
    python -m zhiben.orchestration.warm celery worker

With the local executor every task is a fork of the scheduler, with Celery's of a worker. What that
has imported they need not: Great Expectations alone takes each of them some two seconds, our own
rooms half a one, reading the trained models one more; and its memory is then held once. A change of
the code is seen by the next scheduler or worker; one of contracts, vocabulary or models by the next
task, as anywhere.
"""

from __future__ import annotations

import logging
import shutil
import sys
from contextlib import suppress
from importlib import import_module

from zhiben.errors import ZhibenError
from zhiben.settings import Settings, load_settings

LIBRARIES = (
    "pandas", "pyarrow", "duckdb", "splink", "great_expectations",
    "great_expectations.validator.v1_validator", "great_expectations.render.renderer",
    "great_expectations.render.view", "python_calamine", "docx", "lxml.etree", "sqlglot", "jinja2",
    "sqlalchemy", "psycopg", "rapidfuzz", "opencc", "rjieba", "matplotlib.figure",
    "matplotlib.font_manager", "matplotlib.backends.backend_agg", "xlsxwriter", "css_inline",
    "typst", "fasteners", "yaml", "pydantic",
)  # fmt: skip
# What `zhiben.orchestration.tasks` imports in its functions, and what that imports in its own.
ROOMS = (
    "campaign.sources", "landing", "matching.hazard_model", "matching.likeness", "matching.scoring",
    "orchestration.approval", "orchestration.asked", "orchestration.campaign",
    "orchestration.expected", "orchestration.fetching", "orchestration.gates", "orchestration.load",
    "orchestration.outcome", "orchestration.quarantine", "orchestration.receipts",
    "orchestration.reference", "orchestration.sending", "orchestration.take", "orchestration.tasks",
    "orchestration.weekly", "reporting", "reporting.quality", "warehouse.audit",
    "warehouse.remasking",
)  # fmt: skip


def main() -> None:
    """Import and read, then be ``airflow`` with the words that were given."""
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    for name in (*LIBRARIES, *(f"zhiben.{room}" for room in ROOMS)):
        import_module(name)
    with suppress(ZhibenError):  # what cannot be read is told by the task that needs it
        read_ahead(load_settings())
    from airflow.__main__ import main as airflow

    sys.argv[0] = shutil.which("airflow") or "airflow"  # a worker that is told to restart runs it
    airflow()  # type: ignore[no-untyped-call]


def read_ahead(settings: Settings) -> None:
    """Read what tasks read of files, which they keep for as long as those say the same.

    Raises:
        ZhibenError: when contracts, units, vocabulary or models are unusable.
    """
    from zhiben.matching import Told
    from zhiben.orchestration import reference

    reference.load_reference(settings)
    reference.load_name_sense(settings)
    hazards = reference.load_hazards(settings.vocabulary)
    hazards.columns([Told(description="灭火器压力不足")])  # reads the encoder of sentences, too
    reference.columns_version(hazards)


if __name__ == "__main__":
    main()
