"""Puts rows right as a person corrected them, and names the cases of those that are refused.

A correction is applied to the row as received, before it is normalised: everything else that a
row goes through stays the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.matching import stable_id
from zhiben.orchestration.outcome import Refusal
from zhiben.reading import SourceTable
from zhiben.warehouse.cases import Correction

BY_HAND = "corrected_by_hand"
_NO_RECORD = "更正后这一行不再是一条记录（成了空行、合计或零报告），请核对。"
_OTHER_COUNT = (
    "更正后这一行读出 {now} 条隐患，原来是 {before} 条，无法确定改的是哪一条，请逐条核对。"
)


@dataclass(frozen=True)
class Judgement:
    """What became of the records of some rows: accepted ones with their keys, refused ones."""

    accepted: pa.Table
    refused: tuple[Refusal, ...]


Numbers = npt.NDArray[np.uint64]
JudgeRows = Callable[[SourceTable, Sequence[str]], Judgement]


@dataclass(frozen=True)
class Wanted:
    """A part of the row at ``place`` of a table, and the texts that its cells are to have."""

    place: int
    part: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Corrected:
    """What a row came to: a record that is accepted, else a refusal, else a sentence why not."""

    record: dict[str, Any] | None = None
    refusal: Refusal | None = None
    trouble: str = ""


def case_id(source: str, row_hash: str, part: int, occurrence: int = 1) -> str:
    """Id of the case of a row's part; of letter-identical rows in one file each has its own."""
    again = (str(occurrence),) if occurrence > 1 else ()
    return stable_id("Q", source, row_hash, str(part), *again)


class FileCases:
    """Goes through one file's tables in order, and tells letter-identical rows apart."""

    def __init__(self, source: str, corrections: Iterable[Correction] = ()) -> None:
        self._source = source
        self._cells: dict[str, Mapping[str, str]] = {}
        self._parts: defaultdict[str, list[int]] = defaultdict(list)
        for one in corrections:
            self._cells[one.quarantine_id] = one.cells
            if one.part not in self._parts[one.row_hash]:
                self._parts[one.row_hash].append(one.part)
        self._seen: list[Numbers] = []

    def settle(
        self, table: SourceTable, hashes: Sequence[str], judged: Judgement, judge: JudgeRows
    ) -> Judgement:
        """``judged`` with its cases named, and with the rows that a person corrected before."""
        numbers = {one.row_number for one in judged.refused}
        asked = [
            place
            for place, (number, row_hash) in enumerate(zip(table.row_numbers, hashes, strict=True))
            if number in numbers or row_hash in self._parts
        ]
        occurrences = self._occurrences(hashes, asked)
        named = replace(judged, refused=tuple(self._named(table, occurrences, judged.refused)))
        wanted = list(self._wanted(hashes, occurrences))
        if not wanted:
            return named
        results = correct(table, hashes, wanted, named, judge)
        return _with_records(named, [one.record for one in results if one.record])

    def _occurrences(self, hashes: Sequence[str], asked: Sequence[int]) -> dict[int, int]:
        """The how manieth of their like the rows at ``asked`` are; the others are remembered."""
        every = np.frombuffer(bytes.fromhex("".join(hashes)), np.uint64)
        wanted = every[list(asked)]
        times = np.ones(len(wanted), np.int64)
        for seen in self._seen:
            times += seen.searchsorted(wanted, "right") - seen.searchsorted(wanted, "left")
        here: Counter[int] = Counter()
        own = set(wanted.tolist())
        before = {}
        for place, one in enumerate(every.tolist()) if own else ():
            if one in own:
                before[place] = here[one]
                here[one] += 1
        self._seen.append(np.sort(every))
        pairs = zip(asked, times.tolist(), strict=True)
        return {place: count + before[place] for place, count in pairs}

    def _named(
        self, table: SourceTable, occurrences: Mapping[int, int], refused: Iterable[Refusal]
    ) -> Iterator[Refusal]:
        times = {
            table.row_numbers[place]: times for place, times in occurrences.items() if times > 1
        }
        for one in refused:
            nth = times.get(one.row_number, 1)
            identity = case_id(self._source, one.row_hash, one.part, nth)
            yield one.model_copy(update={"quarantine_id": identity}) if nth > 1 else one

    def _wanted(self, hashes: Sequence[str], occurrences: Mapping[int, int]) -> Iterator[Wanted]:
        for place, row_hash in enumerate(hashes) if self._cells else ():
            for part in self._parts.get(row_hash, ()):
                identity = case_id(self._source, row_hash, part, occurrences[place])
                if identity in self._cells:
                    yield Wanted(place, part, self._cells[identity])


def correct(
    table: SourceTable,
    hashes: Sequence[str],
    wanted: Sequence[Wanted],
    before: Judgement,
    judge: JudgeRows,
) -> list[Corrected]:
    """What each wanted part comes to; ``before`` is how the rows were judged as they are.

    Parts of one row that were corrected apart are judged apart, and so are rows to which other
    headings were added: a heading is read for all rows of a table, also where nothing is under it.
    """
    results: dict[int, Corrected] = {}
    told_before = _by_row(before)
    rounds: Counter[int] = Counter()
    layers: defaultdict[tuple[int, frozenset[str]], list[int]] = defaultdict(list)
    known = {*table.headings}
    for number, one in enumerate(wanted):
        layers[rounds[one.place], frozenset(one.cells.keys() - known)].append(number)
        rounds[one.place] += 1
    times = Counter(hashes)
    for layer in layers.values():
        patched = _patched(table, [wanted[number] for number in layer])
        places = [wanted[number].place for number in layer]
        told = _by_row(judge(patched, [hashes[place] for place in places]))
        for number, place in zip(layer, places, strict=True):
            row = table.row_numbers[place]
            old, new = told_before.get(row, []), told.get(row, [])
            is_lone = table.is_whole and times[hashes[place]] == 1 and len(old) == len(new) == 1
            row_hash = hashes[place] if is_lone else ""
            results[number] = _chosen(wanted[number], old, new, row_hash)
    return [results[number] for number in range(len(wanted))]


_Told = dict[str, Any] | Refusal


def _by_row(judgement: Judgement) -> dict[int, list[_Told]]:
    """Records by row number, in the order of their parts."""
    told: defaultdict[int, list[_Told]] = defaultdict(list)
    for record in judgement.accepted.to_pylist():
        told[record["row_number"]].append(record)
    for refusal in judgement.refused:
        told[refusal.row_number].append(refusal)
    return {row: sorted(records, key=_part) for row, records in told.items()}


def _part(one: _Told) -> int:
    return one.part if isinstance(one, Refusal) else int(one["part"])


def _patched(table: SourceTable, wanted: Sequence[Wanted]) -> SourceTable:
    """The rows of ``wanted`` alone, with their new texts; a heading that was not there is added."""
    more = dict.fromkeys(one for each in wanted for one in each.cells)
    headings = (*table.headings, *(one for one in more if one not in table.headings))
    rows = []
    for each in wanted:
        cells = dict(zip(table.headings, table.rows[each.place], strict=True)) | {**each.cells}
        rows.append([cells.get(heading, "") for heading in headings])
    numbers = [table.row_numbers[each.place] for each in wanted]
    return replace(table, headings=headings, rows=rows, row_numbers=numbers)


def _chosen(wanted: Wanted, old: list[_Told], new: list[_Told], row_hash: str) -> Corrected:
    if not new:
        return Corrected(trouble=_NO_RECORD)
    if len(new) == 1:
        found: _Told | None = new[0]
    else:
        found = next((one for one in new if _part(one) == wanted.part), None)
        if len(new) != len(old) or found is None:
            return Corrected(trouble=_OTHER_COUNT.format(now=len(new), before=len(old)))
    if isinstance(found, Refusal):
        return Corrected(refusal=found)
    received = next((one for one in old if _part(one) == wanted.part), None)
    raw = received.raw if isinstance(received, Refusal) else (received or found or {})["raw"]
    record = dict(found or {})
    flags = [*record["flags"], BY_HAND] if wanted.cells else record["flags"]
    place = record["record_id"].rpartition("|")[0]
    told = {"part": wanted.part, "record_id": f"{place}|{wanted.part}", "raw": raw}
    return Corrected(record={**record, **told, "flags": flags, "row_hash": row_hash})


def _with_records(judgement: Judgement, records: list[dict[str, Any]]) -> Judgement:
    """``judgement`` with ``records`` in place of those of the same ids."""
    if not records:
        return judgement
    ids = {one["record_id"] for one in records}
    accepted = judgement.accepted
    is_other = pc.invert(pc.is_in(accepted["record_id"], pa.array(sorted(ids), pa.string())))
    more = pa.Table.from_pylist(records, schema=accepted.schema)
    return Judgement(
        pa.concat_tables([accepted.filter(is_other), more]),
        tuple(one for one in judgement.refused if one.record_id not in ids),
    )
