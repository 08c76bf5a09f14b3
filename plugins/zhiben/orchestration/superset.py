"""Apache Superset of a home: set up from the dashboards' description, started, known, ended.

Superset lives in an environment of its own, so it is spoken to as a program: what it is to have
goes to ``include/bi/superset/set_up.py``, and gunicorn serves it.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import subprocess
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.pool import NullPool

from zhiben import postgres
from zhiben.dashboards.assets import Document, assets
from zhiben.dashboards.catalog import read_catalog
from zhiben.dashboards.charts import COLORS
from zhiben.dashboards.description import load_description
from zhiben.errors import UnreachableError, ZhibenError
from zhiben.orchestration.preparing import prepare
from zhiben.orchestration.processes import HOST, Part, end, last_words, launch, port_is_free
from zhiben.settings import CHECKOUT, Settings
from zhiben.warehouse.connection import warehouse_url
from zhiben.whole import read_words, words_made_once, write_words

ENVIRONMENT = CHECKOUT / ".venv-bi"
LOCK = CHECKOUT / "requirements-bi.txt"
ROLE = "看板读者"
ADMIN = {"name": "admin", "title": "管理员"}
READER = {"name": "reader", "title": "看板读者"}
READY_SECONDS = 120
WORKERS, THREADS = 2, 8
Say = Callable[[str], None]
_SEES = text(
    """
    SELECT
        (SELECT MAX(business_date) FROM bi.campaign_progress) AS last_night,
        EXISTS (
            SELECT 1 FROM pg_namespace
            WHERE nspname IN ('core', 'mart') AND HAS_SCHEMA_PRIVILEGE(oid, 'USAGE')
        ) AS sees_more
    """
)


@dataclass(frozen=True)
class Serving:
    """Superset as it runs for a home."""

    port: int
    server: Part

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://{HOST}:{self.port}"


@dataclass(frozen=True)
class Opened:
    """What a person needs to look at the dashboards."""

    url: str
    login: str
    password: str
    dashboards: dict[str, str]  # title → address
    secrets: Path


def bring_up(settings: Settings, port: int, say: Say) -> Opened:
    """Bring the dashboards of a home to this version and serve them; one that is up stays up.

    Raises:
        ZhibenError: when Superset is not set up, there is nothing to show, or it does not start.
    """
    if not (ENVIRONMENT / "bin" / "python").exists():
        raise ZhibenError("Superset is not installed here.", "Run make bi.")
    found = find(settings)
    if found is None and not port_is_free(port):
        raise ZhibenError(
            f"Port {port} is in use.", "Stop what listens there, or name another: --port 8089."
        )
    documents, boards = _documents(settings)
    words, are_new = _secrets(settings)
    say("Superset: setting up the dashboards …")
    _set_up(settings, documents, words, are_new)
    serving = found or _serve(settings, port, say)
    return Opened(
        serving.url,
        READER["name"],
        words["reader"],
        {title: f"{serving.url}/superset/dashboard/{name}/" for name, title in boards.items()},
        _secrets_file(settings),
    )


def find(settings: Settings) -> Serving | None:
    """The Superset that is up for this home, None where there is none."""
    try:
        data = read_words(_state(settings))
        known = Serving(data["port"], Part(**data["server"])) if data else None
    except (ZhibenError, KeyError, TypeError):  # of a process that was killed: as good as none
        return None
    return known if known and known.server.is_alive() else None


def stop(settings: Settings) -> bool:
    """End the Superset of this home; say whether one was running."""
    found = find(settings)
    _state(settings).unlink(missing_ok=True)
    return found is not None and end([found.server])


def reading_url(settings: Settings) -> str:
    """URL by which the dashboards read the warehouse: a login that sees ``bi`` and nothing else.

    Raises:
        ZhibenError: when there is no such login, or no warehouse.
    """
    if settings.bi_url:
        try:
            return make_url(settings.bi_url).set(drivername="postgresql").render_as_string(False)
        except ArgumentError as error:
            raise ZhibenError(
                "ZHIBEN_BI_URL is no database URL.",
                "It looks like postgresql://bi_reader:password@host:5432/warehouse.",
            ) from error
    if settings.warehouse_url:
        raise ZhibenError(
            "ZHIBEN_WAREHOUSE_URL names the pipeline's login, which dashboards must not have.",
            "Give bi_reader a password on that server, and name its URL in ZHIBEN_BI_URL.",
        )
    if not (settings.home / "postgres" / "data").is_dir():
        raise ZhibenError(
            f"There is no warehouse under {settings.home} yet.", "Make one first: make run."
        )
    prepare(settings)
    return warehouse_url(settings, "bi_reader")


def _documents(settings: Settings) -> tuple[dict[str, Document], dict[str, str]]:
    """What Superset is to have, and the dashboards' names and titles in their order."""
    described = load_description(settings.dashboards)
    url = make_url(reading_url(settings))
    engine = create_engine(url.set(drivername="postgresql+psycopg"), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            seen = connection.execute(_SEES).one()
            if seen.sees_more:
                raise ZhibenError(
                    f"The login {url.username} sees more than the views of bi.",
                    "Name bi_reader, or a county's login, in ZHIBEN_BI_URL.",
                )
            if seen.last_night is None:
                raise ZhibenError(
                    "No night is published yet, so the dashboards would be empty.",
                    "Run one first: make run, or zhiben night DATE.",
                )
            catalog = read_catalog(connection, described)
    except OperationalError as error:
        raise UnreachableError(
            f"The warehouse at {url.render_as_string()} does not answer: "
            f"{str(error.orig).strip().splitlines()[0]}",
            "Check ZHIBEN_BI_URL and that the server is up.",
        ) from error
    driven = url.set(drivername="postgresql+psycopg2").render_as_string(hide_password=False)
    boards = sorted(described.dashboards.items(), key=lambda pair: pair[1].order)
    return assets(described, catalog, driven), {name: one.title for name, one in boards}


def _set_up(
    settings: Settings,
    documents: dict[str, Document],
    words: dict[str, str],
    resets_passwords: bool,
) -> None:
    marker = _folder(settings) / f"set-up-{hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]}"
    asked = {
        "is_new_version": not marker.exists(),
        "resets_passwords": resets_passwords,
        "admin": ADMIN | {"password": words["admin"]},
        "reader": READER | {"password": words["reader"]},
        "role": ROLE,
        "assets": documents,
    }
    done = subprocess.run(
        [str(ENVIRONMENT / "bin" / "python"), str(settings.superset / "set_up.py")],
        input=json.dumps(asked),
        env=_environment(settings),
        cwd=_folder(settings),
        capture_output=True,
        text=True,
        check=False,
    )
    (_folder(settings) / "set-up.log").write_text(done.stderr)
    if done.returncode:
        words_of_it = done.stderr.strip().splitlines() or ["it said nothing"]
        raise ZhibenError(
            f"Superset could not be set up: {words_of_it[-1]}",
            f"All it said is in {_folder(settings) / 'set-up.log'}.",
        )
    marker.touch()


def _serve(settings: Settings, port: int, say: Say) -> Serving:
    say("Superset: starting …")
    log = _folder(settings) / "server.log"
    command = [
        str(ENVIRONMENT / "bin" / "gunicorn"),
        "--worker-class=gthread",
        f"--workers={WORKERS}",
        f"--threads={THREADS}",
        "--timeout=120",
        f"--bind={HOST}:{port}",
        "superset.app:create_app()",
    ]
    serving = Serving(port, launch(command, _environment(settings), log))
    write_words(_state(settings), asdict(serving))
    try:
        _wait_until_ready(serving, log)
    except BaseException:
        stop(settings)
        raise
    return serving


def _wait_until_ready(serving: Serving, log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if not serving.server.is_alive():
            raise ZhibenError(f"Superset died: {last_words(log)}")
        try:
            if httpx.get(f"{serving.url}/health", timeout=5).is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.3)
    raise ZhibenError(f"Superset does not answer after {READY_SECONDS} s.", f"Its log: {log}.")


def _environment(settings: Settings) -> dict[str, str]:
    folder = _folder(settings)
    words, _ = _secrets(settings)
    own_database = make_url(postgres.start(settings.home).url("superset", "superset"))
    home_mark = hashlib.sha256(str(settings.home).encode()).hexdigest()[:8]
    return {
        **{name: value for name, value in os.environ.items() if _is_passed(name)},
        "SUPERSET_HOME": str(folder),
        "SUPERSET_CONFIG_PATH": str(settings.superset / "superset_config.py"),
        "SUPERSET_SECRET_KEY": words["secret_key"],
        "SUPERSET__SQLALCHEMY_DATABASE_URI": own_database.set(
            drivername="postgresql+psycopg2"
        ).render_as_string(hide_password=False),
        "ZHIBEN_BI_COOKIE": f"zhiben_bi_{home_mark}",
        "ZHIBEN_BI_COLORS": " ".join(COLORS),
        "PYTHONWARNINGS": "ignore",
    }


def _is_passed(name: str) -> bool:
    """Not another Superset's settings, nor where another Python finds its modules."""
    return not name.startswith(("SUPERSET", "FLASK", "PYTHON", "GUNICORN"))


def _folder(settings: Settings) -> Path:
    return settings.home / "superset"


def _state(settings: Settings) -> Path:
    return _folder(settings) / "running.json"


def _secrets(settings: Settings) -> tuple[dict[str, str], bool]:
    """The key of the sessions and the first passwords, and whether they were made just now."""
    return words_made_once(_secrets_file(settings), _new_secrets)


def _new_secrets() -> dict[str, str]:
    passwords = {name: secrets.token_urlsafe(12) for name in ("admin", "reader")}
    return {"secret_key": secrets.token_hex(32), **passwords}


def _secrets_file(settings: Settings) -> Path:
    return _folder(settings) / "secrets.json"
