"""Takes one source's files of a night through landing, reading, normalizing and validating.

Nothing is written to the warehouse here: each file ends as a staged delivery, so that a source
may be taken again at any time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import pyarrow as pa
from sqlalchemy import Connection

from zhiben.contracts import Contract
from zhiben.landing import Archived, Arrival, arrivals, keep
from zhiben.matching import stable_id
from zhiben.normalizing import (
    MissingColumnsError,
    Normalized,
    Profile,
    normalize,
    profiles_of,
    renamed,
    repaired,
    with_remembered,
)
from zhiben.orchestration import timing
from zhiben.orchestration.drift import drift_of, lost_sentence
from zhiben.orchestration.keys import with_keys
from zhiben.orchestration.known import KnownFiles, KnownRows
from zhiben.orchestration.outcome import Drift, Outcome, Refusal, RowOutcome, Status, stage
from zhiben.orchestration.reference import Reference
from zhiben.reading import (
    Reading,
    ReadingHints,
    SkippedRow,
    SourceTable,
    UnreadableFileError,
    read,
    row_hashes,
)
from zhiben.settings import Settings
from zhiben.validating import Verdicts, judge, prepare
from zhiben.vocabulary import heading_key
from zhiben.warehouse.ledger import Listing, Taken, columns_before, listing, taken
from zhiben.warehouse.schema import LONGEST_KEY


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


@dataclass(frozen=True)
class Seen:
    """What was seen of a source before: its rows, its files, the columns of its last delivery."""

    rows: KnownRows
    files: KnownFiles
    columns: Mapping[str, Profile] | None


class AccountingError(RuntimeError):
    """The rows of a file do not add up; it is not loaded, and nothing else waits for it."""


def take_source(
    settings: Settings, reference: Reference, connection: Connection, source: str, night: date
) -> list[str]:
    """Stage every file of ``source`` that no night has taken yet; give back the delivery ids.

    Raises:
        OSError: when the inbox or the archive cannot be used.
        RuleCrashedError: when a rule could not be evaluated.
    """
    before = taken(connection, source)
    contract = reference.contracts.get(source)
    known = KnownRows(Listing(None, {}))
    if contract is not None:
        known = KnownRows(listing(connection, source, reference.fingerprint(contract)))
    columns: Mapping[str, Profile] | None = columns_before(connection, source)
    files = KnownFiles(set(before.files))
    fresh = list(_fresh(settings, reference, source, night, before))
    days = Counter([day for day, _, _ in before.files] + [one.business_date for one, _ in fresh])
    ids = []
    for arrival, archived in fresh:
        seen = Seen(known, files, columns)
        outcome, judged = _outcome(reference, contract, arrival, archived, night, seen)
        listed: Sequence[str] = ()
        if judged is not None:
            if not known.is_late(outcome.business_date):
                drift = drift_of(judged.profiles, columns, judged.renamed, judged.unknown)
                outcome = outcome.model_copy(update={"drift": drift})
                columns = judged.profiles
            hashes = [str(one) for one in judged.accepted["row_hash"].to_pylist()]
            known.learn(outcome.business_date, judged.unchanged, hashes, is_full=outcome.is_full)
            listed = judged.unchanged
        elif outcome.status == "unchanged" and contract and days[arrival.business_date] > 1:
            listed = _rows_of(reference, contract, arrival, archived)
        if outcome.status != "rejected":
            files.add(outcome.business_date, archived.sha256, outcome.file_name)
        stage(settings.staging, outcome, judged.accepted if judged else None, list(listed))
        ids.append(outcome.delivery_id)
    return ids


def _fresh(
    settings: Settings, reference: Reference, source: str, night: date, before: Taken
) -> Iterator[tuple[Arrival, Archived]]:
    """Files no night has taken, archived before anything else touches them."""
    contract = reference.contracts.get(source)
    reading = reference.fingerprint(contract) if contract else ""
    for arrival in arrivals(settings.inbox, source, night):
        if (arrival.business_date or night, arrival.stamp, arrival.file_name) in before.stamps:
            continue
        archived = keep(settings.archive, arrival.path)
        name = (arrival.business_date or night, archived.sha256, arrival.file_name)
        if name in before.files:
            continue
        refused_before = before.rejected.get(_delivery_id(arrival, archived))
        if refused_before is not None and refused_before == reading:
            continue
        yield arrival, archived


def _delivery_id(arrival: Arrival, archived: Archived) -> str:
    return stable_id("D", arrival.source, arrival.folder, archived.sha256, arrival.file_name)


def _outcome(
    reference: Reference,
    contract: Contract | None,
    arrival: Arrival,
    archived: Archived,
    night: date,
    seen: Seen,
) -> tuple[Outcome, Judged | None]:
    empty = Outcome(
        delivery_id=_delivery_id(arrival, archived),
        source=arrival.source,
        county_code=contract.county if contract else reference.units.city_code,
        business_date=arrival.business_date or night,
        night=night,
        file_name=arrival.file_name,
        sha256=archived.sha256,
        file_stamp=arrival.stamp,
        status="rejected",
        message="",
        reading_fingerprint=reference.fingerprint(contract) if contract else "",
    )
    if contract is None:
        message = f"收件箱里的文件夹“{arrival.source}”没有对应的契约，文件已存档，未读取。"
        return empty.model_copy(update={"message": message}), None
    if arrival.business_date is None:
        wrong = f"文件夹“{arrival.folder}”不是日期" if arrival.folder else "文件不在日期文件夹中"
        message = f"{wrong}（应为如 2026-03-05），文件已存档，未读取。"
        return empty.model_copy(update={"message": message}), None
    terms = {
        "is_full": contract.delivery.mode == "full",
        "authority": contract.weight,
        "verifies": contract.verifies,
    }
    empty = empty.model_copy(update=terms)
    repeated = seen.files.repeated(empty.business_date, archived.sha256, is_full=empty.is_full)
    if repeated is not None:
        day, name = repeated
        message = f"与{day.isoformat()}报送的“{name}”内容完全相同，没有变化。"
        return empty.model_copy(update={"status": "unchanged", "message": message}), None
    return _judged_outcome(reference, contract, arrival, archived, seen, empty)


def _rows_of(
    reference: Reference, contract: Contract, arrival: Arrival, archived: Archived
) -> list[str]:
    """Hashes of the rows that a file lists, which is one of several of its day.

    A row of which a part was refused is kept without its hash; the empty one stands for all such.
    """
    reading = read(arrival.file_name, archived.path, hints_for(reference, contract))
    return [
        *(row_hash for table in reading.tables for row_hash in _hashes(reference, contract, table)),
        "",
    ]


def _judged_outcome(
    reference: Reference,
    contract: Contract,
    arrival: Arrival,
    archived: Archived,
    seen: Seen,
    empty: Outcome,
) -> tuple[Outcome, Judged | None]:
    try:
        with timing.stage("read"):
            reading = read(arrival.file_name, archived.path, hints_for(reference, contract))
        _check_places(arrival.file_name, reading)
        rows = seen.rows.on(empty.business_date)
        judged = judge_reading(
            reference, contract, reading, empty.business_date, rows, seen.columns
        )
        _check_accounting(judged)
    except UnreadableFileError as error:
        return empty.model_copy(update={"message": str(error)}), None
    except MissingColumnsError as error:
        headings = [one for table in reading.tables for one in table.headings]
        lost = lost_sentence(headings, seen.columns, contract.record_kind)
        return empty.model_copy(update={"message": f"{error}{lost}"}), None
    status: Status = "partial" if judged.refused else "loaded"
    outcome = empty.model_copy(
        update={
            "status": status,
            "message": "；".join(reading.notes),
            "rows_received": judged.rows_received,
            "rows_unchanged": len(judged.unchanged),
            "items_unchanged": sum(rows[one] for one in set(judged.unchanged)),
            "skipped": judged.skipped,
            "refused": judged.refused,
            "columns": judged.profiles,
        }
    )
    return outcome, judged


def _check_places(file_name: str, reading: Reading) -> None:
    """Refuse names of members and sheets that no index of the warehouse could hold."""
    for table in reading.tables:
        if len(table.file_name) > 2 * LONGEST_KEY or len(table.sheet) > LONGEST_KEY:
            raise UnreadableFileError(f"“{file_name}”内的文件名或工作表名过长，请改短后重新报送。")


def _check_accounting(judged: Judged) -> None:
    """See that each row is accounted for once, before the database would refuse the whole night.

    Raises:
        AccountingError: when it is not.
    """
    columns = judged.accepted.select(["file_name", "sheet", "row_number"]).to_pydict()
    told = set(zip(*columns.values(), strict=True))
    told |= {(one.file_name, one.sheet, one.row_number) for one in judged.refused}
    skipped = {(one.file_name, one.sheet, one.row_number) for one in judged.skipped}
    places = len(told | skipped) + len(judged.unchanged)
    counted = len(told) + len(judged.skipped) + len(judged.unchanged)
    if not judged.rows_received == places == counted:
        raise AccountingError(
            f"{judged.rows_received} rows received, {counted} accounted for at {places} places"
        )


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
) -> Judged:
    """Normalise and judge every table of a file; rows that did not change are only counted.

    ``before`` are the columns of the last delivery, by which renamed ones are known again.

    Raises:
        MissingColumnsError: when no column can fill a field that a record cannot do without.
    """
    vocabulary = reference.vocabularies[contract.kind]
    pairs = renamed(reading.tables, before or {}, contract, vocabulary)
    contract = with_remembered(reading.tables, before or {}, contract, vocabulary, pairs)
    parts = [
        _judge_table(reference, contract, table, business_date, known) for table in reading.tables
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
        profiles=profiles_of(reading.tables, columns, contract.record_kind),
        renamed=pairs,
    )


def _hashes(reference: Reference, contract: Contract, table: SourceTable) -> list[str]:
    """Hashes of what the rows say; a 序号 that is no key of the source is no part of that."""
    vocabulary = reference.vocabularies[contract.kind]
    serial = {one for one in table.headings if vocabulary.is_serial(one)} - set(contract.key)
    return row_hashes(table, serial)


def _judge_table(
    reference: Reference,
    contract: Contract,
    table: SourceTable,
    business_date: date,
    known: dict[str, int],
) -> Judged:
    hashes = _hashes(reference, contract, table)
    changed = [place for place, row_hash in enumerate(hashes) if row_hash not in known]
    fresh = replace(
        table,
        rows=[table.rows[place] for place in changed],
        row_numbers=[table.row_numbers[place] for place in changed],
    )
    with timing.stage("normalize"):
        normalized = normalize(
            fresh,
            [hashes[place] for place in changed],
            contract,
            reference.vocabularies[contract.kind],
            reference.units,
            business_date,
        )
    verdicts = _verdicts(normalized, contract, business_date, table.sheet)
    with timing.stage("keys"):
        accepted = _accepted(normalized, verdicts, contract, reference)
    return Judged(
        accepted=accepted,
        refused=tuple(_refusals(contract.source, normalized, verdicts)),
        skipped=tuple(_skipped((*table.skipped, *normalized.skipped))),
        unchanged=tuple(row_hash for row_hash in hashes if row_hash in known),
        rows_received=table.rows_received,
        unknown=tuple(
            Drift(kind=one.kind, column_name=one.column_name, message=one.message)
            for one in normalized.drift
        ),
        columns=tuple(normalized.columns.items()),
    )


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
    """Accepted records with their comparison keys.

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
    return with_keys(records.filter(pa.array(passed, pa.bool_())), contract, reference.units)


def _row_of(record_id: str) -> str:
    return record_id.rpartition("|")[0]


def _refusals(source: str, normalized: Normalized, verdicts: Verdicts) -> Iterator[Refusal]:
    if not verdicts.reasons:
        return
    columns = ("record_id", "file_name", "sheet", "row_number", "part", "row_hash", "raw")
    for row in normalized.records.select(columns).to_pylist():
        reasons = verdicts.reasons.get(row["record_id"])
        if not reasons:
            continue
        identity = stable_id("Q", source, row["row_hash"], str(row["part"]))
        yield Refusal(
            quarantine_id=identity,
            reasons=[
                {"rule": one.rule, "column_name": one.column_name, "message": one.message}
                for one in reasons
            ],
            **{name: row[name] for name in columns if name != "row_hash"},
        )


def _skipped(rows: Sequence[SkippedRow]) -> Iterator[RowOutcome]:
    for row in rows:
        yield RowOutcome(
            file_name=row.file_name,
            sheet=row.sheet,
            row_number=row.row_number,
            reason=row.reason.value,
            words=row.text,
        )
