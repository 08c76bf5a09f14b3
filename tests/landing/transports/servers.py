"""Real servers on sockets of this machine, and a wire to them that can be cut."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import asyncssh
import boto3
import requests
from moto.server import ThreadedMotoServer

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

HOST = "127.0.0.1"
PASSWORD = "geheim-wort-7"  # noqa: S105 - of servers that live as long as a test


class Wire:
    """A line to a server that is cut after so many bytes of its answers."""

    def __init__(self, port: int) -> None:
        self.target = port
        self.cut_after: int | None = None
        self._listener = socket.create_server((HOST, 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection((HOST, self.target))
                for one, other, limit in ((near, far, None), (far, near, self.cut_after)):
                    threading.Thread(target=_pump, args=(one, other, limit), daemon=True).start()


def _pump(near: socket.socket, far: socket.socket, limit: int | None) -> None:
    left = limit
    with suppress(OSError):
        while data := near.recv(4096):
            far.sendall(data if left is None else data[:left])
            left = None if left is None else left - len(data)
            if left is not None and left <= 0:
                break
    for one in (near, far):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()


@contextmanager
def wire_to(port: int) -> Iterator[Wire]:
    wire = Wire(port)
    try:
        yield wire
    finally:
        wire.close()


class _Login(asyncssh.SSHServer):
    lines: ClassVar[set[asyncssh.SSHServerConnection]] = set()

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self.lines.add(conn)

    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("zhiben", PASSWORD)


@dataclass
class SftpServer:
    """A real SSH server whose SFTP shows ``root``."""

    root: Path
    port: int
    host_key: str
    offered: list[str] = field(default_factory=list)  # names it makes up beside the true ones
    unreadable: list[str] = field(default_factory=list)  # names of folders nobody may list
    asked: list[str] = field(default_factory=list)  # "what place" of each look at files or folders
    meanwhile: dict[str, Callable[[], object]] = field(default_factory=dict)  # before such a look

    def put(self, place: str, data: bytes = b"x", changed_at: float = 1_700_000_000) -> Path:
        path = self.root / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        os.utime(path, (changed_at, changed_at))
        return path


@contextmanager
def sftp_server(root: Path, port: int = 0) -> Iterator[SftpServer]:
    """A server for a block; its loop runs in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    key = asyncssh.generate_private_key("ssh-ed25519")
    server = SftpServer(root, port, key.export_public_key().decode().strip())

    class Shown(asyncssh.SFTPServer):
        def __init__(self, channel: Any) -> None:
            super().__init__(channel, chroot=str(root))

        def stat(self, path: bytes) -> Any:
            server.asked.append(f"stat {os.fsdecode(path)}")
            server.meanwhile.pop(os.fsdecode(path), bool)()
            return super().stat(path)

        async def scandir(self, path: bytes) -> Any:
            server.asked.append(f"list {os.fsdecode(path)}")
            if Path(os.fsdecode(path)).name in server.unreadable:
                raise asyncssh.SFTPPermissionDenied("not for you")
            async for name in super().scandir(path):
                yield name
            for offered in server.offered:
                attrs = asyncssh.SFTPAttrs(size=1, permissions=0o100644, atime=1, mtime=1)
                yield asyncssh.SFTPName(offered.encode(), "", attrs)

    listening = asyncssh.listen(
        HOST, port, server_host_keys=[key], server_factory=_Login, sftp_factory=Shown
    )
    acceptor = asyncio.run_coroutine_threadsafe(_awaited(listening), loop).result(10)
    server.port = acceptor.get_port()
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(_closed(acceptor), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _awaited(listening: Any) -> Any:
    return await listening


async def _closed(acceptor: Any) -> None:
    acceptor.close()
    await acceptor.wait_closed()
    while _Login.lines:
        line = _Login.lines.pop()
        line.abort()
        await line.wait_closed()
    await asyncio.sleep(0.02)  # for the sockets of aborted lines


Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers by the server's table of paths; what is not in it is not there."""

    server: HttpServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.close_connection = True
        if self.headers.get("Authorization") != self.server.login:
            self.answer(401)
        elif self.path in self.server.answers:
            self.server.answers[self.path](self)
        else:
            self.answer(404)

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Send a whole answer; a header's underscores stand for hyphens, None leaves it out."""
        self.send_response(status)
        for name, value in ({"Content_Length": str(len(body))} | headers).items():
            if value:
                self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class HttpServer(ThreadingHTTPServer):
    """A real web server with basic authentication."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__((HOST, 0), Handler)
        self.port = self.server_address[1]
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.login = "Basic " + base64.b64encode(f"zhiben:{PASSWORD}".encode()).decode()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what some tests want."""


@contextmanager
def http_server() -> Iterator[HttpServer]:
    with HttpServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(10)


def says(body: bytes, status: int = 200, **headers: str) -> Answer:
    """An answer that is the same each time."""
    return lambda handler: handler.answer(status, body, **headers)


@dataclass
class Store:
    """A bucket called ``counties`` on a server that speaks S3, and a key that may read it."""

    port: int
    client: S3Client
    key: str
    secret: str

    def put(self, key: str, data: bytes = b"x", **more: Any) -> None:
        self.client.put_object(Bucket="counties", Key=key, Body=data, **more)


@contextmanager
def s3_server() -> Iterator[Store]:
    """moto's server, a process's thread behind a real socket, which checks keys and signatures."""
    server = ThreadedMotoServer(HOST, 0, verbose=False)
    server.start()
    port = server.get_host_and_port()[1]
    url = f"http://{HOST}:{port}"
    for place, said in (("reset", ""), ("reset-auth", "inf")):  # the process's last one is kept
        requests.post(f"{url}/moto-api/{place}", data=said, timeout=10)
    login = {"aws_access_key_id": "x", "aws_secret_access_key": "x", "region_name": "us-east-1"}
    iam = boto3.client("iam", endpoint_url=url, **login)
    iam.create_user(UserName="zhiben")
    rights = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": rights})
    iam.put_user_policy(UserName="zhiben", PolicyName="all", PolicyDocument=policy)
    made = iam.create_access_key(UserName="zhiben")["AccessKey"]
    login |= {
        "aws_access_key_id": made["AccessKeyId"],
        "aws_secret_access_key": made["SecretAccessKey"],
    }
    requests.post(f"{url}/moto-api/reset-auth", data="0", timeout=10)
    client = boto3.client("s3", endpoint_url=url, **login)
    client.create_bucket(Bucket="counties")
    try:
        yield Store(port, client, made["AccessKeyId"], made["SecretAccessKey"])
    finally:
        client.close()
        iam.close()
        server.stop()
