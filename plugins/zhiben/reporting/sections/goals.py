"""专项行动目标进展: each running programme's numbers against its goals, the main one first."""

from __future__ import annotations

from datetime import date

from zhiben.reporting.facts import Facts
from zhiben.reporting.numbers import Metric, Outcome, Programme, WeekNumbers
from zhiben.reporting.sections.standing import near, nearly
from zhiben.reporting.statuses import BEHIND, PROGRESS
from zhiben.reporting.summary import Clause, Column, Label, Number, Paragraph, Row, Section, Table
from zhiben.reporting.wording import NONE, Movement, day, is_some, is_zero, join, say, written

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
REACHED = (
    Column("指标", "words"),
    Column("期末值"),
    Column("目标"),
    Column("完成期限", "text"),
    Column("结果", "text"),
    Column("未达标的单位", "words"),
)
Block = Paragraph | Table


def goals(numbers: WeekNumbers) -> Section | None:
    """What is ahead and what is behind, programme by programme; nothing where none has goals.

    A goal whose day has come since the summary before is told once more, as of that day: of the
    year or the programme that begins then it says nothing any more.
    """
    main_first = sorted(numbers.programmes, key=lambda o: o.programme != numbers.main_programme)
    blocks = [block for one in main_first for block in _blocks(numbers, one)]
    return Section("专项行动目标进展", tuple(blocks)) if blocks else None


def _blocks(numbers: WeekNumbers, programme: Programme) -> tuple[Block, ...]:
    running = _in_progress(numbers, programme) if programme.runs_on(numbers.as_of) else ()
    return (*running, *_came_due(numbers, programme))


def _in_progress(numbers: WeekNumbers, programme: Programme) -> tuple[Block, ...]:
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
    rows = tuple(Row(_row(numbers, programme, metric)) for metric in aimed)
    return paragraph, Table(f"{_short(programme.name_zh)}目标完成情况", COLUMNS, rows, NOTE)


def _came_due(numbers: WeekNumbers, programme: Programme) -> tuple[Block, ...]:
    """What came of the goals whose day has just passed, as of that day."""
    reached = numbers.came_due(programme.programme)
    if not reached:
        return ()
    days = sorted({one.due_on for one in reached})
    told = (_on_its_day(numbers, due, [o for o in reached if o.due_on == due]) for due in days)
    lead = Label(f"{programme.name_zh}到期目标：")
    rows = tuple(Row(_reached(numbers, programme, one)) for one in reached)
    table = Table(f"{_short(programme.name_zh)}到期目标完成结果", REACHED, rows, NOTE)
    return Paragraph(join(told, "；", "。"), lead), table


def _on_its_day(numbers: WeekNumbers, due_on: date, reached: list[Outcome]) -> Clause:
    groups = [
        _group(numbers, [one.metric for one in reached if one.status == status], word)
        for status, word in PROGRESS.items()
    ]
    return say("截至{due}，全市{told}", due=Label(day(due_on)), told=join(groups, "，"))


def _reached(numbers: WeekNumbers, programme: Programme, one: Outcome) -> tuple[Clause, ...]:
    table = Facts(numbers, "reached", programme.programme)
    defined = numbers.definition(one.metric)
    target = table.aim_on(one.night, one.metric, one.county_code, one.target)
    return (
        (Label(_named(defined)),),
        _as_reached(table, one, one.due_on),
        (_direction(defined, target), target),
        (Label(day(one.due_on)),),
        (PROGRESS[one.status],),
        (_units_behind(numbers, programme, one.metric, one.due_on),),
    )


def _as_reached(table: Facts, one: Outcome, told_of: date) -> Clause:
    """The number that decided; its night where that is not the one the row is ``told_of``."""
    value = table.on(one.night, one.metric, one.county_code, one.value)
    close = nearly(one.value, one.numerator, one.denominator)
    if one.night == told_of:
        return _close(close, value)
    return (*_close(close, value), Label(f"（截至{day(one.night)}）"))


def _close(close: str, value: Number) -> Clause:
    return (close, value) if close else (value,)


def _short(name: str) -> str:
    """A programme's name without what it explains in brackets."""
    return name.partition("（")[0] or name


def _metrics_with_target(numbers: WeekNumbers, programme: Programme) -> tuple[str, ...]:
    """In the programme's own order, without those that are told as of their day."""
    just_due = {(one.metric, one.due_on) for one in numbers.came_due(programme.programme)}
    rows = (
        numbers.row(metric, numbers.city.code, programme.programme)
        for metric in programme.measures
        if (metric, programme.due_on.get(metric)) not in just_due
    )
    return tuple(row.metric for row in rows if row and row.target is not None)


def _against_targets(numbers: WeekNumbers, programme: Programme, aimed: tuple[str, ...]) -> Clause:
    """What is met and what is behind by name, the worst first."""
    code = numbers.city.code
    statuses = {metric: stated(numbers, programme, metric, code) for metric in aimed}
    groups = [
        _group(numbers, [metric for metric in aimed if statuses[metric] == status], word)
        for status, word in PROGRESS.items()
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


def _row(numbers: WeekNumbers, programme: Programme, metric: str) -> tuple[Clause, ...]:
    code, due_on = numbers.city.code, programme.due_on.get(metric)
    table = Facts(numbers, "targets", programme.programme)
    target = table.target(metric, code)
    return (
        (Label(_named(numbers.definition(metric))),),
        _value(table, metric, due_on),
        (_direction(numbers.definition(metric), target), target),
        (Label(day(due_on) if due_on else NONE),),
        (PROGRESS[stated(numbers, programme, metric, code)],),
        (_units_behind(numbers, programme, metric, due_on),),
    )


def _value(table: Facts, metric: str, due_on: date | None) -> Clause:
    """The number now; of a goal whose day has passed the one that decided."""
    numbers, code = table.numbers, table.numbers.city.code
    outcome = numbers.outcome(metric, code, table.programme, due_on)
    if outcome:
        return _as_reached(table, outcome, numbers.as_of)
    return _close(near(table, metric, code), table.value(metric, code))


def _direction(metric: Metric, target: Number) -> str:
    """Which side of a target is met; of a whole there is no more than all."""
    if metric.is_lower_better:
        return "≤"
    return "" if metric.unit == "%" and target.value == WHOLE else "≥"


def _units_behind(
    numbers: WeekNumbers, programme: Programme, metric: str, due_on: date | None
) -> Label:
    told = {
        unit.name: _of_goal(numbers, programme, metric, unit.code, due_on)
        for unit in numbers.units
        if numbers.row(metric, unit.code, programme.programme)
    }
    behind = [name for name, status in told.items() if status in BEHIND]
    if len(behind) == len(told) > 1:
        return Label("全部单位")
    return Label("、".join(behind) or NONE)


def _named(metric: Metric) -> str:
    """A percentage carries its sign itself; what is counted is named beside the metric."""
    return metric.name_zh if metric.unit in ("", "%") else f"{metric.name_zh}（{metric.unit}）"


def stated(numbers: WeekNumbers, programme: Programme | None, metric: str, code: str) -> str:
    """The status of a unit's number against the goal in force, a key of :data:`PROGRESS`."""
    if programme is None:
        return "no_target"
    return _of_goal(numbers, programme, metric, code, programme.due_on.get(metric))


def _of_goal(
    numbers: WeekNumbers, programme: Programme, metric: str, code: str, due_on: date | None
) -> str:
    """Once a goal's day is here it is met or missed, by the number of that day."""
    if outcome := numbers.outcome(metric, code, programme.programme, due_on):
        return outcome.status
    row = numbers.row(metric, code, programme.programme)
    status = row.status if row and row.status in PROGRESS else "no_target"
    is_over = due_on is not None and due_on < numbers.as_of
    return "met" if is_over and status in ("on_track", "ahead") else status
