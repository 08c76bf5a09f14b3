"""A mail as its reader's program reads it."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from zhiben.sending.letter import File, Letter, plain_lines, without_local_links
from zhiben.sending.mail import mail_of, message_id_of

AT = datetime(2026, 3, 9, 1, tzinfo=UTC)
SUBJECT = (
    "【更正】周口市安全生产工作周报 2026年第10周：各县区重大事故隐患整改进展情况和“双下降”情况"
)
NAME = "周口市安全生产工作周报 2026年第10周.docx"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def read(letter: Letter, name: str = "王科长") -> EmailMessage:
    sent = mail_of(letter, "治本 <z@example.cn>", name, "wang@example.cn", "<1@example.cn>", AT)
    return message_from_bytes(sent.as_bytes(), policy=default)  # type: ignore[return-value]


def shown(mail: EmailMessage, kind: str) -> str:
    """What a program shows that prefers this kind."""
    body = mail.get_body((kind,))
    assert body is not None
    return "\n".join(body.get_content().splitlines())


def test_chinese_words_pictures_and_attachments_come_as_they_went() -> None:
    picture = File("chart-1.png", PNG, "chart-1@zhiben")
    page = '<p>见图：<img src="cid:chart-1@zhiben"></p>'
    mail = read(Letter(SUBJECT, ("一、情况", ".点"), page, (picture,), (File(NAME, b"PK\x03"),)))
    assert (mail["Subject"], mail["To"].addresses[0].display_name) == (SUBJECT, "王科长")
    assert [shown(mail, kind) for kind in ("plain", "html")] == ["一、情况\n.点", page]
    (attached,) = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == (NAME, b"PK\x03")
    assert attached.get_content_type().endswith("wordprocessingml.document")
    (chart,) = (part for part in mail.walk() if part.get_content_type() == "image/png")
    assert (chart["Content-ID"], chart.get_payload(decode=True)) == ("<chart-1@zhiben>", PNG)


def test_words_html_and_pictures_are_nested_as_programs_expect() -> None:
    picture = File("c.png", PNG, "c@zhiben")
    mail = read(
        Letter("题", ("话",), "<img src='cid:c@zhiben'>", (picture,), (File("a.pdf", b"%"),))
    )
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == ["multipart/mixed", "multipart/alternative", "text/plain",
                     "multipart/related", "text/html", "image/png", "application/pdf"]  # fmt: skip


def test_every_line_is_ascii_and_short_enough_for_any_server() -> None:
    letter = Letter(SUBJECT, ("长" * 3000,), f"<p>{'长' * 3000}</p>", (), (File(NAME * 3, PNG),))
    mail = mail_of(letter, "z@example.cn", "名" * 60, "w@example.cn", "<1@example.cn>", AT)
    lines = mail.as_bytes().split(b"\r\n")
    assert max(map(len, lines)) < 998
    assert all(line.isascii() and b"\n" not in line for line in lines)
    assert lines[-1] == b""


@pytest.mark.parametrize("trick", ["甲\nBcc: x@example.cn", "甲\r\n\r\n正文", "甲\tB"])
def test_a_name_adds_no_header(trick: str) -> None:
    mail = read(Letter(trick, ("话",), "", (), (File(f"{trick}.docx", b"x"),)), name=trick)
    assert mail["Bcc"] is None
    assert (mail["Subject"], len(list(mail.iter_attachments()))) == (" ".join(trick.split()), 1)


def test_a_message_id_is_the_same_at_every_try() -> None:
    assert message_id_of("ab12", "治本 <z@example.cn>") == "<ab12@example.cn>"


def test_what_is_too_large_is_left_out_and_named() -> None:
    files = (File("a.pdf", b"x" * 60), File("b.docx", b"x" * 60), File("c.txt", b"x" * 30))
    cut = Letter("题", ("话",), "<html><body><p>页</p></body></html>", (), files).within(100)
    assert [one.name for one in cut.attachments] == ["a.pdf", "c.txt"]
    assert "附件过大，没有随信发出：b.docx" in cut.words[-1]
    assert cut.words[-1] in cut.html


def test_a_page_is_told_line_by_line_a_table_row_on_one() -> None:
    page = (
        "<html><head><style>p {}</style></head><body><h1>回执</h1><p>甲 <b>乙</b></p>"
        "<table><tr><th>行号</th><td><p>3</p></td></tr></table><ul><li>改</li></ul></body></html>"
    )
    assert plain_lines(page) == ("回执", "甲 乙", "行号  3", "改")


def test_links_to_files_beside_the_page_are_names_only_in_a_mail() -> None:
    page = '<p><a href="a/台账.xlsx">台账</a><a href="https://example.cn/">站</a></p>'
    mailed = without_local_links(page)
    assert ("台账.xlsx" in mailed, "https://example.cn/" in mailed) == (False, True)
