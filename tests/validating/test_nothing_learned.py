"""The learned part of "states no hazard": on the texts it was learned from, in fair folds."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from benchmarks.validating import labelled, learning, nothing
from benchmarks.validating.labelled import Labelled

from zhiben.validating.nothing import Model, WrongModelError, model, reasons
from zhiben.validating.nothing.model import shipped
from zhiben.validating.nothing.traits import SLOTS
from zhiben.validating.nothing.views import see

EAGER = Model(np.zeros(SLOTS, np.float32), 1.0, 0.0, 0.0)


@pytest.fixture(scope="module")
def known(real_data: Path) -> Labelled:
    return labelled.read(real_data)


def test_shipped_weights_are_what_the_training_learns(known: Labelled) -> None:
    again = learning.fit(known)
    assert np.abs(again.weights - shipped().weights).max() < 0.01
    assert again.bias == pytest.approx(shipped().bias, abs=0.01)


def test_card_names_the_very_texts(real_data: Path) -> None:
    card = json.loads(model.CARD.read_text("utf-8"))
    assert card["data_sha256"] == labelled.digest(real_data)


def test_texts_never_seen_nor_near_any_seen(known: Labelled) -> None:
    """Five folds; of the real hazards said to be put right, at most one in a hundred goes."""
    told = learning.out_of_fold(known, 0)
    thrown = told.by_rule | (told.scores >= shipped().threshold)
    score = nothing.score(thrown, known.is_nothing)
    assert score.precision >= 0.93
    assert score.f1 >= 0.89
    assert thrown[nothing.finished_hazards(known)].mean() <= 0.01


def test_near_equal_texts_are_one_group() -> None:
    texts = ["灭火器过期", "1、灭火器　过期。", "灭火器已过期", "灭火器已过期了", "通道堵塞"]
    groups = labelled.near_groups(texts)
    assert list(groups == groups[0]) == [True, True, True, True, False]


@pytest.mark.parametrize(
    "text", ["通道内灯具破损", "3号储罐渗漏，已整改", "消防栓被遮挡，已处理", "安" * 300]
)
def test_no_score_throws_out_a_plain_fault_or_a_long_text(text: str) -> None:
    assert reasons([(text, None)], EAGER) == [None]


@pytest.mark.parametrize("text", ["无隐患排查治理记录", "未建立隐患排查治理台账", "没有台账"])
def test_no_score_throws_out_an_item_turned_by_a_not(text: str) -> None:
    assert reasons([(text, "应建立隐患排查治理台账并闭环管理")], EAGER) == [None]


def test_faults_copied_from_the_item_are_not_own_words() -> None:
    item = "疏散通道是否有占用、堵塞、封闭等现象"
    assert reasons([("占用、堵塞、封闭", item)], EAGER) != [None]


@pytest.mark.parametrize("text", ["燃气软管穿墙", "软管超长", "穿墙"])
def test_no_score_throws_out_what_the_item_forbids(text: str) -> None:
    item = "燃气软管应合格、不超长、不得穿墙"
    assert reasons([(text, item)], EAGER) == [None]


def test_a_prohibition_that_is_copied_whole_may_go() -> None:
    item = "库房内不得使用明火、不得吸烟"
    assert reasons([("库房不得使用", item)], EAGER) != [None]


@pytest.mark.parametrize(
    ("text", "item", "words"),
    [
        ("已摆在原位", None, "做过什么"),
        ("应该贴好看板", None, "应当怎样做"),
        ("张贴看板", None, "要做或在做的工作"),
        ("垃圾", None, "没有写完"),
        ("三班的灭火器", None, "检查的对象"),
        ("看板", None, "哪里有什么问题"),
        ("作业通道应保持畅通，并划线", "作业通道应保持畅通", "照着检查项"),
    ],
)
def test_reason_says_what_the_text_looks_like(text: str, item: str | None, words: str) -> None:
    (why,) = reasons([(text, item)], EAGER)
    assert why is not None
    assert why.startswith("看起来")
    assert words in why


def test_equal_pairs_are_judged_alike_wherever_they_stand() -> None:
    pairs = [("通道旁", "通道是否畅通"), (None, None), ("已整改", None), ("通道旁", "通道是否畅通")]
    assert reasons(pairs) == [reasons([pair])[0] for pair in pairs]


def test_score_of_a_text_does_not_hang_on_its_neighbours() -> None:
    seen = [see(text, None) for text in ("", "已做定期校验", "灭火器", "a" * 500, "\ud800")]
    alone = [shipped().scores([one])[0] for one in seen]
    assert shipped().scores(seen) == pytest.approx(alone)
    assert len(shipped().scores([])) == 0


def test_model_of_other_traits_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    card = json.loads(model.CARD.read_text("utf-8")) | {"traits": "other"}
    (tmp_path / "card.json").write_text(json.dumps(card), "utf-8")
    monkeypatch.setattr(model, "CARD", tmp_path / "card.json")
    with pytest.raises(WrongModelError, match="train_nothing"):
        shipped.__wrapped__()
