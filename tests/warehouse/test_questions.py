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


def test_all_twelve_are_there() -> None:
    assert len(list(QUESTIONS.glob("*.sql"))) == 12
