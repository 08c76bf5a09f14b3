"""Says in plain Chinese what spoke for and against a pair of rows, from the evidence that was kept.

Kept are the weights (natural log odds) of each question; which answer gave a weight is looked up in
the model that weighed. Answers about wording are told together: they overlap, so that one alone may
point the wrong way.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from zhiben.matching.comparisons import Question, questions
from zhiben.matching.item_model import Chance, ItemModel

_WORDING = ("meaning", "kind", "meaning_of_thing")
_TELLING = ("meaning",)  # of the wording, the answers that say something to a reader
_UNSAID = {  # answers that only say that nothing was said
    "amount": "otherwise", "spot": "otherwise", "level": "otherwise", "category": "otherwise",
    "hints": "unsaid", "deadline": "otherwise", "rectified": "otherwise", "besides": "otherwise",
}  # fmt: skip
_ROUNDED = 0.001
_SLIGHT, _PLAIN, _STRONG = 0.1, 0.7, 2.0


@dataclass(frozen=True)
class Reason:
    """What speaks for (``weight`` above zero) or against two rows being one item."""

    question: str
    words: str
    weight: float

    @property
    def sentence(self) -> str:
        """The reason as a reviewer reads it."""
        size = abs(self.weight)
        strength = "很有力" if size >= _STRONG else "较有力" if size >= _PLAIN else "较弱"
        return f"{self.question}：{self.words}（{strength}）"


def reasons(evidence: Mapping[str, float], weighed_by: str, model: ItemModel) -> list[Reason]:
    """The reasons in ``evidence``, the strongest first; slight ones are left out.

    Where another model than ``model`` weighed it, only the direction is known.
    """
    known = model.chances if weighed_by.split("/")[0] == model.version else {}
    asked = {one.name: one for one in questions("duckdb")}
    answers = {
        name: _answers(known.get(name, {}), weight)
        for name, weight in evidence.items()
        if name in asked
    }
    told = [
        Reason(asked[name].zh, _words(asked[name], found, evidence[name]), evidence[name])
        for name, found in answers.items()
        if name not in _WORDING and found != [_UNSAID.get(name)]
    ]
    wording = [name for name in _WORDING if name in evidence]
    if wording:
        said = [name for name in _TELLING if name in evidence]
        weight = sum(evidence[name] for name in wording)
        words = [_words(asked[name], answers[name], evidence[name]) for name in said]
        closeness = "相近" if weight > 0 else "不够相近"
        told.append(Reason("文字", "，".join(dict.fromkeys([closeness, *words])), weight))
    return sorted(
        (one for one in told if abs(one.weight) >= _SLIGHT), key=lambda one: -abs(one.weight)
    )


def _answers(chances: Mapping[str, Chance], weight: float) -> list[str]:
    """The answers of this weight; none where it is not known which model weighed."""
    return [
        name
        for name, chance in chances.items()
        if abs(math.log(chance.m / chance.u) - weight) <= _ROUNDED
    ]


def _words(question: Question, found: list[str], weight: float) -> str:
    """What the one answer says; the direction alone where it is not known which it was."""
    return question.words(found[0]) if len(found) == 1 else _direction(weight)


def _direction(weight: float) -> str:
    return "倾向于同一隐患" if weight > 0 else "倾向于不同隐患"
