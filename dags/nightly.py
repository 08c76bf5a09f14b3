"""The nightly DAG: every county's ledgers, from the inbox to linked items in the warehouse."""

from __future__ import annotations

from typing import Any

from airflow.sdk import DAG, Asset, Param, get_current_context, task

from zhiben.orchestration.params import names, night, words
from zhiben.orchestration.retrying import patient
from zhiben.orchestration.schedules import partitioned

NIGHT = Asset("zhiben_night")
DOC = """
**Purpose.** Takes every delivery dated on or before the business date that no night took before,
and loads what is accepted. **Inputs.** The inbox and the contracts. **Outputs.** The ledger and
items of the warehouse; the asset `zhiben_night`, which starts `build_warehouse`; beside that, the
clerks' receipts in `reports/nights`, sent to whom `contact.notify` of a contract names, and Data
Docs in `reports/quality`. **Held.** A delivery far
outside its own history is not loaded (`bi.held_deliveries`); the params `release` let it through.
**Rerun.** At any time: what was taken stays taken. **Fails** at its end when a source could not be
worked on or its receipt not be written; a receipt that could not be sent is red in its own task.
**Owner.** City data engineering.
"""

with DAG(
    dag_id="nightly",
    schedule=partitioned("0 1 * * *"),
    doc_md=DOC,
    tags=["zhiben", "ingest"],
    max_active_runs=1,
    default_args=patient(),
    params={
        "business_date": night("Business date of the night; the run's partition where left empty"),
        "sources": names("Only these sources; all where left empty"),
        "batches": Param(
            None,
            type=["null", "integer"],
            minimum=1,
            description="Tasks to spread the sources over; one a processor where left empty",
        ),
        "release": names("Held deliveries (bi.held_deliveries) to let through"),
        "release_why": words("Why they are let through; kept with who started the run"),
        "send_receipts": Param(
            True,
            type="boolean",
            description="Send the clerks their receipts; not wanted where old nights are filled in",
        ),
    },
) as dag:

    @task(multiple_outputs=False)
    def plan() -> list[dict[str, Any]]:
        """The night's sources in batches, each with the business date."""
        from zhiben.orchestration.tasks import business_date, plan_batches, release_held

        context = get_current_context()
        params, run = context["params"], context["dag_run"]
        release_held(params["release"], run.triggering_user_name, params["release_why"])
        day = business_date(run.partition_key, params)
        return plan_batches(day, params["sources"], params["batches"])

    @task(
        multiple_outputs=False,
        map_index_template="{{ batch['sources'] | first | default('no source') }}",
    )
    def take(batch: dict[str, Any]) -> dict[str, str | None]:
        """Land, read, normalise and judge a batch of sources."""
        from zhiben.orchestration.tasks import take_batch

        get_current_context()["batch"] = batch  # type: ignore[typeddict-unknown-key]
        return take_batch(batch["sources"], batch["night"])

    @task(multiple_outputs=False, trigger_rule="all_done_min_one_success", outlets=[NIGHT])
    def load(batches: list[dict[str, Any]]) -> dict[str, int]:
        """Link what was accepted and load the night in one transaction."""
        from zhiben.orchestration.tasks import load_night

        context = get_current_context()
        day = batches[0]["night"]
        counts = load_night(day, context["params"]["sources"])
        context["outlet_events"][NIGHT].extra = {"business_date": day, **counts}
        return counts

    @task(trigger_rule="all_done_min_one_success", retries=0)
    def check(troubles: list[dict[str, str | None]], batches: list[dict[str, Any]]) -> None:
        """Write the clerks' receipts; fail the run where a source could not be worked on."""
        from zhiben.orchestration.tasks import check_sources, write_receipts

        wanted = get_current_context()["params"]["sources"]
        check_sources(troubles, batches, write_receipts(batches[0]["night"], wanted))

    @task(trigger_rule="all_done_min_one_success", retries=1)
    def quality(batches: list[dict[str, Any]]) -> str:
        """Write Great Expectations' Data Docs of what the rules said."""
        from zhiben.orchestration.tasks import write_quality

        return write_quality(batches[0]["night"])

    @task(multiple_outputs=False, **patient() | {"retries": 5})
    def receipts(batches: list[dict[str, Any]] | None) -> dict[str, int]:
        """Send the clerks their receipts, each once; none where no night was planned."""
        from zhiben.orchestration.tasks import send_receipts

        return (
            {}
            if batches is None
            else send_receipts(batches[0]["night"], get_current_context()["params"])
        )

    batches = plan()
    taken = take.expand(batch=batches)
    loaded = load(batches)  # type: ignore[arg-type]
    checked = check(taken, batches)  # type: ignore[arg-type]
    taken >> loaded >> [checked, quality(batches)]  # type: ignore[arg-type]
    # A tear-down runs whatever became of the check, and does not decide what becomes of the run.
    checked >> receipts(batches).as_teardown()  # type: ignore[arg-type]
