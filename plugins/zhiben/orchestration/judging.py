"""Normalises and judges what was read of a file: accepted, refused, skipped, unchanged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import pyarrow as pa

from zhiben.campaign.totals import stated_total
from zhiben.contracts import Contract
from zhiben.normalizing import (
    Normalized,
    Profile,
    normalize,
    profiles_of,
    renamed,
    repaired,
    side_tables,
    with_remembered,
    with_words_meant,
)
from zhiben.orchestration import timing
from zhiben.orchestration.correcting import FileCases, Judgement, JudgeRows, case_id
from zhiben.orchestration.keys import with_keys
from zhiben.orchestration.leads import with_leads
from zhiben.orchestration.listed import refused_words
from zhiben.orchestration.outcome import Drift, Refusal, RowOutcome
from zhiben.orchestration.reference import Reference
from zhiben.reading import (
    Reading,
    ReadingHints,
    SkipReason,
    SourceTable,
    row_hashes,
)
from zhiben.records import RecordKind
from zhiben.validating import (
    Portrait,
    RuleOutcome,
    Verdicts,
    judge,
    portrait_of,
    prepare,
    summed,
    together,
)
from zhiben.vocabulary import heading_key
from zhiben.warehouse.cases import Correction

_MAY_STATE = frozenset({SkipReason.TITLE, SkipReason.TOTAL, SkipReason.NOTE})


@dataclass(frozen=True)
class Judged:
    """A file's tables, judged: what is accepted, refused, skipped and unchanged."""

    accepted: pa.Table
    refused: tuple[Refusal, ...] = ()
    skipped: tuple[RowOutcome, ...] = ()
    unchanged: tuple[str, ...] = ()
    rows_received: int = 0
    unknown: tuple[Drift, ...] = ()
    columns: tuple[tuple[str, str | None], ...] = ()
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    outcomes: tuple[RuleOutcome, ...] = ()
    portrait: Portrait = field(default_factory=Portrait)
    is_compared: bool = False
    notes: tuple[str, ...] = ()


def hints_for(reference: Reference, contract: Contract) -> ReadingHints:
    """How to find this source's table: by the shared vocabulary and the contract's own headings."""
    vocabulary = reference.vocabularies[contract.kind]
    own = {
        heading_key(heading)
        for headings in (*contract.columns.values(), contract.ignore, contract.key)
        for heading in headings
    }
    return ReadingHints(
        is_heading=lambda text: any(
            vocabulary.is_heading(form) or heading_key(form) in own
            for form in dict.fromkeys((text, repaired(text)))
        ),
        skip_hidden_sheets=contract.hidden.sheets == "skip",
        skip_hidden_rows=contract.hidden.rows == "skip",
        limits=reference.limits,
    )


def judge_reading(
    reference: Reference,
    contract: Contract,
    reading: Reading,
    business_date: date,
    known: dict[str, int],
    before: Mapping[str, Profile] | None = None,
    corrections: Iterable[Correction] = (),
) -> Judged:
    """Normalise and judge every table of a file; rows that did not change are only counted.

    ``before`` are the columns of the last delivery, by which renamed ones are known again;
    ``corrections`` what people put right in rows of the source that were refused before.

    Raises:
        UnreadableTableError: when no column can fill a field that a record cannot do without.
    """
    sides = sides_of(reference, contract, reading.tables, before or {})
    ledgers = [table for place, table in enumerate(reading.tables) if place not in sides]
    contract, pairs = as_read(reference, contract, ledgers, before or {})
    cases = FileCases(contract.source, corrections)
    parts = [
        judge_side(reference, contract, table, business_date)
        if place in sides
        else judge_table(reference, contract, table, business_date, known, cases)
        for place, table in enumerate(reading.tables)
    ]
    columns = dict(pair for part in parts for pair in part.columns)
    return Judged(
        accepted=pa.concat_tables([part.accepted for part in parts]),
        refused=tuple(one for part in parts for one in part.refused),
        skipped=tuple(one for part in parts for one in part.skipped),
        unchanged=tuple(one for part in parts for one in part.unchanged),
        rows_received=sum(part.rows_received for part in parts),
        unknown=tuple({one.column_name: one for part in parts for one in part.unknown}.values()),
        columns=tuple(columns.items()),
        profiles=profiles_of(ledgers, columns, contract.record_kind),
        renamed=pairs,
        outcomes=summed(one for part in parts for one in part.outcomes),
        portrait=together([part.portrait for part in parts], files=1),
        is_compared=bool(known),
        notes=tuple(side_note(reading.tables[place], lacks) for place, lacks in sides.items()),
    )


def as_read(
    reference: Reference,
    contract: Contract,
    tables: Sequence[SourceTable],
    before: Mapping[str, Profile],
) -> tuple[Contract, Mapping[str, str]]:
    """``contract`` with the headings that only ``before`` or their cells explain.

    With it the renamed ones.
    """
    vocabulary = reference.vocabularies[contract.kind]
    pairs = renamed(tables, before, contract, vocabulary)
    remembered = with_remembered(tables, before, contract, vocabulary, pairs)
    return with_words_meant(tables, remembered, vocabulary), pairs


def sides_of(
    reference: Reference,
    contract: Contract,
    tables: Sequence[SourceTable],
    before: Mapping[str, Profile],
) -> Mapping[int, tuple[str, ...]]:
    """Places of the tables that are none of the ledger, and what columns each lacks."""
    if len(tables) < 2:
        return {}
    read, _ = as_read(reference, contract, tables, before)
    return side_tables(tables, read, reference.vocabularies[contract.kind])


def side_note(table: SourceTable, lacks: Sequence[str]) -> str:
    """The sentence that a table beside the ledger was not read."""
    sheet = f"工作表“{table.sheet}”" if table.sheet else ""
    rows = f"{sheet}第 {table.row_numbers[0]} 至 {table.row_numbers[-1]} 行"
    columns = "、".join(f"“{name}”" for name in lacks)
    return f"{rows}没有{columns}列，不是台账记录（字典、汇总或统计表），未读取"


def judge_side(
    reference: Reference, contract: Contract, table: SourceTable, business_date: date
) -> Judged:
    """A table beside the ledger, or a piece of it: every row of it is skipped."""
    nothing = judge_rows(reference, contract, business_date)(table.only([]), [])
    rows = tuple(
        RowOutcome(
            file_name=table.file_name,
            sheet=table.sheet,
            row_number=number,
            reason=SkipReason.SIDE_TABLE.value,
            words="",
        )
        for number in table.row_numbers
    )
    skipped = (
        RowOutcome(
            file_name=one.file_name,
            sheet=one.sheet,
            row_number=one.row_number,
            reason=one.reason.value,
            words=one.text,
        )
        for one in table.skipped
    )
    return Judged(nothing.accepted, skipped=(*rows, *skipped), rows_received=table.rows_received)


def serial_headings(
    reference: Reference, contract: Contract, headings: Iterable[str]
) -> frozenset[str]:
    """Headings of columns that only number the rows and are no key of the source."""
    vocabulary = reference.vocabularies[contract.kind]
    return frozenset(one for one in headings if vocabulary.is_serial(one)) - {*contract.key}


def hashes_of(reference: Reference, contract: Contract, table: SourceTable) -> list[str]:
    """Hashes of what the rows say; a 序号 that is no key of the source is no part of that."""
    return row_hashes(table, serial_headings(reference, contract, table.headings))


def judge_table(
    reference: Reference,
    contract: Contract,
    table: SourceTable,
    business_date: date,
    known: Mapping[str, int],
    cases: FileCases,
) -> Judged:
    """Normalise and judge one table of a file, or a piece of a long one, after those before it.

    Raises:
        UnreadableTableError: when no column can fill a field that a record cannot do without.
    """
    hashes = hashes_of(reference, contract, table)
    changed = [place for place, row_hash in enumerate(hashes) if row_hash not in known]
    fresh = table.only(changed)
    kept = [hashes[place] for place in changed]
    normalized, verdicts, judged = _judge_rows(reference, contract, business_date, fresh, kept)
    judged = cases.settle(fresh, kept, judged, judge_rows(reference, contract, business_date))
    return Judged(
        accepted=judged.accepted,
        refused=judged.refused,
        skipped=tuple(_skipped(contract.record_kind, table, normalized)),
        unchanged=tuple(row_hash for row_hash in hashes if row_hash in known),
        rows_received=table.rows_received,
        unknown=tuple(
            Drift(kind=one.kind, column_name=one.column_name, message=one.message)
            for one in normalized.drift
        ),
        columns=tuple(normalized.columns.items()),
        outcomes=verdicts.outcomes,
        portrait=_portrait(reference, contract, table, hashes, business_date, normalized),
    )


def _portrait(
    reference: Reference,
    contract: Contract,
    table: SourceTable,
    hashes: Sequence[str],
    business_date: date,
    normalized: Normalized,
) -> Portrait:
    """What the table looks like, with the rows that did not change and without those that say
    nothing."""
    texts = table.texts if table.rows else [pa.array([], pa.string()) for _ in table.headings]
    columns = dict(zip(table.headings, texts, strict=True))
    vocabulary = reference.vocabularies[contract.kind]
    with timing.stage("portrait"):
        whole = portrait_of(columns, hashes, contract, vocabulary, business_date)
    skipped = (*table.skipped, *normalized.skipped)
    is_zero = any(one.reason is SkipReason.ZERO_REPORT for one in skipped)
    return replace(whole, rows=whole.rows - len(normalized.skipped), is_zero_report=is_zero)


def judge_rows(reference: Reference, contract: Contract, business_date: date) -> JudgeRows:
    """How rows of a table are judged by ``contract`` for a delivery of ``business_date``."""

    def judged(table: SourceTable, hashes: Sequence[str]) -> Judgement:
        return _judge_rows(reference, contract, business_date, table, hashes)[2]

    return judged


def _judge_rows(
    reference: Reference,
    contract: Contract,
    business_date: date,
    table: SourceTable,
    hashes: Sequence[str],
) -> tuple[Normalized, Verdicts, Judgement]:
    with timing.stage("normalize"):
        normalized = normalize(
            table,
            hashes,
            contract,
            reference.vocabularies[contract.kind],
            reference.units,
            business_date,
        )
    verdicts = _verdicts(normalized, contract, business_date, table.sheet)
    with timing.stage("keys"):
        accepted = _accepted(normalized, verdicts, contract, reference)
    refused = tuple(_refusals(contract, reference, normalized, verdicts))
    return normalized, verdicts, Judgement(accepted, refused)


def _verdicts(
    normalized: Normalized, contract: Contract, business_date: date, sheet: str
) -> Verdicts:
    if not len(normalized.records):
        return Verdicts()
    with timing.stage("imports"):
        prepare()
    name = f"{contract.source}:{sheet}"
    with timing.stage("judge"):
        return judge(normalized.records, contract.record_kind, business_date, name)


def _accepted(
    normalized: Normalized, verdicts: Verdicts, contract: Contract, reference: Reference
) -> pa.Table:
    """Accepted records with their comparison keys and what judgement standards suggest of them.

    A row of which a part was refused loses its hash: it must be judged again each night.
    """
    records = normalized.records
    ids = [str(one) for one in records["record_id"].to_pylist()]
    passed = [verdicts.accepts(one) for one in ids]
    broken_rows = {_row_of(record_id) for record_id in verdicts.reasons}
    hashes = [
        "" if _row_of(record_id) in broken_rows else row_hash
        for record_id, row_hash in zip(ids, records["row_hash"].to_pylist(), strict=True)
    ]
    place = records.schema.get_field_index("row_hash")
    records = records.set_column(place, records.schema.field(place), pa.array(hashes, pa.string()))
    accepted = with_keys(records.filter(pa.array(passed, pa.bool_())), contract, reference.units)
    return with_leads(accepted, contract.record_kind, reference.lead_reader)


def _row_of(record_id: str) -> str:
    return record_id.rpartition("|")[0]


def _refusals(
    contract: Contract, reference: Reference, normalized: Normalized, verdicts: Verdicts
) -> Iterator[Refusal]:
    if not verdicts.reasons:
        return
    columns = (
        "record_id", "file_name", "sheet", "row_number", "part", "source_key", "row_hash", "raw",
    )  # fmt: skip
    records = normalized.records
    ids = [str(one) for one in records["record_id"].to_pylist()]
    records = records.filter(pa.array([bool(verdicts.reasons.get(one)) for one in ids], pa.bool_()))
    words = refused_words(with_keys(records, contract, reference.units), contract, verdicts)
    for row, said in zip(records.select(columns).to_pylist(), words, strict=True):
        yield Refusal(
            quarantine_id=case_id(contract.source, row["row_hash"], row["part"]),
            reasons=[
                {"rule": one.rule, "column_name": one.column_name, "message": one.message}
                for one in verdicts.reasons[row["record_id"]]
            ],
            words=said,
            **row,
        )


def _skipped(kind: RecordKind, table: SourceTable, normalized: Normalized) -> Iterator[RowOutcome]:
    """Every row of ``table`` that is no record, with the total it may tell of."""
    headings = dict(zip(table.columns, table.headings, strict=True))
    for row in (*table.skipped, *normalized.skipped):
        told = [normalized.columns.get(headings.get(column, "")) for column in row.columns]
        stated = stated_total(row.text, kind, told) if row.reason in _MAY_STATE else None
        yield RowOutcome(
            file_name=row.file_name,
            sheet=row.sheet,
            row_number=row.row_number,
            reason=row.reason.value,
            words=row.text,
            stated=stated,
        )
