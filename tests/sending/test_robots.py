"""A letter's gist to a group's robot, by DingTalk's provider and by WeCom's address."""

from __future__ import annotations

import ssl
from typing import Any

import pytest
from requests.exceptions import SSLError as LineError
from sqlalchemy import Engine
from urllib3 import HTTPSConnectionPool
from urllib3.exceptions import MaxRetryError
from urllib3.exceptions import SSLError as TlsError

from tests.sending.conftest import sending
from tests.sending.servers import HOST, PASSWORD, RobotServer
from zhiben.orchestration.processes import free_port
from zhiben.sending import DeferredError, Letter, ShutOutError, UnclearError, send_once
from zhiben.sending.robots import DingTalk, Robot, WeCom, _cut, gist
from zhiben.warehouse.sendings import Standing, known

LETTER = Letter("周口市安全生产工作周报 2026年第10周", ("全市共排查隐患1200项。", "整改率95.1%。"))
ROBOTS: dict[str, type[Robot]] = {"dingtalk": DingTalk, "wecom": WeCom}
BOTH = pytest.mark.parametrize("channel", ROBOTS)


def send(warehouse: Engine, channel: str, seconds: float = 5) -> Standing:
    robot = ROBOTS[channel](f"zhiben_{channel}", (seconds, seconds))
    one = sending(f"zhiben_{channel}", channel=channel)
    return send_once(warehouse, one, lambda claim: robot.carry(LETTER, claim))


def stands(warehouse: Engine, channel: str) -> Standing | None:
    found = known(warehouse, sending(f"zhiben_{channel}", channel=channel).sending_id)
    return found.standing if found else None


def test_each_robot_gets_what_it_understands(robot: RobotServer, warehouse: Engine) -> None:
    assert {send(warehouse, channel) for channel in ROBOTS} == {Standing.SENT}
    told: dict[str, Any] = dict(robot.posted)
    ding = told[f"/robot/send?access_token={PASSWORD}"]
    wecom = told[f"/cgi-bin/webhook/send?key={PASSWORD}"]
    words = "**周口市安全生产工作周报 2026年第10周**\n\n全市共排查隐患1200项。\n\n整改率95.1%。"
    assert ding["markdown"] == {"title": LETTER.subject, "text": words}
    assert wecom == {"msgtype": "markdown", "markdown": {"content": words}}


@BOTH
def test_a_message_goes_once(robot: RobotServer, warehouse: Engine, channel: str) -> None:
    assert [send(warehouse, channel) for _ in range(2)] == [Standing.SENT] * 2
    assert len(robot.posted) == 1


@BOTH
@pytest.mark.parametrize(
    ("status", "answer", "error"),
    [
        (429, b"", DeferredError),
        (503, b"", DeferredError),
        (502, b"", UnclearError),
        (200, b"<html>", UnclearError),
        (200, b'{"errcode": -1, "errmsg": "system busy"}', DeferredError),
    ],
)
def test_a_robot_in_trouble(
    robot: RobotServer, warehouse: Engine, channel: str, status: int, answer: bytes,
    error: type[Exception],
) -> None:  # fmt: skip
    robot.status, robot.answer = status, answer
    with pytest.raises(error):
        send(warehouse, channel)
    is_later = error is DeferredError
    expected = Standing.DEFERRED if is_later else Standing.CLAIMED
    assert stands(warehouse, channel) is expected
    robot.status, robot.answer = 200, b'{"errcode": 0}'
    if is_later:
        assert send(warehouse, channel) is Standing.SENT
    else:
        with pytest.raises(UnclearError):
            send(warehouse, channel)
    assert len(robot.posted) == 1 + is_later


@BOTH
@pytest.mark.parametrize(
    ("status", "answer"), [(404, b""), (302, b""), (200, b'{"errcode": 310000, "errmsg": "ip"}')]
)
def test_a_robot_that_refuses_is_recorded_and_not_asked_again(
    robot: RobotServer, warehouse: Engine, channel: str, status: int, answer: bytes
) -> None:
    robot.status, robot.answer = status, answer
    assert [send(warehouse, channel) for _ in range(2)] == [Standing.REFUSED] * 2
    assert len(robot.posted) == 1


@BOTH
def test_a_silent_robot_is_in_doubt(robot: RobotServer, warehouse: Engine, channel: str) -> None:
    robot.is_silent.set()
    with pytest.raises(UnclearError, match="ReadTimeout"):
        send(warehouse, channel, 0.4)
    assert stands(warehouse, channel) is Standing.CLAIMED


@BOTH
def test_a_robot_nobody_answers_for_is_asked_later_and_no_key_is_told(
    robot: RobotServer, warehouse: Engine, monkeypatch: pytest.MonkeyPatch, channel: str
) -> None:
    kind = ROBOTS[channel].conn_type
    said = robot.connection(kind).replace(str(robot.port), str(free_port()))
    monkeypatch.setenv(f"AIRFLOW_CONN_ZHIBEN_{channel.upper()}", said)
    with pytest.raises(DeferredError) as trouble:
        send(warehouse, channel)
    assert PASSWORD not in f"{trouble.value!r}{trouble.value.__context__ is None}"
    assert stands(warehouse, channel) is Standing.DEFERRED


def test_a_robot_without_a_key_is_told_in_a_sentence(
    robot: RobotServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = f'{{"conn_type": "http", "host": "http://{HOST}:{robot.port}"}}'
    monkeypatch.setenv("AIRFLOW_CONN_ZHIBEN_WECOM", said)
    with pytest.raises(ShutOutError, match="has no password"):
        WeCom("zhiben_wecom")


def test_a_gist_holds_whole_sentences_as_far_as_they_fit() -> None:
    letter = Letter("题", ("甲" * 10, "乙" * 10))
    assert gist(letter, 40) == f"**题**\n\n{'甲' * 10}"


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (ssl.SSLCertVerificationError("self-signed certificate"), DeferredError),
        (ssl.SSLEOFError("EOF occurred in violation of protocol"), UnclearError),
        (ssl.SSLError("decryption failed"), UnclearError),
    ],
)
def test_only_a_certificate_is_distrusted_before_anything_is_said(
    fault: ssl.SSLError, outcome: type[Exception]
) -> None:
    wrapped = MaxRetryError(HTTPSConnectionPool("robot"), "/", TlsError(fault))
    assert isinstance(_cut(LineError(wrapped)), outcome)
