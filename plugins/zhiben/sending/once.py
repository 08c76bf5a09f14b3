"""Sends a letter once, whatever dies in between.

The ledger knows a sending as claimed from right before it can arrive until its answer is noted. One
that is found claimed may have arrived, and is never sent again but by a person's word
(docs/decisions/0035).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Engine

from zhiben.sending.outcome import DeferredError, RefusedError, ShutOutError, UnclearError
from zhiben.warehouse.sendings import Known, Sending, Standing, claim, known, note_silence, settle

log = logging.getLogger(__name__)
Carry = Callable[[Callable[[], None]], str]


def send_once(
    engine: Engine, sending: Sending, carry: Carry, message_id: str | None = None
) -> Standing:
    """Send by ``carry`` unless it was sent or refused before; give back how it stands.

    ``carry`` calls what it is given right before the letter can arrive.

    Raises:
        UnclearError: when nobody knows whether it arrived, now or at an earlier try.
        DeferredError: when it did not, and may the next time.
        ShutOutError: when the connection has to be mended first.
    """
    before = known(engine, sending.sending_id)
    if before is not None and before.standing is not Standing.DEFERRED:
        return _as_before(sending, before)
    this = _Try(engine, sending, message_id)
    try:
        answer = carry(this.claim)
    except RefusedError as refusal:
        return this.settle(Standing.REFUSED, refusal.message)
    except (DeferredError, ShutOutError) as trouble:
        this.settle(Standing.DEFERRED, trouble.message)
        raise
    except UnclearError as silence:
        note_silence(engine, sending, silence.message, this.claimed_at)
        raise _doubt(sending, silence.message) from silence
    return this.settle(Standing.SENT, answer)


class _Try:
    """One try to send: it may claim the sending, and settles only what it claimed itself."""

    def __init__(self, engine: Engine, sending: Sending, message_id: str | None) -> None:
        self._engine, self._sending, self._message_id = engine, sending, message_id
        self.claimed_at: datetime | None = None

    def claim(self) -> None:
        """Take the sending.

        Raises:
            UnclearError: when another process has it.
        """
        now = datetime.now(UTC)
        if not claim(self._engine, self._sending, self._message_id, now):
            raise UnclearError("Another process has begun to send it.")
        self.claimed_at = now

    def settle(self, standing: Standing, answer: str) -> Standing:
        """Note how it ended."""
        now = datetime.now(UTC)
        settle(self._engine, self._sending, standing, answer, now, self.claimed_at)
        log.info("%s: %s: %s", self._sending.sending_id, standing, answer)
        return standing


def _as_before(sending: Sending, before: Known) -> Standing:
    if before.standing is Standing.CLAIMED:
        raise _doubt(sending, before.answer or "The process ended before an answer came.")
    log.info("%s: %s at %s", sending.sending_id, before.standing, before.settled_at)
    return before.standing


def _doubt(sending: Sending, why: str) -> UnclearError:
    one = sending.sending_id
    return UnclearError(
        f"Nobody knows whether sending {one} ({sending.report} {sending.about} by "
        f"{sending.channel}) arrived, so it is not repeated. {why}",
        f"Ask its recipient, then: zhiben sendings again {one} --by NAME --why TEXT, or, where "
        f"it arrived: zhiben sendings confirm {one} --by NAME --why TEXT",
    )
