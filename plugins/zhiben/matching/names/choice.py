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

    ``is_clear`` where the model is sure and the second falls far enough behind: enough to link
    a name to a register. Among the firms of one county it takes more, see ``is_sure``. ``rivals``
    are all (the likeliest too) that a person should look at.
    """

    best: K | None = None
    known: NameParts | None = None
    score: float = 0.0
    is_clear: bool = False
    doubt: str | None = None
    rivals: tuple[K, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Whether it is clear and nothing says that names alone do not suffice."""
        return self.is_clear and self.doubt is None


def choose(model: NameModel, name: NameParts, known: Iterable[tuple[K, NameParts]]) -> Choice[K]:
    """The likeliest bearer of ``name`` among ``known`` (bearer, one of its names)."""
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
    return Choice(bearer, parts, score, is_clear, doubt(name, parts), rivals)
