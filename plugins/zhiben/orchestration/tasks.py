"""What the DAGs' tasks do: each function is one task, and may be run again at any time.

Each task is a process of its own, so each function imports the rooms it walks through itself.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhiben.errors import ZhibenError
from zhiben.settings import load_settings
from zhiben.warehouse.connection import connect

if TYPE_CHECKING:
    from airflow.sdk.types import DagRunProtocol as DagRun

    from zhiben.reporting import Week

log = logging.getLogger(__name__)
TASK_BYTES = 500_000  # less than this is not worth a process of its own


def business_date(partition_key: str | None, params: Mapping[str, Any]) -> str:
    """The night's business date: the run's partition, else its param, never the clock.

    Raises:
        ZhibenError: when neither names a date.
    """
    value = params.get("business_date") or partition_key
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError as error:
        raise ZhibenError(
            f"The run names no business date (got {value!r}).",
            "Set the param business_date to a date like 2026-03-05.",
        ) from error


def plan_night(run: DagRun, params: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Let through what the run releases; the night's sources in batches, each with its date.

    Raises:
        ZhibenError: when the run names no date or one that cannot be meant, an unknown source, or
            what is not held.
    """
    from zhiben.orchestration.asked import check_night

    day = business_date(run.partition_key, params)
    check_night(load_settings(), date.fromisoformat(day))
    release_held(params["release"], run.triggering_user_name, params["release_why"])
    return plan_batches(day, params["sources"], params["batches"])


def release_held(ids: Iterable[str], by: str | None, why: str | None) -> list[str]:
    """Let held deliveries through before the night takes them; give back all that were.

    Raises:
        ZhibenError: when one is not held, or nobody says why.
    """
    from zhiben.orchestration import gates

    done: list[str] = []
    with connect(load_settings()).begin() as connection:
        for one in ids:
            done += gates.release(connection, one, by or "", why or "", datetime.now(UTC))[1]
    return done


def plan_batches(night: str, wanted: Iterable[str], batches: int | None) -> list[dict[str, Any]]:
    """Sources to take tonight, in at most ``batches`` tasks (None: one a processor).

    Few tasks, since each is a new process that imports the world; an outcome a source inside
    them, so that one bad source stops no other. Folders no contract knows are taken too.

    Raises:
        ZhibenError: when a wanted source has neither contract nor folder.
    """
    from zhiben.campaign.sources import note_promises
    from zhiben.landing import sources_present
    from zhiben.orchestration.campaign import sync_campaign
    from zhiben.orchestration.reference import present_reference
    from zhiben.warehouse.remasking import mask_again

    wanted = list(wanted)
    settings = load_settings()
    reference = present_reference(settings)
    day = date.fromisoformat(night)
    faulty = {fault.source for fault in reference.faults}
    with connect(settings).begin() as connection:
        mask_again(connection)
        sync_campaign(connection, settings, reference)
        note_promises(connection, reference.contracts, day, faulty)
    known = {*reference.contracts, *faulty, *sources_present(settings.inbox)}
    chosen = sorted(known & set(wanted) if wanted else known)
    unknown = sorted(set(wanted) - known)
    if unknown:
        raise ZhibenError(f"No contract and no inbox folder for {', '.join(unknown)}.")
    most = batches or os.cpu_count() or 1
    sizes = {source: _bytes_of(settings.inbox, day, source) for source in chosen}
    return [{"night": night, "sources": batch} for batch in balanced(sizes, most)]


def balanced(sizes: Mapping[str, int], batches: int) -> list[list[str]]:
    """Sources in lists of about the same number of bytes; a task more for each ``TASK_BYTES``.

    There is always one list, empty where there are no sources.
    """
    worth = 1 + sum(sizes.values()) // TASK_BYTES
    heaps: list[list[str]] = [[] for _ in range(max(1, min(batches, worth, len(sizes))))]
    loads = [0] * len(heaps)
    for source in sorted(sizes, key=lambda one: (-sizes[one], one)):
        lightest = loads.index(min(loads))
        heaps[lightest].append(source)
        loads[lightest] += sizes[source] + 1
    return [sorted(heap) for heap in heaps]


def _bytes_of(inbox: Path, night: date, source: str) -> int:
    """Bytes that came for the night itself; what came late is mostly known, and costs little."""
    from zhiben.landing import arrivals

    found = arrivals(inbox, source, night)
    return sum(one.size for one in found if one.business_date == night)


def take_batch(sources: list[str], night: str) -> dict[str, str | None]:
    """Take each source; give back its trouble in words, None where there was none.

    What a night that died left of them is forgotten, and what lies elsewhere fetched first. Each
    runs in a future of its own, whose failure is data here and stops no other source; one that
    could not be fetched is taken as far as it came.
    """
    from zhiben.orchestration.fetching import fetch_sources, note_sight
    from zhiben.orchestration.outcome import unstage
    from zhiben.orchestration.reference import load_reference
    from zhiben.orchestration.take import take_source

    settings = load_settings()
    reference = load_reference(settings)
    faults = {fault.source: fault.message for fault in reference.faults}
    engine = connect(settings)
    day = date.fromisoformat(night)
    contracts = (reference.contracts[one] for one in sources if one in reference.contracts)
    unfetched = fetch_sources(settings, contracts, day)
    unstage(settings.staging, day, sources)
    troubles: dict[str, str | None] = {}
    for source in sources:
        if source in faults:
            troubles[source] = faults[source]
            continue
        with ThreadPoolExecutor(1) as pool, engine.connect() as connection:
            future = pool.submit(take_source, settings, reference, connection, source, day)
            trouble = future.exception()
        if trouble is not None:
            log.error("%s failed", source, exc_info=trouble)
        is_seen = not isinstance(trouble, OSError)
        if source in reference.contracts and not (is_seen and source in unfetched):
            note_sight(settings, source, day, is_seen=is_seen)
        words = [unfetched.get(source), f"{type(trouble).__name__}: {trouble}" if trouble else None]
        troubles[source] = "\n".join(filter(None, words)) or None
        log.info("%s: %s", source, troubles[source] or "taken")
    return troubles


def load_night(night: str, wanted: Iterable[str]) -> dict[str, int]:
    """Link and load all that was taken for ``night``, and note what did not come.

    Of a source that could not be fetched or listed nobody knows what it sent: its failure is told,
    and what is missing only once it was.
    """
    from zhiben.orchestration import expected, load
    from zhiben.orchestration.fetching import forget_unseen, unseen_nights
    from zhiben.orchestration.reference import load_reference

    settings = load_settings()
    reference = load_reference(settings)
    day = date.fromisoformat(night)
    chosen = [
        contract
        for source, contract in sorted(reference.contracts.items())
        if not wanted or source in set(wanted)
    ]
    unseen = {one.source: unseen_nights(settings, one.source) for one in chosen}
    seen = [one for one in chosen if day not in unseen[one.source]]
    owed = [(one, due) for one in seen for due in sorted(unseen[one.source] | {day}) if due <= day]
    with connect(settings).begin() as connection:
        loaded = load.load_night(settings, connection, day)
        lying = partial(_days_lying, settings.inbox, day)
        missing = expected.note_missing(connection, owed, day, lying)
    for contract in seen:
        forget_unseen(settings, contract.source, day)
    load.clear_staging(settings, day)
    return {
        "deliveries": loaded.deliveries,
        "records": loaded.records,
        "missing": missing,
        **loaded.relations,
    }


def _days_lying(inbox: Path, night: date, source: str) -> list[date]:
    from zhiben.landing import arrivals

    found = arrivals(inbox, source, night)
    return [one.business_date for one in found if one.business_date is not None]


def write_receipts(night: str, wanted: Iterable[str]) -> dict[str, str | None]:
    """Write every clerk's receipt of what is loaded; each source's trouble, None where none was.

    All of it is read from the warehouse and the archive, so that it can be written again.
    """
    from zhiben.orchestration import receipts
    from zhiben.orchestration.reference import load_reference

    settings = load_settings()
    reference = load_reference(settings)
    with connect(settings).connect() as connection:
        return receipts.write_receipts(
            settings, reference, connection, date.fromisoformat(night), wanted
        )


def write_quality(night: str) -> str:
    """Write the Data Docs of a night from its stored results; give back their folder."""
    from zhiben.reporting.quality import judged_suites, write_data_docs

    settings = load_settings()
    day = date.fromisoformat(night)
    with connect(settings).connect() as connection:
        suites = list(judged_suites(connection, day))
    return str(write_data_docs(settings.data_docs / night, day, suites))


def check_sources(
    troubles: Iterable[Mapping[str, str | None]],
    batches: Iterable[Mapping[str, Any]],
    unwritten: Mapping[str, str | None] | None = None,
) -> None:
    """Fail visibly where a source could not be worked on, or its receipt not be written.

    Raises:
        ZhibenError: naming each such source and why.
    """
    known = {source: trouble for one in troubles for source, trouble in one.items()}
    failed = [f"{source}: {trouble}" for source, trouble in sorted(known.items()) if trouble]
    lost = sorted({source for batch in batches for source in batch["sources"]} - set(known))
    failed += [f"{source}: its task died" for source in lost]
    failed += [f"{one}: no receipt: {why}" for one, why in (unwritten or {}).items() if why]
    if failed:
        raise ZhibenError("Sources that could not be worked on:\n" + "\n".join(failed))


def audit_night(night: str) -> list[str]:
    """Check what was built aside; give back the warnings.

    Raises:
        ZhibenError: when a check that must hold does not, or the night lies too far ahead to be
            meant; nothing is published then.
    """
    from zhiben.orchestration.asked import check_night
    from zhiben.warehouse.audit import audit

    settings = load_settings()
    day = date.fromisoformat(night)
    check_night(settings, day)
    with connect(settings).connect() as connection:
        return audit(connection, settings.sql, day)


def replay_quarantine(
    params: Mapping[str, Any], user: str | None
) -> tuple[dict[str, Any], list[str]]:
    """Replay what a run's params ask for; what came of it, and the nights to publish again.

    Raises:
        ZhibenError: when the workbook lies outside the home, or cannot be read.
    """
    from zhiben.orchestration import quarantine

    settings = load_settings()
    by = params["by"] or user or "airflow"
    dry_run, sources = params["dry_run"], params["sources"]
    if params["workbook"]:
        file = _inside(settings.home / "replays", params["workbook"])
        told = quarantine.replay_workbook(settings, file, by, sources=sources, dry_run=dry_run)
    else:
        told = quarantine.replay_open(
            settings, by, sources=sources, ids=params["ids"], dry_run=dry_run
        )
    for words in told.sentences():
        log.info("%s", words)
    log.info("%s%s", "dry run: " if dry_run else "", dict(told.counts))
    return told.as_data(), [] if dry_run else list(told.outdated)


def _inside(folder: Path, name: str) -> Path:
    """The file called ``name`` in ``folder``, and nowhere else, whatever links lie there."""
    file = (folder / name).resolve()
    if not file.is_relative_to(folder.resolve()):
        raise ZhibenError(f"{name!r} lies outside {folder}.", f"Put the workbook into {folder}.")
    return file


def write_week(partition_key: str | None, label: str | None, reissue: str | None = None) -> str:
    """Write summary and briefs of the week called ``label``, else of the partition's week.

    ``reissue`` says why a further edition is to correct the one that was issued. Gives back the
    edition's folder.

    Raises:
        ZhibenError: when no week is named, no night of it is published, or nothing was issued that
            could be corrected.
    """
    from zhiben.orchestration.weekly import write

    settings = load_settings()
    week = _week_of(partition_key, label)
    return str(write(settings, week, (reissue or "").strip()).folder(settings.reports))


def _week_of(partition_key: str | None, label: str | None) -> Week:
    from zhiben.reporting import Week

    if not label and not partition_key:
        raise ZhibenError("The run names no week.", "Set the param week to one like 2026-W13.")
    return Week.parse(label) if label else Week.of(date.fromisoformat(str(partition_key)[:10]))


def propose_week(folder: str, partition_key: str | None, label: str | None) -> dict[str, str]:
    """What a person is asked of the summary in ``folder``: whether it may be issued and sent."""
    from zhiben.orchestration.approval import propose

    week = _week_of(partition_key, label)
    return propose(load_settings(), Path(folder), week)


def issue_week(proposal: Mapping[str, str]) -> list[dict[str, str]]:
    """Issue what was approved; a ticket for each letter that is to go."""
    from zhiben.orchestration import sending

    return sending.issue_week(load_settings(), proposal, datetime.now(UTC))


def send_letter(ticket: Mapping[str, str]) -> str:
    """Send one recipient's letter, once."""
    from zhiben.orchestration import sending

    return sending.send_letter(load_settings(), ticket)


def send_receipts(night: str, params: Mapping[str, Any]) -> dict[str, int]:
    """Send the clerks their receipts of ``night``, each once, unless the run is not to."""
    from zhiben.orchestration import sending

    if not params["send_receipts"]:
        return {}
    return sending.send_receipts(load_settings(), night, params["sources"])
