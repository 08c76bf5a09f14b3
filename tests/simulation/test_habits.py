"""Habits change how rows look, are labelled in the truth, and are the same every time."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhiben.reading import ReadingHints, read
from zhiben.simulation import simulate
from zhiben.simulation.model import HABITS

from .made import UNITS, World


@pytest.fixture(scope="module")
def habitual(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("habits")
    return World(simulate(folder, UNITS[:2], nights=4, sources=6, mess="habits"))


def test_every_habit_is_labelled(habitual: World) -> None:
    labels = {habit for row in habitual.rows for habit in row["habits"].split()}
    assert labels == set(HABITS) - {"hidden_sheet"}


def test_a_hidden_sheet_stands_in_every_workbook(habitual: World) -> None:
    files = [row for row in habitual.files if row["file_name"].endswith(".xlsx")]
    path = habitual.path(files[0])
    notes = read(path.name, path.read_bytes(), ReadingHints(lambda text: len(text) > 1)).notes
    assert any("旧台账" in note for note in notes)


def test_a_value_aside_is_no_statement(habitual: World) -> None:
    shifted = [row for row in habitual.rows if "shifted_cell" in row["habits"]]
    assert {habitual.statements[row["statement_id"]]["rectified_on"] for row in shifted} == {""}


def test_other_levels_have_no_habits(nasty: World) -> None:
    assert {row["habits"] for row in nasty.rows} == {""}


def test_habits_are_the_same_every_time(habitual: World, tmp_path: Path) -> None:
    again = World(simulate(tmp_path, UNITS[:2], nights=4, sources=6, mess="habits"))
    assert again.rows == habitual.rows
