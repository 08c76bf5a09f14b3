"""The nightly DAG: every county's ledgers, from the inbox to linked items in the warehouse."""

from __future__ import annotations

import os
from datetime import timedelta

from airflow.sdk import (
    DAG,
    Asset,
    CronPartitionTimetable,
    Param,
    get_current_context,
    task,
)

NIGHT = Asset("zhiben_night")
DOC = """
**Purpose.** Takes every delivery dated on or before the business date that no night took before,
and loads what is accepted. **Inputs.** The inbox and the contracts. **Outputs.** The ledger and
the items of the warehouse; the asset `zhiben_night`, which starts `build_warehouse`.
**Rerun.** At any time: what was taken stays taken. **Fails** at its end when a source could not be
worked on; all other sources are loaded by then. **Owner.** Data engineering of the city.
"""

with DAG(
    dag_id="nightly",
    schedule=CronPartitionTimetable(
        "0 1 * * *",
        timezone=os.environ.get("ZHIBEN_TIMEZONE", "Asia/Shanghai"),
        run_offset=-1,
        key_format="%Y-%m-%d",
    ),
    doc_md=DOC,
    tags=["zhiben", "ingest"],
    max_active_runs=1,
    default_args={
        "owner": "data-engineering",
        "retries": 3,
        "retry_delay": timedelta(seconds=2),
        "retry_exponential_backoff": True,
        "max_retry_delay": timedelta(minutes=5),
    },
    params={
        "business_date": Param(
            None,
            type=["null", "string"],
            format="date",
            description="Business date of the night; the run's partition where left empty",
        ),
        "sources": Param(
            [], type="array", items={"type": "string"}, description="Only these sources; all if empty"
        ),
        "batches": Param(
            4, type="integer", minimum=1, description="Tasks to spread the sources over"
        ),
    },
) as dag:

    @task
    def night() -> str:
        """The business date of this run."""
        from zhiben.orchestration.tasks import business_date

        context = get_current_context()
        return business_date(context["dag_run"].partition_key, context["params"])

    @task
    def plan() -> list[list[str]]:
        """The night's sources in batches."""
        from zhiben.orchestration.tasks import plan_batches

        params = get_current_context()["params"]
        return plan_batches(params["sources"], params["batches"])

    @task(map_index_template="{{ task.op_kwargs['sources'] | length }} sources")
    def take(sources: list[str], night: str) -> dict[str, str | None]:
        """Land, read, normalise and judge a batch of sources."""
        from zhiben.orchestration.tasks import take_batch

        return take_batch(sources, night)

    @task(trigger_rule="all_done", outlets=[NIGHT])
    def load(night: str) -> dict[str, int]:
        """Link what was accepted and load the night in one transaction."""
        from zhiben.orchestration.tasks import load_night

        context = get_current_context()
        counts = load_night(night, context["params"]["sources"])
        context["outlet_events"][NIGHT].extra = {"business_date": night, **counts}
        return counts

    @task(trigger_rule="all_done", retries=0)
    def check(troubles: list[dict[str, str | None]], batches: list[list[str]]) -> None:
        """Fail the run where a source could not be worked on."""
        from zhiben.orchestration.tasks import check_sources

        check_sources(troubles, batches)

    business_date = night()
    batches = plan()
    taken = take.partial(night=business_date).expand(sources=batches)
    loaded = load(business_date)
    taken >> loaded >> check(taken, batches)
