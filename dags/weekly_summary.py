"""The DAG that writes the leaders' weekly summary, has it approved, issues it and sends it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from airflow.sdk import DAG, Asset, Param, get_current_context, task

from zhiben.orchestration import tasks
from zhiben.orchestration.approval import SummaryApproval
from zhiben.orchestration.params import switch, words
from zhiben.orchestration.retrying import brief, patient
from zhiben.orchestration.schedules import partitioned
from zhiben.settings import load_settings

SUMMARY = Asset("zhiben_weekly_summary")
SETTINGS = load_settings()

with DAG(
    dag_id="weekly_summary",
    schedule=partitioned("0 6 * * 1"),
    doc_md=str(Path(__file__).with_suffix(".md")),
    tags=["zhiben", "report"],
    max_active_runs=8,  # one that waits for its approval holds up no other
    default_args=brief(2, timedelta(seconds=10)),
    params={
        "week": Param(
            None,
            type=["null", "string"],
            pattern=r"^\d{4}-W\d{2}$",
            description="ISO week like 2026-W13; that of the run's partition where left empty",
        ),
        "reissue": words("Why a further edition is to correct the one that was issued"),
        "send": switch("Ask for approval, then issue and send; else it is only written"),
    },
) as dag:

    @task.short_circuit(multiple_outputs=False, outlets=[SUMMARY])
    def write() -> dict[str, str]:
        """Write the summary in all its forms; what is asked of it, nothing where it stays here."""
        context = get_current_context()
        key, params = context["dag_run"].partition_key, context["params"]
        folder = tasks.write_week(key, params["week"], params["reissue"])
        return tasks.propose_week(folder, key, params["week"]) if params["send"] else {}

    approve = SummaryApproval(
        task_id="approve",
        subject="{{ ti.xcom_pull(task_ids='write')['subject'] }}",
        body="{{ ti.xcom_pull(task_ids='write')['body'] }}",
        defaults=SETTINGS.approval_default.capitalize(),
        response_timeout=timedelta(hours=SETTINGS.approval_hours),
    )

    @task(multiple_outputs=False)
    def issue(proposal: dict[str, str]) -> list[dict[str, str]]:
        """Freeze the edition that was approved; whom it goes to."""
        return tasks.issue_week(proposal)

    @task(
        **patient() | {"retries": 10},
        execution_timeout=timedelta(minutes=20),
        map_index_template="{{ ticket['label'] }}",
    )
    def send(ticket: dict[str, str]) -> str:
        """Send one recipient's letter, once."""
        get_current_context()["ticket"] = ticket  # type: ignore[typeddict-unknown-key]
        return tasks.send_letter(ticket)

    written = write()
    tickets = issue(written)  # type: ignore[arg-type]
    written >> approve >> tickets
    send.expand(ticket=tickets)
