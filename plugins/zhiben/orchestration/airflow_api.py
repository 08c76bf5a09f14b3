"""Talks to an Airflow that is up: asks it to run DAGs, and waits for their end."""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from zhiben.errors import ZhibenError
from zhiben.orchestration.patience import PATIENCE_SECONDS, PatientTransport
from zhiben.orchestration.processes import HOST, Part, last_words

READY_SECONDS = 180
FULL_MB = 50  # free on a disk that counts as full
DAGS = ("nightly", "build_warehouse", "weekly_summary", "replay_quarantine", "maintenance")
ENDED = frozenset({"success", "failed"})


@dataclass(frozen=True)
class Running:
    """Airflow as it runs for a home: its port, the processes started for it, and their logs.

    One that was started ``on_request`` of a command ends with the last one that uses it;
    ``settings`` are fingerprints of those it works with.
    """

    port: int
    parts: dict[str, Part]
    logs: str
    on_request: bool = False
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Address of its UI and API."""
        return f"http://{HOST}:{self.port}"


@contextmanager
def client(up: Running, patience: float = PATIENCE_SECONDS) -> Iterator[httpx.Client]:
    """A client of the REST API with a token; whatever it asks, it says so once a part has died.

    A request that is not answered is repeated for ``patience`` seconds.
    """

    def check_alive() -> None:
        _check_alive(up)

    with httpx.Client(
        base_url=f"{up.url}/api/v2",
        timeout=60,
        transport=PatientTransport(check_alive, patience),
        event_hooks={"response": [lambda _: check_alive()]},
    ) as api:
        token = api.get(f"{up.url}/auth/token").json()["access_token"]
        api.headers["Authorization"] = f"Bearer {token}"
        yield api


def trigger(api: httpx.Client, dag_id: str, conf: dict[str, Any]) -> str:
    """Start a run of a DAG with these params; give back the run's id.

    Raises:
        ZhibenError: when Airflow refuses the params.
    """
    run_id = f"zhiben__{time.strftime('%Y%m%dT%H%M%S')}_{secrets.token_hex(3)}"
    body = {"dag_run_id": run_id, "logical_date": None, "conf": conf}
    answer = api.post(f"/dags/{dag_id}/dagRuns", json=body)
    if answer.status_code == httpx.codes.CONFLICT:
        return run_id  # the first of two tries got through, and its answer was lost
    if answer.status_code >= 400:
        raise ZhibenError(f"Airflow refused to run {dag_id}: {answer.text[:400]}")
    return run_id


def wait(
    api: httpx.Client, dag_id: str, run_id: str, progress: Callable[[list[dict[str, Any]]], None]
) -> str:
    """Wait for a run's end, telling ``progress`` of its task instances; give back its state."""
    path = f"/dags/{dag_id}/dagRuns/{quote(run_id, safe='')}"
    while True:
        progress(api.get(f"{path}/taskInstances", params={"limit": 1000}).json()["task_instances"])
        state = str(api.get(path).json()["state"])
        if state in ENDED:
            return state
        time.sleep(0.5)


def run_asked_for(api: httpx.Client, dag_id: str, run_id: str, task_id: str) -> str | None:
    """The run that a task of another run asked for; None where it did not come to that."""
    path = f"/dags/{dag_id}/dagRuns/{quote(run_id, safe='')}/taskInstances/{task_id}"
    answer = api.get(f"{path}/xcomEntries/trigger_run_id")
    return None if answer.is_error else str(answer.json()["value"])


def wait_until_ready(up: Running) -> None:
    """Wait until it answers, is healthy and knows every DAG.

    Raises:
        ZhibenError: when a part dies, or it does not in time.
    """
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        _check_alive(up)
        if _is_ready(up):
            return
        time.sleep(0.3)
    raise ZhibenError(
        f"Airflow does not answer after {READY_SECONDS} s.", f"Its logs lie in {up.logs}."
    )


def _is_ready(up: Running) -> bool:
    try:
        with client(up, patience=0) as api:
            health = api.get("/monitor/health").json()
            known = {dag["dag_id"] for dag in api.get("/dags").json()["dags"]}
    except (httpx.HTTPError, KeyError, ValueError):
        return False
    return health["scheduler"]["status"] == "healthy" and known >= set(DAGS)


def end_left_over_runs(up: Running) -> None:
    """Runs whose Airflow was killed under them would hold up new ones; they count as failed.

    One that waits for a person's answer goes on waiting.
    """
    with client(up) as api:
        for dag_id in DAGS:
            path = f"/dags/{dag_id}/dagRuns?state=running&state=queued"
            runs = api.get(path).json()["dag_runs"]
            for run in runs:
                place = f"/dags/{dag_id}/dagRuns/{quote(str(run['dag_run_id']), safe='')}"
                asked = api.get(f"{place}/taskInstances", params={"state": "awaiting_input"})
                if not asked.json()["task_instances"]:
                    api.patch(place, json={"state": "failed"})


def _check_alive(up: Running) -> None:
    """Without one of its parts a run would be waited for without end.

    Raises:
        ZhibenError: one has died; the message holds its last words.
    """
    for name, part in up.parts.items():
        if not part.is_alive():
            words = last_words(Path(up.logs) / f"{name}.log")
            raise ZhibenError(f"Airflow's {name} died: {words}", _mending(Path(up.logs)))


def _mending(logs: Path) -> str:
    free_mb = shutil.disk_usage(logs).free // 1_000_000
    if free_mb < FULL_MB:
        return f"The disk is full: {free_mb} MB are free at {logs}. Make room, and run it again."
    return f"Its log lies in {logs}. Run it again: what was taken stays taken."
