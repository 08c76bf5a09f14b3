"""The DAG that keeps a running system from growing without bound."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.sdk import DAG, get_current_context, task

from zhiben.orchestration.params import number
from zhiben.orchestration.retrying import brief
from zhiben.orchestration.schedules import plain

with DAG(
    dag_id="maintenance",
    schedule=plain("0 3 * * 0"),
    doc_md=str(Path(__file__).with_suffix(".md")),
    tags=["zhiben", "maintenance"],
    max_active_runs=1,
    default_args=brief(1, timedelta(minutes=1)),
    params={
        "log_days": number("Days to keep task logs", 30),
        "run_days": number("Days to keep Airflow's runs", 90),
        "staging_days": number("Days to keep staging of nights that failed", 7),
        "receipt_days": number("Days to keep clerks' receipts and Data Docs", 180),
    },
) as dag:

    @task(multiple_outputs=False)
    def sweep() -> dict[str, int]:
        """Remove old task logs, left-over staging folders and old receipts."""
        from zhiben.orchestration.upkeep import Retention, sweep_old

        context = get_current_context()
        params = context["params"]
        days = Retention(params["log_days"], params["staging_days"], params["receipt_days"])
        return sweep_old(context["dag_run"].run_after, days)

    @task
    def forget() -> bool:
        """Remove older runs from Airflow's database; false where it is not this home's."""
        from zhiben.orchestration.upkeep import forget_runs

        context = get_current_context()
        days = timedelta(days=context["params"]["run_days"])
        return forget_runs(context["dag_run"].run_after - days)

    vacuum = SQLExecuteQueryOperator(
        task_id="vacuum",
        conn_id="zhiben_warehouse",
        sql="VACUUM (ANALYZE)",
        autocommit=True,
    )
    sweep() >> [vacuum, forget()]
