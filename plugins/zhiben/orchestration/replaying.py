"""Replays rows of the quarantine: judged anew as of their own delivery, and entered into it.

One transaction under the lock that loads nights: whoever comes second is told what the first
did, and a replay that is killed half-way leaves nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from zhiben.masking import mask_user
from zhiben.matching import Book, Finding, Link, Named, Resolution, link_day
from zhiben.orchestration.events import enter_events, named_rows
from zhiben.orchestration.judged_again import Order, Ready, Result, judged
from zhiben.orchestration.load import LOCK, finding_of
from zhiben.orchestration.outcome import Outcome
from zhiben.orchestration.reference import Reference
from zhiben.orchestration.resolving import item_sense, open_resolved
from zhiben.records import HAZARD
from zhiben.settings import Settings
from zhiben.warehouse import cases, writing
from zhiben.warehouse.leads import write_leads
from zhiben.warehouse.listing import end_words
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

HOW_WORDS = {
    "later_delivery": "后来报送的台账里已更正",
    "workbook": "按工作簿更正补录",
    "rejudged": "重新审核后补录",
    "waived": "豁免",
}

if TYPE_CHECKING:
    from zhiben.matching.scoring import ItemSense


@dataclass(frozen=True)
class Replayed:
    """What a replay came to, and the published nights that wait to be built again."""

    results: tuple[Result, ...] = ()
    outdated: tuple[date, ...] = ()

    def counts(self) -> dict[str, int]:
        """Results by state."""
        told = Counter(one.state for one in self.results)
        return {state: told[state] for state in ("replayed", "waived", "open", "closed", "unknown")}


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
    ready: list[Ready] = []
    for one in judged(settings, reference, connection, todo, known):
        result = one if isinstance(one, Result) else _replayed(one)
        results[result.quarantine_id] = result
        if isinstance(one, Ready):
            ready.append(one)
    outdated = _enter(settings, connection, ready, by)
    return Replayed(tuple(results[one.quarantine_id] for one in orders), tuple(outdated))


def _replayed(one: Ready) -> Result:
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


def _enter(
    settings: Settings, connection: Connection, ready: Sequence[Ready], by: str
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
    group: Sequence[Ready],
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
    end_words(connection, sorted(deliveries))


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


def _closing(one: Ready, by: str) -> cases.Closing:
    return cases.Closing(
        quarantine_id=one.case.quarantine_id,
        how=one.order.how,
        by=by,
        delivery_id=one.outcome.delivery_id,
        record_id=one.record["record_id"],
        correction=one.order.cells if one.order.how == "workbook" else None,
        row_hash=one.row_hash,
    )


def _news(ready: Iterable[Ready], entered: Mapping[str, Entered]) -> Iterator[tuple[date, str]]:
    outcomes = {one.outcome.delivery_id: one.outcome for one in ready}
    for delivery_id, one in outcomes.items():
        count = entered[delivery_id].records
        if entered[delivery_id].is_news:
            rows = f"{count} row{'s' if count > 1 else ''}"
            yield one.night, f"{rows} of {one.source} {one.business_date} {one.file_name}"
