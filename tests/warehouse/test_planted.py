"""Errors planted in the SQL, one at a time, are caught by the cases beside it or by a check."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from sqlalchemy import Engine

from tests.warehouse.planting import BY_CASE, BY_CHECK, own, path_of, try_out

PLANTED = yaml.safe_load((Path(__file__).parent / "planted.yaml").read_text(encoding="utf-8"))


def test_thirty_are_planted() -> None:
    assert len({tuple(error.values()) for error in PLANTED}) == 30


@pytest.mark.parametrize("error", PLANTED, ids=lambda error: f"{error['folder']}: {error['was']}")
def test_error_is_caught(slate: Engine, error: dict[str, str]) -> None:
    folder = error["folder"]
    query, places = with_error(path_of(folder).read_text(encoding="utf-8"), **error)
    assert places == 1, "what is to be replaced is not there once"
    assert try_out(slate, folder, query, own(folder)) in {BY_CASE, BY_CHECK}


def with_error(query: str, folder: str, was: str, now: str) -> tuple[str, int]:
    """The SQL of ``folder`` with ``now`` in the place of ``was``, and how often that was there."""
    words = r"\s+".join(map(re.escape, was.split()))
    return re.subn(words, lambda _: now, query)
