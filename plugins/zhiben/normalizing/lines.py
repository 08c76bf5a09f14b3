"""From rows to records-to-be: a cell that lists several hazards makes several of one row."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.normalizing.cells import Mask, Places, Sure, each_other, replaced, sure_where, taken
from zhiben.normalizing.pairing import pair_dates, pair_words
from zhiben.normalizing.splitting import Part, listing_pattern, pair_cell, split_cell
from zhiben.normalizing.texts import clean_text, text_key, untidy_pattern
from zhiben.records import FieldType, RecordKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from zhiben.normalizing.columns import ColumnMap
    from zhiben.normalizing.tellings import Tellings

    Pair = Callable[[str, int], tuple[str, ...]]  # a cell, and how many hazards share it

_TOPIC = re.compile(r"(?:方面|问题|隐患|情况|如下|管理|工作|类|检查|发现|规定|要求)$")
_NEVER_PAIRED = frozenset({FieldType.NAME, FieldType.CODE})


@dataclass(frozen=True)
class Lines:
    """The texts of records-to-be: ``texts[column]`` has one text a record.

    ``origin`` holds each record's row in the table, ``part`` its place among the row's parts,
    ``described`` the column that its text is from; ``mended`` are the records whose cell had to be
    repaired before it was split, ``unheard`` those beside which another column says more. ``told``
    are texts of fields without a column, as the cell that lists the hazards tells them, by field.
    """

    origin: Places
    part: Places
    described: Places
    texts: dict[int, pa.StringArray]
    mended: Places
    unheard: Mask
    told: Mapping[str, pa.StringArray] = field(default_factory=dict)


def lines_of(
    texts: Sequence[pa.StringArray], told: Tellings, columns: ColumnMap, kind: RecordKind
) -> Lines:
    """Records-to-be of what is ``told``; cells numbered like the hazards go with them."""
    fields = {place: name for name, place in columns.main.items()}
    fields |= {place: name for name, places in columns.seconds.items() for place in places}
    chosen = {place: taken(texts[place], told.rows) for place in fields}
    if (described := columns.main.get(kind.text or "")) is not None:
        chosen[described] = told.said
    cut = _Cut(told.said)
    exploded = {}
    for place, name in fields.items():
        if (of_type := kind.field(name).type) in _NEVER_PAIRED:
            exploded[place] = cut.repeat(chosen[place])
        else:
            pair = _PAIRS.get(of_type, _PAIR_ANY)
            once = of_type is FieldType.MONEY
            cells = _where(told.is_first, chosen[place]) if once else chosen[place]
            exploded[place] = cut.shared_out(cells, pair, once=once)
    besides: dict[str, pa.StringArray] = {}
    for name in filter(kind.has, _TOLD) if cut.several else ():
        if (column := columns.main.get(name)) is not None:
            exploded[column] = cut.told(name, exploded[column])
        else:
            besides[name] = cut.told(name, pa.array([""] * len(cut.rows), pa.string()))
    origin = told.rows[cut.rows]
    return Lines(
        origin,
        _numbered(origin),
        told.places[cut.rows],
        exploded,
        cut.mended(),
        told.unheard[cut.rows],
        besides,
    )


def _numbered(origin: Places) -> Places:
    """Each record's place among those of its row, from 1."""
    starts = np.flatnonzero(np.diff(origin, prepend=-1))
    counts = np.diff(starts, append=len(origin))
    return np.arange(len(origin)) - np.repeat(starts, counts) + 1


def _where(is_kept: Mask, cells: pa.StringArray) -> pa.StringArray:
    """``cells``, blank where they are not kept."""
    return cells if is_kept.all() else pc.if_else(pa.array(is_kept), cells, pa.scalar(""))


def one_hazard() -> Sure:
    """A test of columns: which cells state one hazard and nothing to be split."""
    return sure_where(but_not=f"{listing_pattern()}|{untidy_pattern()}")


@dataclass(frozen=True)
class _Cut:
    """How the cells of ``described`` fall apart."""

    described: pa.StringArray

    @cached_property
    def counts(self) -> Places:
        """Hazards a row."""
        counts = each_other(self.described, one_hazard(), 1, _count_parts, pa.int64())
        return cast("Places", counts.to_numpy())

    @cached_property
    def starts(self) -> Places:
        """Each row's first record."""
        return cast("Places", np.cumsum(self.counts) - self.counts)

    @cached_property
    def several(self) -> list[int]:
        """Rows of more than one hazard."""
        return [int(row) for row in np.flatnonzero(self.counts > 1)]

    @cached_property
    def rows(self) -> Places:
        """Each record's row."""
        return np.repeat(np.arange(len(self.counts)), self.counts)

    def repeat(self, cells: pa.StringArray) -> pa.StringArray:
        """``cells`` of rows, once a record."""
        return taken(cells, self.rows) if self.several else cells

    def shared_out(self, cells: pa.StringArray, pair: Pair, *, once: bool) -> pa.StringArray:
        """``cells`` once a record, those that ``pair`` finds numbered each with its own piece.

        What is to be counted ``once``, as money is, stays with the first record of a row.
        """
        pieces: list[tuple[int, str]] = []
        for row in self.several:
            text = cells[row].as_py() or ""
            count = int(self.counts[row])
            shared = pair(text, count)
            if once and not shared:
                shared = (text, *[""] * (count - 1))
            pieces.extend((int(self.starts[row]) + n, piece) for n, piece in enumerate(shared))
        return _with_pieces(self.repeat(cells), pieces)

    def told(self, name: str, cells: pa.StringArray) -> pa.StringArray:
        """``cells`` of a field with what the lists say of it, where they may stand for the cell.

        A hazard listed under a place is there; what a list of measures or clauses says of one is
        its own where the row leaves the field empty.
        """
        pieces: list[tuple[int, str]] = []
        for row in self.several:
            for number, part in enumerate(_parts(self.described[row].as_py() or "")):
                place = int(self.starts[row]) + number
                said, may_stand_for = _TOLD[name]
                if said(part) and may_stand_for(said(part), cells[place].as_py() or ""):
                    pieces.append((place, said(part)))
        return _with_pieces(cells, pieces)

    def mended(self) -> Places:
        """Records of several whose cell had to be repaired."""
        broken = [row for row in self.several if clean_text(self.described[row].as_py() or "")[1]]
        return np.flatnonzero(np.isin(self.rows, broken))


def _cleaned(pair: Pair) -> Pair:
    return lambda text, count: pair(clean_text(text)[0], count)


# Words stand a line each as they are: cleaning would join 已整改 and the 整改中 below it.
_PAIRS = {FieldType.DATE: _cleaned(pair_dates), FieldType.WORD: pair_words}
_PAIR_ANY = _cleaned(pair_cell)


def _parts(text: str) -> tuple[Part, ...]:
    return split_cell(clean_text(text)[0])


def _count_parts(text: str) -> int:
    return len(_parts(text))


def _may_stand_for(head: str, site: str) -> bool:
    return text_key(head) in text_key(site) if site.strip() else not _TOPIC.search(head)


def _stands_alone(_: str, cell: str) -> bool:
    return not cell.strip()


_TOLD: dict[str, tuple[Callable[[Part], str], Callable[[str, str], bool]]] = {
    "site": (lambda part: part.head, _may_stand_for),
    "measure": (lambda part: part.measure, _stands_alone),
    "basis": (lambda part: part.basis, _stands_alone),
}


def _with_pieces(column: pa.StringArray, pieces: Iterable[tuple[int, str]]) -> pa.StringArray:
    changed = dict(pieces)
    if not changed:
        return column
    texts = pa.array(list(changed.values()), pa.string())
    return cast("pa.StringArray", replaced(column, np.array(list(changed), np.int64), texts))
