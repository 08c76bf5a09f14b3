"""``zhiben`` for tests: the same command line, forked off a process that has loaded it once.

A command spends most of its time on imports, Great Expectations alone takes seconds. So here
``zhiben`` hands its arguments, folder, variables and the three streams to a server, whose child is
the command: it runs ``zhiben.cli.main`` on them and gives back the exit status.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zhiben import cli, orchestration

CLIENT = """#!{python} -IS
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as line:
    line.connect({address!r})
    asked = json.dumps([sys.argv, os.getcwd(), dict(os.environ)]).encode()
    socket.send_fds(line, [b"!"], [0, 1, 2])
    line.sendall(asked)
    line.shutdown(socket.SHUT_WR)
    sys.exit(int(line.recv(4) or b"1"))
"""
HEAVY = ("check", "doctor", "explaining", "nights", "propose", "quarantine", "review")
STREAMS = 3


@contextmanager
def quick_zhiben(program: Path, address: Path) -> Iterator[None]:
    """Put the quick ``zhiben`` at ``program``; ``address`` is where its server listens."""
    program.write_text(CLIENT.format(python=sys.executable, address=str(address)))
    program.chmod(0o755)
    command = [sys.executable, "-m", __name__, str(address)]
    server = subprocess.Popen(command, env=without_zhiben())
    try:
        while not address.exists():
            assert server.poll() is None, "the server of the quick zhiben has died"
            time.sleep(0.05)
        yield
    finally:
        server.terminate()
        server.wait()


def without_zhiben() -> dict[str, str]:
    """This process's variables, but for those that set zhiben or Airflow."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ZHIBEN", "AIRFLOW"))
    }


def serve(address: str) -> None:
    """Answer every request by a child of its own, until the process is ended."""
    for name in ("great_expectations", *(f"{orchestration.__name__}.{one}" for one in HEAVY)):
        importlib.import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the children
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address + "-")
        listener.listen()
        Path(address + "-").rename(address)
        while True:
            line, _ = listener.accept()
            if os.fork() == 0:
                _be_the_command(line)
            line.close()


def _be_the_command(line: socket.socket) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _, streams, _, _ = socket.recv_fds(line, 1, STREAMS)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    with line.makefile("rb") as asked:
        sys.argv, folder, variables = json.load(asked)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    status = 1
    try:
        status = _status()
    finally:
        if sys.exc_info()[0]:
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
        line.sendall(str(status).encode())
        os._exit(status)


def _status() -> int:
    try:
        cli.main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0


if __name__ == "__main__":
    serve(sys.argv[1])
