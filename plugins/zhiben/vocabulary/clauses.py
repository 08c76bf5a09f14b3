"""What a word means by the part of it that is known: 一般（设备类）, 重大，误报."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zhiben.vocabulary.keys import heading_key, without_brackets

if TYPE_CHECKING:
    from collections.abc import Mapping

OF_RANK = frozenset({"level", "severity"})

_CLAUSE_END = re.compile(r"[,，;；:：。、!！]")
_IN_BRACKETS = re.compile(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]")


def meaning_by_clauses(
    field: str, key: str, known: Mapping[str, str], beside: Mapping[str, str]
) -> str | None:
    """What ``key`` means by the ``known`` words, less what stands in brackets or clauses.

    It means nothing where the rest takes that back, by the words known ``beside`` these too.
    """
    spellings = (key, without_brackets(key), heading_key(key))
    plain = next((known[spelling] for spelling in spellings if spelling in known), None)
    meaning = plain or _first_clause(key, known)
    if meaning and key not in known and _takes_back(field, key, meaning, beside):
        return None
    return meaning


def _first_clause(key: str, known: Mapping[str, str]) -> str | None:
    clauses = [clause for clause in _CLAUSE_END.split(without_brackets(key)) if clause]
    if len(clauses) < 2 or clauses[0] not in known:
        return None
    said = {known[clause] for clause in clauses if clause in known}
    return known[clauses[0]] if len(said) == 1 else None


def _takes_back(field: str, key: str, meaning: str, known: Mapping[str, str]) -> bool:
    """Whether what stands in ``key`` beside the words that mean ``meaning`` contradicts them."""
    beside = [piece for found in _IN_BRACKETS.findall(key) for piece in _CLAUSE_END.split(found)]
    beside += [one for one in _CLAUSE_END.split(without_brackets(key)) if one not in known]
    others = [word for word, means in known.items() if means != meaning and len(word) > 1]
    return field in OF_RANK and any(word in piece for piece in beside for word in others)
