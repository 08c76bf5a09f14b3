"""People and their telephones."""

from random import Random

from zhiben.simulation.enterprises import person_name
from zhiben.simulation.habits.told import Telling, Told

_JOINTS = ("、", "、 ", " ", "  ", "，", ",", "；", ";", "/", "\n", " 、", "　")


def several(told: Told, rng: Random) -> Telling | None:
    """Two to four people in one cell, however they are told apart."""
    if not told.stated:
        return None
    own = told.stated.split("、")
    more = [person_name(told.clerk.catalog, rng) for _ in range(rng.randint(1, 3))]
    names = list(dict.fromkeys([*own, *more]))
    end = rng.choice(("", "", "", ".", "。", "  "))
    return rng.choice(_JOINTS).join(names) + end, "、".join(names)


def spaced(told: Told, rng: Random) -> Telling | None:
    """张 三: names of two characters set as wide as those of three."""
    if not told.stated:
        return None
    names = [
        name if len(name) > 2 else rng.choice((" ", "  ", "　")).join(name)
        for name in told.stated.split("、")
    ]
    return "、".join(names), told.stated


def with_phone(told: Told, rng: Random) -> Telling | None:
    """Name and telephone number in the cell for the name."""
    name, number = told.stated, told.entry.enterprise.phone
    if not name or "、" in name:
        return None
    joint = rng.choice(("{n} {p}", "{n}{p}", "{n}（{p}）", "{n}\n{p}", "{n}:{p}", "{n} 电话{p}"))
    return joint.format(n=name, p=number), name


def phone(told: Told, rng: Random) -> Telling | None:
    """Blanks, dashes, the country's number, two numbers, a spreadsheet's float."""
    number = told.stated
    if not number:
        return None
    a, b, c = number[:3], number[3:7], number[7:]
    line = f"6{rng.randrange(10**6):06d}"
    other = f"1{rng.choice('3578')}{rng.randrange(10**9):09d}"
    forms: list[Telling] = [
        (f"{a} {b} {c}", number), (f"{a}-{b}-{c}", number), (f"+86 {number}", number),
        (f"+86-{number}", number), (f"（手机）{number}", number), (f"电话：{number}", number),
        (f"0394-{line}", f"0394{line}"), (f"（0394）{line}", f"0394{line}"), (line, line),
        (f"{number}、{other}", f"{number}、{other}"), (f"{number}/{other}", f"{number}、{other}"),
        (f"{number}\n{other}", f"{number}、{other}"), (f"{number} {other}", f"{number}、{other}"),
        (f"0394-{line}，{number}", f"0394{line}、{number}"),
        (f"{number}；0394-{line}", f"{number}、0394{line}"),
        (f"{a[0]}.{a[1:]}{b}{c}E+10", number), (f"{number}.0", number), (f" {number} ", number),
    ]  # fmt: skip
    if told.clerk.source.template.kind.holds_dates and rng.random() < 0.2:
        return int(number), number
    return rng.choice(forms)
