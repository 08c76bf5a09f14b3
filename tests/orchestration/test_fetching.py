"""Sources that lie elsewhere, in a night: fetched, taken, tried again, and never in others' way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.landing.transports.servers import HOST, PASSWORD, Handler, HttpServer, http_server, says
from tests.orchestration.made import ROW, contract, deliveries, put, row, run
from zhiben.orchestration import fetching
from zhiben.settings import Settings

DAY, NEXT = "2026-03-05", "2026-03-06"
FAR = {"kind": "http", "connection": "far", "path": "/{source}/{date}.csv"}
LEDGER = "\n".join([",".join(ROW), ",".join(row().values())]).encode()


@pytest.fixture
def far(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpServer]:
    """Source ``a`` lies at a web server, source ``b`` in the inbox."""
    contract(settings, "a", transport=FAR)
    contract(settings, "b")
    put(settings, DAY, row(2), source="b", name="b.csv")
    monkeypatch.setattr(fetching, "LONGEST_WAIT_SECONDS", 0.01)
    with http_server() as server:
        define(monkeypatch, server.port)
        yield server


def define(monkeypatch: pytest.MonkeyPatch, port: int, **other: Any) -> None:
    said = {"conn_type": "http", "host": HOST, "port": port, "login": "zhiben"}
    monkeypatch.setenv("AIRFLOW_CONN_FAR", json.dumps(said | {"password": PASSWORD} | other))


def test_what_lies_elsewhere_is_taken_like_what_lies_in_the_inbox(
    far: HttpServer, warehouse: Engine
) -> None:
    far.answers[f"/a/{DAY}.csv"] = says(LEDGER)
    assert run(DAY) == {"a": None, "b": None}
    assert deliveries(warehouse, "source, status") == [("a", "loaded"), ("b", "loaded")]


def test_a_second_run_changes_nothing(far: HttpServer, warehouse: Engine) -> None:
    far.answers[f"/a/{DAY}.csv"] = says(LEDGER)
    run(DAY)
    before = deliveries(warehouse, "delivery_id, status")
    run(DAY)
    assert deliveries(warehouse, "delivery_id, status") == before


def test_a_server_in_trouble_is_tried_again_and_stops_no_other(
    far: HttpServer, warehouse: Engine
) -> None:
    far.answers[f"/a/{DAY}.csv"] = says(b"", 503)
    troubles = run(DAY)
    assert far.asked.count(f"/a/{DAY}.csv") == fetching.ATTEMPTS
    assert "answers HTTP 503" in str(troubles["a"])
    assert deliveries(warehouse, "source, status") == [("b", "loaded")]


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ((DAY, NEXT), [(DAY, "loaded"), (NEXT, "loaded")]),
        ((DAY,), [(DAY, "loaded"), (NEXT, "missing")]),
        ((NEXT,), [(DAY, "missing"), (NEXT, "loaded")]),
    ],
)
def test_what_could_not_be_fetched_is_missing_only_once_it_was_looked_for(
    far: HttpServer, warehouse: Engine, sent: tuple[str, ...], found: list[tuple[str, str]]
) -> None:
    far.answers[f"/a/{DAY}.csv"] = says(b"", 503)
    for _ in range(2):
        assert "HTTP 503" in str(run(DAY, "a")["a"])
        assert deliveries(warehouse) == []
    del far.answers[f"/a/{DAY}.csv"]
    for number, day in enumerate(sent):
        body = "\n".join([",".join(ROW), ",".join(row(number).values())]).encode()
        far.answers[f"/a/{day}.csv"] = says(body)
    run(NEXT, "a")
    assert deliveries(warehouse, "business_date::text, status") == found


def test_a_trouble_that_passes_is_no_trouble(far: HttpServer, warehouse: Engine) -> None:
    answers = [says(LEDGER), says(b"", 500), says(LEDGER, Content_Length="9999")]

    def next_answer(handler: Handler) -> None:
        answers.pop()(handler)

    far.answers[f"/a/{DAY}.csv"] = next_answer
    assert run(DAY)["a"] is None
    assert ("a", "loaded") in deliveries(warehouse, "source, status")


def test_a_refused_login_is_not_tried_again_and_not_logged(
    far: HttpServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    define(monkeypatch, far.port, password=PASSWORD[::-1])
    trouble = run(DAY)["a"]
    assert len(far.asked) == 1
    assert f"http://{HOST}:{far.port}/a/" in str(trouble)
    assert PASSWORD[::-1] not in caplog.text + str(trouble)


def test_what_was_dropped_by_hand_is_taken_though_the_server_is_down(
    far: HttpServer, settings: Settings, warehouse: Engine
) -> None:
    put(settings, DAY, row(3), name="by-hand.csv")
    far.answers[f"/a/{DAY}.csv"] = says(b"", 500)
    assert run(DAY)["a"]
    assert ("a", "loaded") in deliveries(warehouse, "source, status")
