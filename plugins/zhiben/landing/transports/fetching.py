"""Fetches what a source put elsewhere into its folders of the inbox."""

from __future__ import annotations

import logging
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from zhiben.contracts import Contract
from zhiben.contracts.places import RemotePath
from zhiben.landing.transports.book import FetchBook
from zhiben.landing.transports.errors import (
    CutOffError,
    RefusedError,
    ShutOutError,
    TransportError,
    joined,
)
from zhiben.landing.transports.placing import (
    check_names,
    is_finished,
    part_under,
    put,
    receive,
    source_folder,
)
from zhiben.landing.transports.remote import Dates, Offer, Remote, Transfer

log = logging.getLogger(__name__)
MOST_INTERRUPTIONS = 3  # after so many in a row nothing more will come
FILE_SECONDS = 1800.0  # longer than any ledger takes; a server that trickles must not hold a night


def fetch(inbox: Path, books: Path, contract: Contract, night: date) -> int:
    """Fetch every file for dates on or before ``night`` not fetched before; give back how many.

    A contract that says ``days`` asks for so many dates back, the night's own included.

    A file that cannot be had stops no other. What arrived stays when this raises.

    Raises:
        CutOffError: when the far side does not answer, or a transfer was cut off.
        RefusedError: when a person must mend something first.
    """
    transport = contract.transport
    if transport.kind == "inbox":
        return 0
    book = FetchBook.open(books / f"{contract.source}.jsonl")
    path = RemotePath(str(transport.path), contract.source)
    with closing(_connect(transport.kind, str(transport.connection))) as remote:
        back = timedelta(days=(transport.days or 1) - 1)
        dates = Dates(night - back if transport.days else None, night, book.exhausted)
        offers = [one for one in remote.offers(path, dates) if not book.holds(one)]
        try:
            fresh = remote.settled([one for one in offers if is_finished(one.names)])
            return _fetch_all(remote, fresh, inbox, book, contract)
        finally:
            lying = {one.folder for one in offers if not book.holds(one)}
            book.write_exhausted(one for one in remote.folders() if one.place not in lying)


def _connect(kind: str, conn_id: str) -> Remote:
    """The far side of ``kind``; only its own libraries are imported."""
    if kind == "sftp":
        from zhiben.landing.transports.sftp import SftpRemote

        return SftpRemote.connect(conn_id)
    if kind == "http":
        from zhiben.landing.transports.http import HttpRemote

        return HttpRemote.connect(conn_id)
    from zhiben.landing.transports.s3 import S3Remote

    return S3Remote.connect(conn_id)


def _fetch_all(
    remote: Remote, offers: list[Offer], inbox: Path, book: FetchBook, contract: Contract
) -> int:
    troubles: list[TransportError] = []
    fetched = interruptions = 0
    for offer in offers:
        try:
            fetched += _fetch_one(remote, offer, inbox, book, contract)
            interruptions = 0
        except ShutOutError as trouble:
            troubles.append(trouble)
            break
        except RefusedError as trouble:
            troubles.append(trouble)
        except CutOffError as trouble:
            troubles.append(trouble)
            interruptions += 1
        if interruptions == MOST_INTERRUPTIONS:
            break
    if troubles:
        raise joined(troubles)
    return fetched


def _fetch_one(
    remote: Remote, offer: Offer, inbox: Path, book: FetchBook, contract: Contract
) -> bool:
    transfer = remote.transfer(offer)
    if transfer is None:
        return False
    with closing(transfer):
        return _land(transfer, offer, offer.at(remote.address), inbox, book, contract)


def _land(
    transfer: Transfer, offer: Offer, where: str, inbox: Path, book: FetchBook, contract: Contract
) -> bool:
    """Bring a transfer into the inbox and note it; False where it has to wait."""
    if not is_finished(transfer.names):
        return False
    check_names(where, transfer.names)
    with part_under(source_folder(inbox, contract.source)) as path:
        part = receive(path, where, transfer, contract.transport.max_mb * 1_000_000, FILE_SECONDS)
        if not transfer.is_unchanged():
            log.info("%s is still being written; it waits for the next night", where)
            return False
        place = put(part, inbox, contract.source, offer.business_date, transfer.names)
    book.write(offer, part.sha256, part.size)
    log.info("%s fetched: %s bytes, %s", where, part.size, place.name)
    return True
