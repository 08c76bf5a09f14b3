"""Habits change how rows look, are labelled in the truth, and are the same every time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from zhiben.errors import ZhibenError
from zhiben.normalizing.repair import simplified
from zhiben.reading import ReadingHints, read
from zhiben.simulation import simulate
from zhiben.simulation.catalog import WordStyle
from zhiben.simulation.files import fitted, write_file
from zhiben.simulation.kinds import EVERY, FileKind
from zhiben.simulation.model import HABITS, Entry
from zhiben.simulation.sheets import Line, Record, Sheet
from zhiben.simulation.states import Shown
from zhiben.simulation.templates import Habits, Layout, Template

from .made import UNITS, World

DAY = date(2026, 3, 5)
RECORD = Record(
    Entry("r", 1, (), (), "", DAY, DAY, DAY, 0, is_stale=False), Shown("r.1", {}, {}, (), "", ""),
    is_followed_by_blank=False,
)  # fmt: skip
OF_FILES = {"file_kind", "hidden_sheet"}  # no row has them, files do


@pytest.fixture(scope="module")
def habitual(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("habits")
    return World(simulate(folder, UNITS[:2], nights=3, sources=32, rows=1500, mess="habits"))


def test_every_habit_is_labelled(habitual: World) -> None:
    labels = {habit for row in habitual.rows for habit in row["habits"].split()}
    assert set(HABITS) - labels == OF_FILES


def test_a_hidden_sheet_stands_in_every_workbook(habitual: World) -> None:
    files = [row for row in habitual.files if row["file_name"].endswith(".xlsx")]
    path = habitual.path(files[0])
    notes = read(path.name, path.read_bytes(), ReadingHints(lambda text: len(text) > 1)).notes
    assert any("旧台账" in note for note in notes)


def test_a_value_aside_is_no_statement(habitual: World) -> None:
    shifted = [row for row in habitual.rows if "shifted_cell" in row["habits"]]
    for row in shifted:
        said = habitual.statements[row["statement_id"]]
        assert "" in (said["rectified_on"], said["responsible_person"], said["phone"])


def test_other_levels_have_no_habits(nasty: World) -> None:
    assert {row["habits"] for row in nasty.rows} == {""}


def test_habits_are_the_same_every_time(habitual: World, tmp_path: Path) -> None:
    one, two = (
        World(simulate(tmp_path / name, UNITS[:1], nights=2, sources=16, mess="habits"))
        for name in ("one", "two")
    )
    assert one.rows == two.rows
    for file in one.files:
        assert one.path(file).read_bytes() == two.path(file).read_bytes()


def test_every_kind_of_file_is_written(habitual: World) -> None:
    assert len({row["format"] for row in habitual.files}) > len(EVERY) // 2


def test_only_the_habits_asked_for_are_met(tmp_path: Path) -> None:
    wanted = ("traditional", "page_break")
    few = World(simulate(tmp_path, UNITS[:1], nights=1, sources=4, mess="habits", habits=wanted))
    assert {habit for row in few.rows for habit in row["habits"].split()} == {*wanted}


def test_no_such_habit(tmp_path: Path) -> None:
    with pytest.raises(ZhibenError, match="no habit"):
        simulate(tmp_path, UNITS[:1], mess="habits", habits=["neat"])


@pytest.mark.parametrize("kind", EVERY, ids=[kind.name for kind in EVERY])
def test_every_kind_of_file_is_read_back(kind: FileKind, tmp_path: Path) -> None:
    layout = Layout("", "", 1, "", "", "", False, False, False, 0, 0, 0, "台账")
    style = WordStyle({}, {})
    habits = Habits("%Y-%m-%d", style, style, "", 0, "", "", "")
    lines = (Line(("序号", "企业名称"), "heading"), Line((1, "甲厂\n东区"), record=RECORD))
    template = Template((), layout, habits, kind, "台账")
    path = tmp_path / f"台账.{kind.extension}"
    write_file(path, fitted([Sheet("台账", lines)], template), template)
    hints = ReadingHints({"序号", "序號", "企业名称", "企業名稱"}.__contains__)
    (table,) = read(path.name, path.read_bytes(), hints).tables
    assert [[simplified(cell) for cell in row] for row in table.rows] == [["1", "甲厂\n东区"]]
