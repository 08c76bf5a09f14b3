"""A home with sample counties, and its dashboards as a reader's browser has them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.homes import make_hasty
from tests.orchestration.doubts import publish
from tests.orchestration.made import run
from tests.orchestration.world import say
from zhiben import postgres
from zhiben.campaign.tables import sync_reference
from zhiben.contracts.units import load_units
from zhiben.orchestration.preparing import prepare
from zhiben.orchestration.processes import free_port
from zhiben.sample import EVENTS, write_sample
from zhiben.settings import CHECKOUT, Settings, load_settings
from zhiben.warehouse.connection import connect
from zhiben.warehouse.query import read_only

NIGHTS = ("2026-03-06", "2026-03-07")


@dataclass(frozen=True)
class House:
    """A home whose dashboards are served."""

    settings: Settings
    said: str  # what make bi printed
    url: str
    login: str
    password: str

    def ask(self, query: str) -> list[dict[str, Any]]:
        """Rows of the warehouse."""
        return read_only(self.settings, query)

    def make(self, *words: str) -> str:
        """What one of make's targets prints; it must succeed."""
        return make(self.settings.home, *words)


def make(home: Path, *words: str) -> str:
    env = {name: one for name, one in os.environ.items() if not name.startswith("ZHIBEN_")}
    done = subprocess.run(
        ["make", "-s", *words], cwd=CHECKOUT, env=env | {"ZHIBEN_HOME": str(home)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    """Two nights of sample counties, each with a source that is silent, and ``make bi``."""
    with tempfile.TemporaryDirectory(prefix="zhiben-bi-") as name:
        home = Path(name)
        try:
            settings = sample_nights(home)
            port = free_port()
            said = make(home, "bi", f"BI_PORT={port}")
            words = json.loads((home / "superset" / "secrets.json").read_text())
            yield House(settings, said, f"http://127.0.0.1:{port}", "reader", words["reader"])
        finally:
            make(home, "down")


def sample_nights(home: Path) -> Settings:
    """Simulate counties, and load and publish their nights as the tasks do."""
    make_hasty(postgres.start(home))
    sample = {"ZHIBEN_INCLUDE": str(home / "sample"), "ZHIBEN_INBOX": str(home / "sample/inbox")}
    settings = load_settings({"ZHIBEN_HOME": str(home), **sample})
    write_sample(
        load_settings({"ZHIBEN_HOME": str(home)}), settings.include, nights=2, seed=11, counties=3,
        sources=6, rows=240, mess="nasty", start=date.fromisoformat(NIGHTS[0]), events=EVENTS,
    )  # fmt: skip
    for absent in (f"411602-yingji/{NIGHTS[0]}", f"411603-xiaofang/{NIGHTS[1]}"):
        for file in (settings.inbox / absent).iterdir():
            file.unlink()
    prepare(settings)
    engine = connect(settings)
    with engine.begin() as connection:
        sync_reference(connection, load_units(settings.campaign / "units.yaml"), settings.campaign)
    with pytest.MonkeyPatch.context() as environment:
        say(environment, settings)
        for night in NIGHTS:
            run(night)
            publish(engine, night)
    return settings


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium, without a window."""
    program = shutil.which("chromium")
    if program is None:
        pytest.fail("no browser on this machine (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        playwright.selectors.set_test_id_attribute("data-test")
        chromium = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium
        chromium.close()
