from __future__ import annotations

from datetime import date

import pytest

from zhiben.errors import ZhibenError
from zhiben.reporting import Week


@pytest.mark.parametrize(
    ("label", "first_day", "last_day"),
    [
        ("2026-W13", date(2026, 3, 23), date(2026, 3, 29)),
        ("2026-W01", date(2025, 12, 29), date(2026, 1, 4)),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 3)),
        (" 2026w13 ", date(2026, 3, 23), date(2026, 3, 29)),
    ],
)
def test_reads_iso_weeks(label: str, first_day: date, last_day: date) -> None:
    week = Week.parse(label)
    assert (week.first_day, week.last_day) == (first_day, last_day)
    assert Week.of(last_day) == Week.of(first_day) == Week.parse(week.label) == week


@pytest.mark.parametrize("label", ["", "2026", "13", "2026-03-23", "2026-W", "二〇二六-W13"])
def test_says_how_a_week_is_written(label: str) -> None:
    with pytest.raises(ZhibenError, match=r"is not a week\. Write it like 2026-W13"):
        Week.parse(label)


@pytest.mark.parametrize("label", ["2025-W53", "2026-W00", "2026-W54", "9999-W52", "0000-W01"])
def test_says_which_weeks_a_year_has(label: str) -> None:
    with pytest.raises(ZhibenError, match="There is no week"):
        Week.parse(label)


def test_weeks_are_in_order_across_the_year() -> None:
    assert sorted([Week(2026, 1), Week(2025, 52)]) == [Week(2025, 52), Week(2026, 1)]
    assert Week(2026, 1).follows(date(2025, 12, 28))
    assert not Week(2026, 1).follows(date(2025, 12, 21))
