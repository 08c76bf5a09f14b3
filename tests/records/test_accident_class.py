"""The class of an accident follows from its numbers (国务院令第493号 art. 3)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from zhiben.records import accident_class

WAN = 10_000


@pytest.mark.parametrize(
    ("deaths", "injuries", "loss_wan", "expected"),
    [
        (None, None, None, "general"),
        (0, 0, 0, "general"),
        (2, 9, "999.99", "general"),
        (3, 0, 0, "larger"),
        (0, 10, 0, "larger"),
        (0, 0, 1000, "larger"),
        (9, 49, "4999.99", "larger"),
        (10, 0, 0, "serious"),
        (0, 50, 0, "serious"),
        (0, 0, 5000, "serious"),
        (29, 99, "9999.99", "serious"),
        (30, 0, 0, "extra_serious"),
        (0, 100, 0, "extra_serious"),
        (0, 0, 10_000, "extra_serious"),
        (1, 0, 10_000, "extra_serious"),
        (3, 50, 0, "serious"),
        (None, 10, None, "larger"),
    ],
)
def test_any_one_threshold_suffices_and_the_highest_wins(
    deaths: int | None, injuries: int | None, loss_wan: str | int | None, expected: str
) -> None:
    loss = None if loss_wan is None else Decimal(loss_wan) * WAN
    assert accident_class(deaths, injuries, loss) == expected
