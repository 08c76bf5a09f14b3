"""A mail server and a robot that Airflow knows, and letters to send by them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sending.servers import MailSink, RobotServer, mail_sink, robot_server
from zhiben.warehouse.sendings import Sending

TO = "wang@example.gov.cn"


@pytest.fixture
def sink(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[MailSink]:
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path / "airflow"))
    with mail_sink() as sink:
        monkeypatch.setenv("AIRFLOW_CONN_ZHIBEN_SMTP", sink.connection)
        yield sink


@pytest.fixture
def robot(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[RobotServer]:
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path / "airflow"))
    with robot_server() as robot:
        monkeypatch.setenv("AIRFLOW_CONN_ZHIBEN_DINGTALK", robot.connection("dingding"))
        monkeypatch.setenv("AIRFLOW_CONN_ZHIBEN_WECOM", robot.connection("http"))
        yield robot


def sending(to: str = TO, **other: str) -> Sending:
    said = {"report": "summary", "about": "2026-W10", "edition": "1", "county_code": "411600",
            "channel": "mail", "recipient": "王建国", "sent_to": to} | other  # fmt: skip
    return Sending(**said)  # type: ignore[arg-type]
