"""The quarantine as people work with it: listed, exported, handed back, judged anew, waived."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from zhiben.errors import ZhibenError
from zhiben.masking import mask_message, mask_text, names_in
from zhiben.normalizing import map_columns
from zhiben.orchestration.asked import check_sources, check_word
from zhiben.orchestration.handed import sheets_of
from zhiben.orchestration.judged_again import Order, Result
from zhiben.orchestration.reference import Reference, load_reference
from zhiben.orchestration.replaying import Replayed, replay
from zhiben.records import FieldType
from zhiben.reporting.corrections import (
    CaseRow,
    CaseSheet,
    HandedBack,
    Wanted,
    correction_workbook,
    ids_in,
    read_handed_back,
)
from zhiben.settings import Settings
from zhiben.validating import fields_concerned
from zhiben.warehouse.connection import connect
from zhiben.warehouse.replays import KnownCase, Wish, known_cases
from zhiben.warehouse.schema import source_columns
from zhiben.whole import write_whole

STATUSES = ("open", "replayed", "waived")


@dataclass(frozen=True)
class Exported:
    """What was written for the clerks: the file, and the rows of each source."""

    file: Path
    rows: Mapping[str, int]


@dataclass(frozen=True)
class Told:
    """What a replay came to, in a form to print: counts, sentences, nights to build again."""

    counts: Mapping[str, int]
    remarks: tuple[str, ...]
    notes: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]
    outdated: tuple[str, ...]
    is_dry_run: bool
    must_close: bool = True  # a row that stays open is one that was asked to be closed

    def sentences(self) -> Iterator[str]:
        """Everything there is to say, each sentence as the clerk reads it."""
        yield from (*self.remarks, *self.notes)
        for one in self.rows:
            if one["words"]:
                yield f"{one['quarantine_id']} {_place(one)}：{one['words']}"

    def as_data(self) -> dict[str, Any]:
        """One JSON object."""
        rows = ({**one, "business_date": str(one["business_date"] or "")} for one in self.rows)
        return {
            "dry_run": self.is_dry_run,
            **self.counts,
            "remarks": list(self.remarks),
            "notes": list(self.notes),
            "rows": list(rows),
            "outdated_nights": list(self.outdated),
        }

    @property
    def is_good(self) -> bool:
        """Whether everything that was asked is done, now or by somebody before."""
        refused = {"open", "unknown"} if self.must_close else {"unknown"}
        return not self.remarks and not any(one["state"] in refused for one in self.rows)


def _place(one: Mapping[str, Any]) -> str:
    """Where a row stands: source, date, file, sheet, row and part, as far as they are known."""
    if one["source"] is None:
        return ""
    part = f" 第 {one['part']} 条" if one["part"] > 1 else ""
    words = (one["source"], str(one["business_date"]), one["file_name"], one["sheet"])
    return f"{' '.join(filter(None, words))} 第 {one['row_number']} 行{part}"


def list_cases(settings: Settings, wish: Wish) -> list[dict[str, Any]]:
    """The cases that are meant, one a row; people and telephones are hidden.

    Raises:
        UsageError: when there is no such status or source, or no row ever broke the rule.
    """
    if wish.status:
        check_word("status", wish.status, (*STATUSES, "all"))
    reference = load_reference(settings)
    with connect(settings).connect() as connection:
        check_sources(settings, connection, wish.sources)
        found = known_cases(connection, wish)
        if wish.rule and not found:
            every = known_cases(connection, Wish())
            rules = sorted({reason["rule"] for case in every for reason in case.reasons})
            check_word("rule", wish.rule, rules or [wish.rule])
        return [_listed(reference, case) for case in found]


def _listed(reference: Reference, case: KnownCase) -> dict[str, Any]:
    names = _people(reference, case)
    shown = (
        "quarantine_id", "source", "status", "first_seen", "last_seen", "times_seen",
        "missing_since", "business_date", "file_name", "sheet", "row_number", "part",
    )  # fmt: skip
    messages = "".join(reason["message"] for reason in case.reasons)
    return {
        **{name: getattr(case, name) for name in shown},
        "rule": case.reasons[0]["rule"],
        "column_name": case.reasons[0]["column_name"],
        "message": mask_message(messages, names),
        **{name: getattr(case, name) for name in ("closed_at", "closed_by", "closed_how")},
        "why": mask_text(case.why, names) if case.why else case.why,
    }


def _people(reference: Reference, case: KnownCase) -> set[str]:
    contract = reference.contracts.get(case.source)
    if contract is None:
        return set()
    people = {field.name for field in contract.record_kind.of_type(FieldType.PEOPLE)}
    fields = map_columns(list(case.raw), contract, reference.vocabularies[contract.kind]).columns
    return {
        name
        for heading, field in fields.items()
        if field in people
        for name in names_in(case.raw[heading])
    }


def export_cases(settings: Settings, file: Path, sources: Collection[str]) -> Exported:
    """Write the open cases into a workbook that a clerk can correct and hand back.

    Raises:
        ZhibenError: when ``file`` is no ``.xlsx``, or no case is open.
    """
    if file.suffix.lower() != ".xlsx":
        raise ZhibenError(f"{file} is no .xlsx file.", "Name a file that ends in .xlsx.")
    reference = load_reference(settings)
    with connect(settings).connect() as connection:
        check_sources(settings, connection, sources)
        found = known_cases(connection, Wish(sources=sources, status="open"))
        headings = _headings(connection, found)
    if not found:
        whose = f" of {', '.join(sorted(sources))}" if sources else ""
        hint = "zhiben quarantine list --status all shows all."
        raise ZhibenError(f"No row{whose} is open in quarantine.", hint)
    rows = [_case_row(reference, case, headings[case.source]) for case in found]
    sheets = [
        CaseSheet(source, own, tuple(row for row in rows if row.source == source))
        for source, own in headings.items()
    ]
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, correction_workbook(sheets))
    return Exported(file, Counter(row.source for row in rows))


def _headings(connection: Connection, found: Sequence[KnownCase]) -> dict[str, tuple[str, ...]]:
    """Each source's headings: its last delivery's in their order, then those of older rows."""
    table = source_columns.c
    known = dict(connection.execute(select(table.source, table.headings)).tuples().all())
    headings: dict[str, dict[str, None]] = {}
    for case in found:
        own = headings.setdefault(case.source, dict.fromkeys(known.get(case.source, ())))
        own.update(dict.fromkeys(case.raw))
    return {source: tuple(own) for source, own in headings.items()}


def _case_row(reference: Reference, case: KnownCase, headings: Sequence[str]) -> CaseRow:
    return CaseRow(
        quarantine_id=case.quarantine_id,
        source=case.source,
        business_date=case.business_date,
        file_name=case.file_name,
        sheet=case.sheet,
        row_number=case.row_number,
        part=case.part,
        message="".join(reason["message"] for reason in case.reasons),
        cells=case.raw,
        in_question=_in_question(reference, case, headings),
    )


def _in_question(reference: Reference, case: KnownCase, headings: Sequence[str]) -> frozenset[str]:
    """The headings under which something is wrong: the row's own, as far as it fills them."""
    contract = reference.contracts.get(case.source)
    if contract is None:
        return frozenset()
    kind, vocabulary = contract.record_kind, reference.vocabularies[contract.kind]
    concerned = {
        field
        for reason in case.reasons
        for field in fields_concerned(kind, reason["rule"], reason["column_name"])
    }
    own = map_columns([one for one in headings if one in case.raw], contract, vocabulary).columns
    every = map_columns(headings, contract, vocabulary).columns
    more = {one: field for one, field in every.items() if field not in own.values()}
    return frozenset(one for one, field in {**more, **own}.items() if field in concerned)


def replay_workbook(
    settings: Settings, file: Path, by: str, *, sources: Collection[str] = (), dry_run: bool
) -> Told:
    """Take back a workbook that was exported: corrections, waivers, whatever is odd about it.

    Raises:
        ZhibenError: when the file cannot be read as a workbook.
    """
    reference = load_reference(settings)
    sheets = sheets_of(reference, file)
    ids = ids_in(sheets)
    if not ids:
        raise ZhibenError(
            f"“{file.name}”里没有带隔离编号的行。",
            "请交回由 zhiben quarantine export 导出的工作簿。",
        )
    with connect(settings).connect() as connection:
        found = known_cases(connection, Wish(ids=ids))
        headings = _headings(connection, found)
        rows = {one.quarantine_id: _case_row(reference, one, ()) for one in found}
        back = read_handed_back(sheets, rows, headings)
        notes = tuple(_left_out(connection, back, set(headings)))
    kept = [one for one in back.wanted if not sources or rows[one.quarantine_id].source in sources]
    orders = [
        Order(one.quarantine_id, "waived" if one.is_waived else "workbook", one.cells, one.why)
        for one in kept
    ]
    remarks = (*back.remarks, *_not_of(sources, len(back.wanted) - len(kept)))
    done = _replayed(settings, reference, orders, by, dry_run=dry_run)
    return _told(reference, done, remarks, notes, dry_run=dry_run)


def _left_out(
    connection: Connection, back: HandedBack[Wanted], sources: Collection[str]
) -> Iterable[str]:
    """How many open rows of the workbook's sources do not stand in it."""
    if not sources:
        return
    found = known_cases(connection, Wish(sources=sources, status="open"))
    counts = Counter(one.source for one in found if one.quarantine_id not in back.held)
    for source, count in sorted(counts.items()):
        yield f"来源“{source}”另有 {count} 行待处理，不在这份工作簿里，保持待处理。"


def replay_open(
    settings: Settings,
    by: str,
    *,
    sources: Collection[str] = (),
    ids: Collection[str] = (),
    dry_run: bool,
) -> Told:
    """Judge open cases anew, as after a change of contract or vocabulary.

    Of ``ids`` those that are not of ``sources`` are told of and left alone.

    Raises:
        UsageError: when there is no such source.
    """
    reference = load_reference(settings)
    with connect(settings).connect() as connection:
        check_sources(settings, connection, sources)
        found = known_cases(connection, Wish(ids=ids, sources=() if ids else sources))
    apart = {one.quarantine_id for one in found if sources and one.source not in sources}
    open_ones = [one.quarantine_id for one in found if one.status == "open"]
    wanted = [one for one in dict.fromkeys(ids or open_ones) if one not in apart]
    orders = [Order(one, "rejudged") for one in wanted]
    done = _replayed(settings, reference, orders, by, dry_run=dry_run)
    remarks = _not_of(sources, len(apart))
    return replace(_told(reference, done, remarks, (), dry_run=dry_run), must_close=bool(ids))


def _not_of(sources: Collection[str], count: int) -> tuple[str, ...]:
    return (f"有 {count} 行不是来源{'、'.join(sources)}的，没有处理。",) if count else ()


def waive_cases(settings: Settings, ids: Sequence[str], why: str, by: str) -> Told:
    """Close cases that are not to be counted, for a reason.

    Raises:
        ZhibenError: without a reason.
    """
    if not why.strip():
        raise ZhibenError("A waiver needs a reason.", "Say it with --why.")
    reference = load_reference(settings)
    orders = [Order(one, "waived", why=why) for one in dict.fromkeys(ids)]
    done = _replayed(settings, reference, orders, by, dry_run=False)
    return _told(reference, done, (), (), dry_run=False)


def _replayed(
    settings: Settings, reference: Reference, orders: Sequence[Order], by: str, *, dry_run: bool
) -> Replayed:
    """Replay in one transaction; a dry run does all of it and takes it back."""
    with connect(settings).connect() as connection:
        done = replay(settings, reference, connection, orders, by)
        if dry_run:
            connection.rollback()
        else:
            connection.commit()
    return done


def _told(
    reference: Reference,
    done: Replayed,
    remarks: tuple[str, ...],
    notes: tuple[str, ...],
    *,
    dry_run: bool,
) -> Told:
    return Told(
        counts=done.counts(),
        remarks=remarks,
        notes=notes,
        rows=tuple(_row(reference, one) for one in done.results),
        outdated=tuple(night.isoformat() for night in done.outdated),
        is_dry_run=dry_run,
    )


def _row(reference: Reference, one: Result) -> dict[str, Any]:
    case = one.case
    return {
        "quarantine_id": one.quarantine_id,
        "state": one.state,
        "source": case.source if case else None,
        "business_date": case.business_date if case else None,
        "file_name": case.file_name if case else None,
        "sheet": case.sheet if case else None,
        "row_number": case.row_number if case else None,
        "part": case.part if case else None,
        "words": mask_message(one.words, _people(reference, case) if case else ()),
    }
