"""The DAG that brings refused rows back: from a corrected workbook, or judged anew."""

from __future__ import annotations

from datetime import timedelta

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import DAG, Param, get_current_context, task

from zhiben.orchestration.params import names, words
from zhiben.orchestration.retrying import brief

DOC = """
**Purpose.** Replays rows of the quarantine as of their own deliveries: those corrected in a
workbook that `zhiben quarantine export` wrote, or, without one, open rows judged anew after a
contract or the vocabulary has changed. **Inputs.** Params; the archive; the contracts.
**Outputs.** Statements under the rows' own business dates; `build_warehouse` for every published
night that is outdated then, one after the other, which leaves its revisions. **Dry run** by
default: the log of the task `replay` says what would happen, row by row. **Rerun.** At any time:
a row is replayed once. **Owner.** Data engineering of the city.
"""

with DAG(
    dag_id="replay_quarantine",
    schedule=None,
    doc_md=DOC,
    tags=["zhiben", "quarantine"],
    max_active_runs=1,
    default_args=brief(2, timedelta(seconds=10)),
    params={
        "workbook": words(
            "Workbook handed back, as it lies in the home's folder replays/; "
            "left empty, open rows are judged anew"
        ),
        "sources": names("Only rows of these sources; all where left empty"),
        "ids": names("Judge only these rows (隔离编号) anew; all where left empty"),
        "dry_run": Param(
            True, type="boolean", description="Only say what would happen; change nothing"
        ),
        "by": words("Who decides it; the user who triggered the run where left empty"),
    },
) as dag:

    @task(multiple_outputs=False)
    def replay() -> list[dict[str, str]]:
        """Replay in one transaction; what `build_warehouse` is to be run with, night by night."""
        from zhiben.orchestration.tasks import replay_quarantine

        context = get_current_context()
        user = context["dag_run"].triggering_user_name
        told, nights = replay_quarantine(context["params"], user)
        context["ti"].xcom_push("told", told)
        return [{"business_date": night} for night in nights]

    TriggerDagRunOperator.partial(
        task_id="publish",
        trigger_dag_id="build_warehouse",
        wait_for_completion=True,
        poke_interval=1,
        max_active_tis_per_dagrun=1,
        map_index_template="{{ task.conf['business_date'] }}",
    ).expand(conf=replay())
