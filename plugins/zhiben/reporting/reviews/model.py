"""A doubtful pair as a reviewer reads it: two rows side by side, what speaks for and against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ID, VERDICT, WHY = "判定编号", "结论", "理由"
SAME, DIFFERENT = "同一隐患", "不同隐患"
VERDICTS = {SAME: "same", DIFFERENT: "different"}
ZH_VERDICTS = {"same": SAME, "different": DIFFERENT, "doubt": "待判定"}
SHEET = "待判定"
# What of a row stands in the workbook; the rest shows `zhiben review show`.
SHOWN = ("description", "site", "found_on", "level", "status", "department")


@dataclass(frozen=True)
class Side:
    """One row of a pair: where it was delivered, and its fields in words, people hidden."""

    where: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class PairRow:
    """Two rows of an enterprise, how likely they are one, and why."""

    judgement_id: str
    county: str
    enterprise: str
    score: float
    one: Side
    other: Side
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]
