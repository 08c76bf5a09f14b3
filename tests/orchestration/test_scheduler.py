"""What the scheduler imports for its tasks comes with zhiben, not only with its tests."""

from __future__ import annotations

import re
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from zhiben.orchestration.scheduler import LIBRARIES

LOCK = (Path(__file__).parents[2] / "requirements.txt").read_text(encoding="utf-8")


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_is_of_the_products_lock(library: str) -> None:
    locked = {plain(name) for name in re.findall(r"^([\w.-]+)==", LOCK, re.MULTILINE)}
    brought_by = packages_distributions()[library.partition(".")[0]]
    assert locked & set(map(plain, brought_by))
