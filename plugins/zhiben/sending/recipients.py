"""Who gets what: the strict form of ``include/campaign/recipients.yaml``."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from zhiben.errors import ZhibenError
from zhiben.settings import of_campaign
from zhiben.strict import Strict, read_document

if TYPE_CHECKING:
    from zhiben.contracts.units import Units

FILE = "recipients.yaml"
Channel = Literal["mail", "dingtalk", "wecom"]
Attachment = Literal["docx", "pdf", "xlsx"]
CONNECTIONS: dict[Channel, str] = {
    "mail": "zhiben_smtp",
    "dingtalk": "zhiben_dingtalk",
    "wecom": "zhiben_wecom",
}
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class RecipientsError(ZhibenError):
    """Recipients that cannot be used; the message names the line."""


class Brief(Strict):
    """One unit's brief, named by the unit's code or name."""

    brief: Annotated[str, Field(min_length=1)]


class Recipient(Strict):
    """A person or office that gets mail, or a group that a robot writes to.

    ``connection`` is the Airflow connection of a robot of another group than the usual one.
    """

    name: Annotated[str, Field(min_length=1)]
    channel: Channel = "mail"
    address: str | None = None
    connection: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]+$")] | None = None
    gets: Literal["summary"] | Brief = "summary"
    attachments: tuple[Attachment, ...] = ()

    @field_validator("address")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is not None and not is_address(value):
            raise ValueError(f"{value!r} is no mail address like office@example.gov.cn")
        return value

    @model_validator(mode="after")
    def _has_what_its_channel_needs(self) -> Self:
        if self.channel == "mail" and not self.address:
            raise ValueError("mail needs an address")
        if self.channel == "mail" and self.connection:
            raise ValueError(f"mail takes no connection: it goes by {CONNECTIONS['mail']}")
        if self.channel != "mail" and (self.address or self.attachments):
            raise ValueError(f"{self.channel} takes neither address nor attachments")
        if self.gets == "summary" and "xlsx" in self.attachments:
            raise ValueError("the summary has no xlsx: a brief has one, gets: {brief: …}")
        return self

    @property
    def conn_id(self) -> str:
        """The Airflow connection to send by."""
        return self.connection or CONNECTIONS[self.channel]

    @property
    def sent_to(self) -> str:
        """The mail address, or the connection that names the group's robot."""
        return self.address or self.conn_id


class _File(Strict):
    recipients: tuple[Recipient, ...] = ()


def is_address(value: str) -> bool:
    """Whether ``value`` is a mail address every server takes."""
    return bool(_ADDRESS.fullmatch(value)) and len(value) <= 254


def load_recipients(folder: Path, units: Units, on: date) -> tuple[Recipient, ...]:
    """The recipients of ``folder``, whose briefs are named by the codes units have ``on`` that day.

    Raises:
        RecipientsError: when the file cannot be used, names no unit of ours, or names somebody
            twice for the same.
    """
    document = read_document(of_campaign(folder, FILE), trouble=RecipientsError)
    found, seen = [], set()
    for place, one in enumerate(document.validated(_File).recipients):
        known = _with_code(one, units, on)
        if known is None:
            words = f"there is no reporting unit {one.gets.brief!r}"  # type: ignore[union-attr]
            raise document.refusal(("recipients", place, "gets"), words)
        key = (known.channel, known.sent_to, str(known.gets))
        if key in seen:
            words = f"{known.sent_to!r} stands twice for the same"
            raise document.refusal(("recipients", place), words)
        seen.add(key)
        found.append(known)
    return tuple(found)


def _with_code(one: Recipient, units: Units, on: date) -> Recipient | None:
    if isinstance(one.gets, str):
        return one
    code = units.resolve(one.gets.brief, on)
    return one.model_copy(update={"gets": Brief(brief=code)}) if code else None
