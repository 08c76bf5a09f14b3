"""The nightly DAG: every county's ledgers, from the inbox to linked items in the warehouse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import DAG, Asset, get_current_context, task

from zhiben.orchestration import tasks
from zhiben.orchestration.params import names, night, number, switch, words
from zhiben.orchestration.retrying import patient
from zhiben.orchestration.schedules import partitioned

NIGHT = Asset("zhiben_night")
NIGHT_OF_RUN = "{{ ti.xcom_pull(task_ids='plan')[0]['night'] }}"
FIRST_SOURCE = "{{ batch['sources'] | first | default('no source') }}"

with DAG(
    dag_id="nightly",
    schedule=partitioned("0 1 * * *"),
    doc_md=str(Path(__file__).with_suffix(".md")),
    tags=["zhiben", "ingest"],
    max_active_runs=1,
    default_args=patient(),
    params={
        "business_date": night("Business date of the night; the run's partition where left empty"),
        "sources": names("Only these sources; all where left empty"),
        "batches": number("Tasks to spread the sources over; one a processor where left empty"),
        "release": names("Held deliveries (bi.held_deliveries) to let through"),
        "release_why": words("Why they are let through; kept with who started the run"),
        "send_receipts": switch("Send the clerks their receipts; not where old nights are run"),
    },
) as dag:

    @task(multiple_outputs=False)
    def plan() -> list[dict[str, Any]]:
        """The night's sources in batches, each with the business date."""
        context = get_current_context()
        return tasks.plan_night(context["dag_run"], context["params"])

    @task(multiple_outputs=False, map_index_template=FIRST_SOURCE)
    def take(batch: dict[str, Any]) -> dict[str, str | None]:
        """Land, read, normalise and judge a batch of sources."""
        get_current_context()["batch"] = batch  # type: ignore[typeddict-unknown-key]
        return tasks.take_batch(batch["sources"], batch["night"])

    @task(multiple_outputs=False, trigger_rule="all_done_min_one_success", outlets=[NIGHT])
    def load(batches: list[dict[str, Any]]) -> dict[str, int]:
        """Link what was accepted and load the night in one transaction."""
        context = get_current_context()
        day = batches[0]["night"]
        counts = tasks.load_night(day, context["params"]["sources"])
        context["outlet_events"][NIGHT].extra = {"business_date": day, **counts}
        return counts

    @task(trigger_rule="all_done_min_one_success", retries=0)
    def check(troubles: list[dict[str, str | None]], batches: list[dict[str, Any]]) -> None:
        """Write the clerks' receipts; fail the run where a source could not be worked on."""
        wanted = get_current_context()["params"]["sources"]
        tasks.check_sources(troubles, batches, tasks.write_receipts(batches[0]["night"], wanted))

    @task(trigger_rule="all_done_min_one_success", retries=1)
    def quality(batches: list[dict[str, Any]]) -> str:
        """Write Great Expectations' Data Docs of what the rules said."""
        return tasks.write_quality(batches[0]["night"])

    @task(multiple_outputs=False, **patient() | {"retries": 5})
    def receipts(batches: list[dict[str, Any]] | None) -> dict[str, int]:
        """Send the clerks their receipts, each once; none where no night was planned."""
        params = get_current_context()["params"]
        return tasks.send_receipts(batches[0]["night"], params) if batches else {}

    # A run a night, by an id of its own: asked twice, the night is built again by the same run.
    publish = TriggerDagRunOperator(
        task_id="publish",
        trigger_dag_id="build_warehouse",
        trigger_run_id="night__{{ run_id }}",
        conf={"business_date": NIGHT_OF_RUN},
        logical_date=None,
        reset_dag_run=True,
    )

    batches = plan()
    taken = take.expand(batch=batches)
    loaded = load(batches)  # type: ignore[arg-type]
    checked = check(taken, batches)  # type: ignore[arg-type]
    taken >> loaded >> [publish, checked, quality(batches)]  # type: ignore[arg-type]
    # A tear-down runs whatever became of the check, and does not decide what becomes of the run.
    checked >> receipts(batches).as_teardown()  # type: ignore[arg-type]
