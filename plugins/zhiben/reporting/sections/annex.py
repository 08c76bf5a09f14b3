"""附表: every metric of every unit, what is overdue or supervised, what each metric means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.reporting.facts import Facts
from zhiben.reporting.statuses import LEVELS, STATES
from zhiben.reporting.summary import (
    Clause,
    Column,
    Label,
    Number,
    Paragraph,
    Row,
    Section,
    Table,
)
from zhiben.reporting.wording import NONE, day, is_zero, say, written

if TYPE_CHECKING:
    from zhiben.reporting.numbers import ListedItem, Unit, WeekNumbers

HEADINGS = {
    "found": "累计排查",
    "major_found": "其中重大",
    "rectified": "已整改",
    "verified": "已销号",
    "rectification_rate": "整改率",
    "due_rectification_rate": "按期整改率",
    "overdue": "逾期未整改",
    "major_open": "未闭环重大",
    "stock_open": "历史存量",
    "recurred": "复发",
}
NUMERALS = "一二三四五六七八九十"
LISTS = {
    "overdue": ("逾期未整改隐患清单", "列出逾期最久"),
    "supervised": ("挂牌督办隐患清单", "未闭环的在前，按期限先后列出"),
}
ITEM_COLUMNS = (
    Column("单位", "text"),
    Column("企业", "words"),
    Column("隐患", "words"),
    Column("等级", "text"),
    Column("整改期限", "text"),
    Column("状态", "text"),
)
LONGEST_NAME = 40
LONGEST_TEXT = 80
DEFINITION_COLUMNS = (
    Column("简称", "text"),
    Column("指标", "words"),
    Column("口径", "words"),
    Column("单位", "text"),
)


def annexes(numbers: WeekNumbers) -> tuple[Section, ...]:
    """The full table, the lists that hold anything, and the definitions where there are some."""
    lists = [_list(numbers, metric) for metric in LISTS]
    full = Section("各单位指标汇总", (_table(numbers),))
    numbered = zip(NUMERALS, (full, *(one for one in lists if one)), strict=False)
    tables = [Section(f"附表{n}　{one.heading}", one.blocks) for n, one in numbered]
    definitions = _definitions(numbers)
    notes = (Section("附注　指标口径", (definitions,)),) if definitions.rows else ()
    return (*tables, *notes)


def _list(numbers: WeekNumbers, metric: str) -> Section | None:
    """An annex of items; None where nothing belongs on it."""
    title, first = LISTS[metric]
    facts = Facts(numbers, "annex_list")
    total = facts.listed(metric)
    items = [one for one in numbers.listed_items if one.metric == metric]
    if not items:
        return None
    partly = (
        say("，下表{first}的{some}项", first=first, some=Label(str(len(items))))
        if total.value != len(items)
        else ()
    )
    told = say(
        "共{total}项{partly}{gap}。", total=total, partly=partly, gap=_known_since(facts, total)
    )
    rows = tuple(Row(_item(numbers, one)) for one in items)
    return Section(title, (Paragraph(told), Table("", ITEM_COLUMNS, rows)))


def _known_since(facts: Facts, total: Number) -> Clause:
    """What was told of the night after it was published is on the list, and not in its number."""
    published = facts.value(total.metric, facts.numbers.city.code)
    if published.value is None or published.value == total.value:
        return ()
    if is_zero(published):
        published = written(published, "零")
    return say("（发布数为{published}项，差额系其后补报、更正）", published=published)


def _item(numbers: WeekNumbers, item: ListedItem) -> tuple[Clause, ...]:
    names = {unit.code: unit.name for unit in numbers.units}
    words = (
        names.get(item.county_code, item.county_code),
        _short(item.enterprise_name, LONGEST_NAME),
        _short(item.description, LONGEST_TEXT),
        LEVELS.get(item.level, item.level),
        day(item.due_on) if item.due_on else NONE,
        STATES.get(item.status, item.status),
    )
    return tuple((Label(word),) for word in words)


def _short(text: str, longest: int) -> str:
    words = " ".join(text.split())
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


def _table(numbers: WeekNumbers) -> Table:
    facts = Facts(numbers, "annex")
    columns = (Column("单位", "text"), *(Column(heading) for heading in HEADINGS.values()))
    rows = [Row(_row(facts, unit, unit.name)) for unit in numbers.units]
    total = Row(_row(facts, numbers.city, "全市"), is_total=True)
    return Table("", columns, (*rows, total), "“—”表示没有可计算的数据。")


def _row(facts: Facts, unit: Unit, name: str) -> tuple[Clause, ...]:
    values = (facts.value(metric, unit.code) for metric in HEADINGS)
    return ((Label(name),), *((value,) for value in values))


def _definitions(numbers: WeekNumbers) -> Table:
    defined = {row.metric: row for row in numbers.metrics}
    rows = [
        Row(((heading,), *((Label(text),) for text in (row.name_zh, row.definition, row.unit))))
        for metric, heading in HEADINGS.items()
        if (row := defined.get(metric))
    ]
    return Table("", DEFINITION_COLUMNS, tuple(rows))
