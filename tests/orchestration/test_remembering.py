"""What texts bring to comparisons is kept from night to night, as long as its version holds."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.orchestration.made import ask, contract, put, row, run
from zhiben.orchestration import resolving
from zhiben.settings import Settings

KEPT = "SELECT text_hash, version, xmin::text FROM core.text_columns ORDER BY 1"


def _night(settings: Settings, day: str, *numbers: int) -> None:
    put(settings, day, *map(row, numbers))
    run(day)


def test_a_text_is_kept_once(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    _night(settings, "2026-03-05", 1)
    before = ask(warehouse, KEPT)
    _night(settings, "2026-03-06", 1, 2)
    after = ask(warehouse, KEPT)
    assert (len(before), len(after)) == (1, 2)
    assert set(before) < set(after)


def test_another_version_takes_the_place_of_what_it_meets(
    settings: Settings, warehouse: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    contract(settings)
    _night(settings, "2026-03-05", 1, 2)
    monkeypatch.setattr(resolving, "columns_version", lambda _: "another")
    _night(settings, "2026-03-06", 1, 2, 3)
    assert [one[1] for one in ask(warehouse, KEPT)] == ["another"] * 3
