"""The trained model of hazards: a versioned file, and the score it gives to pairs of findings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from zhiben.errors import ZhibenError
from zhiben.matching.columns import Columns, Flags, Floats, Space, columns_of
from zhiben.matching.hazards import HazardReader
from zhiben.matching.model import Told
from zhiben.matching.pairs import (
    IMPOSSIBLE,
    Knowledge,
    chunks,
    compare,
    is_impossible,
    weighed,
)
from zhiben.matching.visits import Pairs, context, pair_up
from zhiben.vocabulary.wording import Wording

FORMAT = 1
RARE = 6.0
SHIPPED = Path(__file__).parent / "models" / "hazards.npz"


class HazardModelError(ZhibenError):
    """A model file that cannot be used; the message names it and says what to do."""


@dataclass(frozen=True)
class Weights:
    """Log odds by feature: of a pair by itself, and of a pair among its rivals."""

    alone: Mapping[str, float]
    among: Mapping[str, float]
    threshold: float


@dataclass(frozen=True)
class HazardModel:
    """Says whether two findings at one enterprise speak of one hazard.

    ``version`` names file and wording: what was computed under another is computed anew.
    """

    version: str
    reader: HazardReader
    space: Space
    known: Knowledge
    weights: Weights

    def columns(self, told: Sequence[Told]) -> Columns:
        """What each record brings to any comparison; computed once a record."""
        return columns_of(told, self.reader, self.space)

    def odds_alone(self, columns: Columns, pairs: Pairs) -> Floats:
        """Log odds of each pair, whatever else its rows could be paired with."""
        parts = [
            self._odds(columns.take(left), columns.take(right))
            for left, right in chunks(pairs.left, pairs.right)
        ]
        return np.concatenate(parts) if parts else np.empty(0, np.float32)

    def odds(self, columns: Columns, pairs: Pairs) -> Floats:
        """Log odds of each pair in view of its rivals; all candidates must be there."""
        alone = self.odds_alone(columns, pairs)
        if not len(alone):
            return alone
        among = weighed(context(pairs, alone), self.weights.among)
        return np.where(alone <= IMPOSSIBLE, IMPOSSIBLE, among).astype(np.float32)

    def same(self, columns: Columns, pairs: Pairs) -> Flags:
        """Which pairs are one hazard: the likeliest one-to-one choice above the threshold."""
        return pair_up(pairs, self.odds(columns, pairs), self.weights.threshold)

    def _odds(self, one: Columns, other: Columns) -> Floats:
        odds = weighed(compare(one, other, self.known), self.weights.alone)
        possible = np.maximum(odds, IMPOSSIBLE + 1)
        return np.where(is_impossible(one, other, self.known), IMPOSSIBLE, possible)


def load_model(wording: Wording, path: Path = SHIPPED) -> HazardModel:
    """The model of ``path`` with the words of ``wording``.

    Raises:
        HazardModelError: when the file is missing, damaged or of another format.
    """
    try:
        with path.open("rb") as data, np.load(data, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        about = json.loads(str(arrays["about"]))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise HazardModelError(f"{path}: no readable model: {error}", "Train it anew.") from error
    reader = HazardReader(wording)
    if about.get("format") != FORMAT:
        raise HazardModelError(
            f"{path}: format {about.get('format')}, and {FORMAT} is read.", "Train it anew."
        )
    return HazardModel(
        version=f"{about['version']}+{wording.digest}",
        reader=reader,
        space=Space(arrays["idf"].astype(np.float32), arrays["projection"].astype(np.float32)),
        known=knowledge(wording, reader, about["rarity"]),
        weights=Weights(about["alone"], about["among"], float(about["threshold"])),
    )


def save_model(path: Path, model: HazardModel, version: str, figures: Mapping[str, object]) -> None:
    """Write ``model`` to ``path``, with the figures it was found to reach."""
    about = {
        "format": FORMAT,
        "version": version,
        "rarity": {
            name: round(float(value), 3)
            for name, value in zip(model.reader.things, model.known.rarity, strict=True)
        },
        "alone": dict(model.weights.alone),
        "among": dict(model.weights.among),
        "threshold": model.weights.threshold,
        "figures": dict(figures),
    }
    np.savez_compressed(
        path,
        about=np.array(json.dumps(about, ensure_ascii=False)),
        idf=model.space.idf.astype(np.float16),
        projection=model.space.projection.astype(np.float16),
    )


def knowledge(wording: Wording, reader: HazardReader, rarity: Mapping[str, float]) -> Knowledge:
    """What ``wording`` knows of things, faults and rooms, as tables of numbers.

    A thing that was not there when the model was trained is taken to be rare.
    """
    things = {name: number for number, name in enumerate(reader.things)}
    faults = {name: number for number, name in enumerate(reader.faults)}
    is_part = np.zeros((len(things), len(things)), np.bool_)
    for part, whole in wording.parts.items():
        is_part[things[part], things[whole]] = is_part[things[whole], things[part]] = True
    is_alike = np.eye(len(faults), dtype=np.bool_)
    for group in wording.alike:
        numbers = [faults[name] for name in group]
        is_alike[np.ix_(numbers, numbers)] = True
    rooms = len(reader.places.rooms) + 1
    is_within = np.zeros((rooms, rooms), np.bool_)
    for part_room, whole_room in reader.places.within:
        is_within[part_room, whole_room] = True
    weights = np.array([rarity.get(name, RARE) for name in reader.things], np.float32)
    return Knowledge(weights, is_part, is_alike, is_within)
