"""Remote paths: what is written for a date is read back as that date, and nothing else is."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.contracts.places import RemotePath, check_template, day_of

TEMPLATES = [
    "/out/{date}",
    "/{source}/{date:%Y%m%d}/台账.csv",
    "{date:%Y}/{date:%m}/{date:%d}/{source}_{date}.xls",
    "/a.b+c/{date:%Y年%m月%d日}",
    "/{{x}}/{date:%d.%m.%Y}",
]


@given(st.sampled_from(TEMPLATES), st.dates())
def test_a_written_date_is_read_back(template: str, day: date) -> None:
    path = RemotePath(template, "a-1")
    parts = path.read(path.on(day))
    assert parts is not None
    assert day_of(parts) == day
    assert path.on(day).startswith(path.prefix)


@given(st.sampled_from(TEMPLATES), st.dates())
def test_the_steps_of_a_path_are_the_path(template: str, day: date) -> None:
    path = RemotePath(template, "a-1")
    assert "/".join(step.on(day) for step in path.steps) == path.on(day).strip("/")


@given(st.lists(st.sampled_from(["{date}", "{", "}", ":%Y", "%m", "%d", "date", "/", "台", "."])))
def test_a_template_is_refused_or_works(words: list[str]) -> None:
    with suppress(ValueError):
        check_template("".join(words))
        path = RemotePath("".join(words), "a")
        assert path.read(path.on(date(2026, 3, 5))) is not None


@pytest.mark.parametrize(
    "text", ["/out/2026-3-5", "/out/2026-03-05/x", "/out/20260305", "/OUT/2026-03-05", ""]
)
def test_what_is_written_otherwise_is_no_such_path(text: str) -> None:
    assert RemotePath("/out/{date}", "a").read(text) is None


def test_a_day_that_does_not_exist_is_no_date() -> None:
    assert day_of({"%Y": "2026", "%m": "02", "%d": "30"}) is None
    assert day_of({"%Y": "2026", "%m": "02"}) is None


def test_parts_that_contradict_each_other_are_no_date() -> None:
    path = RemotePath("{date:%Y}/{date}", "a")
    assert path.read("2025/2026-03-05") is None
    assert path.steps[1].read("2026-03-05", {"%Y": "2025"}) is None
