"""五、数据质量: what did not come, what was sent back, which rows were not accepted."""

from __future__ import annotations

from zhiben.reporting.facts import Facts
from zhiben.reporting.numbers import Unit, WeekNumbers
from zhiben.reporting.summary import Clause, Column, Label, Paragraph, Row, Section, Table
from zhiben.reporting.wording import is_some, is_zero, join, month_day, say

COUNTS = {
    "files_received": "收到文件",
    "files_missing": "未报",
    "files_late": "迟报",
    "files_rejected": "退回",
    "rows_received": "收到行数",
    "rows_loaded": "入库",
    "rows_quarantined": "未通过校验",
    "rows_skipped": "非记录行",
}
NOTE = (
    "未报、迟报、退回以份计；未通过校验的行未计入各项指标，更正重报后入库；"
    "标题、合计、空行等为非记录行。"
)


def quality(numbers: WeekNumbers) -> Section:
    """Deliveries and rows of the week, whoever is silent named."""
    facts = Facts(numbers, "quality")
    told = (_nights(numbers), *_deliveries(facts), _gap(facts))
    paragraphs = tuple(Paragraph(clause) for clause in told if clause)
    if not numbers.deliveries:
        return Section("五、数据质量", paragraphs)
    return Section("五、数据质量", (*paragraphs, _table(numbers)))


def _nights(numbers: WeekNumbers) -> Clause:
    missing = numbers.missing_nights
    if not missing:
        return say("本周每夜的数据均已发布。")
    if not numbers.nights:
        return say("本周没有已发布的数据。")
    days = Label("、".join(month_day(night) for night in missing))
    return say("本周{days}的数据未发布。", days=days)


def _deliveries(facts: Facts) -> tuple[Clause, ...]:
    if not facts.numbers.deliveries:
        return (say("本周没有应报来源，也没有收到文件。"),)
    return (join((_files(facts), _rows(facts)), "；", "。"), _silent(facts))


def _files(facts: Facts) -> Clause:
    received, missing = facts.delivered("files_received"), facts.delivered("files_missing")
    asides = (
        _some(facts, "迟报{number}份", "files_late"),
        _some(facts, "退回{number}份", "files_rejected"),
        _some(facts, "暂缓入库{number}份", "files_held"),
    )
    aside = join(asides, "、")
    if is_zero(received):
        told = say("本周未收到任何文件")
    else:
        aside = say("（其中{aside}）", aside=aside) if aside else ()
        told = say("本周收到文件{received}份{aside}", received=received, aside=aside)
    absent = say("应报未报{missing}份", missing=missing) if is_some(missing) else ()
    punctual = () if absent or is_zero(received) else say("应报来源均已报送")
    return join((told, absent, punctual), "，")


def _rows(facts: Facts) -> Clause:
    received = facts.delivered("rows_received")
    if is_zero(received):
        return say("没有收到数据行") if is_some(facts.delivered("files_received")) else ()
    loaded = _some(facts, "入库{number}行", "rows_loaded")
    parts = (
        loaded or say("没有一行入库"),
        _some(facts, "未通过校验{number}行", "rows_quarantined")
        or (say("全部记录通过校验") if loaded else ()),
        _some(facts, "标题、合计、空行等非记录行{number}行", "rows_skipped"),
    )
    return say("收到数据{received}行，{parts}", received=received, parts=join(parts, "，"))


def _some(facts: Facts, template: str, metric: str) -> Clause:
    number = facts.delivered(metric)
    return say(template, number=number) if is_some(number) else ()


def _silent(facts: Facts) -> Clause:
    """Which sources did not come, unit by unit, with how often."""
    told = join((_silent_unit(facts, unit) for unit in _reporting(facts.numbers)), "；")
    return say("未报来源：{told}。", told=told) if told else ()


def _silent_unit(facts: Facts, unit: Unit) -> Clause:
    rows = facts.numbers.deliveries
    sources = [r.source for r in rows if r.county_code == unit.code and r.metric == "files_missing"]
    counts = [(s, facts.delivered("files_missing", unit.code, s)) for s in sources]
    clauses = [
        say("{source}（{count}份）", source=Label(source), count=count)
        for source, count in counts
        if is_some(count)
    ]
    told = join(clauses, "、")
    return say("{unit}的{told}", unit=Label(unit.name), told=told) if told else ()


def _gap(facts: Facts) -> Clause:
    """Totals that do not add up are shown, never forced."""
    city = facts.value("found", facts.numbers.city.code)
    units = facts.units_total("found")
    if city.value is None or units.value is None or city.value == units.value:
        return ()
    template = "各单位累计排查隐患之和为{units}项，与全市的{city}项不一致，请核对。"
    return say(template, units=units, city=city)


def _reporting(numbers: WeekNumbers) -> tuple[Unit, ...]:
    """The units, and whatever else the week's deliveries name."""
    known = {unit.code for unit in numbers.units}
    others = sorted({row.county_code for row in numbers.deliveries} - known)
    return (*numbers.units, *(_other(numbers, code) for code in others))


def _other(numbers: WeekNumbers, code: str) -> Unit:
    if code == numbers.city.code:
        return numbers.city
    return Unit(code, code or "未标明单位")


def _table(numbers: WeekNumbers) -> Table:
    facts = Facts(numbers, "deliveries")
    columns = (Column("单位", "text"), *(Column(heading) for heading in COUNTS.values()))
    rows = [Row(_row(facts, u.name, u.code)) for u in _reporting(numbers)]
    return Table(
        "各单位本周报送情况", columns, (*rows, Row(_row(facts, "合计", None), is_total=True)), NOTE
    )


def _row(facts: Facts, name: str, code: str | None) -> tuple[Clause, ...]:
    counts = (facts.delivered(metric, code) for metric in COUNTS)
    return ((Label(name),), *((count,) for count in counts))
