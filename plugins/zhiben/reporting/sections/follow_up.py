"""收尾情况: what a programme that has ended left open, and what became of it since."""

from __future__ import annotations

from zhiben.reporting.facts import Facts
from zhiben.reporting.numbers import Programme, Split, WeekNumbers
from zhiben.reporting.summary import Clause, Column, Label, Paragraph, Row, Section, Table
from zhiben.reporting.wording import all_of, is_some, is_zero, join, period, say, written

LEFT = "left_from_the_end"
COLUMNS = {
    "found_in_period": "期间排查",
    "open_at_the_end": "结束时未闭环",
    "closed_since_the_end": "其后已闭环",
    LEFT: "尚未闭环",
}


def follow_up(numbers: WeekNumbers) -> Section | None:
    """Every ended programme that measures what it left; nothing where there is none."""
    ended = [
        one for one in numbers.programmes if one.ends_on < numbers.as_of and LEFT in one.measures
    ]
    blocks = tuple(block for one in ended for block in _blocks(numbers, one))
    if not blocks:
        return None
    return Section(f"{ended[0].name_zh}后续整改" if len(ended) == 1 else "专项行动后续整改", blocks)


def _blocks(numbers: WeekNumbers, programme: Programme) -> tuple[Paragraph | Table, ...]:
    facts = Facts(numbers, "follow_up", programme.programme)
    found = facts.value("found_in_period", numbers.city.code)
    if found.value is None:
        return ()
    days = Label(period(programme.starts_on, programme.ends_on))
    head = say("{name}（{days}）期间", name=Label(programme.name_zh), days=days)
    if is_zero(found):
        told = say("{head}，台账中{none}排查出的隐患。", head=head, none=written(found, "没有"))
        return (Paragraph(told),)
    told = join((say("{head}排查隐患{found}项", head=head, found=found), _rest(facts)), "，", "。")
    table = _table(numbers, programme)
    return (Paragraph(told), table) if len(table.rows) > 1 else (Paragraph(told),)


def _rest(facts: Facts) -> Clause:
    code = facts.numbers.city.code
    open_, left = facts.value("open_at_the_end", code), facts.value(LEFT, code)
    if open_.value is None or left.value is None:
        return ()
    if is_zero(open_):
        return say("结束时{none}闭环", none=written(open_, "已全部"))
    told = say("结束时未闭环{open}项", open=open_)
    if is_zero(left):
        return join((told, say("其后{none}闭环", none=written(left, "已全部"))), "，")
    closed = facts.value("closed_since_the_end", code)
    if is_some(closed):
        since = say("其后已闭环{closed}项，尚有{left}项未闭环", closed=closed, left=left)
    else:
        since = say("至今{none}闭环", none=written(closed, f"{all_of(open_)}未"))
    return join((told, since, _moved(facts)), "，")


def _moved(facts: Facts) -> Clause:
    """What was closed of it since the week before."""
    change = facts.change(LEFT, facts.numbers.city.code)
    if change.value is None or change.value >= 0:
        return ()
    return say("{since}减少{change}项", since=facts.since, change=change)


def _table(numbers: WeekNumbers, programme: Programme) -> Table:
    """By the members of its dimension; what nothing was counted of is none."""
    own = [one for one in numbers.splits if one.programme == programme.programme]
    members = list(dict.fromkeys((one.dimension, one.member, one.name_zh) for one in own))
    facts = Facts(numbers, "follow_up")
    known = {(one.metric, one.dimension, one.member): one for one in own}
    rows = []
    for dimension, member, name in members:
        empty = (Split(programme.programme, m, dimension, member, name, None) for m in COLUMNS)
        splits = (known.get((one.metric, dimension, member), one) for one in empty)
        rows.append(Row(((Label(name),), *((facts.split(one),) for one in splits))))
    columns = (Column("类别", "text"), *map(Column, COLUMNS.values()))
    return Table(f"{programme.name_zh}分类情况", columns, tuple(rows), "以项计。")
