"""Recognises refused rows in what their source sent later, corrected.

A row is known again by its source's key where enough else is alike, else by cells that say the
same of firm, day, place and hazard, but for those it was refused for, and mostly the same of the
rest: who mends one cell often mends another beside it, or adds a remark. Only pairs count that are
the best there is for both sides, and the only ones as good: a case that stays open is seen by
people, one closed by the wrong row is not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

Cells = Mapping[str, str]
_BY_CELLS, _BY_KEY, _SAME_ROW = 1, 2, 3
_ALIKE = 2 / 3  # of the cells, where the key says that it is the row
_TELLING_ALIKE = 1 / 2
_TELLING_CELLS = 2  # that say which hazard it is, where its description was at fault


@dataclass(frozen=True)
class BadRow:
    """An open case: its row as received; ``in_question`` are the headings it was refused for.

    ``seen`` are the first and the last day on which its source listed it so.
    """

    quarantine_id: str
    source_key: str | None
    part: int
    cells: Cells
    in_question: frozenset[str]
    seen: tuple[date, date]


@dataclass(frozen=True)
class GoodRow:
    """A row that was accepted and is news: its delivery and record, and its cells."""

    delivery_id: str
    record_id: str
    source_key: str | None
    part: int
    cells: Cells


@dataclass(frozen=True)
class Headings:
    """What a source's headings are about.

    ``idle`` ones say nothing of the row (序号); ``progress`` changes from night to night;
    ``names`` say which enterprise, ``words`` what the hazard is, and ``telling`` what else is of
    this hazard alone. ``fixed`` ones, where and when it was found, are of no other row.
    """

    idle: frozenset[str] = frozenset()
    progress: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    telling: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()


@dataclass
class _Groups:
    """Rows that say the same are one group: which of them is meant makes no difference."""

    bad: dict[object, list[BadRow]] = field(default_factory=lambda: defaultdict(list))
    good: dict[object, list[GoodRow]] = field(default_factory=lambda: defaultdict(list))


def pair_corrected(
    bad: Iterable[BadRow], good: Iterable[GoodRow], headings: Headings
) -> list[tuple[BadRow, GoodRow]]:
    """Each bad row with the good one that is its correction, where that is beyond doubt."""
    groups = _Groups()
    chains = _chains(bad, headings)
    for chain in chains:
        one = chain[-1]
        said = _said(one.cells, headings)
        groups.bad[one.part, one.source_key, said, one.in_question].append(one)
    for other in good:
        groups.good[other.part, other.source_key, _said(other.cells, headings)].append(other)
    ranks = _ranks(groups, headings)
    best_of_bad = _best(((b, g), rank) for (b, g), rank in ranks.items())
    best_of_good = _best(((g, b), rank) for (b, g), rank in ranks.items())
    pairs: list[tuple[BadRow, GoodRow]] = []
    for key, found in best_of_bad.items():
        rows = [row for one in found for row in groups.good[one]]
        is_mutual = all(best_of_good[one] == [key] for one in found)
        if is_mutual and len(rows) <= len(groups.bad[key]):
            pairs += zip(groups.bad[key], rows, strict=False)
    versions = {chain[-1].quarantine_id: chain for chain in chains}
    return [(one, row) for last, row in pairs for one in versions[last.quarantine_id]]


def _chains(bad: Iterable[BadRow], headings: Headings) -> list[list[BadRow]]:
    """Bad rows that followed one another, the later one a version of the earlier one.

    They differ only in progress and in what was complained of, and never stood side by side.
    """
    alike: defaultdict[object, list[BadRow]] = defaultdict(list)
    for one in bad:
        kept = headings.idle | headings.progress | one.in_question
        said = tuple(pair for pair in _said(one.cells, headings) if pair[0] not in kept)
        alike[one.part, one.source_key, one.in_question, said].append(one)
    chains = []
    for rows in alike.values():
        rows.sort(key=lambda row: (row.seen, row.quarantine_id))
        follow = all(one.seen[1] < other.seen[0] for one, other in pairwise(rows))
        chains += [rows] if follow else [[row] for row in rows]
    return chains


def _ranks(groups: _Groups, headings: Headings) -> dict[tuple[object, object], tuple[int, int]]:
    by_name = _index(groups.good, headings)
    ranks = {}
    for key, members in groups.bad.items():
        for other in _candidates(members[0], by_name, headings):
            rank = _rank(members[0], groups.good[other][0], headings)
            if rank is not None:
                ranks[key, other] = rank
    return ranks


def _best(
    ranked: Iterable[tuple[tuple[object, object], tuple[int, int]]],
) -> dict[object, list[object]]:
    """Of each left side the right ones of the highest rank."""
    best: dict[object, tuple[tuple[int, int], list[object]]] = {}
    for (left, right), rank in ranked:
        known = best.get(left)
        if known is None or rank > known[0]:
            best[left] = (rank, [right])
        elif rank == known[0]:
            known[1].append(right)
    return {left: found for left, (_, found) in best.items()}


def _index(
    good: Mapping[object, Sequence[GoodRow]], headings: Headings
) -> dict[object, list[object]]:
    """Groups by key, and by each cell that names the enterprise or words the hazard."""
    index: defaultdict[object, list[object]] = defaultdict(list)
    for key, members in good.items():
        for mark in _marks(members[0], headings):
            index[mark].append(key)
    return index


def _candidates(
    bad: BadRow, index: Mapping[object, list[object]], headings: Headings
) -> Iterator[object]:
    marks = (mark for mark in _marks(bad, headings) if mark[1] not in bad.in_question)
    yield from dict.fromkeys(key for mark in marks for key in index.get(mark, ()))


def _marks(row: BadRow | GoodRow, headings: Headings) -> Iterator[tuple[object, ...]]:
    yield row.part, "", _said(row.cells, headings)
    if row.source_key is not None:
        yield row.part, "", row.source_key
    for heading in sorted(headings.names | headings.words):
        if text := _plain(row.cells.get(heading, "")):
            yield row.part, heading, text


def _rank(bad: BadRow, good: GoodRow, headings: Headings) -> tuple[int, int] | None:
    """How ``good`` can be ``bad`` corrected; None where it cannot."""
    if _said(bad.cells, headings) == _said(good.cells, headings):
        return _SAME_ROW, len(bad.cells)
    if None not in {bad.source_key, good.source_key} and bad.source_key != good.source_key:
        return None
    left_out = headings.idle | headings.progress | bad.in_question
    cells = (*bad.cells.items(), *good.cells.items())
    compared = {one for one, text in cells if _plain(text) and one not in left_out}
    alike = {one for one in compared if _plain(bad.cells.get(one)) == _plain(good.cells.get(one))}
    if bad.source_key is not None and good.source_key == bad.source_key:
        return (_BY_KEY, len(alike)) if _is_alike(compared, alike, headings) else None
    told = {one for one in compared if _plain(bad.cells.get(one)) and _plain(good.cells.get(one))}
    is_same = _agrees(told, alike, headings) and _says_which(alike, bad, headings)
    return (_BY_CELLS, len(alike)) if is_same else None


def _agrees(told: set[str], alike: set[str], headings: Headings) -> bool:
    """Whether cells that both rows fill tell one row: what is left empty contradicts nothing."""
    of_this_row = headings.names | headings.words | headings.fixed
    return not (told - alike) & of_this_row and len(alike) >= _ALIKE * len(told)


def _is_alike(compared: set[str], alike: set[str], headings: Headings) -> bool:
    """Whether a row under a key is the one that was under it: numbers move, and are used again."""
    telling = compared & (headings.telling | headings.words)
    is_same_firm = not (compared - alike) & headings.names
    return (
        is_same_firm
        and bool(alike)
        and len(alike) >= _ALIKE * len(compared)
        and len(alike & telling) >= _TELLING_ALIKE * len(telling)
    )


def _says_which(alike: set[str], bad: BadRow, headings: Headings) -> bool:
    """Whether the equal cells say which hazard it is, not only at which visit it was found."""
    if alike & headings.words and not bad.in_question & headings.words:
        return True
    return len(alike & headings.telling) >= _TELLING_CELLS


def _said(cells: Cells, headings: Headings) -> tuple[tuple[str, str], ...]:
    kept = ((one, _plain(text)) for one, text in cells.items() if one not in headings.idle)
    return tuple(sorted(kept))


def _plain(text: str | None) -> str:
    return "".join((text or "").split())
