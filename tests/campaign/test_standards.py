"""Judgement standards are strict data: every fault is a sentence that names file and line."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from zhiben.campaign.standards import load_standards
from zhiben.errors import ZhibenError
from zhiben.settings import SHIPPED_INCLUDE

SHIPPED = SHIPPED_INCLUDE / "campaign"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the campaign that is shipped."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "campaign"))


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / "standards" / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("standard", "day", "number"),
    [
        ("xiaofang", date(2025, 10, 31), "GB 35181-2017"),
        ("xiaofang", date(2025, 11, 1), "GB 35181-2025"),
        ("meikuang", date(2026, 6, 30), "应急管理部令第4号"),
        ("meikuang", date(2026, 7, 1), "应急管理部令第21号"),
        ("huagong", date(2026, 9, 29), "安监总管三〔2017〕121号"),
        ("huagong", date(2026, 9, 30), "AQ 3067-2026"),
    ],
)
def test_the_version_of_the_day_is_the_one_in_force(standard: str, day: date, number: str) -> None:
    valid = load_standards(SHIPPED).on(day)
    assert [one.number for one in valid if one.standard == standard] == [number]


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("ranqi-2023", "sector:", "sectr:", ("ranqi-2023.yaml:4", "'sectr'", "'sector'")),
        ("ranqi-2023", "says:", "say:", ("ranqi-2023.yaml:10", "'say'", "'says'")),
        ("ranqi-2023", "      all:", "      al:", ("ranqi-2023.yaml:12", "'al'", "'all'")),
        ("ranqi-2023", "[燃气]", "[煤气]", ("ranqi-2023.yaml:5", "煤气")),
        ("ranqi-2023", "2023-09-21", "2023-09-31", ("ranqi-2023.yaml:6", "no date 2023-09-31")),
        ("ranqi-2023", "（制度）", "（许可）", ("ranqi-2023.yaml", "stands twice")),
        ("xiaofang-2017", "2025-10-31", "2025-11-01", ("xiaofang-2025.yaml:5", "xiaofang-2017")),
        ("xiaofang-2017", "valid_to: 2025-10-31\n", "", ("xiaofang-2025.yaml:5", "valid, too")),
        ("xiaofang-2017", "valid_to: 2025", "valid_to: 2015", ("is before valid_from",)),
    ],
)
def test_a_fault_is_named_with_its_place(
    folder: Path, name: str, old: str, new: str, words: tuple[str, ...]
) -> None:
    change(folder, name, old, new)
    with pytest.raises(ZhibenError) as caught:
        load_standards(folder)
    assert all(one in str(caught.value) for one in words), caught.value


def test_a_changed_word_changes_the_digest(folder: Path) -> None:
    before = load_standards(folder).digest
    change(folder, "xiaofang-2017", "封死", "封住了")
    assert load_standards(folder).digest != before
