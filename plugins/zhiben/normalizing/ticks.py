"""Columns that are ticked: under 隐患等级 stand 一般 and 重大, and a √ below one of them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pyarrow as pa

from zhiben.normalizing.cells import plain
from zhiben.normalizing.repair import repaired
from zhiben.vocabulary import word_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from zhiben.contracts import Contract
    from zhiben.vocabulary import Claim, Vocabulary

Groups = dict[int, tuple[int, ...]]  # a group's first column → all of them


def is_ticked(heading: str, field: str, contract: Contract, vocabulary: Vocabulary) -> bool:
    """Whether the last part of a column's ``heading`` is a word of ``field``."""
    group, _, own = repaired(heading).rpartition("/")
    known = set(map(word_key, contract.values.get(field, {})))
    is_known = word_key(own) in known or vocabulary.meaning(field, own, group) is not None
    return bool(group) and is_known


def tick_groups(
    headings: Sequence[str],
    claims: Mapping[int, Claim],
    contract: Contract,
    vocabulary: Vocabulary,
) -> Groups:
    """Columns that say one field together, each a word of it under the same heading."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, claim in claims.items():
        if is_ticked(headings[place], claim.field, contract, vocabulary):
            groups[headings[place].rpartition("/")[0], claim.field].append(place)
    return {places[0]: tuple(places) for places in groups.values() if len(places) > 1}


def folded(
    texts: Sequence[pa.StringArray],
    headings: Sequence[str],
    groups: Mapping[int, Sequence[int]],
    vocabulary: Vocabulary,
) -> list[pa.StringArray]:
    """``texts`` with the word that is ticked in the first column of each group."""
    changed = list(texts)
    for first, places in groups.items():
        words = [repaired(headings[place]).rpartition("/")[2] for place in places]
        rows = zip(*(plain(texts[place]) for place in places), strict=True)
        said = [_ticked(zip(words, row, strict=True), vocabulary) for row in rows]
        changed[first] = pa.array(said, pa.string())
    return changed


def _ticked(cells: Iterable[tuple[str, str]], vocabulary: Vocabulary) -> str:
    """The one word that is ticked; where it is not so, what nobody can read as a word."""
    said = [
        (word, cell)
        for word, cell in cells
        if not vocabulary.is_blank(cell) and vocabulary.answer(cell) is not False
    ]
    if len(said) == 1:
        word, cell = said[0]
        if vocabulary.answer(cell) or word_key(cell) == word_key(word):
            return word
    return "".join(word + cell for word, cell in said)
