"""Every undertaking's numbers, of a simulated city whose truth is known, are the truth."""

from __future__ import annotations

from pathlib import Path

from benchmarks.campaign.undertakings import build, differences, published, true
from benchmarks.campaign.world import fill, make_world
from sqlalchemy import Engine


def test_every_number_and_split_is_what_is_true(warehouse: Engine, tmp_path: Path) -> None:
    world = make_world(tmp_path / "sample", counties=2, rows=400, nights=20, seed=7)
    with warehouse.begin() as connection:
        fill(connection, world)
    build(warehouse, world.night)
    with warehouse.connect() as connection:
        found, wanted = published(connection, world.night), true(connection, world)
    assert len(found) > 500
    assert differences(found, wanted) == {}


def test_a_number_that_is_not_true_is_told(warehouse: Engine, tmp_path: Path) -> None:
    world = make_world(tmp_path / "sample", counties=1, rows=60, nights=5, seed=7)
    with warehouse.begin() as connection:
        fill(connection, world)
    with warehouse.connect() as connection:
        wanted = true(connection, world)
    key = next(key for key in wanted if key.metric == "found")
    assert list(differences(wanted | {key: (0.0, 0.0, None)}, wanted)) == [key]
