"""Rules first, then the learned judgement on what no rule decides; a reason in Chinese for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from zhiben.validating.nothing.model import Model, shipped
from zhiben.validating.nothing.rules import why_nothing
from zhiben.validating.nothing.views import MOSTLY, Views, glance, views_of

Pair: TypeAlias = tuple[str | None, str | None]


def reasons(pairs: Iterable[Pair], model: Model | None = None) -> list[str | None]:
    """Why each (description, check item) states no hazard, or None where it may state one.

    Equal pairs are judged once. A reason that begins with 看起来 is the learned judgement's.
    """
    asked = list(pairs)
    found = {pair: why_nothing(*pair) for pair in dict.fromkeys(asked)}
    undecided = [(text, item) for (text, item), why in found.items() if text and not why]
    found.update(_learned(undecided, model or shipped()))
    return [found[pair] for pair in asked]


def _learned(pairs: list[tuple[str, str | None]], model: Model) -> Iterator[tuple[Pair, str]]:
    """The pairs that the model throws out, each with its reason; most are spared at a glance."""
    glances = ((pair, glance(*pair)) for pair in pairs)
    seen = {pair: views_of(one) for pair, one in glances if not one.is_spared()}
    views = list(seen.values())
    for (pair, one), is_out in zip(seen.items(), model.throws_out(views), strict=True):
        if is_out:
            yield pair, looks_like(one)


_MISSING = "没有写出哪里有什么问题"
_LOOKS = (
    ("D", f"看起来只写了做过什么、整改了什么，{_MISSING}"),
    ("O", f"看起来只写了应当怎样做，{_MISSING}"),
    ("VE", f"看起来只写了要做或在做的工作，{_MISSING}"),
    ("KFf", "看起来没有写完，缺少是什么地方、什么东西"),
    ("T", "看起来只写了检查的对象，没有说它怎么了"),
)


def looks_like(seen: Views) -> str:
    """What a text that states no hazard seems to be, and what is missing."""
    if seen.numbers.share_copied >= MOSTLY:
        return "看起来是照着检查项写的，没有写出现场哪里不符合"
    for letters, looks in _LOOKS:
        if any(letter in seen.classes for letter in letters):
            return looks
    return f"看起来{_MISSING}"
