"""Takes one source's files of a night through landing, reading, normalizing and validating.

Nothing is written to the warehouse here: each file ends as a staged delivery, so that a source
may be taken again at any time.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from zhiben.contracts import Contract
from zhiben.landing import Archived, Arrival, UnsettledError, arrivals, keep
from zhiben.matching import stable_id
from zhiben.normalizing import MissingColumnsError, Profile, profiles_of
from zhiben.orchestration import timing
from zhiben.orchestration.accounts import Accounts
from zhiben.orchestration.delivered import Delivered
from zhiben.orchestration.drift import breaking_drift, drift_of, lost_sentence
from zhiben.orchestration.judging import (
    Judged,
    Terms,
    hashes_of,
    hints_for,
    judge_table,
    terms_of,
)
from zhiben.orchestration.known import KnownFiles, KnownRows
from zhiben.orchestration.outcome import (
    Draft,
    Drift,
    Outcome,
    Status,
    accepted_hashes,
    unchanged_hashes,
)
from zhiben.orchestration.reference import Reference
from zhiben.reading import SourceTable, UnreadableFileError, read_chunks
from zhiben.settings import Settings
from zhiben.warehouse.ledger import Listing, Taken, columns_before, listing, taken
from zhiben.warehouse.schema import LONGEST_KEY

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Seen:
    """What was seen of a source before: its rows, its files, the columns of its last delivery."""

    rows: KnownRows
    files: KnownFiles
    columns: Mapping[str, Profile] | None


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
    untaken: list[OSError] = []
    fresh = list(_fresh(settings, reference, source, night, before, untaken))
    days = Counter([day for day, _, _ in before.files] + [one.business_date for one, _ in fresh])
    ids = []
    for place, (arrival, archived) in enumerate(fresh, 1):
        seen = Seen(known, files, columns)
        with Draft(settings.staging, night) as draft:
            outcome, told = _outcome(reference, contract, arrival, archived, night, seen, draft)
            if told is not None and not known.is_late(outcome.business_date):
                drift = drift_of(told.profiles, columns, told.terms.renamed, told.unknown)
                outcome = outcome.model_copy(update={"drift": drift})
                columns = told.profiles
            elif outcome.status == "unchanged" and contract and days[arrival.business_date] > 1:
                _note_rows(reference, contract, arrival, archived, draft)
            draft.finish(outcome)
        if told is not None and place < len(fresh):
            _learn(settings, known, outcome)
        if outcome.status != "rejected":
            files.add(outcome.business_date, archived.sha256, outcome.file_name)
        ids.append(outcome.delivery_id)
    if untaken:
        raise untaken[0]
    return ids


def _learn(settings: Settings, known: KnownRows, outcome: Outcome) -> None:
    """Remember what a delivery listed, for the files of the source that are still to be taken."""
    known.learn(
        outcome.business_date,
        unchanged_hashes(settings.staging, outcome),
        accepted_hashes(settings.staging, outcome),
        is_full=outcome.is_full,
    )


def _fresh(
    settings: Settings,
    reference: Reference,
    source: str,
    night: date,
    before: Taken,
    untaken: list[OSError],
) -> Iterator[tuple[Arrival, Archived]]:
    """Files no night has taken, archived before anything else touches them.

    One that vanished, or is still being written, waits for the next night; what else keeps one
    from being archived is added to ``untaken`` and stops no other.
    """
    contract = reference.contracts.get(source)
    reading = reference.fingerprint(contract) if contract else ""
    for arrival in arrivals(settings.inbox, source, night):
        if (arrival.business_date or night, arrival.stamp, arrival.file_name) in before.stamps:
            continue
        try:
            archived = keep(settings.archive, arrival.path, arrival.stamp)
        except (FileNotFoundError, UnsettledError) as error:
            log.warning("%s: left to the next night: %s", source, error)
            continue
        except OSError as error:
            untaken.append(error)
            continue
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
    draft: Draft,
) -> tuple[Outcome, Told | None]:
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
    if arrival.is_loose:
        example = f"{min(reference.contracts, default='来源编号')}/{night}"
        message = (
            "文件直接放在了收件箱里，看不出是哪个来源报的，已存档，未读取。"
            f"请放进“来源编号/日期”文件夹（如 {example}）。"
        )
        return empty.model_copy(update={"message": message}), None
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
    return _judged_outcome(reference, contract, arrival, archived, seen, empty, draft)


def _note_rows(
    reference: Reference, contract: Contract, arrival: Arrival, archived: Archived, draft: Draft
) -> None:
    """Note hashes of the rows that a file lists, which is one of several of its day.

    A row of which a part was refused is kept without its hash; the empty one stands for all such.
    """
    for table in _delivered(reference, contract, arrival, archived, draft):
        draft.note_same(hashes_of(reference, contract, table))
    draft.note_same([""])


def _delivered(
    reference: Reference, contract: Contract, arrival: Arrival, archived: Archived, draft: Draft
) -> Delivered:
    chunks = read_chunks(arrival.file_name, archived.path, hints_for(reference, contract))
    return Delivered(chunks, draft.folder)


def _judged_outcome(
    reference: Reference,
    contract: Contract,
    arrival: Arrival,
    archived: Archived,
    seen: Seen,
    empty: Outcome,
    draft: Draft,
) -> tuple[Outcome, Told | None]:
    try:
        with timing.stage("read"):
            delivered = _delivered(reference, contract, arrival, archived, draft)
        _check_places(arrival.file_name, delivered.heads)
    except UnreadableFileError as error:
        return empty.model_copy(update={"message": str(error)}), None
    try:
        told = _judge(reference, contract, delivered, empty.business_date, seen, draft)
    except MissingColumnsError as error:
        draft.withdraw()
        return _without_columns(reference, contract, delivered, seen, empty, error), None
    status: Status = "partial" if told.has_refused else "loaded"
    found = {
        "status": status,
        "message": "；".join(delivered.notes),
        "rows_received": told.rows_received,
        "rows_unchanged": told.rows_unchanged,
        "items_unchanged": told.items_unchanged,
        "columns": told.profiles,
    }
    return empty.model_copy(update=found), told


def _without_columns(
    reference: Reference,
    contract: Contract,
    delivered: Delivered,
    seen: Seen,
    empty: Outcome,
    error: MissingColumnsError,
) -> Outcome:
    """The rejection of a file in which a column that records need is missing."""
    headings = [one for table in delivered.heads for one in table.headings]
    lost = lost_sentence(headings, seen.columns, contract.record_kind)
    drift: tuple[Drift, ...] = ()
    if not seen.rows.is_late(empty.business_date):
        vocabulary = reference.vocabularies[contract.kind]
        drift = breaking_drift(delivered.heads, seen.columns, contract, vocabulary)
    return empty.model_copy(update={"message": f"{error}{lost}", "drift": drift})


@dataclass
class Told:
    """What a file's pieces told together; ``again`` are known rows that came again."""

    terms: Terms
    rows_received: int = 0
    rows_unchanged: int = 0
    has_refused: bool = False
    again: set[str] = field(default_factory=set)
    items_unchanged: int = 0
    named: dict[str, Drift] = field(default_factory=dict)
    columns: dict[str, str | None] = field(default_factory=dict)
    profiles: Mapping[str, Profile] = field(default_factory=dict)

    @property
    def unknown(self) -> tuple[Drift, ...]:
        """Headings that nobody expected."""
        return tuple(self.named.values())

    def add(self, judged: Judged, known: Mapping[str, int]) -> None:
        """Take in the next piece."""
        self.rows_received += judged.rows_received
        self.rows_unchanged += len(judged.unchanged)
        self.has_refused = self.has_refused or bool(judged.refused)
        fresh = set(judged.unchanged) - self.again
        self.items_unchanged += sum(known[one] for one in fresh)
        self.again |= fresh
        self.named |= {one.column_name: one for one in judged.unknown}
        self.columns |= dict(judged.columns)


def _judge(
    reference: Reference,
    contract: Contract,
    delivered: Delivered,
    day: date,
    seen: Seen,
    draft: Draft,
) -> Told:
    """Judge a file piece by piece, each into ``draft`` as soon as it adds up."""
    known = seen.rows.on(day)
    told = Told(terms_of(reference, contract, delivered.heads, seen.columns))
    accounts = Accounts()
    for piece in delivered:
        judged = judge_table(reference, told.terms.contract, piece, day, known)
        accounts.check(piece, judged)
        told.add(judged, known)
        draft.accept(judged.accepted)
        draft.refuse(judged.refused)
        draft.skip(judged.skipped)
        draft.note_same(judged.unchanged)
    told.profiles = profiles_of(delivered.heads, told.columns, contract.record_kind)
    return told


def _check_places(file_name: str, tables: Sequence[SourceTable]) -> None:
    """Refuse names of members and sheets that no index of the warehouse could hold."""
    for table in tables:
        if len(table.file_name) > 2 * LONGEST_KEY or len(table.sheet) > LONGEST_KEY:
            raise UnreadableFileError(f"“{file_name}”内的文件名或工作表名过长，请改短后重新报送。")
