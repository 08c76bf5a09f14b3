"""A night as production runs it: by Celery, on a worker that has imported and read ahead.

Production's broker is Redis; here it is a folder, which Celery's own transport reads and writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.nights.conftest import FIRST, House, house_up
from zhiben.orchestration import airflow
from zhiben.settings import Settings

COMPOSE = yaml.safe_load((Path(__file__).parents[2] / "docker-compose.yaml").read_text("utf-8"))
PYTHON_M = ["python", "-m"]
FEWEST_TASKS = 10  # of a night: seven where its sources are one batch, three that publish


def by_celery(folder: Path) -> dict[str, str]:
    places = {name: folder / name for name in ("queue", "control", "results")}
    for place in places.values():
        place.mkdir()
    options = "AIRFLOW__CELERY_BROKER_TRANSPORT_OPTIONS__"
    return {
        "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
        "AIRFLOW__CELERY__BROKER_URL": "filesystem://",
        "AIRFLOW__CELERY__RESULT_BACKEND": f"file://{places['results']}",
        "AIRFLOW__CELERY__WORKER_CONCURRENCY": "2",
        f"{options}DATA_FOLDER_IN": str(places["queue"]),
        f"{options}DATA_FOLDER_OUT": str(places["queue"]),
        f"{options}CONTROL_FOLDER": str(places["control"]),
    }


@pytest.fixture
def house(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A home whose tasks are worked on by the worker of ``docker-compose.yaml``."""
    celery, local = by_celery(tmp_path), airflow.environment

    def environment(settings: Settings, port: int) -> dict[str, str]:
        return local(settings, port) | celery

    command = COMPOSE["services"]["worker"]["command"]
    assert command[:2] == PYTHON_M
    parts = {
        **airflow.PARTS,
        "scheduler": ("airflow", "scheduler"),
        "worker": tuple(command[2:]),
    }
    monkeypatch.setattr(airflow, "environment", environment)
    monkeypatch.setattr(airflow, "PARTS", parts)
    with house_up(sample, sample / "inbox") as up:
        yield up


def test_a_night_is_worked_on_by_the_worker_of_production(house: House) -> None:
    result = house.night(FIRST)
    log = (house.settings.home / "airflow" / "worker.log").read_text(encoding="utf-8")
    assert result.is_good, result.troubles
    assert len(re.findall(r"execute_workload\[\S+\] received", log)) >= FEWEST_TASKS
