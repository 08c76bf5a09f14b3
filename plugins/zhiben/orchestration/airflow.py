"""Starts Airflow's parts for a home, asks them to run DAGs, and ends them.

Airflow is the runner: scheduling, retries and mapping are its own. Here it is only started,
talked to over its REST API, and stopped by the process groups that were started.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from zhiben import postgres
from zhiben.errors import ZhibenError
from zhiben.orchestration.airflow_api import Running, end_left_over_runs, wait_until_ready
from zhiben.orchestration.processes import (
    HOST,
    Part,
    end,
    free_port,
    launch,
    port_is_free,
    undisturbed,
)
from zhiben.orchestration.sharing import Sharing
from zhiben.settings import CHECKOUT, SCHEDULE_SWITCH, Settings
from zhiben.warehouse.connection import warehouse_url
from zhiben.whole import read_words, words_made_once, write_words

DECISIVE = ("ZHIBEN_INCLUDE", "ZHIBEN_INBOX", "ZHIBEN_WAREHOUSE_URL", "ZHIBEN_TIMEZONE")
PARTS: dict[str, tuple[str, ...]] = {  # by name: the module that is run, and its words
    "api-server": ("airflow", "api-server", "--host", HOST),
    "scheduler": ("zhiben.orchestration.warm", "scheduler"),
    "dag-processor": ("airflow", "dag-processor"),
}
TRIGGERER: dict[str, tuple[str, ...]] = {"triggerer": ("airflow", "triggerer")}
# Tables of the metadata database that grow with every run; what Airflow knows of DAGs and of its
# own parts stays.
FORGOTTEN = (
    "dag_run", "task_instance", "task_instance_history", "task_reschedule", "xcom", "asset_event",
    "partitioned_asset_key_log", "log", "trigger", "callback", "deadline", "import_error",
    "revoked_token",
)  # fmt: skip


def environment(settings: Settings, port: int) -> dict[str, str]:
    """Every variable Airflow's parts need for this home."""
    folder = settings.home / "airflow"
    words, _ = words_made_once(folder / "secrets.json", _secrets)
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
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "300",  # they change with an upgrade
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
    """The Airflow of this home: the one that is up, or one started for as long as it is used.

    Raises:
        ZhibenError: when it cannot be started, or the one that is up works with other settings.
    """
    sharing = _sharing(settings)
    with sharing.turn(say):
        up = _found(settings) or _start(settings, free_port(), say, PARTS, on_request=True)
        sharing.join()
    try:
        yield up
    finally:
        with sharing.turn(say):
            if sharing.leave() and up.on_request:
                _stop(settings)


def start(settings: Settings, port: int, say: Callable[[str], None]) -> Running:
    """The Airflow of this home, with all its parts and its schedule, started where it is not up.

    Raises:
        ZhibenError: when the port is taken, a part dies, they do not answer in time, or a command
            uses an Airflow of its own.
    """
    with _sharing(settings).turn(say):
        up = _found(settings)
        if up is not None and up.on_request:
            raise ZhibenError(
                "A command is running nights of this home, with an Airflow that ends with it.",
                "Wait for its end, or end it with zhiben down.",
            )
        return up or _start(settings, port, say, PARTS | TRIGGERER)


def stop(settings: Settings, say: Callable[[str], None]) -> bool:
    """End every process that was started for this home; say whether there was one."""
    with _sharing(settings).turn(say):
        return _stop(settings)


def find(settings: Settings) -> Running | None:
    """The Airflow that is up for this home, None where there is none."""
    known = _read_state(settings)
    if known is None or not known.parts.keys() >= PARTS.keys():
        return None
    return known if all(part.is_alive() for part in known.parts.values()) else None


def _found(settings: Settings) -> Running | None:
    """The one that is up, once it answers, where it works with the same settings.

    Raises:
        ZhibenError: when it works with others, or does not answer.
    """
    up = find(settings)
    if up is None:
        return None
    asked = _fingerprints(settings)
    others = [name for name in asked if up.settings.get(name, asked[name]) != asked[name]]
    if others:
        raise ZhibenError(
            f"The Airflow that is up for this home works with another {' and '.join(others)}.",
            "End it with zhiben down, or set the same.",
        )
    wait_until_ready(up)
    return up


def _start(
    settings: Settings,
    port: int,
    say: Callable[[str], None],
    parts: Mapping[str, tuple[str, ...]],
    on_request: bool = False,
) -> Running:
    """Start Airflow's parts and wait until they answer; ``on_request`` runs nothing by the clock.

    What is left of one that lost a part is ended first.
    """
    _stop(settings)
    if not port_is_free(port):
        raise ZhibenError(f"Port {port} is in use.", "Stop what listens there, or name another.")
    migrate(settings, say)
    say("Airflow: starting …")
    env = environment(settings, port) | ({SCHEDULE_SWITCH: "off"} if on_request else {})
    up = Running(port, {}, str(settings.home / "airflow"), on_request, _fingerprints(settings))
    try:
        for name, words in parts.items():
            log = Path(up.logs) / f"{name}.log"
            with undisturbed():
                up.parts[name] = launch([sys.executable, "-m", *words], env, log)
                write_words(_state_file(settings), asdict(up))
        wait_until_ready(up)
        end_left_over_runs(up)
    except BaseException:
        _stop(settings)
        raise
    return up


def _stop(settings: Settings) -> bool:
    known = _read_state(settings)
    if known is None:
        return False
    had_any = end(known.parts.values())
    _state_file(settings).unlink(missing_ok=True)
    return had_any


def _airflow() -> list[str]:
    return [sys.executable, "-m", "airflow"]


def _read_state(settings: Settings) -> Running | None:
    """What is known of the Airflow that was started; what is broken counts as none."""
    try:
        data = read_words(_state_file(settings)) or {}
        parts = {name: Part(**one) for name, one in data.pop("parts").items()}
        return Running(parts=parts, **data)
    except (ZhibenError, KeyError, TypeError, AttributeError):
        return None


def _fingerprints(settings: Settings) -> dict[str, str]:
    """What tells the settings that decide on files and numbers from others, and no password."""
    told = settings.environment()
    return {name: sha256(told.get(name, "").encode()).hexdigest() for name in DECISIVE}


def _sharing(settings: Settings) -> Sharing:
    return Sharing(settings.home / "airflow")


def _state_file(settings: Settings) -> Path:
    return settings.home / "airflow" / "running.json"


def _metadata_url(settings: Settings) -> str:
    url = postgres.start(settings.home).url("airflow", "airflow")
    return url.replace("postgresql://", "postgresql+psycopg2://", 1)


def _secrets() -> dict[str, str]:
    from cryptography.fernet import Fernet

    return {
        "secret_key": secrets.token_hex(32),
        "jwt_secret": secrets.token_hex(32),
        "fernet_key": Fernet.generate_key().decode(),
    }
