"""What the tasks that send do: a week's summary once it is approved, receipts every night."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from zhiben.contracts import Contract, load_contracts
from zhiben.contracts.units import load_units
from zhiben.errors import ZhibenError
from zhiben.masking import mask_text
from zhiben.reporting import Week
from zhiben.reporting.issuing import Issue, edition, issue, newest
from zhiben.sending import (
    CONNECTIONS,
    Brief,
    DeferredError,
    Letter,
    NoConnectionError,
    Recipient,
    RefusedError,
    ShutOutError,
    UnclearError,
    is_address,
    load_recipients,
    send_once,
)
from zhiben.sending.connections import connection
from zhiben.sending.mail import mail_of, message_id_of
from zhiben.sending.receipt_letter import receipt_edition, receipt_letter
from zhiben.sending.robots import DingTalk, WeCom
from zhiben.sending.smtp import MailServer
from zhiben.sending.summary_letter import brief_letter, digest_of, summary_letter
from zhiben.settings import Settings
from zhiben.warehouse.connection import connect
from zhiben.warehouse.sendings import Sending, Standing, deferred, known

log = logging.getLogger(__name__)
Proposal = Mapping[str, str]  # what a person was asked: week, folder, digest, subject, body
TYPES = {"mail": "smtp", "dingtalk": "dingding", "wecom": "http"}


@dataclass(frozen=True)
class Post:
    """One letter of an issued week: to whom it goes, and how the ledger calls it."""

    to: Recipient
    sending: Sending


def issue_week(settings: Settings, proposal: Proposal, at: datetime) -> list[dict[str, str]]:
    """Issue the draft that was approved; give back a ticket for each letter that can go.

    Raises:
        ZhibenError: when the files are not those that were approved.
    """
    folder, week = Path(proposal["folder"]), Week.parse(proposal["week"])
    engine = connect(settings)
    with engine.begin() as session:
        before = newest(session, week)
        is_same = before is not None and before.folder(settings.reports) == folder
        if not is_same or digest_of(folder) != proposal["digest"]:
            raise ZhibenError(
                f"The draft of {week.label} was written again after it was shown for approval.",
                "Run weekly_summary anew, so that what goes out is what was approved.",
            )
        done = issue(session, week, at)
    posts = list(_posts(settings, done))
    log.info("%s, edition %s, is issued; %s recipients", week.label, done.edition, len(posts))
    return [_ticket(done, post) for post in _with_connection(posts)]


def send_letter(settings: Settings, ticket: Mapping[str, str]) -> str:
    """Send the letter of ``ticket`` unless it was sent before; how it stands then.

    Raises:
        ZhibenError: when it was refused, its recipient is listed no more, or something has to be
            mended. DeferredError: when it is to be tried again.
    """
    engine = connect(settings)
    with engine.connect() as session:
        done = edition(session, Week.parse(ticket["week"]), int(ticket["edition"]))
    posts = _posts(settings, done) if done is not None else ()
    wanted = (one for one in posts if one.sending.sending_id == ticket["sending_id"])
    post = next(wanted, None)
    if done is None or post is None:
        raise ZhibenError(
            f"The recipient of {ticket['label']} is not in recipients.yaml any more.",
            "Run weekly_summary anew: who got the letter already does not get it again.",
        )
    letter = _letter(settings, done, post.to)
    return _sent(engine, post.sending, letter, post.to).value


def _sent(engine: Engine, sending: Sending, letter: Letter, to: Recipient) -> Standing:
    if to.channel == "mail":
        standing = _mail(engine, MailServer(to.conn_id), sending, letter)
    else:
        robot = (DingTalk if to.channel == "dingtalk" else WeCom)(to.conn_id)
        standing = send_once(engine, sending, lambda claim: robot.carry(letter, claim))
    if standing is Standing.REFUSED:
        told = known(engine, sending.sending_id)
        raise RefusedError(
            f"Sending {sending.sending_id} was refused: {told.answer if told else ''}",
            "Mend the recipient in recipients.yaml and run weekly_summary anew, or: "
            f"zhiben sendings again {sending.sending_id} --by NAME --why TEXT",
        )
    return standing


def _mail(engine: Engine, server: MailServer, sending: Sending, letter: Letter) -> Standing:
    """Send ``letter`` by mail, once."""
    message_id = message_id_of(sending.sending_id, server.sender)
    mail = mail_of(
        letter, server.sender, sending.recipient, sending.sent_to, message_id, datetime.now(UTC)
    )
    return send_once(
        engine, sending, lambda claim: server.carry(mail, sending.sent_to, claim), message_id
    )


def _posts(settings: Settings, done: Issue) -> Iterator[Post]:
    units = load_units(settings.campaign / "units.yaml")
    for to in load_recipients(settings.campaign, units, done.week.last_day):
        brief = to.gets if isinstance(to.gets, Brief) else None
        sending = Sending(
            report="brief" if brief else "summary",
            about=done.week.label,
            edition=str(done.edition),
            county_code=brief.brief if brief else units.city_code,
            channel=to.channel,
            recipient=to.name,
            sent_to=to.sent_to,
        )
        yield Post(to, sending)


def _letter(settings: Settings, done: Issue, to: Recipient) -> Letter:
    folder = done.folder(settings.reports)
    if not isinstance(to.gets, Brief):
        return summary_letter(folder, to, done.edition)
    units = load_units(settings.campaign / "units.yaml")
    code = to.gets.brief
    name = next((one.name for one in units.units if one.code == code), units.city_name)
    return brief_letter(folder, to, to.gets, name, done.edition)


def _with_connection(posts: Iterable[Post]) -> Iterator[Post]:
    """Those whose connection Airflow has; of the others one sentence a connection says so."""
    lacking: dict[str, bool] = {}
    for post in posts:
        conn_id = post.to.conn_id
        if conn_id not in lacking:
            lacking[conn_id] = not has_connection(conn_id, TYPES[post.to.channel])
        if not lacking[conn_id]:
            yield post


def has_connection(conn_id: str, kind: str) -> bool:
    """Whether Airflow has the connection; one that is wrong is told when it is used."""
    try:
        connection(conn_id, kind)
    except NoConnectionError as none:
        log.info("%s", none)
        return False
    except ShutOutError:
        return True
    return True


def _ticket(done: Issue, post: Post) -> dict[str, str]:
    """What one mapped task is told: no address, since it is kept in Airflow's own database."""
    return {
        "week": done.week.label,
        "edition": str(done.edition),
        "sending_id": post.sending.sending_id,
        "label": f"{post.to.channel} {mask_text(post.sending.sent_to)}",
    }


def send_receipts(settings: Settings, night: str, wanted: Iterable[str]) -> dict[str, int]:
    """Send each clerk the receipt of ``night``; how many are sent, and how many refused.

    Raises:
        DeferredError: when some did not arrive: the others are not sent again at the next try.
        ZhibenError: when nobody knows of some whether they arrived, or the connection is wrong.
    """
    chosen = set(wanted)
    units = load_units(settings.campaign / "units.yaml")
    contracts = load_contracts(settings.contracts, units)[0].values()
    told = [one for one in contracts if one.contact.notify and (one.source in chosen or not chosen)]
    if not told or not has_connection(CONNECTIONS["mail"], TYPES["mail"]):
        log.info("No receipt is sent: %s clerks are to be told.", len(told))
        return {}
    engine = connect(settings)
    server = MailServer(CONNECTIONS["mail"])
    tally: Counter[str] = Counter()
    troubles: list[ZhibenError] = []
    for page, sending in _owed(settings, engine, night, told):
        try:
            tally[_receipt(engine, server, page, sending)] += 1
        except (DeferredError, UnclearError) as trouble:
            troubles.append(trouble)
    if troubles:
        is_later = any(isinstance(one, DeferredError) for one in troubles)
        raise (DeferredError if is_later else UnclearError)("\n".join(map(str, troubles)))
    return dict(tally)


def _owed(
    settings: Settings, engine: Engine, night: str, contracts: Sequence[Contract]
) -> Iterator[tuple[Path, Sending]]:
    """Receipts of ``night``, after those of earlier nights that could not be sent then."""
    late = deferred(engine, "receipt", night)
    for before in sorted({about for about, _ in late}):
        receipts = _receipts(settings, before, contracts)
        yield from (one for one in receipts if (before, one[1].sending_id) in late)
    yield from _receipts(settings, night, contracts)


def _receipts(
    settings: Settings, night: str, contracts: Iterable[Contract]
) -> Iterator[tuple[Path, Sending]]:
    """One a source and address: the page, and how the ledger calls the sending."""
    for contract in contracts:
        page = settings.receipts / night / f"{contract.source}.html"
        addresses = contract.contact.notify if page.exists() else ()
        for address in dict.fromkeys(addresses):
            yield page, _receipt_to(address, contract, night, receipt_edition(page))


def _receipt_to(address: str, contract: Contract, night: str, version: str) -> Sending:
    return Sending(
        report="receipt",
        about=night,
        edition=version,
        county_code=contract.county,
        channel="mail",
        recipient=contract.contact.name or contract.department,
        sent_to=address,
        source=contract.source,
    )


def _receipt(engine: Engine, server: MailServer, page: Path, sending: Sending) -> Standing:
    if is_address(sending.sent_to):
        return _mail(engine, server, sending, receipt_letter(page))

    def refuse(_claim: object) -> str:
        raise RefusedError("contact.notify holds something that is no mail address.")

    return send_once(engine, sending, refuse)
