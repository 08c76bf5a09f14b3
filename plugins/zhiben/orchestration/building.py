"""Runs the statements that build a night, in one transaction, by Airflow's own hook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator

from zhiben.warehouse.scripts import statements

if TYPE_CHECKING:
    from airflow.sdk import Context


class Statements(SQLExecuteQueryOperator):
    """Airflow's operator for a script of many statements, of which nothing is read back.

    Its hook takes a second and more to split a night's scripts, so it is handed them split.
    """

    def execute(self, context: Context) -> None:
        """Run them all, or none."""
        self.get_db_hook().run(statements(str(self.sql)), parameters=self.parameters)
