"""What a delivery looks like is counted on its cells, and the counts of parts add up."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from zhiben.contracts import Contract
from zhiben.records import HAZARD
from zhiben.settings import SHIPPED_INCLUDE
from zhiben.validating import Portrait, portrait_of, together
from zhiben.vocabulary import Vocabulary, load_vocabulary

DAY = date(2026, 3, 5)
CELLS = {
    "序号": ["1", "2", "2", ""],
    "企业名称": ["甲厂", "乙厂", "乙厂", "丙厂"],
    "隐患等级": ["一般隐患", "重大", "一般", ""],
    "整改状态": ["已整改", "—", "奇怪", "已整改"],
    "乡镇": ["东镇", "东镇", " 东镇 ", "西镇"],
    "检查日期": ["2026-03-01", "2026.2.28", "3月1日", "2月30日"],
}


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary(SHIPPED_INCLUDE / "vocabulary", HAZARD)


def contract(**more: object) -> Contract:
    said = {"source": "a", "county": "411624", "department": "局", "kind": "hazard", **more}
    return Contract.model_validate(said)


def portrait(vocabulary: Vocabulary, said: Contract, rows: slice = slice(None)) -> Portrait:
    columns = {name: pa.array(cells[rows], pa.string()) for name, cells in CELLS.items()}
    hashes = ["00000000000000a1", "00000000000000a2", "00000000000000a2", "00000000000000a4"]
    return portrait_of(columns, hashes[rows], said, vocabulary, DAY)


def test_words_are_counted_by_what_they_mean(vocabulary: Vocabulary) -> None:
    found = portrait(vocabulary, contract())
    assert found.values["level"] == {"general": 2, "major": 1}
    assert found.values["status"] == {"rectified": 2, "奇怪": 1}
    assert found.values["town"] == {"东镇": 3, "西镇": 1}
    assert found.empty_share("status") == 0.25


@pytest.mark.parametrize(
    ("mode", "periods"),
    [("full", {"2026-03": 2, "2026-02": 1, "…": 1}), ("delta", {"7天内": 3, "…": 1})],
)
def test_days_are_counted_by_month_or_age(
    vocabulary: Vocabulary, mode: str, periods: dict[str, int]
) -> None:
    found = portrait(vocabulary, contract(delivery={"mode": mode}))
    assert found.values["found_on"] == periods


@pytest.mark.parametrize("key", [[], ["序号"]])
def test_rows_repeat_by_their_key_or_all_they_say(vocabulary: Vocabulary, key: list[str]) -> None:
    assert portrait(vocabulary, contract(key=key)).repeated == 1


def test_parts_add_up_to_the_whole(vocabulary: Vocabulary) -> None:
    whole = portrait(vocabulary, contract())
    parts = [portrait(vocabulary, contract(), rows) for rows in (slice(0, 1), slice(1, None))]
    assert together(parts, files=1) == whole
    assert together(parts, files=1).repeated == whole.repeated
