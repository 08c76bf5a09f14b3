"""The ledger of sendings: claimed before a letter leaves, settled by what the other side said.

Each step is a transaction of its own, so that a process that dies leaves what it last knew.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from zhiben.errors import ZhibenError
from zhiben.masking import mask_text
from zhiben.warehouse.sendings_schema import approvals, sendings

LONGEST = 2000  # characters kept of an answer


class Standing(StrEnum):
    """How a sending stands."""

    DEFERRED = "deferred"  # it did not arrive and is tried again
    CLAIMED = "claimed"  # its last byte may have left, and nobody answered
    SENT = "sent"
    REFUSED = "refused"


@dataclass(frozen=True)
class Sending:
    """A letter to one recipient: the same report in the same edition is the same sending.

    ``about`` is the ISO week or the night; ``county_code`` says whose it is.
    """

    report: str
    about: str
    edition: str
    county_code: str
    channel: str
    recipient: str
    sent_to: str
    source: str | None = None

    @property
    def sending_id(self) -> str:
        """Its id, and what its Message-ID is made of: the same at every try."""
        parts = (self.report, self.about, self.edition, self.county_code, self.source or "",
                 self.channel, self.sent_to)  # fmt: skip
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


@dataclass(frozen=True)
class Known:
    """What the ledger knows of a sending."""

    standing: Standing
    answer: str
    claimed_at: datetime | None
    settled_at: datetime | None


@dataclass(frozen=True)
class Approval:
    """What was answered to the question whether a draft may be issued; by nobody: by default."""

    run_id: str
    asked: int
    week: str
    digest: str
    decision: str
    decided_by: str | None
    decided_at: datetime


def known(engine: Engine, sending_id: str) -> Known | None:
    """How a sending stands; None where it was never tried."""
    query = select(
        sendings.c.status, sendings.c.answer, sendings.c.claimed_at, sendings.c.settled_at
    ).where(sendings.c.sending_id == sending_id)
    with engine.connect() as connection:
        row = connection.execute(query).one_or_none()
    return Known(Standing(row[0]), *row[1:]) if row else None


def deferred(engine: Engine, report: str, before: str) -> set[tuple[str, str]]:
    """Of what night or week, and which, sendings of ``report`` did not arrive ``before`` it."""
    query = select(sendings.c.about, sendings.c.sending_id).where(
        sendings.c.report == report,
        sendings.c.status == Standing.DEFERRED,
        sendings.c.about < before,
    )
    with engine.connect() as connection:
        return {(about, one) for about, one in connection.execute(query)}


def claim(engine: Engine, sending: Sending, message_id: str | None, at: datetime) -> bool:
    """Take the sending, so that nobody else sends it; False where somebody has it already."""
    taken = _values(sending) | {
        "status": Standing.CLAIMED,
        "message_id": message_id,
        "claimed_at": at,
        "settled_at": None,
        "answer": "",
    }
    is_free = sendings.c.status == Standing.DEFERRED
    statement = (
        upsert(sendings)
        .values(taken)
        .on_conflict_do_update(index_elements=[sendings.c.sending_id], set_=taken, where=is_free)
        .returning(sendings.c.sending_id)
    )
    with engine.begin() as connection:
        return connection.execute(statement).one_or_none() is not None


def settle(
    engine: Engine,
    sending: Sending,
    standing: Standing,
    answer: str,
    at: datetime,
    claimed_at: datetime | None,
) -> None:
    """Note what the other side answered to the try that claimed the sending at ``claimed_at``.

    One that ended before it claimed anything changes nothing that another try did meanwhile.
    People in the answer are hidden.
    """
    told = {"status": standing, "answer": mask_text(answer)[:LONGEST], "settled_at": at}
    statement = upsert(sendings).values(_values(sending) | told)
    statement = statement.on_conflict_do_update(
        index_elements=[sendings.c.sending_id], set_=told, where=_is_at(claimed_at)
    )
    with engine.begin() as connection:
        connection.execute(statement)


def note_silence(engine: Engine, sending: Sending, words: str, claimed_at: datetime | None) -> None:
    """Note why nobody knows whether a claimed sending arrived; it stays claimed."""
    statement = update(sendings).where(
        sendings.c.sending_id == sending.sending_id, _is_at(claimed_at)
    )
    with engine.begin() as connection:
        connection.execute(statement.values(answer=mask_text(words)[:LONGEST]))


def _is_at(claimed_at: datetime | None) -> ColumnElement[bool]:
    """Whether a sending stands as the try left it that claimed it then; None: claimed nothing."""
    if claimed_at is None:
        return sendings.c.status == Standing.DEFERRED
    return and_(sendings.c.status == Standing.CLAIMED, sendings.c.claimed_at == claimed_at)


def decide(
    connection: Connection, sending_id: str, standing: Standing, by: str, why: str, at: datetime
) -> dict[str, Any]:
    """Settle by a person's word a sending that did not end well; give it back.

    Raises:
        ZhibenError: when there is none, it was sent, or nobody says who and why.
    """
    if not (by.strip() and why.strip()):
        raise ZhibenError("A decision needs a name and a reason.", "Use --by and --why.")
    statement = (
        update(sendings)
        .where(sendings.c.sending_id == sending_id, sendings.c.status != Standing.SENT)
        .values(status=standing, decided_by=by, why=mask_text(why), settled_at=at)
        .returning(sendings)
    )
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        raise ZhibenError(
            f"There is no sending {sending_id} in doubt.", "See them by: zhiben sendings list"
        )
    return dict(row)


def list_sendings(connection: Connection, status: str | None) -> list[dict[str, Any]]:
    """Sendings with their recipients in full, the newest first; of one status where given."""
    query = select(sendings).order_by(
        sendings.c.about.desc(), sendings.c.report, sendings.c.county_code, sendings.c.sending_id
    )
    if status:
        query = query.where(sendings.c.status == status)
    return [dict(row) for row in connection.execute(query).mappings()]


def note_approval(connection: Connection, approval: Approval) -> None:
    """Keep who approved or rejected a draft; noted twice, it is noted once."""
    values = asdict(approval) | {"is_by_default": approval.decided_by is None}
    connection.execute(upsert(approvals).values(values).on_conflict_do_nothing())


def kept(connection: Connection) -> list[dict[str, Any]]:
    """Every sending, to be noted again after the warehouse was made anew: it stays sent."""
    exists = connection.execute(text("SELECT TO_REGCLASS('ledger.sendings')")).scalar()
    return [dict(row) for row in connection.execute(select(sendings)).mappings()] if exists else []


def _values(sending: Sending) -> dict[str, Any]:
    shown = mask_text(sending.sent_to)
    return {**asdict(sending), "sending_id": sending.sending_id, "sent_to_shown": shown}
