"""The small decisions of the tasks: the night's date, the batches, what fails a run."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from zhiben.errors import UsageError, ZhibenError
from zhiben.orchestration.asked import check_night
from zhiben.orchestration.tasks import TASK_BYTES, balanced, business_date, check_sources
from zhiben.settings import load_settings


@pytest.mark.parametrize(
    ("partition", "param", "expected"),
    [
        ("2026-03-05", None, "2026-03-05"),
        ("2026-03-05T00:00:00+08:00", None, "2026-03-05"),
        (None, "2026-03-04", "2026-03-04"),
        ("2026-03-05", "2026-03-04", "2026-03-04"),
    ],
)
def test_business_date_is_the_params_else_the_partitions(
    partition: str | None, param: str | None, expected: str
) -> None:
    assert business_date(partition, {"business_date": param}) == expected


@pytest.mark.parametrize("said", [None, "", "yesterday", "2026-02-30", "05.03.2026"])
def test_business_date_never_comes_from_the_clock(said: str | None) -> None:
    with pytest.raises(ZhibenError, match="names no business date"):
        business_date(None, {"business_date": said})


def test_a_business_date_that_cannot_be_meant_is_refused() -> None:
    settings = load_settings({})
    check_night(settings, settings.today() + timedelta(days=366))
    with pytest.raises(UsageError, match="more than 366 days after today"):
        check_night(settings, settings.today() + timedelta(days=367))


@pytest.mark.parametrize(
    ("sizes", "batches", "expected"),
    [
        ({}, 4, [[]]),
        ({"a": 1, "b": 1}, 4, [["a", "b"]]),
        ({"a": TASK_BYTES, "b": TASK_BYTES}, 4, [["a"], ["b"]]),
        ({"a": 3 * TASK_BYTES, "b": TASK_BYTES, "c": TASK_BYTES}, 2, [["a"], ["b", "c"]]),
        ({"a": 9 * TASK_BYTES, "b": 0}, 1, [["a", "b"]]),
    ],
)
def test_batches_hold_about_the_same(
    sizes: dict[str, int], batches: int, expected: list[list[str]]
) -> None:
    assert balanced(sizes, batches) == expected


@pytest.mark.parametrize(
    ("troubles", "words"),
    [
        ([{"a": "broken", "b": None}], "a: broken"),
        ([{"a": None}], "b: its task died"),
    ],
)
def test_source_in_trouble_fails_the_run(troubles: list[Any], words: str) -> None:
    with pytest.raises(ZhibenError, match=words):
        check_sources(troubles, [{"sources": ["a"]}, {"sources": ["b"]}])


def test_run_without_trouble_passes() -> None:
    check_sources([{"a": None}, {"b": None}], [{"sources": ["a"]}, {"sources": ["b"]}])
