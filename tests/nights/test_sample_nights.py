"""Two nights of sample counties through Airflow: rerun, killed, summarised."""

from __future__ import annotations

import csv
import random
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psutil
import pytest
from openpyxl import load_workbook

from tests.nights.conftest import FIRST, House, house_up
from zhiben.orchestration import airflow
from zhiben.orchestration.nights import NightResult

pytestmark = pytest.mark.airflow
NIGHTS = [FIRST + timedelta(days=step) for step in (1, 2)]  # the first takes two days' files


@pytest.fixture(scope="module")
def house(sample: Path) -> Iterator[House]:
    """A house that has run the nights undisturbed."""
    with house_up(sample, sample / "inbox") as house:
        results = [house.night(night) for night in NIGHTS]
        assert all(result.is_good for result in results), [one.troubles for one in results]
        yield house


def test_every_row_received_has_its_outcome(house: House) -> None:
    broken = house.rows(
        "SELECT delivery_id FROM bi.deliveries "
        "WHERE rows_received <> rows_loaded + rows_quarantined + rows_skipped"
    )
    assert broken == []
    assert house.rows("SELECT SUM(rows_received) AS n FROM bi.deliveries")[0]["n"] > 500


def test_the_nights_are_published(house: House) -> None:
    days = house.rows("SELECT DISTINCT business_date FROM bi.item_daily ORDER BY 1")
    assert [row["business_date"] for row in days] == NIGHTS


@pytest.mark.parametrize("kind", ["inspection", "accident", "disaster", "task"])
def test_every_kind_is_loaded_and_published(house: House, sample: Path, kind: str) -> None:
    with (sample / "truth" / "event_files.csv").open(encoding="utf-8", newline="") as file:
        sent = [one for one in csv.DictReader(file) if one["kind"] == kind]
    counts = ("rows_received", "rows_loaded", "rows_quarantined", "rows_skipped")
    rows = house.rows(
        f"SELECT status, {', '.join(counts)} FROM bi.deliveries "
        f"WHERE kind = '{kind}' ORDER BY night"
    )
    told = [[str(row[name]) for name in counts] for row in rows if row["status"] != "unchanged"]
    wanted = [[one[name] for name in counts] for one in sent]  # the same bytes again bring nothing
    assert len(rows) == len(sent)
    assert told == [
        each for each, row in zip(wanted, rows, strict=True) if row["status"] != "unchanged"
    ]
    assert rows[0]["status"] != "unchanged"
    assert house.rows(f"SELECT COUNT(*) AS n FROM bi.{kind}s")[0]["n"] == int(sent[-1][counts[1]])


def test_every_source_that_delivered_has_its_receipt(house: House) -> None:
    sources = house.rows(f"SELECT DISTINCT source FROM bi.deliveries WHERE night = '{NIGHTS[1]}'")
    assert {row["source"] for row in sources} == {path.stem for path in _told(house, "*.html")}


def test_running_a_night_again_changes_no_number_and_no_receipt(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    before, told = house.digest(), _told(house)
    again = house.night(NIGHTS[1])
    assert again.is_good
    assert all(one["county_name"] for one in again.deliveries)  # the city's own files, too
    assert (house.digest(), _told(house)) == (before, told)
    assert house.night(NIGHTS[0]).is_good
    assert house.digest() == before
    with capsys.disabled():
        print(f"\ndigest over all bi views, run and rerun: {before['(all)']}")


def _told(house: House, pattern: str = "*") -> dict[Path, bytes]:
    """The files of the last night's receipts, and what stands in them."""
    folder = house.settings.reports / "nights" / NIGHTS[1].isoformat()
    return {path: path.read_bytes() for path in folder.rglob(pattern) if path.is_file()}


def test_a_receipt_that_cannot_be_written_fails_the_run_but_not_the_night(house: House) -> None:
    folder = house.settings.reports / "nights" / NIGHTS[1].isoformat()
    page = next(iter(sorted(folder.glob("*.html"))))
    page.unlink()
    (page / "kept").mkdir(parents=True)
    result = house.night(NIGHTS[1])
    shutil.rmtree(page)
    assert (result.nightly, result.is_published) == ("failed", True)
    assert "no receipt" in result.troubles[0]


def test_a_run_without_a_business_date_says_so(house: House) -> None:
    state, troubles = house.run("nightly")
    assert state == "failed"
    (trouble,) = troubles
    assert trouble.startswith("nightly.plan: The run names no business date (got None).")


def test_maintenance_leaves_every_number_as_it_was(house: House) -> None:
    before = house.digest()
    assert house.run("maintenance") == ("success", [])
    assert house.digest() == before


def test_airflow_forgets_old_runs_and_goes_on(house: House) -> None:
    before = house.digest()
    airflow.forget_runs(house.settings, datetime.now(UTC) - timedelta(seconds=5))
    assert house.api.get("/dags/nightly/dagRuns").json()["dag_runs"] == []
    assert house.run("maintenance") == ("success", [])
    assert house.digest() == before


@pytest.fixture(scope="module")
def week(house: House) -> Path:
    """The folder of the week's summary."""
    assert house.week("2026-W10") == "success"
    return house.settings.reports / "2026-W10"


def test_the_weekly_summary_is_written(week: Path) -> None:
    assert {path.name for path in week.iterdir()} >= {
        "summary.html",
        "summary.docx",
        "summary.pdf",
        "numbers.json",
    }
    assert "周报" in (week / "summary.html").read_text(encoding="utf-8")


def test_every_unit_has_a_brief_whose_annex_lists_what_its_numbers_count(
    house: House, week: Path
) -> None:
    overdue = house.rows(
        "SELECT county_code, value FROM bi.campaign_progress INNER JOIN bi.counties "
        "USING (county_code) WHERE programme = 'zhiben' AND metric = 'overdue' "
        f"AND business_date = '{NIGHTS[-1]}'"
    )
    assert sum(row["value"] for row in overdue) > 0
    for row in overdue:
        book = load_workbook(week / "briefs" / f"{row['county_code']}.xlsx", read_only=True)
        assert book["逾期未整改"].max_row - 3 == row["value"]


def test_the_reader_role_sees_bi_and_nothing_else(house: House) -> None:
    granted = house.rows(
        "SELECT DISTINCT table_schema FROM information_schema.role_table_grants "
        "WHERE grantee = 'bi_reader'"
    )
    assert [row["table_schema"] for row in granted] == ["bi"]


def test_a_night_killed_five_times_ends_like_an_undisturbed_one(
    house: House, sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with house_up(sample, sample / "inbox") as other:
        shot = [_run_under_fire(other, night) for night in NIGHTS]
        killed = [pid for pids, _ in shot for pid in pids]
        assert len(killed) >= 5
        failed = [
            night for night, (_, ended) in zip(NIGHTS, shot, strict=True) if not ended.is_good
        ]
        assert all(other.night(night).is_good for night in failed)
        assert [one.week("2026-W10") for one in (house, other)] == ["success", "success"]
        assert other.digest() == house.digest()
    with capsys.disabled():
        print(f"\n{len(killed)} task processes killed with SIGKILL; same digest")


def _run_under_fire(house: House, night: date) -> tuple[list[int], NightResult]:
    """Run a night while three of its task processes are killed at random moments."""
    ended = threading.Event()
    killed: list[int] = []
    chance = random.Random(str(night))  # noqa: S311 - any moments will do
    shooter = threading.Thread(target=_shoot, args=(house, ended, killed, chance))
    shooter.start()
    result = house.night(night)
    ended.set()
    shooter.join()
    return killed, result


def _shoot(house: House, ended: threading.Event, killed: list[int], chance: random.Random) -> None:
    while not ended.is_set() and len(killed) < 3:
        time.sleep(chance.uniform(0.2, 2.5))
        with suppress(psutil.NoSuchProcess):  # one that ended by itself meanwhile
            if running := _task_processes(house):
                victim = chance.choice(running)
                victim.kill()
                killed.append(victim.pid)


def _task_processes(house: House) -> list[psutil.Process]:
    """Processes that run a task of this house: children of the scheduler's executor workers."""
    from zhiben.orchestration.airflow import find

    up = find(house.settings)
    assert up is not None
    found = []
    for worker in psutil.Process(up.parts["scheduler"].pid).children():
        if "LocalExecutor" in " ".join(worker.cmdline()):
            found += worker.children()
    return found
