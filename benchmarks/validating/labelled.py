"""The labelled findings of a real city, in folds that are fair."""

from __future__ import annotations

import csv
import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from sklearn.model_selection import StratifiedGroupKFold

from zhiben.validating.nothing.texts import without_number

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
FILE = Path("shenzhen-hazard-text") / "train_shared.csv.gz"
NEAR = 85
Places = npt.NDArray[np.int64]


class Labelled(NamedTuple):
    """Texts, the check items they stand under, and whether each states nothing."""

    texts: list[str]
    items: list[str | None]
    is_nothing: npt.NDArray[np.bool_]
    groups: Places

    def at(self, places: Places) -> Labelled:
        """Those of ``places`` only."""
        return Labelled(
            [self.texts[place] for place in places],
            [self.items[place] for place in places],
            self.is_nothing[places],
            self.groups[places],
        )

    def pairs(self) -> list[tuple[str, str | None]]:
        """Text and check item of each."""
        return list(zip(self.texts, self.items, strict=True))


def read(data: Path) -> Labelled:
    """All rows of the file under the folder ``data``."""
    with gzip.open(data / FILE, "rt", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = [row["content"] for row in rows]
    is_nothing = np.array([row["label"] == "1" for row in rows])
    return Labelled(texts, [row["level_4"] for row in rows], is_nothing, near_groups(texts))


def digest(data: Path) -> str:
    """SHA-256 of the file as it lies there."""
    return hashlib.sha256((data / FILE).read_bytes()).hexdigest()


def near_groups(texts: list[str]) -> Places:
    """A number for each text, the same for texts that a chain of near-equal ones joins.

    Two texts are near when their bare characters (letters and digits, one width, without a number
    in front) are equal or rapidfuzz calls them at least ``NEAR`` % alike. Groups are the connected
    components, so two texts of different groups are never near, whatever their labels.
    """
    bare = [without_number(text) for text in texts]
    distinct = sorted(set(bare))
    near = np.concatenate([*_near_pairs(distinct)], axis=1)
    links = coo_array((np.ones(near.shape[1]), near), shape=(len(distinct), len(distinct)))
    _, component = connected_components(links, directed=False)
    number = dict(zip(distinct, component, strict=True))
    return np.array([number[text] for text in bare], np.int64)


def _near_pairs(distinct: list[str], at_once: int = 1000) -> Iterator[Places]:
    for start in range(0, len(distinct), at_once):
        part = distinct[start : start + at_once]
        alike = process.cdist(part, distinct, scorer=fuzz.ratio, score_cutoff=NEAR)
        one, other = np.nonzero(alike)
        yield np.stack([one + start, other])


def folds(labelled: Labelled, seed: int, count: int = 5) -> Iterator[tuple[Places, Places]]:
    """Places to learn from and places to try on, with every group on one side."""
    splitter = StratifiedGroupKFold(count, shuffle=True, random_state=seed)
    yield from splitter.split(labelled.texts, labelled.is_nothing, labelled.groups)
