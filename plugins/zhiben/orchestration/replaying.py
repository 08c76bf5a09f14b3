"""Replays rows of the quarantine: judged anew as of their own delivery, and entered into it.

One transaction under the lock that loads nights: whoever comes second is told what the first
did, and a replay that is killed half-way leaves nothing.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Connection, text

from zhiben.contracts import Contract
from zhiben.landing import archived
from zhiben.masking import mask_user
from zhiben.matching import Book, Finding, Link, Named, Resolution, link_day
from zhiben.normalizing import MissingColumnsError, map_columns
from zhiben.orchestration.correcting import Corrected, JudgeRows, Wanted, correct
from zhiben.orchestration.events import Entry, enter_events, named_rows
from zhiben.orchestration.judging import as_read, hashes_of, hints_for, judge_rows
from zhiben.orchestration.load import LOCK, finding_of
from zhiben.orchestration.outcome import Outcome
from zhiben.orchestration.reference import Reference
from zhiben.orchestration.resolving import item_sense, open_resolved
from zhiben.reading import Reading, SourceTable, UnreadableFileError, read
from zhiben.records import HAZARD
from zhiben.settings import Settings
from zhiben.validating import RuleCrashedError
from zhiben.warehouse import cases, writing
from zhiben.warehouse.leads import write_leads
from zhiben.warehouse.ledger import columns_before
from zhiben.warehouse.replays import (
    Entered,
    KnownCase,
    Wish,
    known_cases,
    move_to_loaded,
    outdate_nights,
    outdated_nights,
    rows_beside,
)
from zhiben.warehouse.showing import note_people

How = Literal["workbook", "rejudged", "waived"]
State = Literal["replayed", "waived", "open", "closed", "unknown"]
HOW_WORDS = {
    "later_delivery": "后来报送的台账里已更正",
    "workbook": "按工作簿更正补录",
    "rejudged": "重新审核后补录",
    "waived": "豁免",
}


if TYPE_CHECKING:
    from zhiben.matching.scoring import ItemSense


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
class Replayed:
    """What a replay came to, and the published nights that wait to be built again."""

    results: tuple[Result, ...] = ()
    outdated: tuple[date, ...] = ()

    def counts(self) -> dict[str, int]:
        """Results by state."""
        told = Counter(one.state for one in self.results)
        return {state: told[state] for state in ("replayed", "waived", "open", "closed", "unknown")}


@dataclass(frozen=True)
class _Ready:
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


def replay(
    settings: Settings,
    reference: Reference,
    connection: Connection,
    orders: Sequence[Order],
    by: str,
) -> Replayed:
    """Do what ``orders`` say; ``by`` is who gave them.

    The caller holds the transaction: all of it becomes true, or nothing. Whatever cannot be
    done leaves its case as it was, with a sentence.
    """
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    wish = Wish(ids={one.quarantine_id for one in orders} or {""})
    known = {one.quarantine_id: one for one in known_cases(connection, wish)}
    results: dict[str, Result] = {}
    todo: list[Order] = []
    for order in orders:
        told = _told_at_once(order, known.get(order.quarantine_id))
        if told is None:
            todo.append(order)
        else:
            results[order.quarantine_id] = told
    _waive(connection, [one for one in orders if one.quarantine_id in results], results, by)
    ready: list[_Ready] = []
    for one in _judged(settings, reference, connection, todo, known):
        result = one if isinstance(one, Result) else _replayed(one)
        results[result.quarantine_id] = result
        if isinstance(one, _Ready):
            ready.append(one)
    outdated = _enter(settings, connection, ready, by)
    return Replayed(tuple(results[one.quarantine_id] for one in orders), tuple(outdated))


def _replayed(one: _Ready) -> Result:
    return Result(one.case.quarantine_id, "replayed", "", one.case)


def _waive(
    connection: Connection, orders: Sequence[Order], results: Mapping[str, Result], by: str
) -> None:
    waived = (one for one in orders if results[one.quarantine_id].state == "waived")
    cases.close(
        connection,
        [cases.Closing(one.quarantine_id, "waived", by, why=one.why.strip()) for one in waived],
    )


def _told_at_once(order: Order, case: KnownCase | None) -> Result | None:
    """What needs no judging: an unknown case, one that is closed, a waiver."""
    if case is None:
        words = f"没有隔离编号“{order.quarantine_id}”。"
        return Result(order.quarantine_id, "unknown", words)
    if case.status != "open":
        return Result(case.quarantine_id, "closed", closed_words(case), case)
    if order.how != "waived":
        return None
    if not order.why.strip():
        return Result(case.quarantine_id, "open", "要豁免，但没有写豁免理由。", case)
    return Result(case.quarantine_id, "waived", "", case)


def closed_words(case: KnownCase) -> str:
    """Who closed a case, when and how."""
    how = HOW_WORDS[case.closed_how or "waived"]
    by = "系统" if case.closed_by == cases.MACHINE else f"“{case.closed_by}”"
    at = f"{case.closed_at:%Y-%m-%d %H:%M}" if case.closed_at else ""
    return f"已由{by}于 {at} 处理（{how}），本次没有再处理。"


def _judged(
    settings: Settings,
    reference: Reference,
    connection: Connection,
    orders: Sequence[Order],
    known: Mapping[str, KnownCase],
) -> Iterator[_Ready | Result]:
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
) -> Iterator[_Ready | Result]:
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
) -> Iterator[_Ready | Result]:
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
    except MissingColumnsError as error:
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
) -> _Ready | Result:
    if found.refusal is not None:
        words = "".join(reason["message"] for reason in found.refusal.reasons)
        return Result(case.quarantine_id, "open", f"仍不能接收：{words}", case)
    if found.record is None:
        return Result(case.quarantine_id, "open", found.trouble, case)
    own = found.record if is_lone else found.record | {"row_hash": ""}
    return _Ready(case, order, outcome, own, row_hash)


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


def _enter(
    settings: Settings, connection: Connection, ready: Sequence[_Ready], by: str
) -> list[date]:
    """Link and write what is accepted; close its cases; mark the nights it outdates."""
    if not ready:
        return outdated_nights(connection)
    ordered = sorted(ready, key=lambda one: (one.case.business_date, one.case.delivery_id))
    days = [list(group) for _, group in groupby(ordered, lambda one: one.case.business_date)]
    hazards = [[one for one in group if one.is_hazard] for group in days]
    others = [[one for one in group if not one.is_hazard] for group in days]
    found = [[finding_of(one.outcome, one.record) for one in group] for group in hazards]
    named: list[list[Named]] = [
        [*findings, *(row for one in group for row in named_rows(one.outcome, [one.record]))]
        for findings, group in zip(found, others, strict=True)
    ]
    book, resolved = open_resolved(settings, connection, named)
    entered: defaultdict[str, Entered] = defaultdict(Entered)
    with item_sense(settings, connection, book, found) as sense:
        for of_hazards, findings, of_events in zip(hazards, found, others, strict=True):
            _enter_day(connection, book, resolved, sense, of_hazards, findings, entered)
            enter_events(connection, [one.entry for one in of_events], resolved, entered)
    move_to_loaded(connection, {one.case.quarantine_id for one in ready}, entered)
    cases.close(connection, (_closing(one, by) for one in ready))
    cause = f"replayed from quarantine by {mask_user(by)}"
    return outdate_nights(connection, list(_news(ready, entered)), cause)


def _enter_day(
    connection: Connection,
    book: Book,
    resolved: Mapping[str, Resolution],
    sense: ItemSense,
    group: Sequence[_Ready],
    found: list[Finding],
    entered: Mapping[str, Entered],
) -> None:
    deliveries = {one.outcome.delivery_id: one.outcome for one in group}
    beside = {
        row_id
        for one in deliveries.values()
        for row_id in rows_beside(
            connection, book, one.source, one.business_date, one.delivery_id, one.is_full
        )
    }
    links = {
        (link.finding.delivery_id, link.finding.record_id): link
        for link in link_day(book, found, resolved, set(), beside, sense)
    }
    told = [(one, links[one.outcome.delivery_id, one.record["record_id"]]) for one in group]
    for one, link in told:
        _note_missing(book, one.case, link)
    writing.write_book(connection, book)
    for delivery_id, outcome in deliveries.items():
        own = [(one.record, link) for one, link in told if one.outcome.delivery_id == delivery_id]
        _write(connection, outcome, own, entered[delivery_id])


def _note_missing(book: Book, case: KnownCase, link: Link) -> None:
    """A row that its source has stopped listing since is missing from that day on."""
    row = book.rows[link.finding.source, link.row_key]
    if case.missing_since is not None and row.changed_by == link.finding.delivery_id:
        book.put_row(replace(row, missing_since=case.missing_since))


def _write(
    connection: Connection,
    outcome: Outcome,
    told: Sequence[tuple[dict[str, Any], Link]],
    entered: Entered,
) -> None:
    news = [(record, link) for record, link in told if link.is_change]
    people = note_people(connection, outcome.source, HAZARD, [record for record, _ in told])
    writing.write_statements(
        connection, news, authority=outcome.authority, verifies=outcome.verifies, people=people
    )
    write_leads(connection, news, people)
    writing.write_judgements(connection, [link for _, link in news], outcome.night)
    writing.write_pairs(connection, (link for _, link in news), outcome.night)
    entered.records += len(told)
    entered.is_news |= bool(news)
    entered.items.update(link.relation.value if link.is_change else "unchanged" for _, link in told)


def _closing(one: _Ready, by: str) -> cases.Closing:
    return cases.Closing(
        quarantine_id=one.case.quarantine_id,
        how=one.order.how,
        by=by,
        delivery_id=one.outcome.delivery_id,
        record_id=one.record["record_id"],
        correction=one.order.cells if one.order.how == "workbook" else None,
        row_hash=one.row_hash,
    )


def _news(ready: Iterable[_Ready], entered: Mapping[str, Entered]) -> Iterator[tuple[date, str]]:
    outcomes = {one.outcome.delivery_id: one.outcome for one in ready}
    for delivery_id, one in outcomes.items():
        count = entered[delivery_id].records
        if entered[delivery_id].is_news:
            rows = f"{count} row{'s' if count > 1 else ''}"
            yield one.night, f"{rows} of {one.source} {one.business_date} {one.file_name}"
