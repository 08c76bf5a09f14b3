"""Credit codes as they arrive: mistaken letters, labels, and what a spreadsheet made of them."""

from random import Random

from zhiben.simulation.codes import is_valid_code
from zhiben.simulation.habits.told import Telling, Told

_LABELS = (
    "统一社会信用代码：{code}", "{code}（副本）", "'{code}", "代码:{code}", "{a} {b} {c} {d}",
    "{a}-{b}-{c}-{d}", "{a}{b}\n{c}{d}", "信用代码 {code}", "{code}。",
)  # fmt: skip


def with_lookalike(told: Told, rng: Random) -> Telling | None:
    """O for 0, I for 1: letters that no code has."""
    code = told.stated
    if not is_valid_code(code):
        return None
    zeros = [place for place, char in enumerate(code) if char in "01"]
    written = list(code)
    for place in rng.sample(zeros, k=min(len(zeros), rng.randint(1, 3))):
        written[place] = {"0": rng.choice("Oo"), "1": rng.choice("Ii")}[code[place]]
    return "".join(written), code


def with_label(told: Told, rng: Random) -> Telling | None:
    """The code under its name, in groups, or over two lines."""
    code = told.stated
    if not is_valid_code(code):
        return None
    parts = {"a": code[:6], "b": code[6:10], "c": code[10:14], "d": code[14:]}
    return rng.choice(_LABELS).format(code=code, **parts), code


def as_number(told: Told, rng: Random) -> Telling | None:
    """A code of digits that a spreadsheet took for a number: its end is lost for good."""
    code = told.stated
    if not code.isdigit() or not told.is_named:
        return None
    if told.clerk.source.template.kind.holds_dates and rng.random() < 0.5:
        return float(code), ""
    return rng.choice((f"{float(code):.2E}", f"{float(code):.5E}", f"{code[:15]}000")), ""


def other_number(told: Told, rng: Random) -> Telling | None:
    """The organisation code of nine characters, or the registration number of fifteen."""
    code = told.stated
    if not is_valid_code(code) or not told.is_named:
        return None
    body = code[8:17]
    old = told.entry.enterprise.registration_number
    return rng.choice((body, f"{body[:8]}-{body[8]}", old)), ""
