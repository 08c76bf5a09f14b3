"""The SQL of metrics, made from their one definition: what a night counts, and the rows behind it.

``core.count_metrics(night)`` is made of all programmes' metrics. It reads each subject once (once
more where enterprises are counted), by unit and by all that some programme splits; every condition
is asked once a row, also where metrics and programmes share it. What it found is then folded. The
query that shows the rows behind a number has the very same condition, over the view that shows the
subject.

Of a subject that is kept from night to night it reads what changed, and finds by how much each
number did: a row that comes counts 1, the row that it takes the place of −1, as of the night it was
counted then. An enterprise counts while it has a row: ``core.count_enterprises(night)`` finds by
how much its rows changed, and the number of enterprises follows from their rows before and after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from zhiben.campaign.conditions import Condition
from zhiben.campaign.flipping import flipping_function, flipping_indexes
from zhiben.campaign.metrics import ENTERPRISES, Metrics
from zhiben.campaign.model import Campaign
from zhiben.campaign.programmes import Programme
from zhiben.campaign.subjects import AS_OF, SUBJECTS, Subject
from zhiben.warehouse import kept
from zhiben.warehouse.kept import MEMBERS

NIGHT = "COALESCE(as_of, the_night)"  # a row that is counted tonight needs not say so
UNNAMED = "unnamed"  # the member of what names none
ALL = ""  # the dimension, and the member, of a number that is not split
_FUNCTION = """\
CREATE OR REPLACE FUNCTION core.count_metrics(the_night date)
RETURNS TABLE (
    programme text, metric text, dimension text, member text, county_code text, amount numeric,
    is_change boolean
)
LANGUAGE sql STABLE AS $counting$
{body}
$counting$"""
_NOTHING = "SELECT '', '', '', '', '', 0, FALSE WHERE FALSE"
_BY_ENTERPRISE = """\
CREATE OR REPLACE FUNCTION core.count_enterprises(the_night date)
RETURNS TABLE (
    enterprise_id text, county_code text, channel text, sector text, action text, topic text,
    amounts bigint[]
)
LANGUAGE sql STABLE AS $counting$
{body}
$counting$"""
_NO_ENTERPRISE = "SELECT '', '', '', '', '', '', '{}'::bigint[] WHERE FALSE"
_COUNTED_DAILY = "due_on < as_of AND status IN ('open', 'in_progress')"  # by item_daily, of itself


@dataclass(frozen=True)
class _Wanted:
    """A number of a programme, and the aggregate it is read from."""

    programme: str
    metric: str
    column: str


@dataclass
class _Plan:
    """What is asked of one subject: aggregates by their SQL, and who wants which, split by what."""

    subject: Subject
    by_enterprise: bool
    columns: dict[str, str] = field(default_factory=dict)
    wanted: dict[str, list[_Wanted]] = field(default_factory=lambda: defaultdict(list))

    @property
    def name(self) -> str:
        """What the one reading of it is called."""
        return f"{self.subject.name}_of_enterprises" if self.by_enterprise else self.subject.name

    @property
    def keys(self) -> tuple[str, ...]:
        """What it is read by."""
        whose = ("enterprise_id",) if self.by_enterprise else ()
        return ("county_code", *whose, *(one for one in self.wanted if one))

    @property
    def places(self) -> Iterable[tuple[int, str]]:
        """Its columns, each with its place among them."""
        return enumerate(self.columns.values(), start=1)

    def column(self, aggregate: str) -> str:
        """The name of the column that holds ``aggregate``."""
        return self.columns.setdefault(aggregate, f"n{len(self.columns) + 1}")


def counting_functions(campaign: Campaign) -> Iterator[str]:
    """The statements that make the functions which count, and find what counts otherwise now.

    The last ones index the dates by which that is found.
    """
    plans = list(_plans(campaign))
    readings = ",\n".join(map(_reading, plans))
    selects = "\nUNION ALL\n".join(part for plan in plans for part in _selects(plan))
    yield _FUNCTION.format(body=f"WITH\n{readings}\n{selects}" if plans else _NOTHING)
    held = (_rows_of_enterprises(one) for one in plans if one.by_enterprise and one.subject.is_kept)
    yield _BY_ENTERPRISE.format(body=next(held, _NO_ENTERPRISE))
    items = SUBJECTS["items"]
    asked = dict.fromkeys([_COUNTED_DAILY, *_conditions(campaign, items)])
    yield flipping_function(items, asked)
    yield from flipping_indexes(kept.items, asked)


def _conditions(campaign: Campaign, subject: Subject) -> Iterator[str]:
    """What all programmes ask of the rows of ``subject``: conditions, and what is summed."""
    for programme in campaign.programmes:
        for code, _ in _asked(campaign.metrics, programme):
            count = campaign.metrics.counts(code)
            if count.subject is subject:
                yield _condition(campaign.metrics, code, programme)
                if campaign.metrics[code].form == "sum":
                    yield count.value.sql(programme.bound, AS_OF)


def rows_behind(metrics: Metrics, code: str, programme: Programme | None) -> str:
    """The query for the rows behind a metric, as of the last published night.

    Of a rate it returns the rows of the denominator, ``is_counted`` where the numerator counts
    them, too, and those of the numerator where it is no part of them; of a ratio of two subjects,
    and of a difference, the rows of its first part.
    """
    metric = metrics[code]
    if metric.given:
        return metric.given
    first, *others = metric.parts or (code,)
    condition = _condition(metrics, first, programme)
    subject = metrics.counts(first).subject
    if not (metric.ratio and metrics.counts(others[0]).subject is subject):
        return _shown(subject, condition, metrics[first].form == "enterprises")
    whole = _condition(metrics, others[0], programme)
    if not metric.ratio.is_part:
        whole = f"({condition}) OR ({whole})"
    if metrics[first].form == "enterprises":
        return _shown_enterprises(subject, whole, condition)
    counted = f"COALESCE({condition}, FALSE) AS is_counted"
    return f"SELECT *, {counted} FROM {subject.shown} WHERE {whole}"


def _shown(subject: Subject, condition: str, by_enterprise: bool) -> str:
    what = "DISTINCT county_code, enterprise_id, enterprise_name" if by_enterprise else "*"
    return f"SELECT {what} FROM {subject.shown} WHERE {condition}"


def _shown_enterprises(subject: Subject, whole: str, condition: str) -> str:
    return (
        "SELECT county_code, enterprise_id, enterprise_name, "
        f"COALESCE(BOOL_OR({condition}), FALSE) AS is_counted "
        f"FROM {subject.shown} WHERE {whole} GROUP BY county_code, enterprise_id, enterprise_name"
    )


def _condition(
    metrics: Metrics, code: str, programme: Programme | None, as_of: str = "as_of"
) -> str:
    """A counting metric's condition within a programme's scope, with its values written in."""
    count = metrics.counts(code)
    if programme is None:
        return count.condition.sql({}, as_of)
    scope = Condition(programme.scope.get(count.subject.name, ""))
    return scope.joined(count.condition).sql(programme.bound, as_of)


def _plans(campaign: Campaign) -> Iterable[_Plan]:
    plans: dict[tuple[str, bool], _Plan] = {}
    for programme in campaign.programmes:
        for code, dimension in _asked(campaign.metrics, programme):
            count = campaign.metrics.counts(code)
            by_enterprise = campaign.metrics[code].unit == ENTERPRISES
            key = (count.subject.name, by_enterprise)
            plan = plans.setdefault(key, _Plan(SUBJECTS[key[0]], by_enterprise))
            column = plan.column(_aggregate(campaign.metrics, code, programme))
            plan.wanted[dimension].append(_Wanted(programme.programme, code, column))
    return plans.values()


def _asked(metrics: Metrics, programme: Programme) -> Iterator[tuple[str, str]]:
    """The counting metrics that a programme needs, each with what it is split by."""
    yield from ((code, ALL) for code in metrics.needed(programme.metrics))
    for dimension, codes in programme.breakdowns.items():
        yield from ((code, dimension) for code in metrics.needed(codes))


def _aggregate(metrics: Metrics, code: str, programme: Programme) -> str:
    count, form = metrics.counts(code), metrics[code].form
    night = NIGHT if count.subject.is_kept else "the_night"
    condition = _condition(metrics, code, programme, night)
    value = count.value.sql(programme.bound, night) if form in {"sum", "least"} else ""
    if form == "least":
        return f"MIN({value}) FILTER (WHERE {condition})"
    if count.subject.is_kept:
        amount = f"sign * ({value})" if value else "sign"
        return f"COALESCE(SUM({amount}) FILTER (WHERE {condition}), 0)"
    if form == "sum":
        return f"SUM({value}) FILTER (WHERE {condition})"
    return f"COUNT(*) FILTER (WHERE {condition})"


def _reading(plan: _Plan) -> str:
    """The one reading of the subject: by unit and all that is split by, and by enterprise.

    What enterprises have of a subject that is kept was read before, into
    ``aside.enterprise_counts``: in the order of the plan's columns, as it was and as it is now.
    """
    keys = ", ".join(plan.keys)
    if plan.by_enterprise and plan.subject.is_kept:
        told = [
            f"amounts_before[{n}] AS {name}_before, amounts[{n}] AS {name}"
            for n, name in plan.places
        ]
        columns, source, grouped = ",\n    ".join(told), "aside.enterprise_counts", ""
    else:
        columns = ",\n    ".join(f"{made} AS {name}" for made, name in plan.columns.items())
        source, grouped = plan.subject.counted.fullname, f"\nGROUP BY {keys}"
    return (
        f"{plan.name} AS MATERIALIZED (\nSELECT {keys},\n    {columns}\nFROM {source}{grouped}\n)"
    )


def _rows_of_enterprises(plan: _Plan) -> str:
    """By how much the rows of each enterprise changed, by all that they can be split by."""
    members = ", ".join(f"COALESCE({one}, '{UNNAMED}')" for one in MEMBERS)
    amounts = ",\n    ".join(plan.columns)
    return (
        f"SELECT COALESCE(enterprise_id, ''), county_code, {members},\n    ARRAY[{amounts}]\n"
        f"FROM {plan.subject.counted.fullname}\nGROUP BY 1, 2, 3, 4, 5, 6"
    )


def _selects(plan: _Plan) -> Iterator[str]:
    for dimension, wanted in plan.wanted.items():
        folded = _by_enterprise(plan, dimension) if plan.by_enterprise else _by_row(plan, dimension)
        values = ",\n".join(
            f"    ('{one.programme}', '{one.metric}', split.{one.column}::numeric)"
            for one in dict.fromkeys(wanted)
        )
        is_change = str(plan.subject.is_kept).upper()
        yield (
            f"SELECT v.programme, v.metric, '{dimension}', split.member, split.county_code, "
            f"v.amount, {is_change}\nFROM (\n{folded}\n) AS split\n"
            f"CROSS JOIN LATERAL (VALUES\n{values}\n) AS v (programme, metric, amount)"
        )


def _by_row(plan: _Plan, dimension: str) -> str:
    columns = _folded(plan, dimension, "{fold}({name})")
    return (
        f"SELECT county_code, {_member(dimension)} AS member, {columns}\n"
        f"FROM {plan.name} GROUP BY 1, 2"
    )


def _by_enterprise(plan: _Plan, dimension: str) -> str:
    """An enterprise counts once in each unit (and member) it has rows in."""
    once = _folded(plan, dimension, "{has}")
    return (
        f"SELECT county_code, member, {_folded(plan, dimension, 'SUM({name})')} FROM (\n"
        f"SELECT county_code, {_member(dimension)} AS member, enterprise_id, {once}\n"
        f"FROM {plan.name} GROUP BY 1, 2, 3\n"
        ") AS once GROUP BY 1, 2"
    )


def _folded(plan: _Plan, dimension: str, form: str) -> str:
    wanted = {one.column for one in plan.wanted[dimension]}
    return ",\n    ".join(
        f"{form.format(fold=_fold(aggregate), name=name, has=_has(plan, name))} AS {name}"
        for aggregate, name in plan.columns.items()
        if name in wanted
    )


def _fold(aggregate: str) -> str:
    return "MIN" if aggregate.startswith("MIN") else "SUM"


def _has(plan: _Plan, name: str) -> str:
    """1 where an enterprise has rows and had none, −1 where it had some and has none."""
    has = f"(COALESCE(SUM({name}), 0) > 0)::integer"
    return (
        f"{has} - (COALESCE(SUM({name}_before), 0) > 0)::integer" if plan.subject.is_kept else has
    )


def _member(dimension: str) -> str:
    return f"COALESCE({dimension}, '{UNNAMED}')" if dimension else "''"
