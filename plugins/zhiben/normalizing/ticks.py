"""Columns that are ticked: under 隐患等级 stand 一般 and 重大, and a √ below one of them.

The same two may stand side by side without a group: 一般隐患 | 重大隐患.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from typing import TYPE_CHECKING

import pyarrow as pa

from zhiben.normalizing.cells import plain
from zhiben.normalizing.repair import repaired_heading
from zhiben.records import FieldType
from zhiben.vocabulary import group_and_own, word_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from zhiben.contracts import Contract
    from zhiben.vocabulary import Claim, Vocabulary

Groups = dict[int, tuple[int, ...]]  # a group's first column → all of them


def is_ticked(heading: str, field: str, contract: Contract, vocabulary: Vocabulary) -> bool:
    """Whether the last part of a column's ``heading`` is a word of ``field``."""
    group, own = group_and_own(repaired_heading(heading))
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
            groups[group_and_own(headings[place])[0], claim.field].append(place)
    return {places[0]: tuple(places) for places in groups.values() if len(places) > 1}


def ticked_alone(
    headings: Sequence[str], unknown: Sequence[int], contract: Contract, vocabulary: Vocabulary
) -> dict[str, tuple[int, ...]]:
    """Field → neighbouring columns that say it together, though no heading of theirs names it.

    Each of the ``unknown`` headings is a word of the field, and they differ in meaning.
    """
    found: dict[str, tuple[int, ...]] = {}
    own = {place: group_and_own(repaired_heading(headings[place]))[1] for place in unknown}
    words = {place: word for place, word in own.items() if vocabulary.answer(word) is None}
    for field in contract.record_kind.of_type(FieldType.WORD) if len(words) > 1 else ():
        known = vocabulary.knowing(field.name, contract.values.get(field.name, {}))
        said = {p: meant for p, word in words.items() if (meant := known.meaning(field.name, word))}
        runs = (run for run in _runs(said, headings) if len({said[place] for place in run}) > 1)
        if run := next(runs, ()):
            found[field.name] = run
            words = {place: word for place, word in words.items() if place not in run}
    return found


def _runs(places: Iterable[int], headings: Sequence[str]) -> Iterator[tuple[int, ...]]:
    """``places`` side by side under the same heading, or under none."""
    numbered = enumerate(sorted(places))
    groups = groupby(numbered, lambda one: (one[1] - one[0], group_and_own(headings[one[1]])[0]))
    for _, run in groups:
        yield tuple(place for _, place in run)


def folded(
    texts: Sequence[pa.StringArray],
    headings: Sequence[str],
    groups: Mapping[int, Sequence[int]],
    vocabulary: Vocabulary,
) -> list[pa.StringArray]:
    """``texts`` with the word that is ticked in the first column of each group."""
    changed = list(texts)
    for first, places in groups.items():
        names = [group_and_own(repaired_heading(headings[place])) for place in places]
        words, is_alone = [own for _, own in names], vocabulary.field_of(names[0][0]) is None
        rows = zip(*(plain(texts[place]) for place in places), strict=True)
        said = [_ticked(zip(words, row, strict=True), vocabulary, is_alone) for row in rows]
        changed[first] = pa.array(said, pa.string())
    return changed


def _ticked(cells: Iterable[tuple[str, str]], vocabulary: Vocabulary, is_alone: bool) -> str:
    """The one word that is ticked; where it is not so, what nobody can read as a word.

    A column that ``is_alone``, under no heading of its field, may count: 3 under 重大隐患.
    """
    said = [
        (word, cell)
        for word, cell in cells
        if not vocabulary.is_blank(cell) and vocabulary.answer(cell) is not False
    ]
    if len(said) == 1:
        word, cell = said[0]
        is_count = is_alone and word_key(cell).isdecimal()
        if vocabulary.answer(cell) or is_count or word_key(cell) == word_key(word):
            return word
    return "".join(word + cell for word, cell in said)
