"""Files behind a web address, one GET a date, through an Airflow connection of type http."""

from __future__ import annotations

import base64
import binascii
import mimetypes
import posixpath
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from email.message import Message
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from zhiben.contracts.places import RemotePath
from zhiben.landing.names import decoded
from zhiben.landing.transports.errors import CutOffError, RefusedError, ShutOutError
from zhiben.landing.transports.remote import (
    CHUNK_BYTES,
    CONNECT_SECONDS,
    LOOK_BACK_DAYS,
    SILENT_SECONDS,
    Dates,
    Folder,
    Offer,
    Transfer,
    connection,
    unusable,
)

if TYPE_CHECKING:
    from airflow.providers.http.hooks.http import HttpHook
    from requests import Response, Session

NOTHING = frozenset({204, 404, 410})
BUSY = frozenset({408, 425, 429})
_DIGEST = re.compile(r"(sha-256|sha-512|md5)=:?([A-Za-z0-9+/]+=*):?", re.IGNORECASE)


class HttpRemote:
    """A web server that is asked for one date at a time."""

    def __init__(self, hook: HttpHook, session: Session, conn_id: str) -> None:
        self._hook = hook
        self._session = session
        self._conn_id = conn_id
        base = urlsplit(hook.base_url)
        self.address = f"{base.scheme}://{base.hostname}" + (f":{base.port}" if base.port else "")

    @classmethod
    def connect(cls, conn_id: str) -> HttpRemote:
        """Make ready to ask with the Airflow connection ``conn_id``; nothing is sent yet.

        Raises:
            RefusedError: when the connection cannot be used.
        """
        from airflow.providers.http.hooks.http import HttpHook

        connection("http", conn_id)
        hook = HttpHook(method="GET", http_conn_id=conn_id)
        try:
            session = hook.get_conn(headers={"Accept-Encoding": "identity"})
        except (ValueError, TypeError) as error:
            raise unusable(conn_id, error) from error
        return cls(hook, session, conn_id)

    def close(self) -> None:
        """Hang up."""
        self._session.close()

    def offers(self, path: RemotePath, dates: Dates) -> Iterator[Offer]:
        """One offer a date: whether something is there, only asking tells."""
        first = dates.first or dates.last - timedelta(days=LOOK_BACK_DAYS - 1)
        for step in range((dates.last - first).days + 1):
            day = first + timedelta(days=step)
            yield Offer(day, path.on(day))

    def folders(self) -> tuple[Folder, ...]:
        """None: addresses are asked one by one."""
        return ()

    def settled(self, offers: list[Offer]) -> list[Offer]:
        """All: a server states the length of what it sends, or marks its end."""
        return offers

    def transfer(self, offer: Offer) -> Transfer | None:
        """Ask for one date; None where the server has nothing for it."""
        where = offer.at(self.address)
        url = self._hook.url_from_endpoint(offer.place)
        timeout = self._hook.merged_extra.get("timeout") or (CONNECT_SECONDS, SILENT_SECONDS)
        with _explained(where):
            answer = self._session.get(url, stream=True, timeout=timeout, allow_redirects=False)
        with ExitStack() as stack:
            stack.enter_context(answer)
            transfer = self._transfer(where, answer, offer)
            if transfer is not None:
                stack.pop_all()
            return transfer

    def _transfer(self, where: str, answer: Response, offer: Offer) -> Transfer | None:
        if answer.status_code in NOTHING:
            return None
        _check_status(where, answer.status_code, answer.headers, self._conn_id)
        digests = _digests(answer.headers)
        length = _length(where, answer, is_checked=bool(digests))
        chunks = _chunks(where, answer)
        first = next(chunks, b"")
        if not first and not length:  # made before its bytes are there, as some servers do
            return None
        return Transfer(
            (_name(answer, offer),),
            chain([first], chunks),
            length,
            digests,
            close=answer.close,
        )


def _chunks(where: str, answer: Response) -> Iterator[bytes]:
    """The body; its length or the mark of its end is held against what came."""
    with _explained(where):
        while chunk := answer.raw.read1(CHUNK_BYTES):  # what is there, be it ever so little
            yield chunk


def _check_status(where: str, status: int, headers: Mapping[str, str], conn_id: str) -> None:
    if status == 200:
        return
    if status in {401, 403, 407}:
        # 403 may be said of one date only, as stores do of what is not there
        raise (RefusedError if status == 403 else ShutOutError)(
            f"{where} refuses the login (HTTP {status}).",
            f"Look after the login and password, or the headers, of the connection {conn_id!r}.",
        )
    if 300 <= status < 400:
        target = urlsplit(headers.get("Location", "")).hostname or "another path"
        raise RefusedError(
            f"{where} sends us on to {target} (HTTP {status}).",
            "Put the final address into the connection; a login is never carried elsewhere.",
        )
    if status >= 500 or status in BUSY:
        raise CutOffError(
            f"{where} answers HTTP {status}.", "If it stays so, ask the server's keeper."
        )
    raise RefusedError(f"{where} answers HTTP {status}.", "Look after the path in the contract.")


def _length(where: str, answer: Response, *, is_checked: bool) -> int | None:
    """The length that was announced; None where the body marks its own end or has a checksum."""
    if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise RefusedError(
            f"{where} packs its answer though plain bytes were asked for.",
            "Let the server honour Accept-Encoding: identity.",
        )
    chunked = "chunked" in answer.headers.get("Transfer-Encoding", "").lower()
    length = answer.headers.get("Content-Length", "")
    if not chunked and length.isascii() and length.isdigit():
        return int(length)
    if chunked or is_checked:
        return None
    raise RefusedError(
        f"{where} does not say how long its answer is, so that a half one looks whole.",
        "Let the server send Content-Length, or Transfer-Encoding: chunked, or a Digest.",
    )


def _digests(headers: Mapping[str, str]) -> dict[str, bytes]:
    """Checksums the server gives; what is no Base64 of the right length is none."""
    given = ", ".join(headers.get(name, "") for name in ("Content-Digest", "Repr-Digest", "Digest"))
    pairs = [*_DIGEST.findall(given), ("md5", headers.get("Content-MD5", ""))]
    found = {}
    for name, text in pairs:
        try:
            digest = base64.b64decode(text, validate=True)
        except binascii.Error:
            continue
        algorithm = name.lower().replace("-", "")
        if len(digest) == {"sha256": 32, "sha512": 64, "md5": 16}[algorithm]:
            found[algorithm] = digest
    return found


def _name(answer: Response, offer: Offer) -> str:
    """What the file is to be called: the server's word, else the end of the path."""
    header = Message()
    header["Content-Disposition"] = answer.headers.get("Content-Disposition", "")
    name = header.get_filename() or ""
    name = posixpath.basename(_as_written(name).replace("\\", "/"))
    name = (
        name
        or unquote(posixpath.basename(urlsplit(offer.place).path.rstrip("/")))
        or offer.business_date.isoformat()
    )
    if posixpath.splitext(name)[1]:
        return name
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip()
    return name + (mimetypes.guess_extension(kind) or "")


def _as_written(name: str) -> str:
    """Headers are read as Latin-1; servers write UTF-8 or GB18030 into them."""
    try:
        return decoded(name.encode("latin-1")) or name
    except UnicodeError:
        return name


@contextmanager
def _explained(where: str) -> Iterator[None]:
    """Turn what the HTTP library raises into a sentence; its own words may hold a password."""
    from requests import exceptions
    from urllib3.exceptions import HTTPError

    try:
        yield
    except exceptions.SSLError as error:
        raise RefusedError(
            f"{where} shows a certificate that is not trusted.",
            "Let the server use a trusted one, or name its authority in the extra field verify.",
        ) from error
    except (exceptions.ConnectionError, exceptions.Timeout) as error:
        raise CutOffError(
            f"{where} does not answer ({type(error).__name__}).",
            "See whether the server is up and can be reached.",
        ) from error
    except HTTPError as error:
        raise CutOffError(f"{where} was cut off.", "It is fetched anew.") from error
    except (exceptions.RequestException, ValueError) as error:
        raise RefusedError(
            f"{where} cannot be asked for ({type(error).__name__}).",
            "Look after the address in the connection and the path in the contract.",
        ) from error
