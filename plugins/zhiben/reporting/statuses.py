"""How things stand, in the words of the summary, its briefs and their annexes."""

from __future__ import annotations

from zhiben.reporting.summary import Label

PROGRESS = {
    "missed": Label("未达标", "bad"),
    "behind": Label("滞后", "bad"),
    "on_track": Label("达到序时进度"),
    "ahead": Label("目前达标", "good"),
    "met": Label("已达标", "good"),  # and its day is past
    "no_target": Label("暂无可比数据"),
}
BEHIND = ("behind", "missed")
LEVELS = {"general": "一般", "major": "重大"}
STATES = {
    "open": "未整改",
    "in_progress": "整改中",
    "rectified": "已整改",
    "verified": "已销号",
}
