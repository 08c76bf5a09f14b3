"""专项行动目标进展: each running programme's numbers against its goals, the main one first."""

from __future__ import annotations

from zhiben.reporting.facts import Facts
from zhiben.reporting.numbers import Metric, Programme, Progress, WeekNumbers
from zhiben.reporting.summary import Clause, Column, Label, Number, Paragraph, Row, Section, Table
from zhiben.reporting.wording import NONE, Movement, day, is_some, is_zero, join, say, written

STATUS_WORDS = {
    "missed": Label("未达标", "bad"),
    "behind": Label("滞后", "bad"),
    "on_track": Label("达到序时进度"),
    "ahead": Label("目前达标", "good"),
    "met": Label("已达标", "good"),  # and its day is past
    "no_target": Label("暂无可比数据"),
}
BEHIND = ("behind", "missed")
WHOLE = 100  # %
COLUMNS = (
    Column("指标", "words"),
    Column("现值"),
    Column("目标"),
    Column("完成期限", "text"),
    Column("进展", "text"),
    Column("滞后、未达标的单位", "words"),
)
NOTE = "“≤”“≥”为目标方向；“—”表示没有可计算的数据，或者没有这样的单位。"
Block = Paragraph | Table


def goals(numbers: WeekNumbers) -> Section | None:
    """What is ahead and what is behind, programme by programme; nothing where none has goals."""
    running = [one for one in numbers.programmes if one.runs_on(numbers.as_of)]
    in_order = sorted(running, key=lambda one: one.programme != numbers.main_programme)
    blocks = [block for one in in_order for block in _blocks(numbers, one)]
    return Section("专项行动目标进展", tuple(blocks)) if blocks else None


def _blocks(numbers: WeekNumbers, programme: Programme) -> tuple[Block, ...]:
    aimed = _metrics_with_target(numbers, programme)
    facts = Facts(numbers, "goals", programme.programme)
    told = (_against_targets(numbers, programme, aimed), _stock(facts))
    words = join(told, "")
    if not words:
        return ()
    stage = f"（{programme.stage_name}）" if programme.stage_name else ""
    paragraph = Paragraph(words, Label(f"{programme.name_zh}{stage}："))
    if not aimed:
        return (paragraph,)
    rows = tuple(Row(_row(facts, metric)) for metric in aimed)
    return paragraph, Table(f"{_short(programme.name_zh)}目标完成情况", COLUMNS, rows, NOTE)


def _short(name: str) -> str:
    """A programme's name without what it explains in brackets."""
    return name.partition("（")[0] or name


def _metrics_with_target(numbers: WeekNumbers, programme: Programme) -> tuple[str, ...]:
    """In the programme's own order."""
    rows = (
        numbers.row(metric, numbers.city.code, programme.programme) for metric in programme.measures
    )
    return tuple(row.metric for row in rows if row and row.target is not None)


def _against_targets(numbers: WeekNumbers, programme: Programme, aimed: tuple[str, ...]) -> Clause:
    """What is met and what is behind by name, the worst first."""
    code = numbers.city.code
    stated = {metric: _stated(numbers, programme, metric, code) for metric in aimed}
    groups = [
        _group(numbers, [metric for metric in aimed if stated[metric] == status], word)
        for status, word in STATUS_WORDS.items()
    ]
    told = join(groups, "；")
    return say("对照目标，全市{told}。", told=told) if told else ()


def _group(numbers: WeekNumbers, metrics: list[str], word: Label) -> Clause:
    if not metrics:
        return ()
    names = Label("、".join(numbers.definition(metric).name_zh for metric in metrics))
    return say("{names}{word}", names=names, word=word)


def _stock(facts: Facts) -> Clause:
    """历史存量, of a programme that measures it."""
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
    programme = numbers.programme(facts.programme)
    due_on = programme.due_on.get(metric) if programme else None
    table = Facts(numbers, "targets", facts.programme)
    target = table.target(metric, code)
    return (
        (Label(_named(numbers.definition(metric))),),
        (table.value(metric, code),),
        (_direction(numbers.definition(metric), target), target),
        (Label(day(due_on) if due_on else NONE),),
        (STATUS_WORDS[_stated(numbers, programme, metric, code) if programme else "no_target"],),
        (_units_behind(numbers, metric, facts.programme),),
    )


def _direction(metric: Metric, target: Number) -> str:
    """Which side of a target is met; of a whole there is no more than all."""
    if metric.is_lower_better:
        return "≤"
    return "" if metric.unit == "%" and target.value == WHOLE else "≥"


def _units_behind(numbers: WeekNumbers, metric: str, programme: str) -> Label:
    rows = [(unit, numbers.row(metric, unit.code, programme)) for unit in numbers.units]
    known = [(unit, row) for unit, row in rows if row]
    behind = [unit.name for unit, row in known if _status(row) in BEHIND]
    if len(behind) == len(known) > 1:
        return Label("全部单位")
    return Label("、".join(behind) or NONE)


def _named(metric: Metric) -> str:
    """A percentage carries its sign itself; what is counted is named beside the metric."""
    return metric.name_zh if metric.unit in ("", "%") else f"{metric.name_zh}（{metric.unit}）"


def _stated(numbers: WeekNumbers, programme: Programme, metric: str, code: str) -> str:
    """The status of a unit's number; one that is as it should be on the last day is met."""
    status = _status(numbers.row(metric, code, programme.programme))
    due_on = programme.due_on.get(metric)
    is_over = due_on is not None and due_on < numbers.as_of
    return "met" if is_over and status in ("on_track", "ahead") else status


def _status(row: Progress | None) -> str:
    return row.status if row and row.status in STATUS_WORDS else "no_target"
