"""Who gets what is data, and what is wrong in it is told with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from zhiben.contracts.units import load_units
from zhiben.errors import ZhibenError
from zhiben.sending import Brief, Recipient, is_address, load_recipients
from zhiben.settings import SHIPPED_INCLUDE

UNITS = load_units(SHIPPED_INCLUDE / "campaign" / "units.yaml")
DAY = date(2026, 3, 8)


def load(folder: Path, text: str) -> tuple[Recipient, ...]:
    (folder / "recipients.yaml").write_text(text, encoding="utf-8")
    return load_recipients(folder, UNITS, DAY)


def test_those_that_ship_name_nobody() -> None:
    assert load_recipients(SHIPPED_INCLUDE / "campaign", UNITS, DAY) == ()


def test_a_recipient_has_a_channel_and_what_it_gets(tmp_path: Path) -> None:
    unit = UNITS.units[0]
    office, county, group = load(
        tmp_path,
        "recipients:\n"
        "  - {name: 办公室, address: a@example.gov.cn, attachments: [docx, pdf]}\n"
        f"  - {{name: 县局, address: b@example.gov.cn, gets: {{brief: {unit.name}}}}}\n"
        "  - {name: 值班群, channel: wecom, connection: duty_group}\n",
    )
    assert (office.channel, office.gets, office.attachments) == ("mail", "summary", ("docx", "pdf"))
    assert county.gets == Brief(brief=unit.code)
    assert (group.sent_to, group.conn_id) == ("duty_group", "duty_group")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{name: 甲}", "mail needs an address"),
        ("{name: 甲, address: 甲}", "is no mail address"),
        ("{name: 甲, address: 'a@b.cn, c@d.cn'}", "is no mail address"),
        ("{name: 甲, adress: a@b.cn}", "did you mean 'address'"),
        ("{name: 甲, address: a@b.cn, connection: other}", "mail takes no connection"),
        ("{name: 甲, channel: dingtalk, address: a@b.cn}", "neither address nor attachments"),
        ("{name: 甲, address: a@b.cn, gets: {brief: 无此县}}", "no reporting unit '无此县'"),
        ("{name: 甲, address: a@b.cn, attachments: [odt]}", "docx"),
        ("{name: 甲, address: a@b.cn, attachments: [xlsx]}", "the summary has no xlsx"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, line: str, words: str) -> None:
    good = "recipients:\n  - {name: 乙, address: b@b.cn}\n"
    with pytest.raises(ZhibenError, match=words) as fault:
        load(tmp_path, f"{good}  - {line}\n")
    assert "recipients.yaml:3: " in str(fault.value)


def test_nobody_gets_the_same_twice(tmp_path: Path) -> None:
    with pytest.raises(ZhibenError, match="stands twice for the same"):
        load(tmp_path, "recipients:\n" + "  - {name: 乙, address: b@b.cn}\n" * 2)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("a.b-c@qq.com", True), ("a@b", False), ("a@b.cn\n", False), ("13800138000", False),
     ("王@b.cn", False), ("a b@c.cn", False)],
)  # fmt: skip
def test_what_a_mail_address_is(text: str, is_one: bool) -> None:
    assert is_address(text) is is_one
