"""From rows to records-to-be: a cell that lists several hazards makes several of one row."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.normalizing.cells import Places, each_distinct
from zhiben.normalizing.splitting import pair_cell, split_cell
from zhiben.normalizing.texts import clean_text, text_key
from zhiben.records import FieldType, RecordKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from zhiben.normalizing.columns import ColumnMap

_TOPIC = re.compile(r"(?:方面|问题|隐患|情况|如下|管理|工作|类)$")
_NEVER_PAIRED = frozenset({FieldType.NAME, FieldType.CODE})


@dataclass(frozen=True)
class Lines:
    """The texts of records-to-be: ``texts[column]`` has one text a record.

    ``origin`` holds each record's row in the table, ``part`` its place among the row's parts;
    ``mended`` are the records whose cell had to be repaired before it was split.
    """

    origin: Places
    part: Places
    texts: dict[int, pa.StringArray]
    mended: Places = field(default_factory=lambda: np.empty(0, np.int64))


def lines_of(
    texts: Sequence[pa.StringArray], kept: Places, columns: ColumnMap, kind: RecordKind
) -> Lines:
    """Records-to-be of the ``kept`` rows; cells numbered like the hazards go with them."""
    fields = {place: name for name, place in columns.main.items()}
    fields |= {place: name for name, places in columns.seconds.items() for place in places}
    chosen = {place: texts[place].take(pa.array(kept)) for place in fields}
    described = columns.main.get(kind.text or "")
    if described is None:
        return Lines(kept, np.ones(len(kept), np.int64), chosen)
    counts = each_distinct(chosen[described], _count, pa.int64()).to_numpy()
    repeated = np.repeat(np.arange(len(kept)), counts)
    starts = np.cumsum(counts) - counts
    part = np.arange(len(repeated)) - starts[repeated] + 1
    several = np.flatnonzero(counts > 1)
    exploded = {}
    for place, name in fields.items():
        column = chosen[place].take(pa.array(repeated))
        if len(several) and kind.field(name).type not in _NEVER_PAIRED:
            column = _shared_out(column, chosen[place], several, starts, counts)
        exploded[place] = column
    site = columns.main.get("site")
    if len(several) and site is not None:
        exploded[site] = _sited(exploded[site], chosen[described], several, starts)
    return Lines(kept[repeated], part, exploded, _mended(chosen[described], several, repeated))


def _count(text: str) -> int:
    return len(split_cell(clean_text(text)[0]))


def _mended(cells: pa.StringArray, several: Places, repeated: Places) -> Places:
    broken = [row for row in several if clean_text(cells[int(row)].as_py())[1]]
    return np.flatnonzero(np.isin(repeated, broken))


def _shared_out(
    column: pa.StringArray,
    cells: pa.StringArray,
    several: Places,
    starts: Places,
    counts: Places,
) -> pa.StringArray:
    """``column`` with each part its own piece of the cells that are numbered like the hazards."""
    pieces: list[tuple[int, str]] = []
    for row in several:
        shared = pair_cell(clean_text(cells[int(row)].as_py())[0], int(counts[row]))
        pieces.extend((int(starts[row]) + number, text) for number, text in enumerate(shared))
    return _replaced(column, pieces)


def _sited(
    sites: pa.StringArray, described: pa.StringArray, several: Places, starts: Places
) -> pa.StringArray:
    """A hazard listed under a place is there, where the site cell names that place or none."""
    pieces: list[tuple[int, str]] = []
    for row in several:
        for number, part in enumerate(split_cell(clean_text(described[int(row)].as_py())[0])):
            place = int(starts[row]) + number
            if part.head and _may_stand_for(part.head, sites[place].as_py()):
                pieces.append((place, part.head))
    return _replaced(sites, pieces)


def _may_stand_for(head: str, site: str) -> bool:
    return text_key(head) in text_key(site) if site.strip() else not _TOPIC.search(head)


def _replaced(column: pa.StringArray, pieces: Iterable[tuple[int, str]]) -> pa.StringArray:
    changed = dict(pieces)
    if not changed:
        return column
    places = np.array(sorted(changed), np.int64)
    mask = np.zeros(len(column), np.bool_)
    mask[places] = True
    texts = pa.array([changed[int(place)] for place in places], pa.string())
    return pc.replace_with_mask(column, pa.array(mask), texts)
