"""The small city of docs/practice.md, set up once as that page says, and new for every guide."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from tests.docs.reading import ROOT, Ids, Step, steps
from tests.homes import with_airflow
from tests.quick import quick_zhiben, without_zhiben
from zhiben import postgres
from zhiben.orchestration import airflow
from zhiben.orchestration.preparing import prepare
from zhiben.settings import load_settings

PAGE = ROOT / "docs" / "practice.md"
PUT_AWAY = 2  # its last steps
SERVERS = ("postgres", "airflow")  # of a home: what stays up between two guides
KEPT = "kept"  # the warehouse as the page leaves it


@dataclass
class Reader:
    """Somebody at a shell in a checkout who types what a guide says."""

    place: Path
    env: dict[str, str] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        """Where the page puts its city."""
        return self.place / "var" / "practice"

    def follow(self, page: Path, doing: Sequence[Step]) -> None:
        """Do the steps; fail with the page's line at the first one that is not as it says."""
        name, ids = page.relative_to(ROOT), Ids()
        for step in doing:
            text = ids.typed(step.text)
            status, printed = self._query(text) if step.kind == "sql" else self._type(text)
            if status:
                pytest.fail(f"{name}:{step.line}: {step.text}\n{printed}", pytrace=False)
            if missing := step.first_missing(printed, ids):
                words = f"{name}:{missing.line}: not printed: {missing.text}"
                pytest.fail(f"{words}\nPrinted was:\n{printed}", pytrace=False)

    def _type(self, command: str) -> tuple[int, str]:
        """Run a command in bash; the variables it sets are there for the next one."""
        kept = self.place / ".variables"
        script = f"set -a -o pipefail\n{command}\nended=$?\nenv -0 > {kept}\nexit $ended"
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.place,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if kept.exists():
            pairs = kept.read_text(encoding="utf-8").split("\0")
            self.env = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
        return done.returncode, done.stdout

    def _query(self, query: str) -> tuple[int, str]:
        """Ask as a reader of ``bi``; a guide's query that finds nothing shows nothing."""
        url = postgres.start(self.home).url("warehouse", "bi_reader")
        try:
            with psycopg.connect(url) as connection:
                rows = connection.execute(query).fetchall()
        except psycopg.Error as error:
            return 1, str(error)
        return (0, "") if rows else (1, "It finds no row.")


@contextmanager
def practised() -> Iterator[Reader]:
    """A reader who has set the city up and will put it away; its Airflow is up meanwhile."""
    doing = list(steps(PAGE.read_text(encoding="utf-8")))
    with tempfile.TemporaryDirectory(prefix="zhiben-docs-") as name:
        reader = Reader(Path(name), without_zhiben())
        _furnish(reader.place)
        program, address = reader.place / ".venv/bin/zhiben", reader.place / ".zhiben"
        try:
            with quick_zhiben(program, address):
                with _airflow_up(reader.home):
                    reader.follow(PAGE, doing[:-PUT_AWAY])
                    _keep(reader)
                    yield reader
                reader.follow(PAGE, doing[-PUT_AWAY:])
        finally:
            for home in reader.home.parent.glob("*/postgres"):
                postgres.stop(home.parent)


def _furnish(place: Path) -> None:
    """What a guide uses of a checkout: its environment, less ``zhiben`` itself."""
    own = Path(sys.prefix)
    (place / ".venv/bin").mkdir(parents=True)
    for name in ("lib", "pyvenv.cfg"):
        (place / ".venv" / name).symlink_to(own / name)
    for program in (own / "bin").iterdir():
        if program.name != "zhiben":
            (place / ".venv/bin" / program.name).symlink_to(program)


@contextmanager
def _airflow_up(home: Path) -> Iterator[None]:
    """Airflow as ``make up`` leaves it, so that nights need not start it each time."""
    settings = load_settings(
        {
            "ZHIBEN_HOME": str(home),
            "ZHIBEN_INCLUDE": str(home / "city"),
            "ZHIBEN_INBOX": str(home / "city" / "inbox"),
        }
    )
    with_airflow(home)
    prepare(settings)
    shutil.rmtree(home / "city")  # the page makes it
    with airflow.running(settings, lambda _words: None):
        yield


def _keep(reader: Reader) -> None:
    """Put aside what the page left: the warehouse as a template, the files beside it."""
    _copy_database(reader.home, "warehouse", KEPT)
    shutil.copytree(reader.home, reader.place / KEPT, ignore=lambda _folder, _names: SERVERS)


def restore(reader: Reader) -> None:
    """Everything as the page left it, whatever another guide has done."""
    for path in reader.home.iterdir():
        if path.name not in SERVERS:
            shutil.rmtree(path)
    shutil.copytree(reader.place / KEPT, reader.home, dirs_exist_ok=True)
    _copy_database(reader.home, KEPT, "warehouse")


def _copy_database(home: Path, known: str, name: str) -> None:
    with psycopg.connect(postgres.start(home).url("postgres", "postgres"), autocommit=True) as one:
        one.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [known]
        )
        one.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        one.execute(f"CREATE DATABASE {name} TEMPLATE {known} OWNER zhiben")
        one.execute(f"REVOKE CONNECT ON DATABASE {name} FROM PUBLIC")
        one.execute(f"GRANT CONNECT ON DATABASE {name} TO bi_reader")
