"""The Airflow of a home: shared by its commands, asked again where it does not answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import psutil
import pytest

from zhiben.errors import ZhibenError
from zhiben.orchestration import airflow
from zhiben.orchestration.airflow_api import Running
from zhiben.orchestration.patience import PatientTransport
from zhiben.orchestration.processes import Part
from zhiben.orchestration.sharing import Sharing
from zhiben.settings import SHIPPED_INCLUDE, Settings


def quiet(_words: str) -> None:
    """Tell nobody."""


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    """Settings of a home in which something runs that a command has started."""
    settings = Settings(tmp_path, SHIPPED_INCLUDE, tmp_path / "inbox", None, "Asia/Shanghai")
    this = Part(os.getpid(), psutil.Process().create_time())
    told = airflow._fingerprints(settings)
    up = Running(9, dict.fromkeys(airflow.PARTS, this), str(tmp_path / "airflow"), True, told)
    (tmp_path / "airflow").mkdir()
    (tmp_path / "airflow" / "running.json").write_text(json.dumps(asdict(up)))
    return settings


def test_an_airflow_of_other_settings_is_not_used(home: Settings) -> None:
    other = replace(home, include=home.home, warehouse_url="postgresql://a:secret@b/c")
    with pytest.raises(ZhibenError) as caught, airflow.running(other, quiet):
        pass
    assert "another ZHIBEN_INCLUDE and ZHIBEN_WAREHOUSE_URL" in str(caught.value)
    assert "secret" not in (home.home / "airflow" / "running.json").read_text()


@pytest.mark.parametrize("data", ["", '{"port": 9, "par', "[]", "{}", '{"parts": {"a": {}}}'])
def test_what_is_broken_of_one_that_was_killed_counts_as_none(home: Settings, data: str) -> None:
    (home.home / "airflow" / "running.json").write_text(data)
    assert (airflow.find(home), airflow.stop(home, quiet)) == (None, False)


def test_the_airflow_of_a_command_is_not_left_up(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(airflow, "wait_until_ready", lambda _up: None)
    with pytest.raises(ZhibenError, match="A command is running nights of this home"):
        airflow.start(home, 8080, quiet)


@contextmanager
def another_command(folder: Path, does: str) -> Iterator[subprocess.Popen[str]]:
    """A command of the same home that ``does`` something and goes on until its input ends."""
    code = f"""
import sys
from pathlib import Path
from zhiben.orchestration.sharing import Sharing
one = Sharing(Path({str(folder)!r}))
{does}
"""
    command = [sys.executable, "-c", code]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
        yield other


JOINS = "one.join(); print('ready', flush=True); sys.stdin.read()"
HOLDS = "with one.turn(print): print('ready', flush=True); sys.stdin.read()"


def test_the_last_one_that_leaves_is_told_so(tmp_path: Path) -> None:
    sharing = Sharing(tmp_path)
    with another_command(tmp_path, JOINS) as other:
        sharing.join()
        assert not sharing.leave()
        sharing.join()
        other.kill()
        other.wait()
        assert sharing.leave()


def test_a_turn_is_waited_for(tmp_path: Path) -> None:
    said: list[str] = []
    with another_command(tmp_path, HOLDS) as other:

        def say(words: str) -> None:
            said.append(words)
            other.kill()

        with Sharing(tmp_path).turn(say):
            assert other.wait()
    assert said == ["Airflow: another command starts or ends it, waiting …"]


@contextmanager
def server(*answers: int) -> Iterator[str]:
    """Answers one request after the other with these statuses; 0 breaks the connection."""
    left = list(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            if status := left.pop(0):
                self.send_response(status)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")
            else:
                self.close_connection = True

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as one:
        thread = threading.Thread(target=one.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{one.server_port}"
        one.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("answers", "status"), [((0, 200), 200), ((502, 200), 200), ((404,), 404), ((0, 0, 409), 409)]
)
def test_what_is_not_answered_is_asked_again(answers: tuple[int, ...], status: int) -> None:
    with server(*answers) as url, httpx.Client(transport=PatientTransport(lambda: None)) as client:
        assert client.post(url, json={"a": 1}).status_code == status


def test_nobody_asks_an_airflow_that_died() -> None:
    def check() -> None:
        raise ZhibenError("It died.")

    with httpx.Client(transport=PatientTransport(check)) as client, pytest.raises(ZhibenError):
        client.get("http://127.0.0.1:9")


def test_patience_ends_with_the_last_error() -> None:
    transport = PatientTransport(lambda: None, seconds=0)
    with httpx.Client(transport=transport) as client, pytest.raises(httpx.ConnectError):
        client.get("http://127.0.0.1:9")
