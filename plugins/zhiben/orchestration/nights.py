"""Runs nights and weeks through Airflow and says what happened, delivery by delivery."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
from sqlalchemy import Connection, text

from zhiben.errors import ZhibenError
from zhiben.landing import Ignored, passed_over, sources_present, waiting
from zhiben.orchestration import airflow, airflow_api
from zhiben.orchestration.asked import check_include, check_night, check_sources
from zhiben.orchestration.gates import release
from zhiben.orchestration.preparing import prepare
from zhiben.reporting import Week
from zhiben.reporting.collect import published_nights
from zhiben.settings import Settings
from zhiben.warehouse.connection import connect
from zhiben.warehouse.quality import Hold
from zhiben.warehouse.replays import outdated_nights

Say = Callable[[str], None]


@dataclass(frozen=True)
class NightResult:
    """What a night came to: the states of its two DAG runs and what became of each file."""

    business_date: date
    nightly: str
    build: str
    deliveries: list[dict[str, Any]]
    troubles: list[str] = field(default_factory=list)
    waiting_files: int = 0
    passed_over: Mapping[Ignored, int] = field(default_factory=dict)
    left_outdated: tuple[date, ...] = ()  # nights it changed that could not be published again

    @property
    def is_published(self) -> bool:
        """Whether the night's numbers can be read."""
        return self.build == "success"

    @property
    def is_good(self) -> bool:
        """Whether every source was worked on, and the night and what it outdated are published."""
        return self.is_published and self.nightly == "success" and not self.left_outdated


def run_nights(
    settings: Settings,
    first: date,
    last: date,
    sources: Sequence[str],
    say: Say,
    *,
    mail: bool = True,
) -> Iterator[NightResult]:
    """Run the nightly DAG, and the build it starts, for each business date in turn.

    Clerks get their receipts by ``mail`` where a connection is set up. Airflow's parts are started
    once for the whole range, or used where they are up.

    Raises:
        ZhibenError: when the warehouse or Airflow cannot be brought up, there is no such
            source, or a date lies too far ahead to be meant.
    """
    check_night(settings, last)
    prepare(settings)
    check_include(settings)
    with connect(settings).connect() as connection:
        check_sources(settings, connection, sources)
    with airflow.running(settings, say) as up, airflow_api.client(up) as api:
        night = first
        while night <= last:
            yield run_night(settings, api, night, sources, say, mail=mail)
            night += timedelta(days=1)


def let_through(settings: Settings, delivery_id: str, by: str, why: str) -> Hold:
    """Let a held delivery through; the next night of its source takes it.

    Raises:
        ZhibenError: when it is not held, or nobody says who and why.
    """
    prepare(settings)
    with connect(settings).begin() as connection:
        return release(connection, delivery_id, by, why, datetime.now(UTC))[0]


def run_night(
    settings: Settings,
    api: httpx.Client,
    night: date,
    sources: Sequence[str],
    say: Say,
    *,
    mail: bool = True,
) -> NightResult:
    """Run one night through Airflow and wait for its publication."""
    conf = {
        "business_date": night.isoformat(), "sources": list(sources), "send_receipts": mail
    }  # fmt: skip
    run_id = airflow_api.trigger(api, "nightly", conf)
    nightly = airflow_api.wait(api, "nightly", run_id, Progress(f"{night}", say))
    build_id = airflow_api.run_asked_for(api, "nightly", run_id, "publish")
    build, built = "not started", dict[date, str]()
    if build_id is not None:
        build = airflow_api.wait(api, "build_warehouse", build_id, Progress(f"{night} build", say))
        built = _build_outdated(settings, api, say)
    with connect(settings).connect() as connection:
        deliveries = _deliveries(connection, night)
    return NightResult(
        business_date=night,
        nightly=nightly,
        build=build,
        deliveries=deliveries,
        troubles=troubles_of(api, "nightly", run_id, nightly)
        + troubles_of(api, "build_warehouse", build_id, build),
        waiting_files=sum(
            waiting(settings.inbox, source, night) for source in sources_present(settings.inbox)
        ),
        passed_over=passed_over(settings.inbox),
        left_outdated=_failed(built),
    )


def run_week(settings: Settings, week: str, say: Say, reissue: str | None = None) -> str:
    """Run the weekly summary's DAG for ``week``; give back the end state of the run.

    Raises:
        ZhibenError: when no night is published that it could tell of.
    """
    prepare(settings)
    with connect(settings).connect() as connection:
        published_nights(connection, Week.parse(week), settings.today())
    with airflow.running(settings, say) as up, airflow_api.client(up) as api:
        return run_week_with(api, week, say, reissue)


def run_week_with(api: httpx.Client, week: str, say: Say, reissue: str | None = None) -> str:
    """Write the summary by its DAG over an Airflow that is up; nobody is asked, nothing sent.

    ``reissue`` says why it corrects the one that was issued.
    """
    asked = {"week": week, "reissue": reissue, "send": False}
    run_id = airflow_api.trigger(api, "weekly_summary", asked)
    return airflow_api.wait(api, "weekly_summary", run_id, Progress(week, say))


def publish_outdated(settings: Settings, say: Say) -> list[date]:
    """Publish anew, through Airflow, the nights whose numbers are outdated; give them back.

    Where there are none, no Airflow is started.

    Raises:
        ZhibenError: when a night could not be published; it stays marked as outdated.
    """
    if not _outdated(settings):
        return []
    prepare(settings)
    with airflow.running(settings, say) as up, airflow_api.client(up) as api:
        built = _build_outdated(settings, api, say)
    if failed := _failed(built):
        raise ZhibenError(
            f"Not published again: {', '.join(map(str, failed))}.",
            "See the runs of build_warehouse in Airflow; the next night tries again.",
        )
    return list(built)


def _outdated(settings: Settings) -> list[date]:
    with connect(settings).connect() as connection:
        return outdated_nights(connection)


def _build_outdated(settings: Settings, api: httpx.Client, say: Say) -> dict[date, str]:
    """Publish anew the nights that an older night's late files or a replay have outdated."""
    states = {}
    for night in _outdated(settings):
        run_id = airflow_api.trigger(api, "build_warehouse", {"business_date": night.isoformat()})
        progress = Progress(f"{night} build again", say)
        states[night] = airflow_api.wait(api, "build_warehouse", run_id, progress)
    return states


def _failed(states: Mapping[date, str]) -> tuple[date, ...]:
    return tuple(night for night, state in states.items() if state != "success")


class Progress:
    """Says how far a run is, whenever that changed."""

    def __init__(self, name: str, say: Say) -> None:
        self._name = name
        self._say = say
        self._last = ""

    def __call__(self, instances: list[dict[str, Any]]) -> None:
        """Tell of these task instances where they differ from the last ones told."""
        states = Counter(str(one["state"]) for one in instances if one["state"])
        active = sorted({str(one["task_id"]) for one in instances if one["state"] == "running"})
        words = f"{self._name}: {states.get('success', 0)}/{len(instances)} tasks"
        words += f", now {', '.join(active)}" if active else ""
        if words != self._last and active:
            self._say(words)
        self._last = words


def _deliveries(connection: Connection, night: date) -> list[dict[str, Any]]:
    query = text(
        "SELECT d.*, COALESCE(c.county_name, city_name) AS county_name FROM bi.deliveries AS d "
        "LEFT JOIN bi.counties AS c USING (county_code) "
        "LEFT JOIN bi.city ON d.county_code = city_code WHERE d.night = :night "
        "ORDER BY c.report_order, d.source, d.business_date, d.file_name"
    )
    rows = connection.execute(query, {"night": night}).mappings()
    return [dict(row) for row in rows]


def troubles_of(api: httpx.Client, dag_id: str, run_id: str | None, state: str) -> list[str]:
    """The last words of every task that failed."""
    if run_id is None or state == "success":
        return []
    path = f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances"
    instances = api.get(path, params={"limit": 1000}).json()["task_instances"]
    return [
        f"{dag_id}.{one['task_id']}: {_last_error(api, path, one)}"
        for one in instances
        if one["state"] == "failed"
    ]


def _last_error(api: httpx.Client, path: str, one: dict[str, Any]) -> str:
    place = f"{path}/{one['task_id']}/logs/{one['try_number']}"
    answer = api.get(place, params={"map_index": one["map_index"]})
    if answer.status_code >= 400:
        return "its log cannot be read"
    events = answer.json()["content"]
    details = [error for event in events for error in event.get("error_detail") or []]
    if details:
        return str(details[0]["exc_value"])
    errors = [event["event"] for event in events if event.get("level") in {"error", "critical"}]
    return str(errors[-1]) if errors else "it died without a word"
