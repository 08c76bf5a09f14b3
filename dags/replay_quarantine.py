"""The DAG that brings refused rows back: from a corrected workbook, or judged anew."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import DAG, get_current_context, task

from zhiben.orchestration import tasks
from zhiben.orchestration.params import names, switch, words
from zhiben.orchestration.retrying import brief

with DAG(
    dag_id="replay_quarantine",
    schedule=None,
    doc_md=str(Path(__file__).with_suffix(".md")),
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
        "dry_run": switch("Only say what would happen; change nothing"),
        "by": words("Who decides it; the user who triggered the run where left empty"),
    },
) as dag:

    @task(multiple_outputs=False)
    def replay() -> list[dict[str, str]]:
        """Replay in one transaction; what `build_warehouse` is to be run with, night by night."""
        context = get_current_context()
        user = context["dag_run"].triggering_user_name
        told, nights = tasks.replay_quarantine(context["params"], user)
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
