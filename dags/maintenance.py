"""The DAG that keeps a running system from growing without bound."""

from __future__ import annotations

from datetime import timedelta

from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.sdk import DAG, Param, get_current_context, task

from zhiben.orchestration.retrying import brief
from zhiben.orchestration.schedules import plain

DOC = """
**Purpose.** Removes what nobody needs any more and keeps the warehouse's statistics fresh.
**Inputs.** Params. **Outputs.** Older task logs, left-over staging folders, older receipts and what
Airflow's own database knows of older runs are gone (of a database that workers cannot reach the
README says how); deliveries in the archive, the ledger and the weekly summaries are never touched.
Receipts and marked ledgers name people, and can be written again from archive and ledger.
**Rerun.** At any time. **Owner.** Data engineering of the city.
"""

with DAG(
    dag_id="maintenance",
    schedule=plain("0 3 * * 0"),
    doc_md=DOC,
    tags=["zhiben", "maintenance"],
    max_active_runs=1,
    default_args=brief(1, timedelta(minutes=1)),
    params={
        "log_days": Param(30, type="integer", minimum=1, description="Days to keep task logs"),
        "run_days": Param(90, type="integer", minimum=1, description="Days to keep Airflow's runs"),
        "staging_days": Param(
            7, type="integer", minimum=1, description="Days to keep staging of nights that failed"
        ),
        "receipt_days": Param(
            180,
            type="integer",
            minimum=1,
            description="Days to keep clerks' receipts and Data Docs",
        ),
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
