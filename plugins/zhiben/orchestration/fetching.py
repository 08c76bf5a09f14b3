"""Lets each source's transport fill the inbox before the source is taken.

A task holds many sources, so one host's trouble is not left to the task's retries, which would
take all its sources again: each source is tried a few times here, in a thread of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from pathlib import Path

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from zhiben.contracts import Contract
from zhiben.landing.transports import CutOffError, TransportError, fetch
from zhiben.settings import Settings
from zhiben.whole import write_whole

log = logging.getLogger(__name__)
ATTEMPTS = 3
LONGEST_WAIT_SECONDS = 20.0
AT_ONCE = 4  # sources that are fetched side by side: the time goes into waiting


def fetch_sources(
    settings: Settings, contracts: Iterable[Contract], night: date
) -> dict[str, str | None]:
    """Fetch what came for each source; give back its trouble in words, None where there was none.

    What did arrive is in the inbox, also for a source in trouble.
    """
    afar = [one for one in contracts if one.transport.kind != "inbox"]
    if not afar:
        return {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        futures = {one.source: pool.submit(_fetch_patiently, settings, one, night) for one in afar}
    troubles = {source: _trouble(source, future) for source, future in futures.items()}
    for source, trouble in troubles.items():
        note_sight(settings, source, night, is_seen=not trouble)
    return troubles


def note_sight(settings: Settings, source: str, night: date, *, is_seen: bool) -> None:
    """Note whether all that ``source`` sent for ``night`` could be looked at."""
    others = unseen_nights(settings, source) - {night}
    _write_unseen(settings, source, others if is_seen else others | {night})


def unseen_nights(settings: Settings, source: str) -> set[date]:
    """Nights on which the source could not be fetched or listed: nobody knows what it owes then.

    What was sent by then is taken by a later night, which tells what is missing.
    """
    path = _unseen(settings, source)
    lines = path.read_text("ascii").split() if path.exists() else []
    return {date.fromisoformat(line) for line in lines}


def forget_unseen(settings: Settings, source: str, until: date) -> None:
    """Forget the nights of ``source`` up to ``until`` that were unseen: it was looked at since."""
    later = {night for night in unseen_nights(settings, source) if night > until}
    _write_unseen(settings, source, later)


def _write_unseen(settings: Settings, source: str, nights: set[date]) -> None:
    path = _unseen(settings, source)
    if nights:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, "\n".join(sorted(map(str, nights))).encode())
    else:
        path.unlink(missing_ok=True)


def _unseen(settings: Settings, source: str) -> Path:
    return settings.transports / f"{source}.unseen"


def _fetch_patiently(settings: Settings, contract: Contract, night: date) -> int:
    """Fetch; a cut line is tried again, what a person must mend is not."""
    patiently = Retrying(
        retry=retry_if_exception_type(CutOffError),
        stop=stop_after_attempt(ATTEMPTS),
        wait=wait_random_exponential(multiplier=2, max=LONGEST_WAIT_SECONDS),
        before_sleep=lambda state: log.warning(
            "%s: tried %s times", contract.source, state.attempt_number
        ),
        reraise=True,
    )
    return patiently(fetch, settings.inbox, settings.transports, contract, night)


def _trouble(source: str, future: Future[int]) -> str | None:
    trouble = future.exception()
    if trouble is None:
        log.info("%s: %s files fetched", source, future.result())
        return None
    if isinstance(trouble, TransportError):  # its sentence is all, and holds no password
        log.error("%s: %s", source, trouble)
        return str(trouble)
    log.error("%s could not be fetched", source, exc_info=trouble)
    return f"{type(trouble).__name__}: {trouble}"
