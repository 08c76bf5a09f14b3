"""What spoke for and against a pair, in words a reviewer reads."""

from __future__ import annotations

import math

import pytest

from zhiben.matching.explaining import reasons
from zhiben.matching.item_model import load_item_model

MODEL = load_item_model()
BY = f"{MODEL.version}/hazards"


def weight(question: str, answer: str) -> float:
    chance = MODEL.chances[question][answer]
    return round(math.log(chance.m / chance.u), 3)


def test_the_answer_that_gave_a_weight_is_told_in_its_words() -> None:
    (reason,) = reasons({"place": weight("place", "same")}, BY, MODEL)
    assert (reason.question, reason.words) == ("位置", "同一位置")


def test_the_strongest_reason_comes_first_and_slight_ones_are_left_out() -> None:
    told = reasons({"days": 0.05, "level": -0.3, "place": 2.5}, "another/x", MODEL)
    assert [one.sentence for one in told] == [
        "位置：倾向于同一隐患（很有力）", "等级：倾向于不同隐患（较弱）",
    ]  # fmt: skip


def test_answers_about_wording_are_weighed_together() -> None:
    evidence = {"meaning": -1.5, "meaning_of_thing": 0.4}
    (reason,) = reasons(evidence, "another/x", MODEL)
    assert reason.weight == pytest.approx(-1.1)
    assert reason.sentence.startswith("文字：不够相近")


@pytest.mark.parametrize(
    "evidence",
    [
        {},
        {"a question of long ago": 3.0},
        *(
            {name: weight(name, "otherwise")}
            for name in ("spot", "besides", "deadline", "rectified")
        ),
    ],
    ids=[
        "nothing",
        "not asked any more",
        "no spot",
        "no others",
        "no deadline",
        "no day of completion",
    ],
)
def test_what_tells_a_reviewer_nothing_is_left_out(evidence: dict[str, float]) -> None:
    assert reasons(evidence, BY, MODEL) == []
