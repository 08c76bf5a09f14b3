"""A row that is refused tonight is listed: which known row it speaks of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from zhiben.matching import RefusedWords, UnlistedRow, still_listed

DAY = date(2026, 3, 1)
ROW = UnlistedRow("R1", None, 1, frozenset({"甲厂"}), "X", "1号车间", "灭火器过期", DAY)
SAID = RefusedWords(None, 1, "甲厂", None, "1号车间", "灭火器过期", DAY)
ELSEWHERE = replace(ROW, row_key="R2", site_key="2号车间")


@pytest.mark.parametrize(
    ("rows", "said", "found"),
    [
        pytest.param([ROW], SAID, {"R1"}, id="all but the state"),
        pytest.param([ROW], replace(SAID, found_on=None), {"R1"}, id="an impossible date"),
        pytest.param([ROW], replace(SAID, name_key=None), {"R1"}, id="no name"),
        pytest.param([ROW], replace(SAID, name_key="", uscc="X"), {"R1"}, id="a code"),
        pytest.param([ROW], replace(SAID, name_key="乙厂"), set(), id="another enterprise"),
        pytest.param([ROW], replace(SAID, text_key="阀门漏油"), set(), id="another hazard"),
        pytest.param([ROW, ELSEWHERE], SAID, {"R1"}, id="not the one elsewhere"),
        pytest.param([ROW, ELSEWHERE], replace(SAID, site_key=None), set(), id="it may be two"),
        pytest.param([ROW], RefusedWords(None, 1, "甲厂", *[None] * 4), set(), id="a name alone"),
        pytest.param(
            [replace(ROW, source_key="7")], RefusedWords("7", 1, *[None] * 5), {"R1"}, id="a key"
        ),
        pytest.param(
            [replace(ROW, source_key="7")], replace(SAID, source_key="8"), set(), id="other key"
        ),
    ],
)  # fmt: skip
def test_a_refused_row_speaks_of_the_one_row_that_it_agrees_with(
    rows: list[UnlistedRow], said: RefusedWords, found: set[str]
) -> None:
    assert still_listed(rows, [said]) == found
