"""三、治本攻坚进展: the city's numbers against the year's targets."""

from __future__ import annotations

from zhiben.reporting.facts import Facts
from zhiben.reporting.numbers import MAIN_PROGRAMME, Metric, WeekNumbers
from zhiben.reporting.summary import Clause, Column, Label, Paragraph, Row, Section, Table
from zhiben.reporting.wording import NONE, Movement, is_some, is_zero, join, say, written

STATUS_WORDS = {
    "missed": Label("未达标", "bad"),
    "behind": Label("滞后", "bad"),
    "on_track": Label("达到序时进度"),
    "ahead": Label("超前", "good"),
    "no_target": Label("未设目标"),
}
BEHIND = ("behind", "missed")
COLUMNS = (
    Column("指标", "words"),
    Column("现值"),
    Column("年度目标"),
    Column("进展", "text"),
    Column("滞后、未达标的单位", "words"),
)


def goals(numbers: WeekNumbers) -> Section:
    """What is ahead and what is behind, metric by metric."""
    facts = Facts(numbers, "goals")
    aimed = _metrics_with_target(numbers)
    told = (_against_targets(numbers, aimed), _stock(facts))
    paragraphs = tuple(Paragraph(clause) for clause in told if clause)
    if not aimed:
        return Section("三、治本攻坚进展", paragraphs)
    rows = tuple(Row(_row(facts, metric)) for metric in aimed)
    table = Table("年度目标完成情况", COLUMNS, rows)
    return Section("三、治本攻坚进展", (*paragraphs, table))


def _metrics_with_target(numbers: WeekNumbers) -> tuple[str, ...]:
    """In the order of the definitions."""
    aimed = {
        row.metric
        for row in numbers.progress
        if row.programme == MAIN_PROGRAMME and row.target is not None
    }
    defined = [row.metric for row in numbers.metrics if row.metric in aimed]
    return (*defined, *sorted(aimed.difference(defined)))


def _against_targets(numbers: WeekNumbers, aimed: tuple[str, ...]) -> Clause:
    """超前 and 滞后 by name, the worst first."""
    if not aimed:
        return say("尚未设定年度目标。")
    stated = {metric: _status(numbers, metric, numbers.city.code) for metric in aimed}
    groups = [
        _group(numbers, [metric for metric in aimed if stated[metric] == status], word)
        for status, word in STATUS_WORDS.items()
        if status != "no_target"
    ]
    told = join(groups, "；")
    return say("对照年度目标，全市{told}。", told=told) if told else say("全市尚未设定年度目标。")


def _group(numbers: WeekNumbers, metrics: list[str], word: Label) -> Clause:
    if not metrics:
        return ()
    names = Label("、".join(numbers.definition(metric).name_zh for metric in metrics))
    return say("{names}{word}", names=names, word=word)


def _stock(facts: Facts) -> Clause:
    code = facts.numbers.city.code
    stock = facts.value("stock_open", code)
    if is_zero(stock):
        return say("{none}未闭环的历史存量重大隐患。", none=written(stock, "无"))
    if not is_some(stock):
        return ()
    moved = Movement("", facts.change("stock_open", code)).clause()
    since = say("，{since}{moved}", since=facts.since, moved=moved) if moved else ()
    return say("历史存量重大隐患尚有{stock}项未闭环{since}。", stock=stock, since=since)


def _row(facts: Facts, metric: str) -> tuple[Clause, ...]:
    numbers, code = facts.numbers, facts.numbers.city.code
    table = Facts(numbers, "targets")
    return (
        (Label(_named(numbers.definition(metric))),),
        (table.value(metric, code),),
        (table.target(metric, code),),
        (STATUS_WORDS[_status(numbers, metric, code)],),
        (_units_behind(numbers, metric),),
    )


def _units_behind(numbers: WeekNumbers, metric: str) -> Label:
    known = [unit for unit in numbers.units if numbers.row(metric, unit.code)]
    behind = [unit.name for unit in known if _status(numbers, metric, unit.code) in BEHIND]
    if len(behind) == len(known) > 1:
        return Label("全部单位")
    return Label("、".join(behind) or NONE)


def _named(metric: Metric) -> str:
    """A percentage carries its sign itself; what is counted is named beside the metric."""
    return metric.name_zh if metric.unit in ("", "%") else f"{metric.name_zh}（{metric.unit}）"


def _status(numbers: WeekNumbers, metric: str, code: str) -> str:
    row = numbers.row(metric, code)
    return row.status if row and row.status in STATUS_WORDS else "no_target"
