"""Commands of one home at once: they share its Airflow, and leave nothing running."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.nights.conftest import new_home
from zhiben.orchestration import airflow
from zhiben.settings import Settings

ZHIBEN = Path(sys.executable).parent / "zhiben"


@pytest.fixture
def home(sample: Path) -> Iterator[Settings]:
    """A home of the sample counties in which nothing but the warehouse runs."""
    with new_home(sample, sample / "inbox") as settings:
        yield settings


def night(home: Settings, day: str, source: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [str(ZHIBEN), "night", day, "--source", source, "--no-mail", "--json"],
        env={**os.environ, **home.environment(), "ZHIBEN_WAREHOUSE_URL": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def left_running(home: Settings) -> list[int]:
    """Processes that still have this home's Airflow in their environment."""
    place = str(home.home / "airflow")
    return [one.pid for one in psutil.process_iter() if _airflow_home(one) == place]


def _airflow_home(process: psutil.Process) -> str | None:
    try:
        return process.environ().get("AIRFLOW_HOME")
    except psutil.Error:
        return None


def test_two_nights_at_once_share_one_airflow(home: Settings) -> None:
    one, other = sorted(path.stem for path in home.contracts.glob("*-*.yaml"))[:2]
    commands = [night(home, "2026-03-06", one), night(home, "2026-03-07", other)]
    answers = [one.communicate() for one in commands]
    assert [one.returncode for one in commands] == [0, 0], [words for _, words in answers]
    assert all(json.loads(told)[0]["published"] for told, _ in answers)
    assert (airflow.find(home), left_running(home)) == (None, [])


def test_a_night_that_is_told_to_end_ends_its_airflow(home: Settings) -> None:
    source = min(path.stem for path in home.contracts.glob("*-*.yaml"))
    command = night(home, "2026-03-06", source)
    while not (home.home / "airflow" / "running.json").exists():
        assert command.poll() is None
        time.sleep(0.02)
    command.send_signal(signal.SIGTERM)
    _, words = command.communicate()
    assert (command.returncode, "Traceback" in words) == (128 + signal.SIGTERM, False)
    assert (airflow.find(home), left_running(home)) == (None, [])
