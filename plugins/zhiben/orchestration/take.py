"""Takes one source's files of a night through landing, reading, normalizing and validating.

Nothing is written to the warehouse here: each file ends as a staged delivery, so that a source
may be taken again at any time.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, groupby
from pathlib import Path

from sqlalchemy import Connection

from zhiben.contracts import Contract
from zhiben.landing import Archived, Arrival, UnsettledError, arrivals, keep
from zhiben.matching import stable_id
from zhiben.normalizing import Profile, UnreadableTableError, profiles_of
from zhiben.orchestration import meanings, timing
from zhiben.orchestration.correcting import FileCases
from zhiben.orchestration.delivered import Delivered
from zhiben.orchestration.drift import breaking_drift, drift_of, lost_sentence
from zhiben.orchestration.gates import Gate, Took, returned
from zhiben.orchestration.gathering import Gathered
from zhiben.orchestration.judging import (
    as_read,
    hashes_of,
    hints_for,
    judge_side,
    judge_table,
    serial_headings,
    side_note,
    sides_of,
)
from zhiben.orchestration.known import KnownFiles, KnownRows, SaidToday, parts_of
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
from zhiben.records import HAZARD
from zhiben.settings import Settings
from zhiben.warehouse.cases import Correction, corrections
from zhiben.warehouse.ledger import (
    Listing,
    Taken,
    columns_before,
    listing,
    rows_told_anew,
    taken,
)
from zhiben.warehouse.schema import LONGEST_KEY

log = logging.getLogger(__name__)
_READ = frozenset({"loaded", "partial"})  # of the statuses: those of files whose rows are taken


@dataclass(frozen=True)
class Seen:
    """What is known of a source: rows and files, its last columns, what people put right."""

    rows: KnownRows
    files: KnownFiles
    columns: Mapping[str, Profile] | None
    corrections: Sequence[Correction]


def take_source(
    settings: Settings, reference: Reference, connection: Connection, source: str, night: date
) -> list[str]:
    """Stage every file of ``source`` that no night has taken yet; give back the delivery ids.

    Raises:
        OSError: when the inbox or the archive cannot be used.
        RuleCrashedError: when a rule could not be evaluated.
    """
    before = taken(connection, source)
    untaken: list[OSError] = []
    fresh = list(_fresh(settings, reference, source, night, before, untaken))
    taking = _taking(settings, reference, connection, source, night, before)
    taking.days.update(one.business_date for one, _ in fresh)
    ids: list[str] = []
    for day, files in groupby(fresh, key=lambda pair: pair[0].business_date or night):
        outcomes = taking.take_day(day, list(files))
        ids += (one.delivery_id for one in outcomes)
        if len(ids) < len(fresh):
            taking.learn(day, outcomes)
    if untaken:
        raise untaken[0]
    return ids


def _taking(
    settings: Settings,
    reference: Reference,
    connection: Connection,
    source: str,
    night: date,
    before: Taken,
) -> _Taking:
    contract = reference.contracts.get(source)
    known, gate = KnownRows(Listing(None, {})), None
    if contract is not None:
        known = KnownRows(listing(connection, source, reference.fingerprint(contract)))
        released = frozenset(one.delivery_id for one in before.released)
        gate = Gate(connection, reference, contract, released)
    return _Taking(
        connection=connection,
        staging=settings.staging,
        reference=reference,
        contract=contract,
        night=night,
        seen=Seen(
            rows=known,
            files=KnownFiles(set(before.files)),
            columns=columns_before(connection, source),
            corrections=corrections(connection, source),
        ),
        gate=gate,
        days=Counter(day for day, _, _ in before.files),
    )


@dataclass
class _Taking:
    """A source being taken: what was seen of it so far, and the gate its days must pass."""

    connection: Connection
    staging: Path
    reference: Reference
    contract: Contract | None
    night: date
    seen: Seen
    gate: Gate | None
    days: Counter[date | None]

    def take_day(self, day: date, files: Sequence[tuple[Arrival, Archived]]) -> list[Outcome]:
        """Stage all files of a day; nothing of what is held is remembered."""
        columns = self.seen.columns
        self.seen.files.begin(archived.sha256 for _, archived in files)
        with ExitStack() as drafts:
            took: list[Took] = []
            today: list[SaidToday] = []
            for arrival, archived in files:
                draft = drafts.enter_context(Draft(self.staging, self.night))
                took.append(self._take(arrival, archived, draft, today))
                if len(files) > 1:
                    today.append(self._said(took[-1]))
            took = _with_replaced(took, today)
            if self.gate is not None:
                took = self.gate.settle(day, took)
            for one in took:
                if one.outcome.status == "held":
                    self.seen = replace(self.seen, columns=columns)
                    self.seen.files.forget(day, one.outcome.sha256, one.outcome.file_name)
                    one.draft.withdraw()
                elif one.outcome.kind == HAZARD.name and one.outcome.status in _READ:
                    meanings.read_ahead(self.reference.wording, self.connection, one.draft)
                one.draft.finish(one.outcome)
        return [one.outcome for one in took]

    def learn(self, day: date, outcomes: Sequence[Outcome]) -> None:
        """Remember the rows of a day's files, for those that are still to be taken.

        Where a later file changed some and repeated none, it is not known which: all are judged.
        """
        told = [one for one in outcomes if one.status in _READ]
        last = [one for one in told if one.replaced_by is None]
        accepted = [accepted_hashes(self.staging, one) for one in last]
        for one, fresh in zip(last, accepted, strict=True):
            if any(accepted[1:]):
                self.seen.rows.learn(day, (), (), is_full=one.is_full)
            else:
                unchanged = unchanged_hashes(self.staging, one)
                self.seen.rows.learn(day, unchanged, fresh, is_full=one.is_full)

    def _said(self, took: Took) -> SaidToday:
        """What a file said, for the others of its day."""
        texts = ("text_key",) if took.outcome.kind == HAZARD.name else ()
        names = ("row_hash", "part", "source_key", *texts)
        told = [one for piece in took.draft.accepted_pieces(names) for one in piece.to_pylist()]
        accepted = parts_of(each for each, _ in {(one["row_hash"], one["part"]) for one in told})
        refused = (one.row_hash for one in took.outcome.refused)
        keys, words = (
            {str(one[name]) for one in told if one.get(name)} for name in ("source_key", "text_key")
        )
        return SaidToday(
            outcome=took.outcome,
            listed=frozenset(filter(None, (*accepted, *took.draft.unchanged(), *refused))),
            accepted=accepted,
            anew=rows_told_anew(self.connection, took.outcome.source, keys, words),
        )

    def _take(
        self, arrival: Arrival, archived: Archived, draft: Draft, today: Sequence[SaidToday]
    ) -> Took:
        reference, contract, seen = self.reference, self.contract, self.seen
        file = _File(reference, contract, arrival, archived, seen, draft, today)
        outcome, judged = _outcome(file, self.night)
        if outcome.status == "unchanged" and contract and self.days[arrival.business_date] > 1:
            _list_rows(file, contract)
            now = self._said(Took(outcome, draft))
            if any(one.accepted and one.is_replaced_by(now) for one in today):
                draft.withdraw()
                nothing_known = outcome.model_copy(update={"status": "rejected", "message": ""})
                outcome, judged = _judged_outcome(file, contract, nothing_known)
        if judged is not None and not seen.rows.is_late(outcome.business_date):
            drift = drift_of(judged.profiles, seen.columns, judged.renamed, judged.unknown)
            outcome = outcome.model_copy(update={"drift": drift})
            self.seen = replace(seen, columns=judged.profiles)
        if outcome.status != "rejected":
            seen.files.add(outcome.business_date, archived.sha256, outcome.file_name)
        return Took(outcome, draft, judged)


@dataclass(frozen=True)
class _File:
    """A file being taken, and what it is taken with."""

    reference: Reference
    contract: Contract | None
    arrival: Arrival
    archived: Archived
    seen: Seen
    draft: Draft
    today: Sequence[SaidToday] = ()

    def read(self, contract: Contract) -> Delivered:
        """Its tables, read to the end.

        Raises:
            UnreadableFileError: it is no ledger.
        """
        hints = hints_for(self.reference, contract)
        chunks = read_chunks(self.arrival.file_name, self.archived.path, hints)
        return Delivered(chunks, self.draft.folder)


def _with_replaced(took: Sequence[Took], today: Sequence[SaidToday]) -> list[Took]:
    """Files of a day, with what is the whole ledger once more named by those it replaces."""
    by: dict[str, SaidToday] = {}
    for earlier, later in combinations(today, 2):
        if later.outcome.status in _READ and earlier.is_replaced_by(later):
            by[earlier.outcome.delivery_id] = later
    return [
        replace(one, outcome=_replaced(one.outcome, by[one.outcome.delivery_id].outcome))
        if one.outcome.delivery_id in by
        else one
        for one in took
    ]


def _replaced(outcome: Outcome, later: Outcome) -> Outcome:
    words = f"同日又报送了“{later.file_name}”，与本文件大半相同，以后报的为准。"
    message = "；".join(filter(None, (outcome.message.removesuffix("。"), words)))
    return outcome.model_copy(update={"message": message, "replaced_by": later.delivery_id})


def _fresh(
    settings: Settings,
    reference: Reference,
    source: str,
    night: date,
    before: Taken,
    untaken: list[OSError],
) -> Iterator[tuple[Arrival, Archived]]:
    """Files no night has taken, archived before anything else touches them.

    Those of a day are in the order in which they were last changed, so that a correction comes
    after what it corrects.

    Held ones of its date or before that were let through are among them, whether or not they still
    lie in the inbox. One that vanished, or is still being written, waits for the next night; what
    else keeps one from being archived, or a folder from being listed, is added to ``untaken`` and
    stops no other.
    """
    due = [one for one in before.released if one.business_date <= night]
    found = {_delivery_id(*pair): pair for pair in returned(settings.archive, due)}
    found |= dict(_lying(settings, reference, source, night, before, untaken))
    yield from sorted(
        found.values(),
        key=lambda pair: (
            *(pair[0].business_date or night, pair[0].folder),
            *(pair[0].changed_at, pair[0].file_name),
        ),
    )


def _lying(
    settings: Settings,
    reference: Reference,
    source: str,
    night: date,
    before: Taken,
    untaken: list[OSError],
) -> Iterator[tuple[str, tuple[Arrival, Archived]]]:
    contract = reference.contracts.get(source)
    reading = reference.fingerprint(contract) if contract else ""
    released = {one.delivery_id for one in before.released}
    for arrival in arrivals(settings.inbox, source, night, untaken):
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
        delivery_id = _delivery_id(arrival, archived)
        refused_before = before.refused.get(delivery_id)
        is_known = refused_before is not None and refused_before == reading
        if name in before.files or delivery_id in before.superseded:
            continue
        if is_known and delivery_id not in released:
            continue
        yield delivery_id, (arrival, archived)


def _delivery_id(arrival: Arrival, archived: Archived) -> str:
    return stable_id("D", arrival.source, arrival.folder, archived.sha256, arrival.file_name)


def _outcome(file: _File, night: date) -> tuple[Outcome, Gathered | None]:
    reference, contract, arrival, archived = (
        *(file.reference, file.contract),
        *(file.arrival, file.archived),
    )
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
        "kind": contract.kind,
        "is_full": contract.delivery.mode == "full",
        "authority": contract.weight,
        "verifies": contract.verifies,
        "grace_days": contract.grace_days,
    }
    empty = empty.model_copy(update=terms)
    repeated = file.seen.files.repeated(empty.business_date, archived.sha256, is_full=empty.is_full)
    if repeated is not None:
        day, name = repeated
        message = f"与{day.isoformat()}报送的“{name}”内容完全相同，没有变化。"
        return empty.model_copy(update={"status": "unchanged", "message": message}), None
    return _judged_outcome(file, contract, empty)


def _list_rows(file: _File, contract: Contract) -> None:
    """Note hashes of the rows that a file lists, which is one of several of its day.

    A row of which a part was refused is kept without its hash; the empty one stands for all such.
    """
    with file.read(contract) as delivered:
        for table in delivered:
            file.draft.list_unchanged(hashes_of(file.reference, contract, table))
    file.draft.list_unchanged([""])


def _judged_outcome(
    file: _File, contract: Contract, empty: Outcome
) -> tuple[Outcome, Gathered | None]:
    try:
        with timing.stage("read"):
            delivered = file.read(contract)
    except UnreadableFileError as error:
        return empty.model_copy(update={"message": str(error)}), None
    with delivered:
        try:
            _check_places(file.arrival.file_name, delivered.heads)
            judged = _judge(file, contract, delivered, empty.business_date)
        except UnreadableFileError as error:
            return empty.model_copy(update={"message": str(error)}), None
        except UnreadableTableError as error:
            file.draft.withdraw()
            return _without_columns(file, contract, delivered, empty, str(error)), None
    status: Status = "partial" if judged.refused else "loaded"
    outcome = empty.model_copy(
        update={
            "status": status,
            "message": "；".join((*delivered.notes, *judged.notes)),
            "rows_received": judged.rows_received,
            "rows_unchanged": judged.rows_unchanged,
            "items_unchanged": judged.items_unchanged,
            "skipped": tuple(judged.skipped),
            "refused": tuple(judged.refused),
            "columns": judged.profiles,
            "serial": tuple(sorted(serial_headings(file.reference, contract, judged.profiles))),
        }
    )
    return outcome, judged


def _judge(file: _File, contract: Contract, delivered: Delivered, day: date) -> Gathered:
    """Judge a file piece by piece, each into the draft as soon as it adds up."""
    reference, seen = file.reference, file.seen
    known = seen.rows.on(day, file.today)
    sides = sides_of(reference, contract, delivered.heads, seen.columns or {})
    heads = [head for place, head in enumerate(delivered.heads) if place not in sides]
    own, pairs = as_read(reference, contract, heads, seen.columns or {})
    cases = FileCases(contract.source, seen.corrections)
    judged = Gathered(file.draft, known, pairs)
    place = -1
    for piece in delivered:
        place += not piece.is_continued
        if place in sides:
            judged.add(piece, judge_side(reference, own, piece, day))
        else:
            judged.add(piece, judge_table(reference, own, piece, day, known, cases))
    judged.profiles = profiles_of(heads, judged.columns, contract.record_kind)
    judged.notes = tuple(side_note(delivered.heads[one], lacks) for one, lacks in sides.items())
    return judged


def _without_columns(
    file: _File, contract: Contract, delivered: Delivered, empty: Outcome, told: str
) -> Outcome:
    """The rejection of a file in which a column that records need is missing."""
    seen, heads = file.seen, delivered.heads
    headings = [one for table in heads for one in table.headings]
    lost = lost_sentence(headings, seen.columns, contract.record_kind)
    drift: tuple[Drift, ...] = ()
    if not seen.rows.is_late(empty.business_date):
        vocabulary = file.reference.vocabularies[contract.kind]
        drift = breaking_drift(heads, seen.columns, contract, vocabulary)
    return empty.model_copy(update={"message": f"{told}{lost}", "drift": drift})


def _check_places(file_name: str, tables: Sequence[SourceTable]) -> None:
    """Refuse names of members and sheets that no index of the warehouse could hold."""
    for table in tables:
        if len(table.file_name) > 2 * LONGEST_KEY or len(table.sheet) > LONGEST_KEY:
            raise UnreadableFileError(f"“{file_name}”内的文件名或工作表名过长，请改短后重新报送。")
