"""Linking one list of names to another by the shipped parts, blocks and model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zhiben.matching.names import BlockIndex, NameModel, NameReader, blocks

MOST, FULLEST = 60, 2_000


@dataclass(frozen=True)
class Guess:
    """The best candidate for a name, its score, and the score of the next."""

    target: str | None
    score: float = 0.0
    second: float = 0.0


class NameLinker:
    """Finds the best of known targets for a name, each target known by one or more names."""

    def __init__(
        self, reader: NameReader, model: NameModel, known: Iterable[tuple[str, str]], scope: str = ""
    ) -> None:
        """``known`` holds (name, target)."""
        self._reader, self._model, self._scope = reader, model, scope
        self._index: BlockIndex[tuple[str, str]] = BlockIndex()
        self._exact: dict[str, str] = {}
        for name, target in known:
            self._exact.setdefault(name, target)
            self._index.add((name, target), blocks(reader.read(name), scope))

    def candidates(self, name: str) -> list[tuple[str, str]]:
        """(name, target) of all that may mean ``name``."""
        return self._index.near(blocks(self._reader.read(name), self._scope), MOST, FULLEST)

    def best(self, name: str) -> Guess:
        """The likeliest target."""
        if name in self._exact:
            return Guess(self._exact[name], 1.0)
        scores = self._scores(name)
        ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
        if not ranked:
            return Guess(None)
        second = ranked[1][1] if len(ranked) > 1 else 0.0
        return Guess(ranked[0][0], ranked[0][1], second)

    def decide(self, name: str) -> str | None:
        """The target that ``name`` means; None where the model is not sure."""
        guess = self.best(name)
        is_sure = guess.score >= self._model.same and self._model.leads(guess.score, guess.second)
        return guess.target if is_sure or guess.score == 1.0 else None

    def _scores(self, name: str) -> Mapping[str, float]:
        parts, scores = self._reader.read(name), {}
        for known, target in self.candidates(name):
            score = self._model.score(parts, self._reader.read(known))
            scores[target] = max(score, scores.get(target, 0.0))
        return scores
