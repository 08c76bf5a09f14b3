"""The DAG that writes the leaders' weekly summary."""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import DAG, Asset, Param, get_current_context, task

from zhiben.orchestration.retrying import brief
from zhiben.orchestration.schedules import partitioned

SUMMARY = Asset("zhiben_weekly_summary")
DOC = """
**Purpose.** Writes the weekly summary (安全生产工作周报) of the week that ended.
**Inputs.** The `bi` views. **Outputs.** `summary.pdf`, `summary.docx`, `summary.html` and
`numbers.json` under `$ZHIBEN_HOME/reports/<week>/`, and in `briefs/` a page and a list of open
items for every reporting unit; the asset `zhiben_weekly_summary`. **Rerun.** Writes the same
files again. **Owner.** Data engineering of the city.
"""

with DAG(
    dag_id="weekly_summary",
    schedule=partitioned("0 6 * * 1"),
    doc_md=DOC,
    tags=["zhiben", "report"],
    max_active_runs=1,
    default_args=brief(2, timedelta(seconds=10)),
    params={
        "week": Param(
            None,
            type=["null", "string"],
            pattern=r"^\d{4}-W\d{2}$",
            description="ISO week like 2026-W13; that of the run's partition where left empty",
        )
    },
) as dag:

    @task(outlets=[SUMMARY])
    def write() -> str:
        """Collect the week's numbers and write the summary in all its forms."""
        from zhiben.orchestration.tasks import write_week

        context = get_current_context()
        return write_week(context["dag_run"].partition_key, context["params"]["week"])

    write()
