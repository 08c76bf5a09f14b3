"""Which of several known enterprises a name means, if it can be told at all."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from zhiben.matching.names.compare import doubt
from zhiben.matching.names.model import NameModel
from zhiben.matching.names.parts import NameParts

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Choice(Generic[K]):
    """The likeliest of the candidates, by which of its names, and whether it can be told.

    ``rivals`` are all (the likeliest too) that a person should look at where it cannot.
    """

    best: K | None = None
    known: NameParts | None = None
    score: float = 0.0
    is_sure: bool = False
    rivals: tuple[K, ...] = ()


def choose(model: NameModel, name: NameParts, known: Iterable[tuple[K, NameParts]]) -> Choice[K]:
    """The likeliest bearer of ``name`` among ``known`` (bearer, one of its names).

    It is sure where the model is, the second falls far enough behind, and nothing forbids to go
    by names alone.
    """
    best: dict[K, tuple[float, NameParts]] = {}
    for bearer, parts in known:
        score = model.score(name, parts)
        if score > best.get(bearer, (0.0, parts))[0]:
            best[bearer] = (score, parts)
    ranked = sorted(best.items(), key=lambda pair: (-pair[1][0], repr(pair[0])))
    if not ranked:
        return Choice()
    bearer, (score, parts) = ranked[0]
    second = ranked[1][1][0] if len(ranked) > 1 else 0.0
    is_clear = score >= model.same and model.leads(score, second)
    rivals = tuple(one for one, (other, _) in ranked if other >= model.review)
    return Choice(bearer, parts, score, is_clear and not doubt(name, parts), rivals)
