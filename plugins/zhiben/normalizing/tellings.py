"""Which columns of a row tell of what was found: the best one, and others beside it.

Under 存在问题 may stand 消防方面 and 用电方面, beside 一般隐患描述 may stand 重大隐患描述: each
tells of a hazard of its own. 存在问题 beside 隐患描述 may be the same in other words; it is heard
where the other is blank, and where both are filled a person is told that one was not read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from zhiben.normalizing.cells import Mask, Places, mask_of, plain, taken
from zhiben.normalizing.texts import text_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhiben.normalizing.columns import ColumnMap
    from zhiben.records import RecordKind
    from zhiben.vocabulary import Vocabulary

TEXT_BESIDE = "text_beside"


@dataclass(frozen=True)
class Tellings:
    """What rows tell: each entry's ``row``, the ``place`` of its column, and its text.

    Entries stand in the order of their rows; ``unheard`` masks those beside which another column
    says something else that is not read.
    """

    rows: Places
    places: Places
    said: pa.StringArray
    unheard: Mask

    @property
    def is_first(self) -> Mask:
        """The first entry of each row."""
        return np.append(True, self.rows[1:] != self.rows[:-1]) if len(self.rows) else self.unheard

    def of(self, kept: Places) -> Tellings:
        """Those of the rows ``kept``."""
        at = np.flatnonzero(np.isin(self.rows, kept))
        return Tellings(self.rows[at], self.places[at], taken(self.said, at), self.unheard[at])


def tellings(
    texts: Sequence[pa.StringArray], columns: ColumnMap, kind: RecordKind, vocabulary: Vocabulary
) -> Tellings:
    """What every row tells, by the columns of the kind's text; one blank text where none does."""
    count = len(texts[0])
    main = columns.main.get(kind.text or "", -1)
    own = texts[main] if main >= 0 else pa.array([""] * count, pa.string())
    if not columns.beside or main < 0:
        nothing = np.zeros(count, np.bool_)
        return Tellings(np.arange(count), np.full(count, main), own, nothing)
    words = {place: plain(texts[place]) for place in (main, *columns.beside)}
    says = {place: _says(texts[place], vocabulary) for place in words}
    entries = [entry for row in range(count) for entry in _entries(row, main, says, columns)]
    said = [words[place][row] for row, place in entries]
    unheard = [
        _is_unheard(row, place, words, says, columns) if says[place][row] else False
        for row, place in entries
    ]
    return Tellings(
        np.array([row for row, _ in entries], np.int64),
        np.array([place for _, place in entries], np.int64),
        pa.array(said, pa.string()),
        np.array(unheard, np.bool_),
    )


def _says(cells: pa.StringArray, vocabulary: Vocabulary) -> Mask:
    """Cells that tell of something; 无 does not."""
    never = vocabulary.never_blank
    return ~(
        mask_of(cells, vocabulary.is_blank, never)
        | mask_of(cells, vocabulary.is_zero_report, vocabulary.never_zero_report)
    )


def _entries(
    row: int, main: int, says: Mapping[int, Mask], columns: ColumnMap
) -> list[tuple[int, int]]:
    """The columns that tell of something in ``row``, each its own; else the best one there is."""
    own = [main, *(place for place, is_own in columns.beside.items() if is_own)]
    telling = [place for place in own if says[place][row]]
    spare = (place for place in columns.beside if says[place][row])
    return [(row, place) for place in telling or [next(spare, main)]]


def _is_unheard(
    row: int,
    place: int,
    words: Mapping[int, Sequence[str]],
    says: Mapping[int, Mask],
    columns: ColumnMap,
) -> bool:
    """Whether a column that is not read says something else than the one at ``place``."""
    key = text_key(words[place][row])
    others = [p for p, is_own in columns.beside.items() if not is_own and p != place]
    unread = (text_key(words[p][row]) for p in others if says[p][row])
    return any(other not in key and key not in other for other in unread)
