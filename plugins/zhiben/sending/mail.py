"""A letter as a mail that every program shows: words, HTML with its pictures, attachments."""

from __future__ import annotations

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from zhiben.sending.letter import File, Letter

_BREAKS = re.compile(r"[\r\n\t]+")


def mail_of(
    letter: Letter, sender: str, name: str, address: str, message_id: str, at: datetime
) -> EmailMessage:
    """The mail; the same ``message_id`` tells a reader's server that it is the same one."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = _one_line(letter.subject)
    mail["From"] = _address(*parseaddr(sender))
    mail["To"] = _address(_one_line(name), address)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n".join(letter.words) + "\n", cte="base64")
    if letter.html:
        mail.add_alternative(letter.html, subtype="html", cte="base64")
        shown = mail.get_payload()[1]  # type: ignore[index]
        for one in letter.pictures:
            _add_picture(shown, one)  # type: ignore[arg-type]
    for one in letter.attachments:
        kind, subtype = one.media_type
        mail.add_attachment(
            one.content, maintype=kind, subtype=subtype, filename=_one_line(one.name)
        )
    return mail


def message_id_of(sending_id: str, sender: str) -> str:
    """The Message-ID of a sending, the same at every try."""
    return f"<{sending_id}@{parseaddr(sender)[1].rpartition('@')[2] or 'zhiben'}>"


def _address(name: str, address: str) -> Address:
    user, _, domain = address.rpartition("@")
    return Address(name, user, domain)


def _add_picture(shown: MIMEPart, one: File) -> None:
    kind, subtype = one.media_type
    shown.add_related(
        one.content,
        maintype=kind,
        subtype=subtype,
        cid=f"<{one.content_id}>",
        filename=one.name,
        disposition="inline",
    )


def _one_line(text: str) -> str:
    """A header is one line, whatever stands in a name."""
    return _BREAKS.sub(" ", text).strip()
