"""What texts bring to comparisons is kept from night to night, as long as its version holds."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import Engine

from tests.orchestration.made import ask, contract, deliveries, put, row, run
from zhiben.errors import ZhibenError
from zhiben.matching import Told
from zhiben.matching.columns import Columns
from zhiben.matching.hazard_model import HazardModel, HazardModelError
from zhiben.orchestration import meanings, resolving
from zhiben.orchestration.tasks import load_night, take_batch
from zhiben.settings import Settings
from zhiben.vocabulary.wording import Wording

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


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Descriptions in the order they are read; a blank text only shows what columns there are."""
    texts: list[str] = []
    columns = HazardModel.columns

    def told(model: HazardModel, some: Sequence[Told]) -> Columns:
        texts.extend(one.description for one in some if one.description)
        return columns(model, some)

    monkeypatch.setattr(HazardModel, "columns", told)
    return texts


def test_texts_are_read_where_their_source_is_taken(
    settings: Settings, warehouse: Engine, read: list[str]
) -> None:
    contract(settings)
    put(settings, "2026-03-05", row(1), row(2))
    take_batch(["a"], "2026-03-05")
    assert read == ["1号机无防护罩", "2号机无防护罩"]
    load_night("2026-03-05", [])
    assert len(read) == len(ask(warehouse, KEPT)) == 2


def test_a_text_that_a_night_met_is_not_read_again(
    settings: Settings, warehouse: Engine, read: list[str]
) -> None:
    contract(settings)
    _night(settings, "2026-03-05", 1)
    put(settings, "2026-03-06", row(1, 整改状态="已整改"), row(2))
    run("2026-03-06")
    assert read == ["1号机无防护罩", "2号机无防护罩"]


def test_what_another_version_read_ahead_is_read_by_the_load(
    settings: Settings, warehouse: Engine, monkeypatch: pytest.MonkeyPatch, read: list[str]
) -> None:
    contract(settings)
    put(settings, "2026-03-05", row(1))
    monkeypatch.setattr(meanings, "columns_version", lambda _: "another")
    run("2026-03-05")
    assert read == ["1号机无防护罩"] * 2
    assert "another" not in [one[1] for one in ask(warehouse, KEPT)]


def test_a_model_that_cannot_be_read_is_told_by_the_load_and_loses_nothing(
    settings: Settings, warehouse: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(wording: Wording) -> HazardModel:
        raise HazardModelError("no readable model")

    contract(settings)
    put(settings, "2026-03-05", row(1))
    with monkeypatch.context() as broken:
        broken.setattr("zhiben.matching.hazard_model.load_model", unreadable)
        assert take_batch(["a"], "2026-03-05") == {"a": None}
        with pytest.raises(ZhibenError, match="no readable model"):
            load_night("2026-03-05", [])
    load_night("2026-03-05", [])
    assert deliveries(warehouse) == ["loaded"]
