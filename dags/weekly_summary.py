"""The DAG that writes the leaders' weekly summary, has it approved, issues it and sends it."""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import DAG, Asset, Param, get_current_context, task

from zhiben.orchestration.approval import SummaryApproval
from zhiben.orchestration.retrying import brief, patient
from zhiben.orchestration.schedules import partitioned
from zhiben.settings import load_settings

SUMMARY = Asset("zhiben_weekly_summary")
SETTINGS = load_settings()
DOC = """
**Purpose.** Writes the weekly summary (安全生产工作周报) of the week that ended; once a person has
approved it, issues it and sends it. **Inputs.** The `bi` views; `recipients.yaml`; the connections
`zhiben_smtp`, `zhiben_dingtalk`, `zhiben_wecom`, where there are any. **Outputs.** `summary.pdf`,
`summary.docx`, `summary.html` and `numbers.json` under `$ZHIBEN_HOME/reports/<week>/`, and in
`briefs/` a page and a list of open items for every reporting unit; `bi.weekly_numbers`; the asset
`zhiben_weekly_summary`; mails and messages, in `bi.sendings`; the answer, in `bi.approvals`.
**Approval.** Task `approve`, under Required Actions; rejected, or not answered in time, nothing is
sent. **Rerun.** A draft is written again, an issue stays and is corrected by a further edition
(param `reissue`); nobody gets a letter twice (docs/sending.md). **Owner.** Data engineering of the
city.
"""

with DAG(
    dag_id="weekly_summary",
    schedule=partitioned("0 6 * * 1"),
    doc_md=DOC,
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
        "reissue": Param(
            None,
            type=["null", "string"],
            description="Why a further edition is to correct the one that was issued",
        ),
        "send": Param(
            True,
            type="boolean",
            description="Ask for approval, then issue and send; else it is only written",
        ),
    },
) as dag:

    @task.short_circuit(multiple_outputs=False, outlets=[SUMMARY])
    def write() -> dict[str, str]:
        """Write the summary in all its forms; what is asked of it, nothing where it stays here."""
        from zhiben.orchestration.tasks import propose_week, write_week

        context = get_current_context()
        key, params = context["dag_run"].partition_key, context["params"]
        folder = write_week(key, params["week"], params["reissue"])
        return propose_week(folder, key, params["week"]) if params["send"] else {}

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
        from zhiben.orchestration.tasks import issue_week

        return issue_week(proposal)

    @task(
        **patient() | {"retries": 10},
        execution_timeout=timedelta(minutes=20),
        map_index_template="{{ ticket['label'] }}",
    )
    def send(ticket: dict[str, str]) -> str:
        """Send one recipient's letter, once."""
        from zhiben.orchestration.tasks import send_letter

        get_current_context()["ticket"] = ticket  # type: ignore[typeddict-unknown-key]
        return send_letter(ticket)

    written = write()
    tickets = issue(written)  # type: ignore[arg-type]
    written >> approve >> tickets
    send.expand(ticket=tickets)
