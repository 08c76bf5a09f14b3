"""Judges rows of the quarantine again: what they say now, as of their own delivery."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from sqlalchemy import Connection

from zhiben.contracts import Contract
from zhiben.landing import archived
from zhiben.normalizing import UnreadableTableError, map_columns
from zhiben.orchestration.correcting import Corrected, JudgeRows, Wanted, correct
from zhiben.orchestration.events import Entry
from zhiben.orchestration.judging import as_read, hashes_of, hints_for, judge_rows
from zhiben.orchestration.outcome import Outcome
from zhiben.orchestration.reference import Reference
from zhiben.reading import Reading, SourceTable, UnreadableFileError, read
from zhiben.records import HAZARD
from zhiben.settings import Settings
from zhiben.validating import RuleCrashedError
from zhiben.warehouse.ledger import columns_before
from zhiben.warehouse.replays import (
    KnownCase,
)

How = Literal["workbook", "rejudged", "waived"]
State = Literal["replayed", "waived", "open", "closed", "unknown"]


@dataclass(frozen=True)
class Order:
    """What is to become of a case: its cells corrected, judged anew as it is, or waived."""

    quarantine_id: str
    how: How
    cells: Mapping[str, str] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True)
class Result:
    """What became of an order, with a Chinese sentence where there is something to say."""

    quarantine_id: str
    state: State
    words: str = ""
    case: KnownCase | None = None


@dataclass(frozen=True)
class Ready:
    """A record that is accepted now, with the case it closes and the delivery it belongs to."""

    case: KnownCase
    order: Order
    outcome: Outcome
    record: dict[str, Any]
    row_hash: str

    @property
    def is_hazard(self) -> bool:
        """Whether its record is a finding, which is linked to an item."""
        return self.outcome.kind == HAZARD.name

    @property
    def entry(self) -> Entry:
        """The record as one of an event."""
        return Entry(self.outcome, self.record, self.case.missing_since)


class _StaysOpenError(Exception):
    """Nothing of a delivery can be replayed; the sentence says why."""


def judged(
    settings: Settings,
    reference: Reference,
    connection: Connection,
    orders: Sequence[Order],
    known: Mapping[str, KnownCase],
) -> Iterator[Ready | Result]:
    """Each order judged, delivery by delivery: one that cannot be read stops no other."""
    by_delivery: defaultdict[str, list[Order]] = defaultdict(list)
    for order in orders:
        by_delivery[known[order.quarantine_id].delivery_id].append(order)
    for group in by_delivery.values():
        pairs = [(order, known[order.quarantine_id]) for order in group]
        try:
            yield from list(_judged_delivery(settings, reference, connection, pairs))
        except _StaysOpenError as error:
            for _, case in pairs:
                yield Result(case.quarantine_id, "open", str(error), case)


def _judged_delivery(
    settings: Settings,
    reference: Reference,
    connection: Connection,
    pairs: Sequence[tuple[Order, KnownCase]],
) -> Iterator[Ready | Result]:
    first = pairs[0][1]
    contract = reference.contracts.get(first.source)
    if contract is None:
        raise _StaysOpenError(f"来源“{first.source}”现在没有可用的契约，没有重审。")
    reading = _read_again(settings, reference, contract, first)
    before = columns_before(connection, first.source) or {}
    contract, _ = as_read(reference, contract, reading.tables, before)
    outcome = _outcome(reference, contract, first)
    rest = {case.quarantine_id: (order, case) for order, case in pairs}
    for table in reading.tables:
        here = [one for one in rest.values() if _stands_in(one[1], table)]
        if here:
            yield from _judged_table(reference, contract, table, here, outcome)
            for _, case in here:
                rest.pop(case.quarantine_id)
    for _, case in rest.values():
        words = "原文件的这一行按现在的读法不再是台账中的记录，没有重审。"
        yield Result(case.quarantine_id, "open", words, case)


def _read_again(
    settings: Settings, reference: Reference, contract: Contract, case: KnownCase
) -> Reading:
    named = f"{case.business_date:%Y-%m-%d} 报送的“{case.delivered_as}”"
    try:
        data = archived(settings.archive, case.sha256).read()
    except OSError as error:
        raise _StaysOpenError(
            f"{named}在存档中找不到或读不出来，没有重审；请数据工程师找回存档。"
        ) from error
    if hashlib.sha256(data).hexdigest() != case.sha256:
        raise _StaysOpenError(f"{named}的存档与报送时不一致，没有重审；请数据工程师核查存档。")
    try:
        return read(case.delivered_as, data, hints_for(reference, contract))
    except UnreadableFileError as error:
        raise _StaysOpenError(f"{named}按现在的读法读不了，没有重审：{error}") from error


def _stands_in(case: KnownCase, table: SourceTable) -> bool:
    is_here = (table.file_name, table.sheet) == (case.file_name, case.sheet)
    return is_here and case.row_number in table.row_numbers


def _judged_table(
    reference: Reference,
    contract: Contract,
    table: SourceTable,
    pairs: Sequence[tuple[Order, KnownCase]],
    outcome: Outcome,
) -> Iterator[Ready | Result]:
    known = []
    for order, case in pairs:
        if words := _unknown(reference, contract, table, order):
            yield Result(case.quarantine_id, "open", words, case)
        else:
            known.append((order, case))
    if not known:
        return
    hashes = hashes_of(reference, contract, table)
    place_of = {number: place for place, number in enumerate(table.row_numbers)}
    kept = sorted({place_of[case.row_number] for _, case in known})
    rows, own = _rows_at(table, kept), [hashes[place] for place in kept]
    wanted = [
        Wanted(kept.index(place_of[case.row_number]), case.part, order.cells)
        for order, case in known
    ]
    found = _corrected(rows, own, wanted, judge_rows(reference, contract, outcome.business_date))
    times = Counter(hashes)
    for (order, case), one, want in zip(known, found, wanted, strict=True):
        row_hash = own[want.place]
        yield _settled(order, case, outcome, one, row_hash, is_lone=times[row_hash] == 1)


def _rows_at(table: SourceTable, places: Sequence[int]) -> SourceTable:
    return replace(
        table,
        rows=[table.rows[place] for place in places],
        row_numbers=[table.row_numbers[place] for place in places],
    )


def _corrected(
    rows: SourceTable, hashes: Sequence[str], wanted: Sequence[Wanted], judge: JudgeRows
) -> list[Corrected]:
    try:
        return correct(rows, hashes, wanted, judge(rows, hashes), judge)
    except UnreadableTableError as error:
        raise _StaysOpenError(f"按现在的契约读不了这份文件，没有重审：{error}") from error
    except RuleCrashedError as error:
        raise _StaysOpenError("校验规则运行出错，没有重审，请告知数据工程师。") from error


def _unknown(reference: Reference, contract: Contract, table: SourceTable, order: Order) -> str:
    """A sentence where a correction stands under a heading that nobody knows (any more)."""
    added = [one for one in order.cells if one not in table.headings]
    if not added:
        return ""
    vocabulary = reference.vocabularies[contract.kind]
    columns = map_columns((*table.headings, *added), contract, vocabulary).columns
    lost = "、".join(f"“{one}”" for one in added if not columns[one])
    return f"改了{lost}，但原文件没有这一列，现在的契约也不认识它，没有采用。" if lost else ""


def _settled(
    order: Order, case: KnownCase, outcome: Outcome, found: Corrected, row_hash: str, is_lone: bool
) -> Ready | Result:
    if found.refusal is not None:
        words = "".join(reason["message"] for reason in found.refusal.reasons)
        return Result(case.quarantine_id, "open", f"仍不能接收：{words}", case)
    if found.record is None:
        return Result(case.quarantine_id, "open", found.trouble, case)
    own = found.record if is_lone else found.record | {"row_hash": ""}
    return Ready(case, order, outcome, own, row_hash)


def _outcome(reference: Reference, contract: Contract, case: KnownCase) -> Outcome:
    """The delivery as it came, with today's terms of its source."""
    return Outcome(
        delivery_id=case.delivery_id,
        source=case.source,
        county_code=case.county_code,
        business_date=case.business_date,
        night=case.night,
        file_name=case.delivered_as,
        sha256=case.sha256,
        file_stamp=case.file_stamp,
        kind=contract.kind,
        status="loaded",
        message="",
        reading_fingerprint=reference.fingerprint(reference.contracts[case.source]),
        is_full=contract.delivery.mode == "full",
        authority=contract.weight,
        verifies=contract.verifies,
        grace_days=contract.grace_days,
    )
