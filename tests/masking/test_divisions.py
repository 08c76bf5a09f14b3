"""An address names divisions, and nobody: people beside one are hidden all the same."""

from __future__ import annotations

import pytest

from zhiben.masking import mask_text

ADDRESSES = [
    "周口市鹿邑县张店镇建设路12号", "鹿邑县任集乡", "位于鹿邑县试量镇的仓库",
    "淮阳区刘振屯镇加油站", "太康县龙曲镇", "项城市光武街道工业园区", "临泉县姜寨镇",
    "襄阳市襄州区黄龙镇", "龙曲镇",
]  # fmt: skip


@pytest.mark.parametrize("text", ADDRESSES)
def test_divisions_are_not_hidden(text: str) -> None:
    assert mask_text(text) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("鹿邑县李伟", "鹿邑县李**"),
        ("沈丘县王志强无证上岗", "沈丘县王**无证上岗"),
        ("门市王强区域堆放杂物", "门市王**区域堆放杂物"),
        ("淮阳区刘振屯镇张强未戴安全帽", "淮阳区刘振屯镇张**未戴安全帽"),
    ],
)
def test_people_beside_divisions_are(text: str, masked: str) -> None:
    assert mask_text(text) == masked


def test_who_is_known_is_hidden_wherever_the_name_stands() -> None:
    assert "李安镇" not in mask_text("沈丘县李安镇未持证", {"李安镇"})
