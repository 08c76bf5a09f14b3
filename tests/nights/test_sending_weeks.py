"""A week through Airflow: approved by a person, sent once whatever is killed; receipts at night."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from tests.nights.conftest import House, house_up
from tests.sending.servers import MailSink, mail_sink
from tests.sending.test_mail import shown
from zhiben import postgres
from zhiben.orchestration import airflow_api
from zhiben.orchestration.nights import troubles_of
from zhiben.orchestration.sent import decide_sent, list_sent

pytestmark = pytest.mark.airflow
NIGHT, WEEK = date(2026, 3, 5), "2026-W10"
OFFICE, SLOW, CLERK = "office@example.gov.cn", "slow@example.gov.cn", "clerk@example.gov.cn"
CONTRACT = f"""
source: one
county: "411624"
department: 应急管理局
kind: hazard
contact: {{name: 李文书, notify: [{CLERK}]}}
"""
RECIPIENTS = f"""
recipients:
  - {{name: 市局办公室, address: {OFFICE}, attachments: [docx]}}
  - {{name: 县局, address: {SLOW}}}
  - {{name: 值班群, channel: wecom}}
"""
LEDGER = "企业名称,隐患描述,检查日期\n甲厂,灭火器压力不足,2026-03-01\n".encode()


class Asked:
    """A run of the weekly summary that waits for its approval."""

    def __init__(self, house: House) -> None:
        self._house, self._api = house, house.api
        self.run_id = airflow_api.trigger(house.api, "weekly_summary", {"week": WEEK, "send": True})
        self._place = f"/dags/weekly_summary/dagRuns/{self.run_id}"
        self._times = 0
        self.wait_for_question()

    def wait_for_question(self) -> None:
        """Wait until the scheduler knows that it is asked: an answer before that is lost."""
        self._times += 1
        until(lambda: self._times_asked() == self._times)

    def _times_asked(self) -> int:
        log = (self._house.settings.home / "airflow" / "scheduler.log").read_text(errors="replace")
        signs = ("TaskInstance Finished", "task_id=approve", self.run_id, "state=awaiting_input")
        return sum(all(sign in line for sign in signs) for line in log.splitlines())

    @property
    def question(self) -> dict[str, Any]:
        return dict(self._api.get(self._detail).json())

    @property
    def _detail(self) -> str:
        return f"{self._place}/taskInstances/approve/-1/hitlDetails"

    def answer(self, option: str) -> None:
        said = {"chosen_options": [option], "params_input": {}}
        self._api.patch(self._detail, json=said).raise_for_status()

    def clear(self, task: str) -> None:
        said = {"dag_run_id": self.run_id, "task_ids": [task], "dry_run": False,
                "only_failed": False, "include_downstream": True}  # fmt: skip
        self._api.post("/dags/weekly_summary/clearTaskInstances", json=said).raise_for_status()

    def pass_time(self) -> None:
        """Let the time-out of the question be over."""
        url = postgres.start(self._house.settings.home).url("airflow", "airflow")
        with psycopg.connect(url) as metadata:
            metadata.execute(
                "UPDATE task_instance SET trigger_timeout = NOW() - INTERVAL '1 day' "
                "WHERE state = 'awaiting_input'"
            )

    def end(self) -> tuple[str, list[str]]:
        state = airflow_api.wait(self._api, "weekly_summary", self.run_id, lambda _: None)
        return state, troubles_of(self._api, "weekly_summary", self.run_id, state)


def until(is_so: Callable[[], bool]) -> None:
    """Wait until it is; the test's own time-out is its limit."""
    while not is_so():
        time.sleep(0.2)


def kill_sender(sink: MailSink, address: str) -> None:
    """Kill the task process that has just sent the mail to ``address``."""
    found = psutil.net_connections("tcp")
    (pid,) = {one.pid for one in found if one.laddr.port == sink.peers[address] and one.pid}
    os.kill(int(pid), signal.SIGKILL)


@pytest.fixture(scope="module")
def sink() -> Iterator[MailSink]:
    with mail_sink() as sink:
        yield sink


@pytest.fixture(scope="module")
def house(
    sink: MailSink, own_include: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """Airflow with the mail server in its environment, after a night."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRFLOW_CONN_ZHIBEN_SMTP", sink.connection)
        (own_include / "contracts" / "one.yaml").write_text(CONTRACT, encoding="utf-8")
        (own_include / "campaign" / "recipients.yaml").write_text(RECIPIENTS, encoding="utf-8")
        with house_up(own_include, tmp_path_factory.mktemp("sent") / "inbox") as house:
            house.deliver("one", NIGHT, "one.csv", LEDGER)
            house.result = house.night(NIGHT)
            yield house


def approvals(house: House) -> list[tuple[object, ...]]:
    query = "SELECT decision, is_by_default, decided_by FROM bi.approvals ORDER BY decided_at"
    return [tuple(row.values()) for row in house.rows(query)]


def test_the_night_sends_its_clerk_the_receipt(house: House, sink: MailSink) -> None:
    assert house.result is not None
    assert house.result.is_good
    (mail,) = sink.mails(CLERK)
    assert "报送回执" in mail["Subject"]
    assert "one.csv" in shown(mail, "plain")


def test_a_week_that_is_only_written_asks_nobody(house: House, sink: MailSink) -> None:
    assert house.week(WEEK) == "success"
    assert (approvals(house), sink.mails(OFFICE)) == ([], [])


def test_rejected_or_unanswered_nothing_is_sent_and_it_is_recorded(
    house: House, sink: MailSink
) -> None:
    asked = Asked(house)
    assert asked.question["subject"] == "请审批：周口市安全生产工作周报 2026年第10周"
    assert "3 个收件人（邮件 2 个、企业微信 1 个）" in asked.question["body"]
    asked.pass_time()
    assert asked.end() == ("success", [])
    asked.clear("approve")
    asked.wait_for_question()
    asked.answer("Reject")
    assert asked.end() == ("success", [])
    (by_default, by_person) = approvals(house)
    assert by_default == ("rejected", True, None)
    assert by_person[:2] == ("rejected", False)
    assert by_person[2]
    assert [to for to, _ in sink.taken] == [CLERK]
    assert (house.settings.reports / WEEK / "summary.docx").exists()
    assert house.rows("SELECT issued_at FROM bi.weekly_issues") == [{"issued_at": None}]


def test_once_approved_each_gets_one_mail_though_a_task_is_killed_and_all_is_run_again(
    house: House, sink: MailSink
) -> None:
    sink.silent.add(SLOW)
    asked = Asked(house)
    assert sink.mails(OFFICE) == []
    asked.answer("Approve")
    until(lambda: SLOW in sink.peers)
    kill_sender(sink, SLOW)
    state, (trouble,) = asked.end()
    assert state == "failed"
    assert "weekly_summary.send: Nobody knows whether sending" in trouble
    sink.silent.clear()
    (doubt,) = list_sent(house.settings, "claimed")
    assert doubt["sent_to"] == SLOW
    decide_sent(
        house.settings, doubt["sending_id"], "sent", "王科长", "问过，已收到", datetime.now(UTC)
    )
    asked.clear("send")
    assert asked.end() == ("success", [])
    asked.clear("issue")
    assert asked.end() == ("success", [])
    assert (len(sink.mails(OFFICE)), len(sink.mails(SLOW))) == (1, 1)
    (mail,) = sink.mails(OFFICE)
    (attached,) = mail.iter_attachments()
    folder = house.settings.reports / WEEK
    assert attached.get_content() == (folder / "summary.docx").read_bytes()
    assert mail["Subject"] == "周口市安全生产工作周报 2026年第10周"


def test_what_was_sent_and_approved_is_in_the_warehouse(house: House) -> None:
    assert approvals(house)[-1][:2] == ("approved", False)
    rows = house.rows("SELECT report, sent_to, status FROM bi.sendings ORDER BY sent_to")
    assert [tuple(row.values()) for row in rows] == [
        ("receipt", "c***@example.gov.cn", "sent"),
        ("summary", "o***@example.gov.cn", "sent"),
        ("summary", "s***@example.gov.cn", "sent"),
    ]


def test_one_sentence_says_what_could_not_be_sent_for_want_of_a_connection(house: House) -> None:
    logs = (house.settings.home / "airflow" / "logs").rglob("*issue*/**/*.log")
    told = [
        line for path in logs for line in path.read_text().splitlines() if "zhiben_wecom" in line
    ]
    assert told
    assert "so nothing is sent that way" in told[0]
