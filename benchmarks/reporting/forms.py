"""How long a week's pages take to make, by form: the summary, its mail, and every unit's brief.

    .venv/bin/python -m benchmarks.reporting.forms [--items 300] [--folder DIR]

The week is made from a seed over the shipped units and metrics; every unit has ``--items`` open
items in its annex. The first line holds what is loaded once, the last but one the whole Monday.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.reporting.made_city import made_week

if TYPE_CHECKING:
    from zhiben.reporting import OpenItem

DESCRIPTIONS = (
    "配电箱未接地线，线路老化裸露，现场无警示标识。",
    "灭火器过期",
    "安全出口堆放杂物，疏散不畅。",
)


@contextmanager
def measured(name: str) -> Iterator[None]:
    """Print what the block took, in seconds of the clock and of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    yield
    print(f"{name:<34}{time.perf_counter() - clock:7.2f} s{time.process_time() - processor:9.2f} s")


def main() -> None:
    """Make everything that a Monday brings, part by part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=300)
    parser.add_argument("--folder", type=Path, default=None)
    asked = parser.parse_args()
    print(f"{'':<34}{'clock':>9}{'processor':>11}")
    with TemporaryDirectory() as temporary, measured("all"):
        _make(asked.folder or Path(temporary), asked.items)


def _make(folder: Path, items: int) -> None:
    with measured("libraries, fonts, first drawing"):
        from zhiben import reporting

        numbers = made_week()
        reporting.mail_form(reporting.compose(numbers))
    summary = reporting.compose(numbers)
    parts: dict[str, Callable[[], object]] = {
        "summary, docx": lambda: reporting.render_docx(summary),
        "summary, PDF": lambda: reporting.render_pdf(summary),
        "summary, HTML": lambda: reporting.render_html(summary),
        "summary, mail": lambda: reporting.mail_form(summary),
    }
    briefs = [reporting.compose_brief(numbers, unit) for unit in numbers.units]
    count = len(briefs)
    parts |= {
        f"{count} briefs, docx": lambda: [reporting.render_docx(one) for one in briefs],
        f"{count} briefs, PDF": lambda: [reporting.render_pdf(one) for one in briefs],
        f"{count} briefs, HTML": lambda: [reporting.render_html(one) for one in briefs],
    }
    listed = {unit.code: _items(unit.code, items) for unit in numbers.units}
    parts[f"{count} annexes of {items} items"] = lambda: [
        reporting.annex_book(unit, "", listed[unit.code]) for unit in numbers.units
    ]
    parts["all of it, into files"] = lambda: reporting.write_briefs(
        reporting.write_summary(folder, summary, numbers), numbers, listed
    )
    for name, make in parts.items():
        with measured(name):
            make()


def _items(code: str, count: int) -> tuple[OpenItem, ...]:
    from zhiben.reporting import OpenItem

    rng = random.Random(code)  # noqa: S311 - a hat, no secret
    found = date(2026, 1, 5)
    return tuple(
        OpenItem(
            county_code=code,
            item_id=f"{code}-{number:05}",
            level=rng.choice(("general", "major")),
            status=rng.choice(("open", "in_progress", "rectified")),
            found_on=found + timedelta(days=rng.randint(0, 60)),
            due_on=found + timedelta(days=rng.randint(30, 120)),
            enterprise_name=f"{rng.randint(1, 99)}号某某化工有限公司",
            site=rng.choice((None, "1号车间", "仓库")),
            description=rng.choice(DESCRIPTIONS),
            department="应急管理局",
            supervised=rng.random() < 0.1,
            has_recurred=rng.random() < 0.1,
            days_overdue=rng.choice((None, 3, 40)),
        )
        for number in range(count)
    )


if __name__ == "__main__":
    main()
