"""A hundred and fifty weeks out of a hat: never an exception, never a nonsense sentence."""

from __future__ import annotations

import random
import re
from datetime import timedelta

import pytest

from zhiben.reporting import Summary, Unit, Week, compose, render_docx, render_html, render_pdf

from . import made
from .read import all_sentences, digits_outside_numbers

NONSENSE = re.compile(
    r"(增加|减少|提高|下降)(-|0(?![.\d])|—)"  # 减少-3项, 增加0项
    r"|(?<![\d.])0(项|份|行)"  # a zero is told in words
    r"|[-—](项|份|行|%|个)"  # a number that is not known is not told
    r"|[，；、：（][，；、。：）]|。。|^[，；。]"  # clauses that fell out
    r"|None|nan|\{|\}"
)
COUNTS = ("files_received", "files_missing", "files_late", "files_rejected", "files_held")
ROWS = ("rows_received", "rows_loaded", "rows_quarantined", "rows_skipped")


def odd_values(rng: random.Random) -> made.Values:
    """Numbers that need not agree with one another."""
    choices = (None, 0, 0, 1, 2, rng.randint(3, 99999))
    values: made.Values = {metric: rng.choice(choices) for metric in made.WHOLE}
    for rate in ("rectification_rate", "due_rectification_rate"):
        values[rate] = rng.choice((None, 0, 0.04, 100, 99.96, round(rng.uniform(0, 100), 1)))
    return {metric: value for metric, value in values.items() if rng.random() < 0.9}


def odd_week(seed: int) -> Summary:
    rng = random.Random(seed)  # noqa: S311 - a hat, no secret
    week = Week.of(made.night("2024-01-01") + timedelta(weeks=seed))
    units = tuple(Unit(f"4116{n:02}", f"县{n}") for n in range(10, 10 + rng.choice((0, 1, 2, 14))))
    before = rng.choice((None, week.first_day - timedelta(days=rng.choice((1, 3, 30)))))
    codes = [made.CITY.code, *(unit.code for unit in units)]
    rows = [
        row
        for code in codes
        if rng.random() < 0.9
        for row in made.progress(code, odd_values(rng), odd_values(rng) if before else {})
    ]
    nights = tuple(day for day in week.days if rng.random() < 0.8)
    as_of = nights[-1] if nights else week.first_day - timedelta(days=5)
    counts = {name: rng.choice((0, 0, 1, 40)) for name in (*COUNTS, *ROWS)}
    deliveries = made.deliveries(rng.choice(codes), "a", **counts) if rng.random() < 0.8 else ()
    numbers = made.week_numbers(week=week, as_of=as_of, nights=nights, previous_as_of=before)
    return compose(made.replaced(numbers, units, rows, deliveries))


@pytest.mark.parametrize("seed", range(150))
def test_says_nothing_foolish(seed: int) -> None:
    summary = odd_week(seed)
    told = [s for s in all_sentences(summary) if "不一致，请核对" not in s]
    assert [sentence for sentence in told if NONSENSE.search(sentence)] == []
    assert digits_outside_numbers(summary) == []
    assert len({n.placeholder for n in summary.numbers}) == len(summary.numbers)


@pytest.mark.parametrize("seed", range(0, 150, 25))
def test_renders(seed: int) -> None:
    summary = odd_week(seed)
    assert "</html>" in render_html(summary)
    assert render_docx(summary).startswith(b"PK")
    assert render_pdf(summary).startswith(b"%PDF")
