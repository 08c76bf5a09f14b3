"""A mail server and a group's robot on sockets of this machine, which can be told to misbehave."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from zhiben.orchestration.processes import free_port

HOST = "127.0.0.1"
PASSWORD = "sehr-geheimes-wort-9"  # noqa: S105 - of servers that live as long as a test


@dataclass
class MailSink:
    """Keeps every mail it took, and does to an address what it was told."""

    port: int = 0
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    at_rcpt: dict[str, str] = field(default_factory=dict)  # its answer there
    at_end: dict[str, str] = field(default_factory=dict)  # its answer to the whole mail
    silent: set[str] = field(default_factory=set)  # takes the mail and never answers
    peers: dict[str, int] = field(default_factory=dict)  # port the sender of a mail speaks from

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's own names
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if address in self.at_rcpt:
            return self.at_rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        address = envelope.rcpt_tos[0]
        if address in self.at_end:
            return self.at_end[address]
        assert isinstance(envelope.content, bytes)
        self.peers[address] = session.peer[1]
        self.taken.append((address, envelope.content))
        while address in self.silent:
            await asyncio.sleep(0.05)
        return "250 taken"

    def mails(self, address: str) -> list[EmailMessage]:
        """The mails to an address, as its reader's program reads them."""
        return [
            message_from_bytes(data, policy=default)  # type: ignore[misc]
            for to, data in self.taken
            if to == address
        ]

    @property
    def connection(self) -> str:
        """What Airflow knows of it."""
        extra = {"from_email": "治本系统 <zhiben@example.gov.cn>", "timeout": 2, "retry_limit": 0}
        extra |= {"disable_tls": True, "disable_ssl": True}
        return json.dumps({"conn_type": "smtp", "host": HOST, "port": self.port, "extra": extra})


@contextmanager
def mail_sink() -> Iterator[MailSink]:
    sink = MailSink(free_port())
    controller = Controller(sink, hostname=HOST, port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        sink.silent.clear()
        controller.stop()


@contextmanager
def mute_server() -> Iterator[int]:
    """A port that takes calls and never says a word."""
    with socket.create_server((HOST, 0)) as listener:
        yield listener.getsockname()[1]


@dataclass
class RobotServer:
    """A robot's HTTP side: keeps what was posted, and answers what it was told."""

    port: int = 0
    posted: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    status: int = 200
    answer: bytes = b'{"errcode": 0, "errmsg": "ok"}'
    is_silent: threading.Event = field(default_factory=threading.Event)
    may_go_on: threading.Event = field(default_factory=threading.Event)

    def connection(self, conn_type: str) -> str:
        """What Airflow knows of it."""
        host = f"http://{HOST}:{self.port}"
        return json.dumps({"conn_type": conn_type, "host": host, "password": PASSWORD})


@contextmanager
def robot_server() -> Iterator[RobotServer]:
    robot = RobotServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"]))
            robot.posted.append((self.path, json.loads(data)))
            if robot.is_silent.is_set():
                robot.may_go_on.wait(30)
                return
            self.send_response(robot.status)
            self.end_headers()
            self.wfile.write(robot.answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    robot.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield robot
    finally:
        robot.may_go_on.set()
        server.shutdown()
        server.server_close()
