"""Processes that outlive the command that started them: started, known again, ended."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

HOST = "127.0.0.1"
_GRACE_SECONDS = 15
_children: dict[int, subprocess.Popen[bytes]] = {}  # what this process started, to be reaped


@dataclass(frozen=True)
class Part:
    """A process that was started: its id, and when it began, since ids are used again."""

    pid: int
    born: float

    def is_alive(self) -> bool:
        """Whether this very process still runs."""
        if self.pid in _children:
            return _children[self.pid].poll() is None
        try:
            process = psutil.Process(self.pid)
            return process.create_time() == self.born and process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False


def launch(command: Sequence[str], env: Mapping[str, str], log: Path) -> Part:
    """Start a process in a group of its own, in the folder of its log."""
    with log.open("ab") as file:
        process = subprocess.Popen(
            command,
            env=env,
            cwd=log.parent,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    _children[process.pid] = process
    return Part(process.pid, psutil.Process(process.pid).create_time())


@contextmanager
def undisturbed() -> Iterator[None]:
    """A signal that would end this process is minded once the block is done.

    What is started in it can so be noted before anything else happens.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # signals come to the main thread only
        return
    came: list[int] = []
    before = {
        number: signal.signal(number, lambda number, _: came.append(number))
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for held in came:
            signal.raise_signal(held)


def end(parts: Iterable[Part]) -> bool:
    """End what still runs, with all it started; say whether there was any."""
    alive = [part for part in parts if part.is_alive()]
    for part in alive:
        os.killpg(part.pid, signal.SIGTERM)
    deadline = time.monotonic() + _GRACE_SECONDS
    while any(part.is_alive() for part in alive) and time.monotonic() < deadline:
        time.sleep(0.1)
    for part in alive:
        if part.is_alive():
            os.killpg(part.pid, signal.SIGKILL)
        if part.pid in _children:
            _children.pop(part.pid).wait()
    return bool(alive)


def free_port() -> int:
    """A port nothing listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def port_is_free(port: int) -> bool:
    """Whether nothing listens on ``port`` of the loopback interface."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def last_words(log: Path) -> str:
    """The end of a log, to tell why something died."""
    return log.read_text(errors="replace").strip()[-400:] if log.exists() else "it left no log"
