"""数据质量: what did not come, what was sent back, what does not agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from zhiben.reporting.facts import Facts
from zhiben.reporting.numbers import StatedTotal, Unit, WeekNumbers
from zhiben.reporting.summary import Clause, Column, Label, Paragraph, Row, Section, Table
from zhiben.reporting.wording import all_of, arrow, is_some, is_zero, join, month_day, say, written

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
TOTALS = {
    "ledger_rows": "台账行数",
    "enterprises_count": "排查企业数",
    "general_found_count": "一般隐患",
    "general_rectified_count": "一般隐患已整改",
    "major_found_count": "重大隐患",
    "major_closed_count": "重大隐患已销号",
    "in_plan_count": "列入治理计划",
    "five_in_place_count": "达到“五到位”要求",
    "supervised_count": "挂牌督办",
    "province_supervised_count": "省级挂牌督办",
}
NOTE = (
    "未报、迟报、退回以份计；截至本周末已补报的计入迟报，不计入未报；未通过校验的行未计入各项指标，更正重报后入库；"
    "标题、合计、空行等为非记录行。"
)


def quality(numbers: WeekNumbers) -> Section:
    """Deliveries and rows of the week, whoever is silent named."""
    facts = Facts(numbers, "quality")
    told = (
        _nights(numbers),
        *_deliveries(facts),
        _open_rows(facts),
        _gap(facts),
        _compared(facts),
    )
    paragraphs = tuple(Paragraph(clause) for clause in told if clause)
    tables = (_table(numbers), _differing(numbers))
    return Section("数据质量", (*paragraphs, *(table for table in tables if table.rows)))


def _nights(numbers: WeekNumbers) -> Clause:
    missing = numbers.missing_nights
    if not missing:
        return say("本周每夜的数据均已发布。")
    if not numbers.nights:
        return say("本周没有已发布的数据。")
    days = Label("、".join(_runs(missing)))
    return say("本周{days}的数据未发布。", days=days)


def _runs(days: Sequence[date]) -> Iterator[str]:
    """Days one by one, three or more that follow each other by the first and the last."""
    starts = [n for n, day in enumerate(days) if n == 0 or day - days[n - 1] > timedelta(days=1)]
    for first, end in zip(starts, [*starts[1:], len(days)], strict=True):
        run = days[first:end]
        if len(run) > 2:
            yield f"{month_day(run[0])}至{month_day(run[-1])}"
        else:
            yield from map(month_day, run)


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
    is_doubtful = absent or is_zero(received) or facts.numbers.missing_nights
    punctual = () if is_doubtful else say("应报来源均已报送")
    return join((told, absent, punctual), "，")


def _rows(facts: Facts) -> Clause:
    received = facts.delivered("rows_received")
    if is_zero(received):
        return say("没有收到新的数据行") if is_some(facts.delivered("files_received")) else ()
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
    names = {one.source: one.department for one in facts.numbers.sources if one.department}
    clauses = [
        say("{source}（{count}份）", source=Label(names.get(source, source)), count=count)
        for source, count in counts
        if is_some(count)
    ]
    told = join(clauses, "、")
    return say("{unit}的{told}", unit=Label(unit.name), told=told) if told else ()


def _open_rows(facts: Facts) -> Clause:
    """Rows refused in any week that nobody has corrected yet, and whose they are."""
    total = facts.refused()
    if is_zero(total):
        return say("目前{none}待更正的行。", none=written(total, "没有"))
    units = [(unit, facts.refused(unit.code)) for unit in _reporting(facts.numbers)]
    some = [(unit, count) for unit, count in units if is_some(count)]
    told = join((say("{u}{n}行", u=Label(unit.name), n=count) for unit, count in some), "、")
    return say("历次报送未通过校验、尚待更正的共{total}行：{told}。", total=total, told=told)


def _compared(facts: Facts) -> Clause:
    """自报合计 beside what was counted; the gaps stand in a table, never forced."""
    totals = facts.numbers.totals
    if not totals:
        return ()
    every = facts.compared("totals_compared", len(totals))
    differing = facts.compared("totals_differing", sum(one.gap != 0 for one in totals))
    if is_zero(differing):
        agree = written(differing, f"{all_of(every)}一致")
        return say("本周台账、月报自报合计{every}处，与系统计数{agree}。", every=every, agree=agree)
    template = (
        "本周台账、月报自报合计{every}处，其中{differing}处与系统计数不一致，差额见下表，请核对。"
    )
    return say(template, every=every, differing=differing)


def _differing(numbers: WeekNumbers) -> Table:
    facts = Facts(numbers, "totals")
    names = {unit.code: unit.name for unit in (numbers.city, *numbers.units)}
    columns = (
        Column("单位", "text"),
        Column("期间", "text"),
        Column("核对项", "text"),
        *map(Column, ("自报", "系统计数", "差额")),
    )
    rows = tuple(Row(_total(facts, names, one)) for one in numbers.totals if one.gap)
    return Table(
        "自报合计与系统计数核对", columns, rows, "差额＝自报－系统计数，↑为自报多，↓为自报少。"
    )


def _total(facts: Facts, names: dict[str, str], total: StatedTotal) -> tuple[Clause, ...]:
    departments = {one.source: one.department for one in facts.numbers.sources}
    whose = departments.get(total.source) or total.source
    item = f"{whose}{TOTALS.get(total.measure, total.measure)}（{total.unit}）"
    gap = facts.total("gap", total)
    return (
        (Label(names.get(total.county_code, total.county_code)),),
        (Label(_period(total.period)),),
        (Label(item),),
        (facts.total("reported", total),),
        (facts.total("counted", total),),
        arrow(replace(gap, text=gap.text.lstrip("-"))),
    )


def _period(period: str) -> str:
    """A day's or a month's label as it is read: 2026-03-06 is 2026年3月6日."""
    year, *others = map(int, period.split("-"))
    return f"{year}年" + "".join(map("{}{}".format, others, "月日"))


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
    named = {row.county_code for row in numbers.deliveries} | {code for code, _ in numbers.refused}
    others = sorted(named - known)
    return (*numbers.units, *(_other(numbers, code) for code in others))


def _other(numbers: WeekNumbers, code: str) -> Unit:
    if code == numbers.city.code:
        return numbers.city
    return Unit(code, code or "未标明单位")


def _table(numbers: WeekNumbers) -> Table:
    facts = Facts(numbers, "deliveries")
    if not numbers.deliveries:
        return Table("", (), ())
    columns = (Column("单位", "text"), *(Column(heading) for heading in COUNTS.values()))
    rows = [Row(_row(facts, u.name, u.code)) for u in _reporting(numbers)]
    return Table(
        "各单位本周报送情况", columns, (*rows, Row(_row(facts, "合计", None), is_total=True)), NOTE
    )


def _row(facts: Facts, name: str, code: str | None) -> tuple[Clause, ...]:
    counts = (facts.delivered(metric, code) for metric in COUNTS)
    return ((Label(name),), *((count,) for count in counts))
