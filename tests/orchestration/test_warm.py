"""What tasks find imported and read in the part of Airflow they are forked from: all they use."""

from __future__ import annotations

import ast
import inspect
import re
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from zhiben.orchestration import tasks
from zhiben.orchestration.warm import LIBRARIES, ROOMS, read_ahead
from zhiben.settings import SHIPPED_INCLUDE, Settings

LOCK = (Path(__file__).parents[2] / "requirements.txt").read_text(encoding="utf-8")


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_is_of_the_products_lock(library: str) -> None:
    locked = {plain(name) for name in re.findall(r"^([\w.-]+)==", LOCK, re.MULTILINE)}
    brought_by = packages_distributions()[library.partition(".")[0]]
    assert locked & set(map(plain, brought_by))


def test_what_tasks_import_of_their_own_is_imported_ahead() -> None:
    functions = [
        node
        for node in ast.walk(ast.parse(inspect.getsource(tasks)))
        if isinstance(node, ast.FunctionDef)
    ]
    imported = {
        (f"{node.module}.{alias.name}", node.module)
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    rooms = {f"zhiben.{room}" for room in ROOMS}
    assert imported
    assert {module for names in imported for module in names[1:] if not rooms & set(names)} == set()


def test_all_that_is_read_ahead_of_what_is_shipped_can_be_read(tmp_path: Path) -> None:
    read_ahead(Settings(tmp_path, SHIPPED_INCLUDE, tmp_path / "inbox", None, "Asia/Shanghai"))
