"""附表: every metric of every unit, and what each metric means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.reporting.facts import Facts
from zhiben.reporting.summary import Clause, Column, Label, Row, Section, Table

if TYPE_CHECKING:
    from zhiben.reporting.numbers import Unit, WeekNumbers

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
DEFINITION_COLUMNS = (
    Column("简称", "text"),
    Column("指标", "words"),
    Column("口径", "words"),
    Column("单位", "text"),
)


def annexes(numbers: WeekNumbers) -> tuple[Section, ...]:
    """The full table; the definitions where the warehouse has them."""
    table = Section("附表　各单位指标汇总", (_table(numbers),))
    definitions = _definitions(numbers)
    if not definitions.rows:
        return (table,)
    return (table, Section("附注　指标口径", (definitions,)))


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
