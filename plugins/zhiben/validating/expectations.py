"""What zhiben teaches Great Expectations: two expectations that answer in one step each.

An expectation of the library on a column resolves eight metrics one after the other and keeps
its failures as a dictionary a row. These resolve one metric, and keep the places of all failing
rows as an array. The module imports the library, which takes seconds: only
:mod:`zhiben.validating.judge` imports it, and only when something is to be judged.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from great_expectations.validator.metric_configuration import MetricConfiguration
from great_expectations.validator.validator import ValidationDependencies

from zhiben.validating.suite import Check

Found = dict[str, Any]


class RecordsBreaking(TableMetricProvider):
    """The places of the records that break a rule."""

    metric_name = "zhiben.records_breaking"
    value_keys = ("check", "column", "earlier")

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(
        cls,  # noqa: N805 - the library makes it a class method
        execution_engine: Any,  # noqa: ANN401
        metric_domain_kwargs: Found,
        metric_value_kwargs: Found,
        metrics: Found,
        runtime_configuration: Found,
    ) -> Found:
        frame = _frame(execution_engine, metric_domain_kwargs)
        column = frame[metric_value_kwargs["column"]].to_numpy()
        if metric_value_kwargs["check"] == Check.ORDERED:
            is_broken = column < frame[metric_value_kwargs["earlier"]].to_numpy()
        else:
            is_broken = column if metric_value_kwargs["check"] == Check.EMPTY else ~column
        return {"evaluated": len(frame), "places": np.flatnonzero(is_broken)}


class _OneMetric:
    """Names the one metric an expectation needs, without the library's search for its keys."""

    def get_validation_dependencies(
        self: Any,
        execution_engine: Any = None,  # noqa: ANN401
        runtime_configuration: Found | None = None,
    ) -> ValidationDependencies:
        """The metric of this expectation over the batch, with the expectation's own arguments."""
        (name,) = self.metric_dependencies
        metric = MetricConfiguration(
            metric_name=name,
            metric_domain_kwargs={"batch_id": self.batch_id},
            metric_value_kwargs={key: getattr(self, key) for key in _VALUES[name]},
        )
        asked = (runtime_configuration or {}).get("result_format", self.result_format)
        return ValidationDependencies({name: metric}, asked)


class ExpectRecordsToKeepRule(_OneMetric, BatchExpectation):
    """Every record has its column given, empty, or not before another one."""

    check: str
    column: str
    earlier: str | None = None

    metric_dependencies: ClassVar[tuple[str, ...]] = (RecordsBreaking.metric_name,)
    success_keys: ClassVar[tuple[str, ...]] = ("check", "column", "earlier")
    args_keys: ClassVar[tuple[str, ...]] = ("check", "column", "earlier")

    def _validate(
        self,
        metrics: Found,
        runtime_configuration: Found | None = None,
        execution_engine: Any = None,  # noqa: ANN401
    ) -> Found:
        found = metrics[RecordsBreaking.metric_name]
        places = found["places"]
        count = {"element_count": found["evaluated"], "unexpected_count": len(places)}
        return {"success": not len(places), "result": {**count, "unexpected_index_list": places}}


class Measured(TableMetricProvider):
    """The one value of a column in a frame of one row."""

    metric_name = "zhiben.measured"
    value_keys = ("column",)

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(
        cls,  # noqa: N805
        execution_engine: Any,  # noqa: ANN401
        metric_domain_kwargs: Found,
        metric_value_kwargs: Found,
        metrics: Found,
        runtime_configuration: Found,
    ) -> float:
        frame = _frame(execution_engine, metric_domain_kwargs)
        return float(frame[metric_value_kwargs["column"]].iloc[0])


class ExpectMeasureToBeBetween(_OneMetric, BatchExpectation):
    """A measure of the whole delivery lies between two values, either of which may be open."""

    column: str
    min_value: float | None = None
    max_value: float | None = None

    metric_dependencies: ClassVar[tuple[str, ...]] = (Measured.metric_name,)
    success_keys: ClassVar[tuple[str, ...]] = ("column", "min_value", "max_value")
    args_keys: ClassVar[tuple[str, ...]] = ("column", "min_value", "max_value")

    def _validate(
        self,
        metrics: Found,
        runtime_configuration: Found | None = None,
        execution_engine: Any = None,  # noqa: ANN401
    ) -> Found:
        value = metrics[Measured.metric_name]
        is_low = self.min_value is not None and value < self.min_value
        is_high = self.max_value is not None and value > self.max_value
        return {"success": not (is_low or is_high), "result": {"observed_value": value}}


def _frame(execution_engine: Any, domain: Found) -> Any:  # noqa: ANN401
    frame, _, _ = execution_engine.get_compute_domain(domain, domain_type=MetricDomainTypes.TABLE)
    return frame


_VALUES = {one.metric_name: one.value_keys for one in (RecordsBreaking, Measured)}
