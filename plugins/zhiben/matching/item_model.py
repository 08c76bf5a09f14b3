"""The trained model of items: for every answer to a comparison its m and u, in a versioned file.

Splink weighs a pair by log2(m/u) of each answer. Its own training (expectation maximisation)
takes the comparisons for independent, which those of one sentence are not; so the ratios are the
weights of a logistic regression over Splink's own answers to labelled pairs, and u is how often
pairs that are not one item answer so. To Splink the file is a model like any other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from zhiben.errors import ZhibenError
from zhiben.matching.comparisons import TIMELY, Question, questions
from zhiben.matching.returns import FORMERS
from zhiben.matching.visits import CONTEXT, Among, Curve

FORMAT = 3
SHIPPED = Path(__file__).parent / "models" / "items.json"
BLOCK = (
    "l.enterprise_id = r.enterprise_id and l.unique_id <> r.unique_id "
    "and (not r.is_new or l.unique_id < r.unique_id)"
)


class ItemModelError(ZhibenError):
    """A model file that cannot be used; the message names it and says what to do."""


@dataclass(frozen=True)
class Chance:
    """How often an answer is given for pairs that are one item (``m``) and that are not (``u``)."""

    m: float
    u: float


@dataclass(frozen=True)
class Thresholds:
    """Log odds (natural) from which a pair is one item, waits for a person, is a recurrence.

    A pair that waits is one item from ``again`` on, where its rows have told more since.
    """

    same: float
    again: float
    review: float
    recurrence: float


@dataclass(frozen=True)
class ItemModel:
    """Chances by comparison and answer, and thresholds.

    ``among`` weighs a pair in view of its rivals, ``returns`` an item that may have come back.
    """

    version: str
    prior: float
    chances: Mapping[str, Mapping[str, Chance]]
    among: Among
    returns: Among
    thresholds: Thresholds
    figures: Mapping[str, Any]

    def splink_settings(self, engine: str) -> dict[str, Any]:
        """Splink's settings for ``engine``."""
        return {
            "link_type": "dedupe_only",
            "unique_id_column_name": "unique_id",
            "probability_two_random_records_match": self.prior,
            "blocking_rules_to_generate_predictions": [
                {"blocking_rule": BLOCK, "sql_dialect": engine}
            ],
            "comparisons": [self._comparison(one) for one in questions(engine)],
            "retain_matching_columns": False,
            "retain_intermediate_calculation_columns": True,
        }

    def _comparison(self, question: Question) -> dict[str, Any]:
        chances = self.chances.get(question.name, {})
        neutral = Chance(0.5, 0.5)
        conditions = [*(level.sql for level in question.levels), "ELSE"]
        return {
            "output_column_name": question.name,
            "comparison_levels": [
                {
                    "sql_condition": condition,
                    "label_for_charts": question.words(name),
                    "m_probability": chances.get(name, neutral).m,
                    "u_probability": chances.get(name, neutral).u,
                }
                for name, condition in zip(question.names, conditions, strict=True)
            ],
        }


@cache
def load_item_model(path: Path = SHIPPED) -> ItemModel:
    """The model of ``path``.

    Raises:
        ItemModelError: when the file is missing, damaged or of another format.
    """
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        if said["format"] != FORMAT:
            raise ItemModelError(
                f"{path}: format {said['format']}, and {FORMAT} is read.", "Train it anew."
            )
        chances = {
            question: {name: Chance(*pair) for name, pair in answers.items()}
            for question, answers in said["chances"].items()
        }
        among, returns = _among(said["among"]), _among(said["returns"])
        _check_asked(path, chances, among, returns)
        thresholds = Thresholds(**said["thresholds"])
        return ItemModel(
            said["version"], said["prior"], chances, among, returns, thresholds, said["figures"]
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ItemModelError(f"{path}: no readable model: {error}", "Train it anew.") from error


def _among(said: Mapping[str, Any]) -> Among:
    curves = {name: Curve(*map(tuple, curve)) for name, curve in said["curves"].items()}
    return Among(said["constant"], curves)


def _check_asked(
    path: Path, chances: Mapping[str, Mapping[str, Chance]], among: Among, returns: Among
) -> None:
    """Refuse a model that answers other questions than are asked now, or weighs other features."""
    asked = {one.name: {*one.names} for one in questions("duckdb")}
    said = {name: {*answers} for name, answers in chances.items()}
    lasting = asked.keys() - {*TIMELY}
    is_weighed = among.curves.keys() == {*CONTEXT, *asked}
    if said != asked or not is_weighed or returns.curves.keys() != {*FORMERS, *lasting}:
        raise ItemModelError(
            f"{path}: a model of another version of zhiben, whose questions were others.",
            "Train it anew.",
        )


def save_item_model(path: Path, model: ItemModel) -> None:
    """Write ``model`` to ``path``."""
    said = {
        "format": FORMAT,
        "version": model.version,
        "prior": model.prior,
        "thresholds": vars(model.thresholds),
        "among": _said(model.among),
        "returns": _said(model.returns),
        "figures": dict(model.figures),
        "chances": {
            question: {name: [one.m, one.u] for name, one in answers.items()}
            for question, answers in model.chances.items()
        },
    }
    path.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _said(among: Among) -> dict[str, Any]:
    curves = {name: [curve.knots, curve.values] for name, curve in among.curves.items()}
    return {"constant": among.constant, "curves": curves}
