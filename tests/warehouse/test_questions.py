"""The questions that are asked most can be asked by readers, of the views alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, text

QUESTIONS = Path(__file__).parents[2] / "benchmarks" / "warehouse" / "questions"


@pytest.mark.parametrize("path", sorted(QUESTIONS.glob("*.sql")), ids=lambda path: path.stem)
def test_a_reader_can_ask(warehouse: Engine, path: Path) -> None:
    with warehouse.connect() as connection:
        connection.execute(text("SET ROLE bi_reader"))
        asked = connection.exec_driver_sql(path.read_text(encoding="utf-8"))
        assert len(set(asked.keys())) >= 4


@pytest.mark.parametrize("view", ["rectification_items", "enterprises"])
def test_a_view_is_planned_as_a_part_of_the_question(warehouse: Engine, view: str) -> None:
    question = f"SELECT county_code FROM bi.{view} ORDER BY enterprise_id LIMIT 1"
    with warehouse.connect() as connection:
        plan = connection.execute(text(f"EXPLAIN {question}")).scalars().all()
    assert not [line for line in plan if f"Subquery Scan on {view}" in line]


def test_all_twelve_are_there() -> None:
    assert len(list(QUESTIONS.glob("*.sql"))) == 12
