"""Models trained on people's decisions: written, chosen, refused; a full re-score moves nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.orchestration.made import ask
from tests.orchestration.world import World
from zhiben.errors import ZhibenError
from zhiben.matching.item_model import SHIPPED, load_item_model, save_item_model
from zhiben.orchestration.linkage import (
    list_models,
    model_file,
    model_in_use,
    sha256_of,
    use_model,
)
from zhiben.orchestration.rescoring import rescore
from zhiben.orchestration.review import decide_pair, list_pairs, undo_decision
from zhiben.orchestration.training import Trained, train_model
from zhiben.settings import Settings
from zhiben.warehouse.linkage import TrainedModel, note_model
from zhiben.warehouse.reviews import Wish

AT = datetime(2026, 3, 8, 9, tzinfo=UTC)
FIRST = f"{load_item_model().version}.1"
MOVED = "SELECT source, row_key, to_item FROM core.item_moves ORDER BY moved_at"


def trained(world: World) -> Trained:
    world.decided_by_truth(1, 160)
    return train_model(world.settings, "张工", AT)


def use(settings: Settings, version: str) -> str:
    return use_model(settings, version, "张工", "试用", AT)


def other(world: World, **limits: float) -> Path:
    """The file of a model with other thresholds, which is used."""
    model = load_item_model()
    file = model_file(world.settings, "strict")
    file.parent.mkdir(parents=True)
    thresholds = replace(model.thresholds, **limits)
    save_item_model(file, replace(model, version="strict", thresholds=thresholds))
    with world.warehouse.begin() as connection:
        row = TrainedModel("strict", model.version, sha256_of(file), {}, "张工", AT)
        note_model(connection, row)
    use(world.settings, "strict")
    return file


def test_too_few_decisions_train_nothing(world: World) -> None:
    world.decided_by_truth(1, 20)
    with pytest.raises(ZhibenError, match=r"Too little .* Nothing was written"):
        train_model(world.settings, "张工", AT)
    assert not world.settings.models.exists()
    assert [one["version"] for one in list_models(world.settings)] == [load_item_model().version]


def test_a_trained_model_is_a_file_of_its_own_with_its_figures(world: World) -> None:
    shipped = SHIPPED.read_bytes()
    made = trained(world)
    assert SHIPPED.read_bytes() == shipped
    assert (made.version, made.file.name) == (FIRST, f"{FIRST}.json")
    assert json.loads(made.file.read_text(encoding="utf-8"))["figures"] == made.figures
    before, after = made.figures["before"], made.figures["after"]
    assert before["labels"] == after["labels"] == made.figures["held out"] > 0
    assert after["surprise"] < before["surprise"] + 0.05
    assert train_model(world.settings, "张工", AT).version != made.version


def test_a_model_is_used_once_somebody_says_so_and_no_longer_than_that(world: World) -> None:
    other(world)

    def used() -> str:
        with world.warehouse.connect() as connection:
            return model_in_use(world.settings, connection).version

    for version in ("shipped", "strict", load_item_model().version):
        assert use(world.settings, version) == used()
    assert [one["is_used"] for one in list_models(world.settings)] == [True, False]


def changed(file: Path) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace('"same": ', '"same": 1'))


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (Path.unlink, "cannot be read: No such file"),
        (changed, "damaged or changed"),
        (lambda file: file.write_bytes(file.read_bytes()[:900]), "damaged or changed"),
    ],
)
def test_a_harmed_model_is_refused_when_chosen_and_when_a_night_would_use_it(
    world: World, harm: Callable[[Path], object], words: str
) -> None:
    harm(other(world))
    for act in (lambda: use(world.settings, "strict"), lambda: world.go_on(4, 5)):
        with pytest.raises(ZhibenError, match=words) as refused:
            act()
        assert "zhiben linkage use shipped" in refused.value.hint


@pytest.mark.parametrize(("version", "by", "why"), [("x", "a", "b"), (FIRST, "", "b")])
def test_no_choice_without_a_model_somebody_and_a_reason(
    world: World, version: str, by: str, why: str
) -> None:
    with pytest.raises(ZhibenError, match=r"There is no model|needs somebody"):
        use_model(world.settings, version, by, why, AT)


@pytest.mark.parametrize(
    ("limits", "change"),
    [
        ({"same": 9.0}, "doubt"),
        ({"same": 9.0, "review": 9.0}, "part"),
        ({"same": -2.0, "review": -2.0}, "join"),
        ({"review": -9.0}, "ask"),
    ],
)
def test_what_another_model_says_otherwise_is_asked_and_no_id_changes(
    world: World, limits: dict[str, float], change: str
) -> None:
    before, placed = world.shown(), world.items()
    as_ever = rescore(world.settings, (), AT)
    other(world, **limits)
    told = rescore(world.settings, (), AT, propose=True)
    ((most, times),) = Counter(one.change.value for one in told.changes).most_common(1)
    assert (most, as_ever.written) == (change, 0)
    assert times > 2 * len(as_ever.changes)
    waiting = list_pairs(world.settings, Wish(status="open"))
    assert {str(one["model"]).split("/")[0] for one in waiting} == {"strict"}
    assert told.written == len(waiting)
    assert rescore(world.settings, (), AT, propose=True).written == 0
    assert (world.items(), world.shown()) == (placed, before)


def test_what_a_person_says_of_a_join_that_is_asked_about_can_be_undone(world: World) -> None:
    other(world, same=9.0)
    rescore(world.settings, (), AT, propose=True)
    before, placed = world.shown(), world.items()
    pair = next(
        one for one in list_pairs(world.settings, Wish(status="open"))
        if one["one_item_id"] == one["other_item_id"]
    )  # fmt: skip
    told = decide_pair(world.settings, pair["judgement_id"], "different", "王科长", "看过现场")
    assert world.items() != placed
    undo_decision(world.settings, told.done[0].judgement_id, "李处长", "看错了")
    assert (world.items(), world.shown()) == (placed, before)


def test_retrained_and_scored_anew_no_id_changes_but_by_a_decision(world: World) -> None:
    placed = world.items()
    use(world.settings, trained(world).version)
    rescore(world.settings, (), AT, propose=True)
    world.go_on(4, 6)
    for source, key, item in ask(world.warehouse, MOVED):
        placed[source, key] = item
    assert placed.items() <= world.items().items()
