"""An approved week and a night's receipts, sent from real files to a real mail server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.orchestration.made import ask, contract, put, row, run
from tests.reporting.made import WEEK, week_numbers
from tests.sending.conftest import robot, sink
from tests.sending.servers import MailSink, RobotServer
from tests.sending.test_mail import shown
from zhiben.errors import ZhibenError
from zhiben.orchestration import sent
from zhiben.orchestration.approval import propose
from zhiben.orchestration.sending import issue_week, send_letter, send_receipts
from zhiben.orchestration.tasks import write_receipts
from zhiben.reporting import compose, write_summary
from zhiben.reporting.issuing import Issue, keep_draft
from zhiben.sending import DeferredError, RefusedError, UnclearError
from zhiben.settings import SHIPPED_INCLUDE, Settings
from zhiben.warehouse.resetting import reset

__all__ = ["robot", "sink"]  # fixtures
NOW = datetime(2026, 3, 30, 1, tzinfo=UTC)
DAY = "2026-03-05"
OFFICE, COUNTY, CLERK = "office@example.gov.cn", "county@example.gov.cn", "clerk@example.gov.cn"
RECIPIENTS = f"""
recipients:
  - {{name: 市局办公室, address: {OFFICE}, attachments: [docx, pdf]}}
  - {{name: 扶沟县应急局, address: {COUNTY}}}
  - {{name: 值班群, channel: dingtalk}}
"""
Tell = Callable[[str], None]


@pytest.fixture
def recipients(settings: Settings) -> Tell:
    """Names the recipients of this test's city."""
    folder = settings.include / "campaign"
    folder.mkdir()
    units = (SHIPPED_INCLUDE / "campaign" / "units.yaml").read_bytes()
    (folder / "units.yaml").write_bytes(units)

    def tell(text: str) -> None:
        (folder / "recipients.yaml").write_text(text, encoding="utf-8")

    return tell


@pytest.fixture
def draft(settings: Settings, warehouse: Engine) -> Path:
    """The folder of a week's draft."""
    summary = compose(week_numbers())
    folder = write_summary(settings.reports, summary, week_numbers())
    with warehouse.begin() as session:
        keep_draft(session, Issue(WEEK, 1, WEEK.last_day, "d"))
    return folder


def test_what_is_asked_tells_the_key_sentences_and_where_the_files_lie(
    settings: Settings, recipients: Tell, draft: Path
) -> None:
    recipients(RECIPIENTS)
    asked = propose(settings, draft, WEEK)
    assert asked["subject"] == "请审批：周口市安全生产工作周报 2026年第13周"
    for words in ("全市", str(draft), "summary.docx", "3 个收件人（邮件 2 个、钉钉 1 个）",
                  "24 小时内无人答复，按“不同意”处理"):  # fmt: skip
        assert words in asked["body"]


def test_an_approved_week_goes_once_to_each_as_it_was_approved(
    settings: Settings, recipients: Tell, draft: Path, sink: MailSink, robot: RobotServer,
    warehouse: Engine,
) -> None:  # fmt: skip
    recipients(RECIPIENTS)
    asked = propose(settings, draft, WEEK)
    for _ in range(2):
        tickets = issue_week(settings, asked, NOW)
        assert [send_letter(settings, one) for one in tickets] == ["sent"] * 3
    assert (len(sink.taken), len(robot.posted)) == (2, 1)
    (mail,) = sink.mails(OFFICE)
    assert mail["Subject"] == "周口市安全生产工作周报 2026年第13周"
    for kind, attached in zip(("docx", "pdf"), mail.iter_attachments(), strict=True):
        assert attached.get_filename() == f"周口市安全生产工作周报 2026年第13周.{kind}"
        assert attached.get_content() == (draft / f"summary.{kind}").read_bytes()
    page = shown(mail, "html")
    images = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert images
    for image in images:
        name = str(image["Content-ID"]).strip("<>")
        assert f"cid:{name}" in page
        kept = draft / "mail" / "summary" / f"{name}.png"
        assert image.get_payload(decode=True) == kept.read_bytes()
    assert "全市" in shown(mail, "plain")
    told = ask(warehouse, "SELECT channel, sent_to, status FROM bi.sendings ORDER BY 2")
    assert told == [
        ("mail", "c***@example.gov.cn", "sent"), ("mail", "o***@example.gov.cn", "sent"),
        ("dingtalk", "zhiben_dingtalk", "sent"),
    ]  # fmt: skip
    assert not any(OFFICE in str(one) for one in tickets)


def test_a_draft_written_again_after_its_approval_is_not_issued(
    settings: Settings, recipients: Tell, draft: Path, warehouse: Engine
) -> None:
    recipients(RECIPIENTS)
    asked = propose(settings, draft, WEEK)
    (draft / "summary.docx").write_bytes(b"another")
    with pytest.raises(ZhibenError, match="written again after it was shown"):
        issue_week(settings, asked, NOW)
    assert ask(warehouse, "SELECT issued_at FROM bi.weekly_issues") == [None]


def test_without_connections_nothing_is_sent_and_one_sentence_each_says_so(
    settings: Settings, recipients: Tell, draft: Path, caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:  # fmt: skip
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path / "airflow"))
    recipients(RECIPIENTS)
    with caplog.at_level("INFO"):
        assert issue_week(settings, propose(settings, draft, WEEK), NOW) == []
    told = [one.message for one in caplog.records if "no connection" in one.message]
    assert ["zhiben_smtp" in told[0], "zhiben_dingtalk" in told[1]] == [True, True]
    assert len(told) == 2


def test_a_refused_recipient_fails_its_own_task_at_each_run(
    settings: Settings, recipients: Tell, draft: Path, sink: MailSink
) -> None:
    recipients(RECIPIENTS)
    sink.at_rcpt[COUNTY] = "550 unknown"
    tickets = issue_week(settings, propose(settings, draft, WEEK), NOW)
    for _ in range(2):
        with pytest.raises(RefusedError, match="550 unknown"):
            send_letter(settings, tickets[1])
    (row_,) = sent.list_sent(settings, "refused")
    assert row_["sent_to"] == COUNTY
    assert "Clear the task" in sent.decide_sent(
        settings, row_["sending_id"], "deferred", "王科长", "邮箱已开通", NOW
    )
    sink.at_rcpt.clear()
    assert send_letter(settings, tickets[1]) == "sent"


def test_a_brief_or_an_attachment_that_is_not_there_is_named(
    settings: Settings, recipients: Tell, draft: Path, sink: MailSink
) -> None:
    recipients(f"recipients: [{{name: 甲, address: {OFFICE}, gets: {{brief: '411621'}}}}]")
    (ticket,) = issue_week(settings, propose(settings, draft, WEEK), NOW)
    with pytest.raises(ZhibenError, match=r"411621.*is not among the files"):
        send_letter(settings, ticket)
    assert sink.taken == []


@pytest.fixture
def receipts(settings: Settings, sink: MailSink) -> Settings:
    """A night of two sources, each with a clerk; one row is refused."""
    for source in ("a", "b"):
        contract(settings, source, contact={"name": "李文书", "notify": [f"{source}-{CLERK}"]})
        put(settings, DAY, row(1), row(2, 检查日期="2026-02-30"), source=source)
    contract(settings, "c")
    put(settings, DAY, row(1), source="c")
    run(DAY)
    write_receipts(DAY, ())
    return settings


def test_each_clerk_gets_one_mail_a_night_with_the_marked_ledger(
    receipts: Settings, sink: MailSink
) -> None:
    assert send_receipts(receipts, DAY, ()) == {"sent": 2}
    assert send_receipts(receipts, DAY, ()) == {"sent": 2}
    assert sorted(to for to, _ in sink.taken) == [f"a-{CLERK}", f"b-{CLERK}"]
    (mail,) = sink.mails(f"a-{CLERK}")
    assert "报送回执" in mail["Subject"]
    assert "2026-02-30" in shown(mail, "plain")
    page = shown(mail, "html")
    assert ("var(--" in page, "style=" in page) == (False, True)
    names = [str(part.get_filename()) for part in mail.iter_attachments()]
    assert [name.rpartition(".")[2] for name in names] == ["html", "xlsx"]
    assert names[1].startswith("台账")


def test_a_receipt_that_says_something_else_is_sent_again(
    receipts: Settings, sink: MailSink
) -> None:
    send_receipts(receipts, DAY, ["a"])
    put(receipts, DAY, row(1), row(2), source="a", name="更正.csv")
    run(DAY)
    write_receipts(DAY, ())
    send_receipts(receipts, DAY, ())
    assert sorted(to for to, _ in sink.taken) == [f"a-{CLERK}", f"a-{CLERK}", f"b-{CLERK}"]


def test_receipts_put_off_go_with_the_next_night_and_hold_no_other_up(
    receipts: Settings, sink: MailSink
) -> None:
    sink.at_rcpt[f"a-{CLERK}"] = "451 later"
    with pytest.raises(DeferredError, match="451 later"):
        send_receipts(receipts, DAY, ())
    assert [to for to, _ in sink.taken] == [f"b-{CLERK}"]
    sink.at_rcpt.clear()
    assert send_receipts(receipts, "2026-03-06", ()) == {"sent": 1}
    assert [to for to, _ in sink.taken] == [f"b-{CLERK}", f"a-{CLERK}"]


def test_a_clerk_without_an_address_is_recorded_and_stops_no_other(
    receipts: Settings, sink: MailSink
) -> None:
    contract(receipts, "a", contact={"notify": ["0394-1234567"]})
    assert send_receipts(receipts, DAY, ()) == {"refused": 1, "sent": 1}


def test_what_was_sent_stays_sent_when_the_warehouse_starts_anew(
    receipts: Settings, sink: MailSink
) -> None:
    send_receipts(receipts, DAY, ())
    reset(receipts)
    run(DAY)
    write_receipts(DAY, ())
    assert send_receipts(receipts, DAY, ()) == {"sent": 2}
    assert len(sink.taken) == 2


def test_a_receipt_in_doubt_is_told_and_the_others_go(
    receipts: Settings, sink: MailSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zhiben.sending.smtp.SECONDS_AFTER_THE_DOT", 0.4)
    sink.silent.add(f"a-{CLERK}")
    with pytest.raises(UnclearError, match="zhiben sendings again"):
        send_receipts(receipts, DAY, ())
    assert sorted(to for to, _ in sink.taken) == [f"a-{CLERK}", f"b-{CLERK}"]
