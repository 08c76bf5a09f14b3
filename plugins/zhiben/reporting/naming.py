"""What a printed number is called: among corrections, beside its query, on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.reporting.summary import Measure
from zhiben.reporting.wording import month_day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhiben.reporting.numbers import Metric
    from zhiben.reporting.summary import Filter

# What is no governed metric: columns of the views that the summary counts.
COUNTED = {
    "files_received": "收到文件份数",
    "files_missing": "应报未报份数",
    "files_late": "迟报份数",
    "files_rejected": "退回份数",
    "files_held": "暂缓入库份数",
    "rows_received": "收到数据行数",
    "rows_loaded": "入库行数",
    "rows_quarantined": "未通过校验行数",
    "rows_skipped": "非记录行数",
    "rows_open": "待更正行数",
    "accidents_ytd": "本年事故起数",
    "accidents_previous_ytd": "上年同期事故起数",
    "accidents_change": "事故起数增减",
    "deaths_ytd": "本年死亡人数",
    "deaths_previous_ytd": "上年同期死亡人数",
    "deaths_change": "死亡人数增减",
    "serious_accidents_ytd": "本年重大及以上事故起数",
    "accident_free_days": "无事故天数",
    "hazards_found_ytd": "本年排查隐患数",
    "reported": "自报数",
    "counted": "系统计数",
    "gap": "自报与系统计数之差",
    "totals_compared": "可核对的自报合计处数",
    "totals_differing": "不一致的自报合计处数",
}
LISTED = {
    "overdue": "逾期未整改隐患数",
    "supervised": "挂牌督办隐患数",
    "came_back": "本周发现的复发隐患数",
    "due": "到期隐患数",
    "due_major": "到期重大隐患数",
}
REPORTED = {
    "reported": "报送隐患数",
    "rectified": "报送隐患中已整改数",
    "overdue": "报送隐患中逾期数",
    "major_open": "报送隐患中未闭环重大数",
}
ASPECTS = {
    Measure.TARGET: "（目标）",
    Measure.NUMERATOR: "（分子）",
    Measure.DENOMINATOR: "（分母）",
    Measure.CHANGE: "（较上期增减）",
    Measure.RANK: "（名次）",
    Measure.UNITS_TOTAL: "（各单位之和）",
    Measure.ISSUED: "（更正前印发数）",
}


def called(metrics: Mapping[str, Metric], metric: str, where: Filter) -> str:
    """The name of a number, without whose it is."""
    if where.measure is Measure.LISTED:
        name = LISTED[metric]
    elif where.measure is Measure.SOURCE_ITEMS:
        name = REPORTED[metric]
    else:
        name = metrics[metric].name_zh if metric in metrics else COUNTED.get(metric, metric)
    split = f"（{where.member}）" if where.measure is Measure.SPLIT else ""
    return f"{name}{split}{_source(where)}{_days(where)}{ASPECTS.get(where.measure, '')}"


def _source(where: Filter) -> str:
    has_source = where.measure in (Measure.DELIVERIES, Measure.SOURCE_ITEMS)
    return f"（来源{where.source}）" if has_source and where.source else ""


def _days(where: Filter) -> str:
    if where.through is None or where.since is None:
        return ""
    if where.through == where.since:
        return f"（{month_day(where.since)}）"
    return f"（{month_day(where.since)}—{month_day(where.through)}）"
