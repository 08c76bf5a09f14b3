"""The receipt as one HTML page: everything inline, for a screen, a mail and A4 paper."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from zhiben.reporting.wording import day
from zhiben.settings import SHIPPED_INCLUDE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from zhiben.reporting.receipts.model import Delivery, Receipt, Refused, Tally

MOST_LISTED = 1000  # rows shown one by one; of more, each reason names its rows
STATUS_WORDS = {
    "loaded": ("全部接收", "good"),
    "partial": ("部分接收", "warn"),
    "rejected": ("没有接收", "bad"),
    "held": ("暂缓接收", "warn"),
    "unchanged": ("没有变化", "calm"),
    "missing": ("没有收到", "bad"),
}
MOST_NAMED = 24  # rows of a tally
_RUN = 3


def render_receipt(receipt: Receipt) -> str:
    """The page; whatever stood in a cell is text in it, never markup."""
    return _template().render(
        receipt=receipt,
        status=STATUS_WORDS,
        rows_of=rows_of,
        grouped=grouped,
        most_listed=MOST_LISTED,
        totals={
            name: sum(getattr(one, name) for one in receipt.deliveries)
            for name in ("received", "loaded", "quarantined", "skipped")
        },
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(SHIPPED_INCLUDE / "reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"day": day, "url": quote, "runs": runs, "where": where}
    return environment.get_template("receipt.html.j2")


def rows_of(delivery: Delivery) -> list[tuple[str, str, list[Refused]]]:
    """Refused rows by file inside the delivery and sheet, in the order of the file."""
    groups: defaultdict[tuple[str, str], list[Refused]] = defaultdict(list)
    for one in delivery.refused:
        groups[one.place.file_name, one.place.sheet].append(one)
    return [(file, sheet, rows) for (file, sheet), rows in groups.items()]


def grouped(rows: Iterable[Refused]) -> list[tuple[str, int, Sequence[int]]]:
    """Each sentence with the rows it holds for: how a file of thousands is told."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for one in rows:
        for reason in one.reasons:
            groups[reason.message].append(one.place.row_number)
    return sorted(
        ((words, len(numbers), numbers) for words, numbers in groups.items()),
        key=lambda group: (-group[1], group[0]),
    )


def where(tally: Tally) -> str:
    """The first rows it holds for, the sheet before its own where there are several."""
    told: list[str] = []
    left = MOST_NAMED
    for sheet, numbers in tally.places:
        shown = tuple(dict.fromkeys(numbers))[:left]
        left -= len(shown)
        if shown:
            told.append(f"“{sheet}”{runs(shown)}" if sheet else runs(shown))
    return "；".join(told) + (" 等" if tally.count > MOST_NAMED - left else "")


def runs(numbers: Iterable[int]) -> str:
    """1、3–7、12: row numbers with runs of three and more drawn together."""
    told: list[list[int]] = []
    for number in sorted(set(numbers)):
        if told and number == told[-1][-1] + 1:
            told[-1].append(number)
        else:
            told.append([number])
    return "、".join(
        f"{run[0]}–{run[-1]}" if len(run) >= _RUN else "、".join(map(str, run)) for run in told
    )
