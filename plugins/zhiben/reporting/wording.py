"""How numbers become Chinese: figures, zeros, changes, and clauses joined into sentences."""

from __future__ import annotations

from dataclasses import dataclass, replace
from string import Formatter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from decimal import Decimal

    from zhiben.reporting.summary import Clause, Fragment, Number

NONE = "—"


def figure(value: Decimal | None, unit: str = "", decimals: int = 1) -> str:
    """A number as it is printed, already rounded as its metric says.

    Rates are read one below the other, so they keep their ``decimals``: 95.0%, though 0% and 100%
    stay bare.
    """
    if value is None:
        return NONE
    if unit == "%" and value not in (0, 100):
        return f"{value:.{decimals}f}%"
    whole = value.to_integral_value()
    digits = format(whole if whole == value else value.normalize(), "f")
    return digits + ("%" if unit == "%" else "")


def aim(value: Decimal | None, unit: str = "") -> str:
    """A goal as it was set, with no more decimals: 95%."""
    return figure(value) + ("%" if unit == "%" and value is not None else "")


def day(value: date) -> str:
    """2026年3月9日: no leading zeros, as GB/T 9704-2012 writes a date."""
    return f"{value.year}年{value.month}月{value.day}日"


def month_day(value: date) -> str:
    """3月9日."""
    return f"{value.month}月{value.day}日"


def period(first: date, last: date) -> str:
    """Both ends of a span of days, the year said once where it is the same."""
    return f"{day(first)}—{month_day(last) if first.year == last.year else day(last)}"


def say(template: str, **parts: Fragment | Clause) -> Clause:
    """Fill a sentence's ``{placeholders}`` with numbers and labels, keeping them traceable.

    Raises:
        KeyError: naming the placeholder nothing was given for.
    """
    clause: list[Fragment] = []
    for literal, name, _, _ in Formatter().parse(template):
        if literal:
            clause.append(literal)
        if name is not None:
            part = parts[name]
            clause.extend(part if isinstance(part, tuple) else (part,))
    return tuple(clause)


def join(clauses: Iterable[Clause], separator: str, end: str = "") -> Clause:
    """Put clauses one after the other, leaving out the empty ones; nothing for none."""
    told = [clause for clause in clauses if clause]
    if not told:
        return ()
    joined = list(told[0])
    for clause in told[1:]:
        joined += [separator, *clause]
    return (*joined, end) if end else tuple(joined)


def is_zero(number: Number) -> bool:
    """Whether the number is known, and nothing."""
    return number.value is not None and number.value == 0


def is_some(number: Number) -> bool:
    """Whether the number is known, and something."""
    return bool(number.value)


def written(number: Number, word: str) -> Number:
    """The same number, printed as a word."""
    return replace(number, text=word)


def all_of(number: Number) -> str:
    """均 is said of two or more."""
    return "均" if number.value is not None and number.value > 1 else ""


def counted(name: str, number: Number, unit: str = "项") -> Clause:
    """逾期未整改12项; 无逾期未整改 for zero; nothing where the number is not known."""
    if number.value is None:
        return ()
    if is_zero(number):
        return say("{none}{name}", none=written(number, "无"), name=name)
    return say("{name}{number}{unit}", name=name, number=number, unit=unit)


@dataclass(frozen=True)
class Movement:
    """A number's change since the week before, with the words for up and down."""

    name: str
    change: Number
    up: str = "增加"
    down: str = "减少"
    unit: str = "项"

    def clause(self) -> Clause:
        """增加3项, 减少3项; 持平 for zero; nothing where there is nothing to compare."""
        value = self.change.value
        if value is None:
            return ()
        if value == 0:
            return (written(self.change, "持平"),)
        word = self.up if value > 0 else self.down
        return say("{word}{change}{unit}", word=word, change=self.change, unit=self.unit)


def rate_movement(name: str, change: Number) -> Movement:
    """A rate moves by percentage points, not by per cent."""
    return Movement(name, change, "提高", "下降", "个百分点")


def movements(moves: Sequence[Movement], between: str = "，") -> Clause:
    """What moved first, then what did not, the latter in one breath."""
    known = [move for move in moves if move.change.value is not None]
    flat = [move for move in known if is_zero(move.change)]
    told = [say("{name}{clause}", name=m.name, clause=m.clause()) for m in known if m not in flat]
    if len(flat) == 1:
        told.append(say("{name}{clause}", name=flat[0].name, clause=flat[0].clause()))
    elif flat:
        told.append(("、".join(move.name for move in flat) + "均持平",))
    return join(told, between)


def arrow(change: Number) -> Clause:
    """A change in a table's cell: readable in black and white too."""
    if change.value is None:
        return (change,)
    if change.value == 0:
        return (written(change, "持平"),)
    return ("↑" if change.value > 0 else "↓", change)
