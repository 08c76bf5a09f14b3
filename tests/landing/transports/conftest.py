"""An inbox to fetch into, and connections as Airflow finds them in the environment."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.landing.transports.servers import (
    HOST,
    PASSWORD,
    HttpServer,
    SftpServer,
    Store,
    http_server,
    s3_server,
    sftp_server,
)
from zhiben.contracts import Contract
from zhiben.landing import arrivals
from zhiben.landing.transports import fetch

NIGHT = date(2026, 3, 5)
CONTRACT = {"source": "a", "county": "411624", "department": "应急管理局", "kind": "hazard"}


@dataclass
class Desk:
    """Fetches for one source, and shows what lies in its inbox then."""

    inbox: Path
    books: Path
    transport: dict[str, Any]
    monkeypatch: pytest.MonkeyPatch

    def connect(self, conn_type: str, **fields: Any) -> None:
        """Define the connection ``far``."""
        said = {"conn_type": conn_type, "host": HOST, "login": "zhiben", "password": PASSWORD}
        self.monkeypatch.setenv("AIRFLOW_CONN_FAR", json.dumps(said | fields))

    def fetch(self, night: date = NIGHT, **transport: Any) -> int:
        said = {"connection": "far"} | self.transport | transport
        contract = Contract.model_validate(CONTRACT | {"transport": said})
        return fetch(self.inbox, self.books, contract, night)

    def lying(self) -> dict[str, bytes]:
        """Deliveries of any date: place below the source's folder → bytes."""
        found = arrivals(self.inbox, "a", date.max)
        return {str(one.path.relative_to(self.inbox / "a")): one.path.read_bytes() for one in found}

    def everything(self) -> set[str]:
        """Every file in the inbox, hidden ones too."""
        return {path.name for path in self.inbox.rglob("*") if path.is_file()}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path / "airflow"))
    monkeypatch.setenv("HOME", str(tmp_path))
    return Desk(tmp_path / "inbox", tmp_path / "books", {}, monkeypatch)


@pytest.fixture
def sftp(tmp_path: Path, desk: Desk) -> Iterator[SftpServer]:
    """A server with the folder ``out``, and the connection to it."""
    root = tmp_path / "far"
    (root / "out").mkdir(parents=True)
    desk.transport = {"kind": "sftp", "path": "/out/{date}"}
    with sftp_server(root) as server:
        desk.connect("sftp", port=server.port, extra={"host_key": server.host_key})
        yield server


@pytest.fixture
def http(desk: Desk) -> Iterator[HttpServer]:
    """A web server, and the connection to it."""
    desk.transport = {"kind": "http", "path": "/ledger/{date}.csv"}
    with http_server() as server:
        desk.connect("http", port=server.port)
        yield server


@pytest.fixture
def s3(desk: Desk) -> Iterator[Store]:
    """A store, and the connection to it."""
    desk.transport = {"kind": "s3", "path": "counties/out/{date}"}
    with s3_server() as store:
        connect_to(desk, store)
        yield store


def connect_to(desk: Desk, store: Store, **other: Any) -> None:
    """Define the connection to ``store``, or to a wire in front of it."""
    port = other.pop("port", store.port)
    extra = {"endpoint_url": f"http://{HOST}:{port}", "region_name": "us-east-1"}
    desk.connect("aws", **{"login": store.key, "password": store.secret, "extra": extra} | other)
