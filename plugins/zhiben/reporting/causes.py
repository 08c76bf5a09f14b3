"""Why a published number changed, as leaders read it; the warehouse keeps it for engineers."""

from __future__ import annotations

import re

# What the warehouse's queries and commands write, and what it says.
_PHRASES = (
    (r"taken after publication: ", "发布后收到："),
    (r"(?:known|told) later: ", "其后报来："),
    (
        r"restated late \(30 days after the accident, 7 for fire and road traffic\)",
        "超过事故补报期限（三十日，火灾、道路交通七日）后更正",
    ),
    (r"reckoned anew", "重新计算"),
    (r" told what came back", "说明系复发"),
    (r"\b(P[A-Z2-7]{16}) joined what was two items", r"系统判定（\1）两项为同一隐患"),
    (r"replayed from quarantine by ([^:]*): ", r"\1更正未接收的行："),
    (r"pairs decided by ([^:]*): ", r"\1判定疑似重复："),
    (r"decisions undone by ([^:]*): ", r"\1撤销判定："),
    (r" and (\d+) more\b", r"等，另有\1件"),
    (r"; ", "；"),
    (r", ", "、"),
)


def in_chinese(cause: str) -> str:
    """A cause of ``bi.revisions``; what somebody wrote in words of their own stays."""
    for phrase, words in _PHRASES:
        cause = re.sub(phrase, words, cause)
    return cause
