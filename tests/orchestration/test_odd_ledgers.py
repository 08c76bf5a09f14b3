"""Ledgers that would lead linking astray, and models that cannot be used: nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.orchestration.made import contract, deliveries, put, row, run
from zhiben.errors import ZhibenError
from zhiben.matching.item_model import load_item_model
from zhiben.settings import Settings

ITEMS = "items_new, items_updated, items_unchanged, items_duplicate"
TEXT = {"隐患描述": "灭火器过期"}


@pytest.mark.parametrize(
    "name", ["甲厂", "沈丘县{}号粮站"], ids=["one enterprise", "a thousand enterprises"]
)
def test_a_thousand_rows_with_one_text_are_a_thousand_items(
    settings: Settings, warehouse: Engine, name: str
) -> None:
    contract(settings)
    put(settings, "2026-03-05", *(row(n, 企业名称=name.format(n), **TEXT) for n in range(1000)))
    run("2026-03-05")
    assert deliveries(warehouse, ITEMS) == [(1000, 0, 0, 0)]


@pytest.mark.parametrize("moved", [1, 1000], ids=["to a neighbour's", "to numbers never used"])
@pytest.mark.parametrize("text", [{}, TEXT], ids=["texts differ", "one text"])
def test_a_ledger_that_is_numbered_anew_overnight_stays_its_items(
    settings: Settings, warehouse: Engine, moved: int, text: dict[str, str]
) -> None:
    contract(settings)
    for day, by in (("2026-03-05", 0), ("2026-03-06", moved)):
        said = [row(n, **text) | {"序号": str(n + by)} for n in range(300)]
        put(settings, day, *said)
        run(day)
    assert deliveries(warehouse, ITEMS) == [(300, 0, 0, 0), (0, 0, 300, 0)]


def test_more_pairs_than_any_honest_night_has_hold_it_and_lose_nothing(
    settings: Settings, warehouse: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    contract(settings)
    put(settings, "2026-03-05", *(row(n) for n in range(4)))
    with monkeypatch.context() as patch:
        patch.setattr("zhiben.matching.likeness.MOST_PAIRS", 15)
        with pytest.raises(
            ZhibenError, match=r"16 of them at 甲厂 .* from a \(4 rows\)"
        ) as refused:
            run("2026-03-05")
    assert "one enterprise in all its rows" in refused.value.hint
    assert deliveries(warehouse) == []
    run("2026-03-05")
    assert deliveries(warehouse, ITEMS) == [(4, 0, 0, 0)]


@pytest.mark.parametrize("damage", ["{", '{"format": 9}'], ids=["damaged", "another version"])
def test_a_model_that_cannot_be_used_holds_the_night_and_loses_nothing(
    settings: Settings,
    warehouse: Engine,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    damage: str,
) -> None:
    contract(settings)
    put(settings, "2026-03-05", row(1))
    path = tmp_path / "items.json"
    path.write_text(damage, "utf-8")
    with monkeypatch.context() as patch:
        patch.setattr("zhiben.orchestration.linkage.load_item_model", lambda: load_item_model(path))
        with pytest.raises(ZhibenError, match=r"items\.json") as refused:
            run("2026-03-05")
    assert refused.value.hint == "Train it anew."
    assert deliveries(warehouse) == []
    run("2026-03-05")
    assert deliveries(warehouse, ITEMS) == [(1, 0, 0, 0)]
