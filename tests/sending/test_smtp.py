"""Each letter goes once, whatever the mail server does; what is in doubt waits for a person."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from tests.sending.conftest import TO, sending
from tests.sending.servers import MailSink, mute_server
from tests.sending.test_mail import shown
from zhiben.errors import ZhibenError
from zhiben.sending import (
    DeferredError,
    Letter,
    NoConnectionError,
    ShutOutError,
    UnclearError,
    send_once,
)
from zhiben.sending.mail import mail_of
from zhiben.sending.smtp import MailServer
from zhiben.settings import Settings
from zhiben.warehouse.sendings import Known, Standing, claim, decide, known

NOW = datetime(2026, 3, 9, 1, tzinfo=UTC)
LETTER = Letter("周报", ("第一行", ".", "..两点"), "<p>.\n.页</p>")


def send(warehouse: Engine, to: str = TO, patience: float = 0.4) -> Standing:
    server = MailServer("zhiben_smtp", patience)
    mail = mail_of(LETTER, server.sender, "王", to, "<m@example.cn>", NOW)
    return send_once(warehouse, sending(to), lambda claim: server.carry(mail, to, claim), "<m@x>")


def standing(warehouse: Engine, to: str = TO) -> Known:
    found = known(warehouse, sending(to).sending_id)
    assert found is not None
    return found


def test_a_letter_goes_once_however_often_it_is_sent(sink: MailSink, warehouse: Engine) -> None:
    assert [send(warehouse) for _ in range(3)] == [Standing.SENT] * 3
    (mail,) = sink.mails(TO)
    assert mail["From"].addresses[0].addr_spec == "zhiben@example.gov.cn"
    assert [shown(mail, "plain"), shown(mail, "html")] == ["第一行\n.\n..两点", "<p>.\n.页</p>"]
    assert standing(warehouse).answer == "250 taken"


def test_an_address_refused_is_recorded_and_not_tried_again(
    sink: MailSink, warehouse: Engine
) -> None:
    sink.at_rcpt[TO] = f"550 5.1.1 <{TO}> user unknown"
    assert send(warehouse) is Standing.REFUSED
    sink.at_rcpt.clear()
    assert send(warehouse) is Standing.REFUSED
    assert (sink.taken, standing(warehouse).answer.count(TO)) == ([], 0)


@pytest.mark.parametrize("where", ["at_rcpt", "at_end"])
def test_what_the_server_puts_off_goes_at_a_later_try(
    sink: MailSink, warehouse: Engine, where: str
) -> None:
    getattr(sink, where)[TO] = "451 4.7.1 greylisted"
    with pytest.raises(DeferredError, match="greylisted"):
        send(warehouse)
    assert standing(warehouse).standing is Standing.DEFERRED
    getattr(sink, where).clear()
    assert send(warehouse) is Standing.SENT
    assert len(sink.taken) == 1


def test_a_mail_refused_as_a_whole_is_refused(sink: MailSink, warehouse: Engine) -> None:
    sink.at_end[TO] = "554 looks like spam"
    assert send(warehouse) is Standing.REFUSED


def test_a_server_that_takes_half_of_the_recipients_gets_no_other_half_twice(
    sink: MailSink, warehouse: Engine
) -> None:
    everyone = [f"{number}@example.cn" for number in range(6)]
    sink.at_rcpt = {everyone[1]: "550 no", everyone[3]: "550 no", everyone[5]: "452 full"}
    for _ in range(2):
        for one in everyone:
            try:
                send(warehouse, one)
            except DeferredError:
                assert one == everyone[5]
    assert sorted(to for to, _ in sink.taken) == [everyone[0], everyone[2], everyone[4]]


def test_silence_after_the_whole_mail_is_told_to_a_person_and_not_repeated(
    sink: MailSink, warehouse: Engine
) -> None:
    sink.silent.add(TO)
    for _ in range(2):
        with pytest.raises(UnclearError, match="zhiben sendings again"):
            send(warehouse)
    sink.silent.clear()
    with pytest.raises(UnclearError):
        send(warehouse)
    assert len(sink.taken) == 1
    assert standing(warehouse).standing is Standing.CLAIMED


@pytest.mark.parametrize(("word", "mails"), [(Standing.DEFERRED, 2), (Standing.SENT, 1)])
def test_a_persons_word_settles_a_doubt(
    sink: MailSink, warehouse: Engine, word: Standing, mails: int
) -> None:
    sink.silent.add(TO)
    with pytest.raises(UnclearError):
        send(warehouse)
    sink.silent.clear()
    with warehouse.begin() as session:
        decide(session, sending().sending_id, word, "王科长", "问过本人", NOW)
    assert send(warehouse) is Standing.SENT
    assert len(sink.taken) == mails
    with warehouse.begin() as session, pytest.raises(ZhibenError, match="no sending"):
        decide(session, sending().sending_id, word, "王科长", "问过本人", NOW)


KILLED = """
import sys
from datetime import UTC, datetime
from tests.sending.test_smtp import send
from zhiben.settings import load_settings
from zhiben.warehouse.connection import connect
send(connect(load_settings()), patience=600)
"""


def test_a_process_killed_before_the_answer_sends_nothing_twice(
    sink: MailSink, warehouse: Engine, settings: Settings
) -> None:
    sink.silent.add(TO)
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED], env=os.environ | settings.environment()
    )
    while not sink.taken:
        assert process.poll() is None
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    sink.silent.clear()
    with pytest.raises(UnclearError, match="ended before an answer"):
        send(warehouse)
    assert len(sink.taken) == 1


def test_what_another_process_has_claimed_does_not_leave_here(
    sink: MailSink, warehouse: Engine
) -> None:
    server = MailServer("zhiben_smtp")
    mail = mail_of(LETTER, server.sender, "王", TO, "<m@example.cn>", NOW)

    def carry(claim_here: object) -> str:
        assert claim(warehouse, sending(), None, NOW)
        return server.carry(mail, TO, claim_here)  # type: ignore[arg-type]

    with pytest.raises(UnclearError):
        send_once(warehouse, sending(), carry)
    assert (sink.taken, standing(warehouse).claimed_at) == ([], NOW)


def test_a_try_that_claimed_nothing_takes_no_claim_away(sink: MailSink, warehouse: Engine) -> None:
    def carry(_claim: object) -> str:
        assert claim(warehouse, sending(), None, NOW)
        raise DeferredError("gone")

    with pytest.raises(DeferredError):
        send_once(warehouse, sending(), carry)
    assert standing(warehouse).standing is Standing.CLAIMED


def test_a_server_that_never_speaks_holds_nobody_up(
    sink: MailSink, warehouse: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mute_server() as port:
        said = sink.connection.replace(f'"port": {sink.port}', f'"port": {port}')
        said = said.replace('"timeout": 2', '"timeout": 1')
        monkeypatch.setenv("AIRFLOW_CONN_ZHIBEN_SMTP", said)
        with pytest.raises(DeferredError, match="does not answer"):
            send(warehouse)
    assert standing(warehouse).standing is Standing.DEFERRED


@pytest.mark.parametrize(
    ("field", "value", "error", "words"),
    [
        ("port", 1, DeferredError, "does not answer"),
        ("login", "zhiben", ShutOutError, "cannot do what the connection asks for"),
        ("conn_type", "http", ShutOutError, "is of type 'http'"),
        ("extra", {}, ShutOutError, "does not say whom mails are from"),
    ],
)
def test_a_connection_that_is_wrong_is_told_in_a_sentence(
    sink: MailSink, warehouse: Engine, monkeypatch: pytest.MonkeyPatch,
    field: str, value: object, error: type[ZhibenError], words: str,
) -> None:  # fmt: skip
    said = json.loads(sink.connection) | {"password": "x", field: value}
    monkeypatch.setenv("AIRFLOW_CONN_ZHIBEN_SMTP", json.dumps(said))
    with pytest.raises(error, match=words):
        send(warehouse)


def test_no_connection_is_no_fault(warehouse: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AIRFLOW_CONN_ZHIBEN_SMTP", raising=False)
    with pytest.raises(NoConnectionError, match="no connection 'zhiben_smtp'"):
        MailServer("zhiben_smtp")
