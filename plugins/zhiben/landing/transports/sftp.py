"""Files on an SFTP server, through an Airflow connection of type sftp or ssh.

The server's host key must be known: by the connection's ``host_key``, or by the known_hosts of the
user that runs the tasks. Only a connection that says ``no_host_key_check`` does without.
"""

from __future__ import annotations

import posixpath
import stat
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from zhiben.contracts.places import DateParts, RemotePath, day_of
from zhiben.landing.transports.errors import (
    CutOffError,
    RefusedError,
    TransportError,
)
from zhiben.landing.transports.placing import DEEPEST, is_finished, is_harmless
from zhiben.landing.transports.remote import (
    CONNECT_SECONDS,
    SILENT_SECONDS,
    Dates,
    Folder,
    Offer,
    Transfer,
    connection,
    place_at,
    unusable,
)
from zhiben.landing.transports.sftp_names import as_bytes, listed, told

if TYPE_CHECKING:
    from airflow.providers.sftp.hooks.sftp import SFTPHook
    from paramiko import SFTPAttributes, SFTPClient

READ_AHEAD_BYTES = 2 * 1024 * 1024  # asked for at once, so that a far server is no slow one
FRESH_SECONDS = 15 * 60  # a file changed so lately may still be written to
SETTLE_SECONDS = 3.0


@dataclass(frozen=True)
class Spot:
    """A place on the way along a path: the steps still to go, and what of a date was read.

    ``names`` are those of the folders below the path's end.
    """

    place: str
    steps: tuple[RemotePath, ...]
    names: tuple[str, ...] = ()
    parts: DateParts = field(default_factory=dict)

    @property
    def may_be_entered(self) -> bool:
        """Whether files may be taken from this folder."""
        plain = all(map(is_harmless, self.names)) and is_finished(self.names)
        return plain and len(self.names) < DEEPEST

    def after(self, name: str, parts: DateParts) -> Spot:
        """One step further along the path."""
        return replace(
            self, place=posixpath.join(self.place, name), steps=self.steps[1:], parts=parts
        )

    def below(self, name: str) -> Spot:
        """One folder further down from the path's end."""
        return replace(
            self, place=posixpath.join(self.place, name), names=(*self.names, told(name))
        )


class SftpRemote:
    """A server that answers, seen through one SFTP channel."""

    def __init__(self, hook: SFTPHook, client: SFTPClient, address: str) -> None:
        self._hook = hook
        self._client = client
        self._conn_id = str(hook.ssh_conn_id)
        self._folders: dict[str, Folder] = {}
        self.address = address

    @classmethod
    def connect(cls, conn_id: str) -> SftpRemote:
        """Log in with the Airflow connection ``conn_id``.

        Raises:
            CutOffError: when the server does not answer.
            RefusedError: when its host key is not the right one, or it refuses the login.
        """
        connection("sftp", conn_id)
        hook = _hook(conn_id)
        address = f"sftp://{hook.remote_host}:{hook.port}"
        with _explained(address, conn_id):
            client = hook.get_conn()
            channel = client.get_channel()
            if channel is not None:
                channel.settimeout(SILENT_SECONDS)
        return cls(hook, client, address)

    def close(self) -> None:
        """Hang up, also where the line is dead."""
        with suppress(OSError, EOFError):  # a dead line needs no farewell
            self._hook.close_conn()
        if self._hook.client is not None:
            self._hook.client.close()

    def offers(self, path: RemotePath, dates: Dates) -> list[Offer]:
        """Files below the path, for those dates; folders of other dates are not looked into."""
        root = Spot("/" if path.template.startswith("/") else "", path.steps)
        return sorted(self._walk(root, dates), key=lambda one: (one.business_date, one.place))

    def folders(self) -> list[Folder]:
        """Folders of a date without folders in them: in those, a change far down changes nothing.

        One that changed lately may change again within the second its version is told in.
        """
        lately = time.time() - FRESH_SECONDS
        return [one for one in self._folders.values() if _changed_at(one) < lately]

    def settled(self, offers: list[Offer]) -> list[Offer]:
        """Those that stay as they are while we wait; only files changed lately need the wait."""
        lately = time.time() - FRESH_SECONDS
        if all(_changed_at(one) < lately for one in offers):
            return offers
        time.sleep(SETTLE_SECONDS)
        return [one for one in offers if self._is_unchanged(one)]

    def transfer(self, offer: Offer) -> Transfer:
        """Fetch one file; whole is what has the size that was listed, before and after."""
        return Transfer(
            offer.names,
            self._chunks(offer),
            offer.size,
            is_unchanged=lambda: self._is_unchanged(offer),
        )

    def _explained(self, place: str) -> AbstractContextManager[None]:
        return _explained(place_at(self.address, place), self._conn_id)

    def _chunks(self, offer: Offer) -> Iterator[bytes]:
        with self._explained(offer.place), self._client.open(as_bytes(offer.place), "rb") as file:
            for start in range(0, offer.size or 0, READ_AHEAD_BYTES):
                end = min(start + READ_AHEAD_BYTES, offer.size or 0)
                places = range(start, end, file.MAX_REQUEST_SIZE)
                yield from file.readv([(at, min(file.MAX_REQUEST_SIZE, end - at)) for at in places])
            yield file.read(1)  # nothing, unless the file has grown

    def _is_unchanged(self, offer: Offer) -> bool:
        with self._explained(offer.place):
            try:
                return _version(self._client.stat(as_bytes(offer.place))) == offer.version
            except FileNotFoundError:
                return False

    def _walk(self, spot: Spot, dates: Dates) -> Iterator[Offer]:
        """Files that the steps lead to, and below the last step all there are."""
        if spot.steps and not spot.steps[0].is_dated:
            ahead = spot.after(spot.steps[0].prefix, spot.parts)
            yield from self._reach(ahead, self._look(ahead), dates)
            return
        for entry in self._list(spot):
            if not spot.steps:
                yield from self._reach(spot.below(entry.filename), entry, dates)
            elif (parts := spot.steps[0].read(told(entry.filename), spot.parts)) is not None:
                yield from self._reach(spot.after(entry.filename, parts), entry, dates)

    def _reach(self, spot: Spot, entry: SFTPAttributes | None, dates: Dates) -> Iterator[Offer]:
        """What is at a spot: a file to offer, or a folder to walk on in."""
        day = day_of(spot.parts)
        if entry is None or (day is not None and day not in dates):
            return
        mode = entry.st_mode or 0
        if stat.S_ISDIR(mode) and spot.may_be_entered:
            yield from self._enter(spot, entry, day, dates)
        elif stat.S_ISREG(mode) and not spot.steps and day is not None:
            names = spot.names or (told(posixpath.basename(spot.place)),)
            yield Offer(day, spot.place, _version(entry), names, entry.st_size)

    def _enter(
        self, spot: Spot, entry: SFTPAttributes, day: date | None, dates: Dates
    ) -> Iterator[Offer]:
        """What is in a folder, unless it is known that all of it was fetched."""
        self._folders.pop(posixpath.dirname(spot.place), None)
        folder = Folder(day, spot.place, _version(entry)) if day is not None else None
        if folder is not None:
            if dates.may_skip(folder):
                return
            self._folders[spot.place] = folder
        yield from self._walk(spot, dates)

    def _look(self, spot: Spot) -> SFTPAttributes | None:
        with self._explained(spot.place):
            try:
                return self._client.stat(as_bytes(spot.place))
            except FileNotFoundError:
                if spot.parts:  # nothing came for this date
                    return None
                raise

    def _list(self, spot: Spot) -> list[SFTPAttributes]:
        with self._explained(spot.place):
            try:
                return list(listed(self._client, spot.place or "."))
            except FileNotFoundError:
                if spot.parts:  # taken away since it was listed
                    return []
                raise


def _hook(conn_id: str) -> SFTPHook:
    from airflow.providers.sftp.hooks.sftp import SFTPHook
    from airflow.sdk.exceptions import AirflowException
    from paramiko import SSHException

    try:
        hook = SFTPHook(ssh_conn_id=conn_id, conn_retry_attempts=1)
    except (AirflowException, SSHException, ValueError, TypeError, OSError) as error:
        raise unusable(conn_id, error) from error
    hook.conn_timeout = hook.conn_timeout or CONNECT_SECONDS
    return hook


def _version(entry: SFTPAttributes) -> str:
    return f"{entry.st_size}-{entry.st_mtime}"


def _changed_at(one: Offer | Folder) -> float:
    changed = one.version.rpartition("-")[2]
    return float(changed) if changed.isdigit() else float("inf")


@contextmanager
def _explained(where: str, conn_id: str) -> Iterator[None]:
    """Turn what the SSH library raises into a sentence."""
    from paramiko import AuthenticationException, BadHostKeyException, SSHException

    try:
        yield
    except BadHostKeyException as error:
        raise RefusedError(
            f"{where} shows another host key than the one known for it.",
            "Ask the server's keeper whether it was renewed; only then change host_key in the "
            f"Airflow connection {conn_id!r}.",
        ) from error
    except AuthenticationException as error:
        raise RefusedError(
            f"{where} refuses the login.",
            f"Look after the login and the password or key of the Airflow connection {conn_id!r}.",
        ) from error
    except SSHException as error:
        raise _unknown_or_cut(where, conn_id, error) from error
    except FileNotFoundError as error:
        raise RefusedError(
            f"{where} is not there.", "Look after the path in the contract's transport."
        ) from error
    except PermissionError as error:
        raise RefusedError(
            f"{where} may not be read.", "Ask the server's keeper for the right to."
        ) from error
    except UnicodeError as error:
        raise RefusedError(
            f"{where} answers with words that are no text.", "Ask the server's keeper."
        ) from error
    except (OSError, EOFError) as error:
        raise _cut(where, error) from error


def _unknown_or_cut(where: str, conn_id: str, error: Exception) -> TransportError:
    if "known_hosts" not in str(error):
        return _cut(where, error)
    return RefusedError(
        f"The host key of {where} is not known, so it may be anybody.",
        f"Put it into the extra field host_key of the Airflow connection {conn_id!r}; "
        "ssh-keyscan shows it, the server's keeper confirms it.",
    )


def _cut(where: str, error: Exception) -> CutOffError:
    return CutOffError(
        f"{where} does not answer, or the line was cut ({type(error).__name__}).",
        "See whether the server is up and can be reached.",
    )
