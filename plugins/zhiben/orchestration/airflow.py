"""Starts Airflow's parts for a home, asks them to run DAGs, and ends them.

Airflow is the runner: scheduling, retries and mapping are its own. Here it is only started,
talked to over its REST API, and stopped by the process groups that were started.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from zhiben import postgres
from zhiben.errors import ZhibenError
from zhiben.orchestration.processes import (
    HOST,
    Part,
    end,
    free_port,
    last_words,
    launch,
    port_is_free,
)
from zhiben.settings import CHECKOUT, SCHEDULE_SWITCH, Settings
from zhiben.warehouse.connection import warehouse_url

READY_SECONDS = 180
FULL_MB = 50  # free on a disk that counts as full
DAGS = ("nightly", "build_warehouse", "weekly_summary", "replay_quarantine", "maintenance")
ENDED = frozenset({"success", "failed"})
PARTS: Mapping[str, tuple[str, ...]] = {  # by name: the module that is run, and its words
    "api-server": ("airflow", "api-server", "--host", HOST),
    "scheduler": ("zhiben.orchestration.scheduler",),
    "dag-processor": ("airflow", "dag-processor"),
}
TRIGGERER: Mapping[str, tuple[str, ...]] = {"triggerer": ("airflow", "triggerer")}
# Tables of the metadata database that grow with every run; what Airflow knows of DAGs and of its
# own parts stays.
FORGOTTEN = (
    "dag_run", "task_instance", "task_instance_history", "task_reschedule", "xcom", "asset_event",
    "partitioned_asset_key_log", "log", "trigger", "callback", "deadline", "import_error",
    "revoked_token",
)  # fmt: skip


@dataclass(frozen=True)
class Running:
    """Airflow as it runs for a home: its port, the processes started for it, and their logs."""

    port: int
    parts: dict[str, Part]
    logs: str

    @property
    def url(self) -> str:
        """Address of its UI and API."""
        return f"http://{HOST}:{self.port}"


def environment(settings: Settings, port: int) -> dict[str, str]:
    """Every variable Airflow's parts need for this home."""
    folder = settings.home / "airflow"
    words = _secrets(folder)
    return {
        **{name: value for name, value in os.environ.items() if _is_passed(name)},
        **settings.environment(),
        "AIRFLOW_HOME": str(folder),
        "AIRFLOW_CONN_ZHIBEN_WAREHOUSE": warehouse_url(settings),
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": f"http://{HOST}:{port}",
        "AIRFLOW__API__SECRET_KEY": words["secret_key"],
        "AIRFLOW__API_AUTH__JWT_SECRET": words["jwt_secret"],
        "AIRFLOW__CORE__FERNET_KEY": words["fernet_key"],
        "AIRFLOW__CORE__DAGS_FOLDER": str(CHECKOUT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(CHECKOUT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": str(1 + max(2, os.cpu_count() or 2)),  # one waits for SQL
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://{HOST}:{port}/execution/",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": _metadata_url(settings),
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(free_port()),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(free_port()),
        "AIRFLOW__SCHEDULER__SCHEDULER_HEARTBEAT_SEC": "1",
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.25",  # every task waits for half of it
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "60",
        "AIRFLOW__DAG_PROCESSOR__PARSING_PROCESSES": "1",
        # A task whose process ends a moment after its sockets is only missed at the next heartbeat.
        "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "1",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "MPLCONFIGDIR": str(folder / "matplotlib"),
        "PYTHONWARNINGS": "ignore",
    }


# Another Airflow's settings, and the switch that would compile every module anew in every task.
_NOT_PASSED = ("AIRFLOW", "PYTHONDONTWRITEBYTECODE")
_CONNECTION = "AIRFLOW_CONN_"  # what the contracts' transports log in with


def _is_passed(name: str) -> bool:
    return name.startswith(_CONNECTION) or not name.startswith(_NOT_PASSED)


def migrate(settings: Settings, say: Callable[[str], None]) -> None:
    """Bring Airflow's metadata to this version, once a version.

    Raises:
        ZhibenError: when Airflow refuses; the message holds its last words.
    """
    import airflow

    marker = settings.home / "airflow" / f"migrated-{airflow.__version__}"
    if marker.exists():
        return
    say("Airflow: migrating its database …")
    done = subprocess.run(
        [*_airflow(), "db", "migrate"],
        env=environment(settings, 0),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ZhibenError(f"airflow db migrate failed: {done.stderr.strip()[-600:]}")
    marker.touch()


def forget_runs(settings: Settings, before: datetime) -> None:
    """Remove what the metadata database knows of runs before ``before``.

    Of those that the schedule started each DAG's last one stays, by which the next one is known.

    Raises:
        ZhibenError: when Airflow refuses; the message holds its last words.
    """
    done = subprocess.run(
        [
            *_airflow(), "db", "clean", "--clean-before-timestamp", before.isoformat(),
            "--tables", ",".join(FORGOTTEN), "--skip-archive", "--yes",
            "--error-on-cleanup-failure",
        ],
        env=environment(settings, 0),
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise ZhibenError(f"airflow db clean failed: {done.stderr.strip()[-600:]}")


@contextmanager
def running(settings: Settings, say: Callable[[str], None]) -> Iterator[Running]:
    """The Airflow of this home: the one that is up, or one started for as long as needed."""
    found = find(settings)
    if found is not None:
        yield found
        return
    started = start(settings, free_port(), say, PARTS, on_request=True)
    try:
        yield started
    finally:
        stop(settings)


def start(
    settings: Settings,
    port: int,
    say: Callable[[str], None],
    parts: Mapping[str, tuple[str, ...]],
    on_request: bool = False,
) -> Running:
    """Start Airflow's parts and wait until they answer; ``on_request`` runs nothing by the clock.

    Raises:
        ZhibenError: when the port is taken, a part dies, or they do not answer in time.
    """
    if not port_is_free(port):
        raise ZhibenError(f"Port {port} is in use.", "Stop what listens there, or name another.")
    migrate(settings, say)
    say("Airflow: starting …")
    env = environment(settings, port) | ({SCHEDULE_SWITCH: "off"} if on_request else {})
    logs = settings.home / "airflow"
    up = Running(
        port,
        {
            name: launch([sys.executable, "-m", *words], env, logs / f"{name}.log")
            for name, words in parts.items()
        },
        str(logs),
    )
    _state_file(settings).write_text(json.dumps(asdict(up)))
    try:
        _wait_until_ready(up)
        _end_left_over_runs(up)
    except BaseException:
        stop(settings)
        raise
    return up


def stop(settings: Settings) -> bool:
    """End every process that was started for this home; say whether there was one."""
    known = _read_state(settings)
    if known is None:
        return False
    had_any = end(known.parts.values())
    _state_file(settings).unlink()
    return had_any


def find(settings: Settings) -> Running | None:
    """The Airflow that is up for this home, None where there is none."""
    known = _read_state(settings)
    is_up = known is not None and all(part.is_alive() for part in known.parts.values())
    return known if is_up else None


def client(up: Running) -> httpx.Client:
    """A client of the REST API with a token; whatever it asks, it says so once a part has died."""
    token = httpx.get(f"{up.url}/auth/token", timeout=30).json()["access_token"]
    return httpx.Client(
        base_url=f"{up.url}/api/v2",
        headers={"Authorization": f"Bearer {token}"},
        timeout=60,
        transport=httpx.HTTPTransport(retries=3),
        event_hooks={"response": [lambda _: _check_alive(up)]},
    )


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


def trigger(api: httpx.Client, dag_id: str, conf: dict[str, Any]) -> str:
    """Start a run of a DAG with these params; give back the run's id.

    Raises:
        ZhibenError: when Airflow refuses the params.
    """
    run_id = f"zhiben__{time.strftime('%Y%m%dT%H%M%S')}_{secrets.token_hex(3)}"
    body = {"dag_run_id": run_id, "logical_date": None, "conf": conf}
    answer = api.post(f"/dags/{dag_id}/dagRuns", json=body)
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


def run_caused_by(api: httpx.Client, dag_id: str, cause: str, seconds: float) -> str | None:
    """The run of ``dag_id`` that an asset event of run ``cause`` started; None if none comes."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        params: dict[str, str | int] = {"order_by": "-id", "limit": 10}
        runs = api.get(f"/dags/{dag_id}/dagRuns", params=params).json()["dag_runs"]
        for run in runs:
            run_id = str(run["dag_run_id"])
            path = f"/dags/{dag_id}/dagRuns/{quote(run_id, safe='')}/upstreamAssetEvents"
            events = api.get(path).json()["asset_events"]
            if any(event["source_run_id"] == cause for event in events):
                return run_id
        time.sleep(0.5)
    return None


def _airflow() -> list[str]:
    return [sys.executable, "-m", "airflow"]


def _wait_until_ready(up: Running) -> None:
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
        with client(up) as api:
            health = api.get("/monitor/health").json()
            known = {dag["dag_id"] for dag in api.get("/dags").json()["dags"]}
    except (httpx.HTTPError, KeyError, ValueError):
        return False
    return health["scheduler"]["status"] == "healthy" and known >= set(DAGS)


def _end_left_over_runs(up: Running) -> None:
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


def _read_state(settings: Settings) -> Running | None:
    path = _state_file(settings)
    if not path.exists():
        return None
    data = json.loads(path.read_text())
    parts = {name: Part(**one) for name, one in data["parts"].items()}
    return Running(data["port"], parts, str(path.parent))


def _state_file(settings: Settings) -> Path:
    return settings.home / "airflow" / "running.json"


def _metadata_url(settings: Settings) -> str:
    url = postgres.start(settings.home).url("airflow", "airflow")
    return url.replace("postgresql://", "postgresql+psycopg2://", 1)


def _secrets(folder: Path) -> dict[str, str]:
    from cryptography.fernet import Fernet

    path = folder / "secrets.json"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        words = {
            "secret_key": secrets.token_hex(32),
            "jwt_secret": secrets.token_hex(32),
            "fernet_key": Fernet.generate_key().decode(),
        }
        path.touch(mode=0o600)
        path.write_text(json.dumps(words))
    return dict(json.loads(path.read_text()))
