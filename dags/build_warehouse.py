"""The DAG that builds a night's numbers aside, audits them and publishes them at once."""

from __future__ import annotations

from pathlib import Path

from airflow.sdk import DAG, Asset, Param, task

from zhiben.orchestration import tasks
from zhiben.orchestration.building import Statements
from zhiben.orchestration.retrying import patient

SQL = Path(__file__).resolve().parents[1] / "include" / "sql"
WAREHOUSE = "zhiben_warehouse"
PUBLISHED = Asset("zhiben_warehouse")
TABLES = (
    "touched_items", "item_history", "named_texts", "item_state", "enterprise_state",
    "enterprise_items", "item_as_of", "item_daily", "item_daily_changes", "accident_scoreboard",
    "weightiest_versions", "inspection_as_of", "accident_as_of", "disaster_as_of", "task_as_of",
    "metric_counts", "campaign_progress", "monthly_form", "campaign_breakdown",
)  # fmt: skip
PUBLISHING = (
    "publish_night", "item_daily_now", "accident_revisions", "enterprise_history",
    "keep_counts",
)  # fmt: skip
NIGHT_OF_RUN = "{{ params.business_date }}"

with DAG(
    dag_id="build_warehouse",
    schedule=None,  # `nightly` asks for a run of each night it has loaded
    doc_md=str(Path(__file__).with_suffix(".md")),
    tags=["zhiben", "warehouse"],
    max_active_runs=1,
    template_searchpath=[str(SQL)],
    default_args=patient(),
    params={"business_date": Param(type="string", format="date", description="Night to publish")},
) as dag:
    build = Statements(
        task_id="build",
        conn_id=WAREHOUSE,
        sql="\n".join(f"{{% include '{table}/query.sql' %}}" for table in TABLES),
        parameters={"night": NIGHT_OF_RUN},
    )

    @task(retries=0)
    def audit(day: str) -> list[str]:
        """Hold the night back where a check that must hold does not."""
        return tasks.audit_night(day)

    publish = Statements(
        task_id="publish",
        conn_id=WAREHOUSE,
        sql="\n".join(f"{{% include '{table}/query.sql' %}}" for table in PUBLISHING),
        parameters={"night": NIGHT_OF_RUN},
        outlets=[PUBLISHED],
    )
    build >> audit(NIGHT_OF_RUN) >> publish
