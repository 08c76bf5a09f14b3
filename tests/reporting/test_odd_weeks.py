"""A hundred and fifty weeks out of a hat: never an exception, never a nonsense sentence."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from benchmarks.reporting.sense import digits_outside_numbers, nonsense

from zhiben.reporting import (
    Board,
    Listed,
    ListedItem,
    Metric,
    Programme,
    Progress,
    Source,
    Split,
    StatedTotal,
    Summary,
    Unit,
    Week,
    compose,
    render_docx,
    render_html,
    render_pdf,
)

from . import made

FOLLOWED = ("found_in_period", "open_at_the_end", "closed_since_the_end")
COUNTS = ("files_received", "files_missing", "files_late", "files_rejected", "files_held")
ROWS = ("rows_received", "rows_loaded", "rows_quarantined", "rows_skipped")


def odd_values(rng: random.Random) -> made.Values:
    """Numbers that need not agree with one another."""
    choices = (None, 0, 0, 1, 2, rng.randint(3, 99999))
    values: made.Values = {metric: rng.choice(choices) for metric in made.WHOLE}
    for rate in ("rectification_rate", "due_rectification_rate"):
        values[rate] = rng.choice((None, 0, 0.04, 100, 99.96, round(rng.uniform(0, 100), 1)))
    return {metric: value for metric, value in values.items() if rng.random() < 0.9}


def odd_programmes(rng: random.Random, day: date) -> tuple[Programme, ...]:
    """None, the main one, others that run or have ended, with metrics of their own."""
    measures = dict.fromkeys(made.MEASURED, "")
    spans = ((-400, 400), (-400, -30), (-1, 0), (0, 0))
    others = tuple(
        Programme(
            f"p{n}",
            rng.choice(("专项行动（试点）", "（无名）", "<b>行动</b>", "行动" * 30)),
            day + timedelta(days=first),
            day + timedelta(days=last),
            rng.choice(("", "收官战")),
            {"left_from_the_end": "", **dict.fromkeys(FOLLOWED, ""), "drills": ""},
            {},
        )
        for n, (first, last) in enumerate(rng.sample(spans, k=rng.randint(0, 4)))
    )
    return rng.choice(
        ((), (made.ZHIBEN,), others, (*others, replace(made.ZHIBEN, measures=measures)))
    )


def odd_rows(
    rng: random.Random, programmes: tuple[Programme, ...], codes: list[str]
) -> list[Progress]:
    """Numbers of the programmes' own metrics, with goals here and there."""
    numbers = (None, Decimal(0), Decimal(1), Decimal("2.5"), Decimal(40))
    statuses = ("no_target", "missed", "behind", "on_track", "ahead", "unheard-of")
    return [
        Progress(
            one.programme, metric, code, rng.choice(numbers), rng.choice(numbers),
            rng.choice(numbers), rng.choice(numbers), rng.choice(numbers), rng.choice(statuses),
        )
        for one in programmes
        for metric in one.measures
        for code in codes
        if rng.random() < 0.8
    ]  # fmt: skip


def odd_board(rng: random.Random, code: str) -> Board:
    values = {name: rng.choice((None, 0, 0, 1, 30)) for name in made.ACCIDENTS}
    for name in ("accidents", "deaths"):
        now, before = (values[f"{name}_{end}"] or 0 for end in ("ytd", "previous_ytd"))
        values |= {
            f"{name}_ytd": now,
            f"{name}_previous_ytd": before,
            f"{name}_change": now - before,
        }
    return made.board(code, rng.choice((None, "2025-12-31", "2026-03-17")), **values)


def odd_more(rng: random.Random, week: Week, codes: list[str]) -> dict[str, Any]:
    """Of everything else some, or nothing at all."""
    if rng.random() < 0.3:
        return {}
    next_week = [week.last_day + timedelta(days=n) for n in range(1, 8)]
    lists = ("overdue", "supervised", "came_back")
    days = [(metric, day) for metric in ("due", "due_major") for day in next_week]
    chosen = rng.sample([*((metric, None) for metric in lists), *days], k=rng.randint(0, 12))
    item = ListedItem(
        "overdue", codes[-1], "某厂" * 40, "隐患\n" * 90, "major", "?", week.first_day, None
    )
    total = StatedTotal("?", "2026-03", "ledger_rows", "行", "a", *map(Decimal, (9, 7, 2)), "k")
    sources = tuple(Source(f"{code}-x", code, rng.choice(("", "应急管理局"))) for code in codes)
    return {
        "boards": tuple(odd_board(rng, code) for code in codes if rng.random() < 0.8),
        "refused": tuple((code, rng.randint(1, 9)) for code in codes if rng.random() < 0.3),
        "totals": rng.choice(((), (total,), (replace(total, gap=Decimal(0)), total))),
        "sources": sources,
        "listed": tuple(Listed(metric, rng.choice(codes), day, 3) for metric, day in chosen),
        "listed_items": (item,) if ("overdue", None) in chosen else (),
        "splits": rng.choice(((), (Split("p0", "found_in_period", "topic", "a", "燃气", None),))),
    }


def odd_week(seed: int) -> Summary:
    rng = random.Random(seed)  # noqa: S311 - a hat, no secret
    week = Week.of(made.night("2024-01-01") + timedelta(weeks=seed))
    kinds = ("county", "county", "county", "city_bureaus")
    codes = [f"4116{n:02}" for n in range(10, 10 + rng.choice((0, 1, 2, 14)))]
    units = tuple(Unit(code, f"县{code[4:]}", rng.choice(kinds)) for code in codes)
    before = rng.choice((None, week.first_day - timedelta(days=rng.choice((1, 3, 30)))))
    codes = [made.CITY.code, *codes]
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
    numbers = made.replaced(numbers, units, rows, deliveries)
    programmes = odd_programmes(rng, as_of)
    more = odd_rows(rng, [one for one in programmes if one.programme != "zhiben"], codes)
    told = odd_more(rng, week, codes)
    names = (
        Metric(metric, "指标", "", "项") for metric in (*FOLLOWED, "left_from_the_end", "drills")
    )
    return compose(
        replace(
            numbers,
            programmes=programmes,
            progress=(*numbers.progress, *more),
            metrics=(*numbers.metrics, *names),
            **told,
        )
    )


@pytest.mark.parametrize("seed", range(150))
def test_says_nothing_foolish(seed: int) -> None:
    summary = odd_week(seed)
    assert [told for told in nonsense(summary) if "不一致，请核对" not in told] == []
    assert digits_outside_numbers(summary) == []
    assert len({n.placeholder for n in summary.numbers}) == len(summary.numbers)


@pytest.mark.parametrize("seed", range(0, 150, 25))
def test_renders(seed: int) -> None:
    summary = odd_week(seed)
    assert "</html>" in render_html(summary)
    assert render_docx(summary).startswith(b"PK")
    assert render_pdf(summary).startswith(b"%PDF")
