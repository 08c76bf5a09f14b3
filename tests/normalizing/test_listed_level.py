"""The level of a list that has no column for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from zhiben.reading import SkippedRow, SkipReason

from .made import ROW, normalized, table


def listed(*sections: str, heading: str = "隐患描述", **more: Any) -> tuple[str, bool]:
    """The level of a row in a list so named, and whether it was inferred."""
    row = {"隐患描述" if name == heading else name: text for name, text in ROW.items()}
    headings = [heading if name == "隐患描述" else name for name in row]
    heads = tuple(SkippedRow("f.xlsx", "一", 1, SkipReason.SECTION, text) for text in sections)
    given = replace(table(headings, list(row.values())), skipped=heads, **more)
    (only,) = normalized(given).records.to_pylist()
    return only["level"], "level_inferred" in only["flags"]


@pytest.mark.parametrize(
    "named",
    [
        {"title": "沈丘县重大事故隐患整改台账"},
        {"title": "重大隐患清单（2026年3月）\n填报单位：沈丘县应急管理局"},
        {"title": "2026年第一季度重大事故隐患挂牌督办台账"},
        {"title": "专项整治行动重大事故隐患清单"},
        {"sheet": "重大隐患"},
        {"sheet": "附件1重大事故隐患"},
        {"sheet": "台账（重大）"},
        {"file_name": "沈丘县重大事故隐患整改台账2026.3.5.xlsx"},
        {"heading": "重大事故隐患描述"},
    ],
)
def test_a_list_of_major_hazards_lists_major_ones(named: dict[str, str]) -> None:
    assert listed(**named) == ("major", True)


@pytest.mark.parametrize(
    "named",
    [
        {"title": "重大事故隐患专项排查整治行动台账"},
        {"title": "重大事故隐患排查整治台账"},
        {"title": "重大事故隐患专项排查整治2023行动 隐患清单"},
        {"title": "重大事故隐患判定标准对照表"},
        {"title": "排查重大事故隐患台账"},
        {"title": "重大和一般隐患台账"},
        {"title": "重大隐患和一般隐患台账"},
        {"title": "一般及重大隐患清单"},
        {"title": "非重大隐患清单"},
        {"title": "隐患整改台账（重大/一般）"},
        {"title": "重大隐患清单 一般隐患清单"},
        {"sheet": "一般隐患"},
        {"sheet": "一般隐患", "title": "重大事故隐患清单"},
        {"sheet": "无重大隐患"},
        {"file_name": "重大事故隐患排查整治.xlsx"},
    ],
)
def test_a_campaign_and_a_list_of_both_say_nothing(named: dict[str, str]) -> None:
    assert listed(**named) == ("general", False)


@pytest.mark.parametrize(
    ("sections", "level"),
    [
        (["一、重大事故隐患"], "major"),
        (["（一）重大隐患（3项）"], "major"),
        (["一、重大事故隐患", "（一）莲池镇"], "major"),
        (["一、重大事故隐患", "莲池镇"], "major"),
        (["一、重大事故隐患", "二、一般事故隐患"], "general"),
        (["一、重大事故隐患", "二、莲池镇"], "general"),
        (["一、莲池镇", "（一）重大隐患", "二、槐店镇"], "general"),
        (["一、一般隐患", "二、重大隐患"], "major"),
        (["一、重大事故隐患排查整治情况"], "general"),
    ],
)
def test_a_section_speaks_for_the_rows_below_it(sections: list[str], level: str) -> None:
    assert listed(*sections, title="隐患台账")[0] == level


def test_the_nearest_says_it() -> None:
    assert listed("二、一般隐患", title="重大事故隐患清单") == ("general", False)


@pytest.mark.parametrize("text", ["", "一般"])
def test_a_column_of_levels_is_never_filled_from_around(text: str) -> None:
    row = ROW | {"隐患等级": text}
    given = table(list(row), list(row.values()), title="重大事故隐患清单")
    (only,) = normalized(given).records.to_pylist()
    assert (only["level"], "level_inferred" in only["flags"]) == ("general", False)
