"""SQL of measures: sums and extremes that are NULL where they would add up what does not add up."""

from __future__ import annotations

from dataclasses import dataclass

from zhiben.dashboards.catalog import Catalog, Column, Metric
from zhiben.dashboards.description import Dataset, Measure
from zhiben.errors import ZhibenError

GOVERNED_COLUMNS = ("metric", "form", "times", "value", "numerator", "denominator")
_ADDED_UP = ("count", "enterprises", "sum", "difference")
# A part of what a metric says, of a chart that shows several metrics one under another.
_PARTS = {"value": "指标值", "numerator": "分子", "denominator": "分母", "target": "目标值"}


@dataclass(frozen=True)
class Saved:
    """A measure as Superset saves it with a dataset."""

    name: str
    label: str
    expression: str
    description: str
    number_format: str
    unit: str = ""
    metric: str | None = None  # that it is the value of

    @property
    def name_zh(self) -> str:
        """Its label without the unit."""
        return self.label.removesuffix(f"（{self.unit}）")


def measures_of(name: str, dataset: Dataset, catalog: Catalog) -> dict[str, Saved]:
    """Every measure of a dataset, by name.

    Raises:
        ZhibenError: when one is made of a column that the dataset does not have.
    """
    columns = {column.name: column for column in catalog.columns[name]}
    wanted = {one.column for one in dataset.measures.values()} | set(dataset.never_across)
    wanted |= set(GOVERNED_COLUMNS) if dataset.is_governed else set()
    if missing := wanted - set(columns):
        raise ZhibenError(f"datasets/{name}.yaml: the query has no column {min(missing)!r}.")
    saved = [_declared(key, one, columns, dataset) for key, one in dataset.measures.items()]
    if dataset.is_governed:
        saved += [_governed(metric, dataset) for metric in catalog.metrics.values()]
        saved += [_part(part, dataset) for part in _PARTS if part in columns]
    return {one.name: one for one in saved}


def _declared(name: str, one: Measure, columns: dict[str, Column], dataset: Dataset) -> Saved:
    column = columns[one.column]
    condition = f" FILTER (WHERE {one.where})" if one.where else ""
    if one.sum or one.count:
        added = f"SUM({one.column})" if one.sum else f"COUNT(DISTINCT {one.column})"
        expression = _guarded(added + condition, dataset.never_across)
    else:
        expression = f"{'MAX' if one.max else 'MIN'}({one.column}){condition}"
    description = one.label or column.description
    return Saved(name, one.label or column.label, expression, description, _format(one.decimals))


def _governed(metric: Metric, dataset: Dataset) -> Saved:
    """A metric over the units that are chosen."""
    amount = _amount(metric.form, f" FILTER (WHERE metric = '{metric.metric}')")
    if metric.form == "ratio":
        amount = _as_printed(amount, metric)
    return Saved(
        metric.metric,
        metric.title,
        _guarded(amount, dataset.never_across),
        f"{metric.name_zh}：{metric.definition}",
        _format(metric.decimals if metric.form == "ratio" else 0),
        metric.unit,
        metric.metric,
    )


def _part(part: str, dataset: Dataset) -> Saved:
    """The value of whatever metric the rows are of, or a part of it."""
    forms = ", ".join(f"'{form}'" for form in _ADDED_UP)
    expressions = {
        "value": f"CASE WHEN MAX(form) = 'ratio' THEN {_amount('ratio')} "
        f"WHEN MAX(form) = 'least' THEN {_amount('least')} "
        f"WHEN MAX(form) IN ({forms}) THEN {_amount('sum')} END",
        "numerator": "SUM(numerator)",
        "denominator": "SUM(denominator)",
        "target": "MAX(target)",
    }
    guarded = _guarded(expressions[part], (*dataset.never_across, "metric"))
    return Saved(part, _PARTS[part], guarded, _PARTS[part], ",.1~f")


def _amount(form: str, only: str = "") -> str:
    """A metric over several units, as a night makes the city's: added up, a rate of the sums."""
    if form == "ratio":
        return f"MAX(times){only} * SUM(numerator){only} / NULLIF(SUM(denominator){only}, 0)"
    if form == "least":
        return f"MIN(value){only}"
    return f"COALESCE(SUM(value){only}, 0)"  # of what nothing was counted there is no row


def _as_printed(amount: str, metric: Metric) -> str:
    """Rounded or cut off as the summary prints it."""
    rounding = "TRUNC" if metric.rounding == "truncated" else "ROUND"
    return f"{rounding}({amount}, {metric.decimals})"


def _guarded(expression: str, never_across: tuple[str, ...]) -> str:
    """NULL over two nights (or programmes, or metrics), which nobody may add up."""
    if not never_across:
        return expression
    single = " AND ".join(f"MIN({column}) = MAX({column})" for column in never_across)
    return f"CASE WHEN {single} THEN {expression} END"


def _format(decimals: int) -> str:
    return f",.{decimals}f"
