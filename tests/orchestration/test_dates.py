"""Where a run's business date comes from: its param, else its partition, never the clock."""

from __future__ import annotations

import pytest

from zhiben.errors import ZhibenError
from zhiben.orchestration.tasks import business_date


@pytest.mark.parametrize(
    ("partition", "param", "night"),
    [
        ("2026-03-05", None, "2026-03-05"),
        ("2026-03-05T01:00:00", None, "2026-03-05"),
        (None, "2026-03-06", "2026-03-06"),
        ("2026-03-05", "2026-03-06", "2026-03-06"),
    ],
)
def test_the_param_goes_before_the_partition(
    partition: str | None, param: str | None, night: str
) -> None:
    assert business_date(partition, {"business_date": param}) == night


@pytest.mark.parametrize("partition", [None, "", "soon", "2026-02-30"])
def test_a_run_without_a_date_is_refused(partition: str | None) -> None:
    with pytest.raises(ZhibenError, match="names no business date"):
        business_date(partition, {"business_date": None})
