"""A field whose words are headings of their own, with a tick under one of them."""

from __future__ import annotations

import pytest

from .made import record

LEVEL = ("隐患等级/一般", "隐患等级/重大")
STATE = ("整改情况/已整改", "整改情况/未整改")


@pytest.mark.parametrize(
    ("cells", "level"),
    [
        (("√", ""), "general"),
        (("", "√"), "major"),
        (("0", "1"), "major"),
        (("×", "√"), "major"),
        (("", "重大"), "major"),
        (("/", "有"), "major"),
    ],
)
def test_the_word_above_the_tick_is_meant(cells: tuple[str, str], level: str) -> None:
    found = record(**dict(zip(LEVEL, cells, strict=True)))
    assert (found["level"], found["level__unread"]) == (level, None)
    assert "level_blank" not in found["flags"]


@pytest.mark.parametrize("cells", [("√", "√"), ("", "见附件"), ("3", ""), ("重大", "")])
def test_what_is_no_single_tick_is_unread(cells: tuple[str, str]) -> None:
    found = record(**dict(zip(LEVEL, cells, strict=True)))
    assert (found["level"], bool(found["level__unread"])) == (None, True)


@pytest.mark.parametrize("cells", [("", ""), ("×", ""), ("/", "无")])
def test_without_a_tick_the_field_is_blank(cells: tuple[str, str]) -> None:
    assert "level_blank" in record(**dict(zip(LEVEL, cells, strict=True)))["flags"]


def test_a_date_beside_the_ticks_is_read_too() -> None:
    ticks = dict(zip(STATE, ("√", ""), strict=True))
    found = record(**ticks, **{"整改情况/整改完成日期": "2024-06-25"})
    assert (found["status"], str(found["rectified_on"])) == ("rectified", "2024-06-25")


@pytest.mark.parametrize(
    ("cells", "status"),
    [(("√", ""), "verified"), (("", "√"), "in_progress"), (("", ""), "rectified")],
)
def test_ticks_of_a_second_column_overrule(cells: tuple[str, str], status: str) -> None:
    ticks = dict(zip(("复查结果/合格", "复查结果/不合格"), cells, strict=True))
    assert record(整改情况="已整改", **ticks)["status"] == status


def test_ticks_stay_in_the_row_as_received() -> None:
    assert '"隐患等级/重大": "√"' in record(**dict(zip(LEVEL, ("", "√"), strict=True)))["raw"]
