"""What the three kinds of far side have in common: they offer files, and give one at a time."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

from zhiben.contracts.places import RemotePath
from zhiben.landing.names import readable
from zhiben.landing.transports.errors import RefusedError

CONNECT_SECONDS = 15
SILENT_SECONDS = 60  # a far side that says nothing for so long has gone
CHUNK_BYTES = 256 * 1024
LOOK_BACK_DAYS = 31  # how long a date is looked at anew, unless a contract says for how long


@dataclass(frozen=True)
class Offer:
    """A file the far side has; another ``version`` of it is another offer."""

    business_date: date
    place: str
    version: str = ""
    names: tuple[str, ...] = ()
    size: int | None = None

    @property
    def folder(self) -> str:
        """The folder it lies in."""
        return posixpath.dirname(self.place)

    def at(self, address: str) -> str:
        """Where it lies, for people; a query may hold what is nobody's business."""
        return place_at(address, self.place.partition("?")[0])


@dataclass(frozen=True)
class Folder:
    """A business date's folder on the far side; another ``version`` of it lists other names.

    Bytes that are written anew in place are no such change.
    """

    business_date: date
    place: str
    version: str


@dataclass(frozen=True)
class Transfer:
    """A file on its way: what it is to be called, and what must be true of it when it is whole."""

    names: tuple[str, ...]
    chunks: Iterable[bytes]
    size: int | None = None
    digests: Mapping[str, bytes] = field(default_factory=dict)
    is_unchanged: Callable[[], bool] = lambda: True
    close: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Dates:
    """Business dates a night asks for; without ``first`` there is no oldest one.

    Folders among ``exhausted`` are not looked into again once their date is ``LOOK_BACK_DAYS`` ago.
    """

    first: date | None
    last: date
    exhausted: Container[Folder] = ()

    def may_skip(self, folder: Folder) -> bool:
        """Whether nothing new can be expected in ``folder``."""
        is_old = folder.business_date <= self.last - timedelta(days=LOOK_BACK_DAYS)
        return self.first is None and is_old and folder in self.exhausted

    def __contains__(self, day: date) -> bool:
        return day <= self.last and (self.first is None or day >= self.first)


class Remote(Protocol):
    """A far side with an open connection."""

    address: str

    def offers(self, path: RemotePath, dates: Dates) -> Iterable[Offer]:
        """Files for those business dates, the oldest date first."""

    def folders(self) -> Iterable[Folder]:
        """Folders that were looked into, and whose own version tells when to do so again."""

    def settled(self, offers: list[Offer]) -> list[Offer]:
        """Those of ``offers`` that nobody is still writing."""

    def transfer(self, offer: Offer) -> Transfer | None:
        """Begin to fetch one file; None where nothing is there after all."""

    def close(self) -> None:
        """Hang up."""


@dataclass(frozen=True)
class Connection:
    """What an Airflow connection says, without its secrets."""

    name: str
    kind: str
    host: str
    port: int | None


def place_at(address: str, place: str) -> str:
    """A place on a far side, for people."""
    return f"{address}/{readable(place.lstrip('/'))}"


TYPES = {"sftp": ("sftp", "ssh"), "http": ("http",), "s3": ("aws",)}


def connection(kind: str, name: str) -> Connection:
    """The Airflow connection called ``name``, which must be of a type that fits ``kind``.

    Raises:
        RefusedError: when there is none, or it is of another type.
    """
    from airflow.sdk import BaseHook
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        found = BaseHook.get_connection(name)
    except AirflowNotFoundException as error:
        raise RefusedError(
            f"There is no usable Airflow connection {name!r}.",
            f"Add it in Airflow under Admin, Connections, or as AIRFLOW_CONN_{name.upper()}.",
        ) from error
    if found.conn_type not in TYPES[kind]:
        raise RefusedError(
            f"The Airflow connection {name!r} is of type {found.conn_type!r}, which is no {kind}.",
            f"Its type must be {' or '.join(TYPES[kind])}.",
        )
    return Connection(name, found.conn_type, found.host or "", found.port)


def unusable(conn_id: str, error: Exception) -> RefusedError:
    """The refusal of a connection whose fields no hook can work with."""
    return RefusedError(
        f"The Airflow connection {conn_id!r} cannot be used as it is ({type(error).__name__}).",
        "docs/transports.md lists the fields of each kind.",
    )
