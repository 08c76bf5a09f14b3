"""Texts in other letters, with broken lines, and several hazards told apart in other ways."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache, partial
from zlib import crc32

import opencc
from pypinyin import Style, pinyin

from zhiben.simulation.habits.clerk import (
    Clerk,
    chance,
    changed,
    each_record,
    if_changed,
    is_chosen,
    labelled,
)
from zhiben.simulation.sheets import Line

_TEXTS = ("description", "measure")
_NEVER_READ = frozenset("一二三四五六七八九十")
_HEADS = ("现场管理方面", "设备设施方面", "基础管理方面")
_FEWEST_NESTED = 3
_NUMERALS = "一二三四五六七八九十"
_MEASURES = ("{n}.{text}；", "{n}、{text}\n", "（{n}）{text}。", "{n}. {text} ")
_DEADLINES = ("{n}.{day}；", "{n}、{day}\n", "（{n}）{day} ")
_DAYS = ("{m}月{d}日", "{m}月{d}日前", "{y}年{m}月{d}日", "{y}-{m:02}-{d:02}")


def rewritten(clerk: Clerk, lines: list[Line]) -> list[Line]:
    """The texts of some records in each of the ways that are switched on."""
    ways: Mapping[str, tuple[int, Callable[[str], str], tuple[str, ...]]] = {
        "traditional": (4, in_traditional, _TEXTS),
        "inserted_reading": (5, with_reading, _TEXTS),
        "broken_word": (5, with_broken_word, (*_TEXTS, "site", "category", "address")),
    }
    for habit, (one_in, rewrite, fields) in ways.items():
        if habit in clerk.habits:
            places = [place for field in fields if (place := clerk.place(field)) is not None]
            lines = [
                _with_texts(line, places, rewrite, habit)
                if is_chosen(line, habit, one_in)
                else line
                for line in lines
            ]
    return lines


def listed(clerk: Clerk, lines: list[Line]) -> list[Line]:
    """Cells of several hazards: nested numberings, measures and deadlines numbered alike."""
    steps: Mapping[str, Callable[[Clerk, Line], Line]] = {
        "nested_list": _nested,
        "paired_measures": _with_measures,
        "paired_deadlines": _with_deadlines,
    }
    for habit, step in steps.items():
        if habit in clerk.habits:
            lines = each_record(lines, partial(_if_several, clerk, step))
    return lines


def _if_several(clerk: Clerk, step: Callable[[Clerk, Line], Line], line: Line) -> Line:
    return step(clerk, line) if line.record and len(line.record.shown.texts) > 1 else line


def _nested(clerk: Clerk, line: Line) -> Line:
    """一、现场管理方面\n1.…；2.…\n二、…: where there are enough hazards to be grouped."""
    place = clerk.place("description")
    if place is None or line.record is None or len(line.record.shown.texts) < _FEWEST_NESTED:
        return line
    texts = [text.strip() for text in line.record.shown.texts]
    half = -(-len(texts) // 2)
    groups = (texts[:half], texts[half:])
    said = "\n".join(
        f"{_NUMERALS[number]}、{_HEADS[number]}\n"
        + "\n".join(f"{n}.{text}；" for n, text in enumerate(group, start=1))
        for number, group in enumerate(groups)
    )
    return if_changed(line, changed(line.cells, place, said), "nested_list")


def _with_measures(clerk: Clerk, line: Line) -> Line:
    place, record = clerk.place("measure"), line.record
    if place is None or record is None or line.cells[place] is None:
        return line
    rng = chance(line, "paired_measures")
    own = [rng.choice(item.kind.measures) for item in record.entry.items]
    if len(set(own)) < len(own) or any(measure[0].isdigit() for measure in own):
        return line
    pattern = rng.choice(_MEASURES)
    said = "".join(pattern.format(n=n, text=text) for n, text in enumerate(own, start=1)).rstrip()
    written = replace(line, cells=changed(line.cells, place, said))
    return labelled(_by_part(written, [{"measure": measure} for measure in own]), "paired_measures")


def _with_deadlines(clerk: Clerk, line: Line) -> Line:
    place, record = clerk.place("due_on"), line.record
    if place is None or record is None or not record.shown.stated.get("due_on"):
        return line
    rng = chance(line, "paired_deadlines")
    first = record.entry.due_on
    own = [first + timedelta(days=7 * n) for n in range(len(record.entry.items))]
    pattern, spelled = rng.choice(_DEADLINES), rng.choice(_DAYS)
    is_inferable = record.entry.found_on.year >= clerk.day.year
    if "{y}" not in spelled and not is_inferable:
        return line
    said = "".join(pattern.format(n=n, day=_spelled(spelled, day)) for n, day in enumerate(own, 1))
    written = replace(line, cells=changed(line.cells, place, said.rstrip()))
    return labelled(
        _by_part(written, [{"due_on": day.isoformat()} for day in own]), "paired_deadlines"
    )


def _spelled(pattern: str, day: date) -> str:
    return pattern.format(y=day.year, m=day.month, d=day.day)


def _by_part(line: Line, own: list[dict[str, str]]) -> Line:
    """``line`` with a truth of its own for each of its hazards."""
    if line.record is None:
        return line
    before: Sequence[Mapping[str, str]] = line.record.shown.by_part or [{}] * len(own)
    by_part = tuple({**one, **other} for one, other in zip(before, own, strict=True))
    return replace(
        line, record=replace(line.record, shown=replace(line.record.shown, by_part=by_part))
    )


def _with_texts(line: Line, places: list[int], rewrite: Callable[[str], str], habit: str) -> Line:
    cells = line.cells
    for place in places:
        text = cells[place]
        if isinstance(text, str):
            cells = changed(cells, place, rewrite(text))
    return if_changed(line, cells, habit)


def in_traditional(text: str) -> str:
    """``text`` in traditional characters."""
    return str(_to_traditional().convert(text))


def with_reading(text: str) -> str:
    """``text`` with the reading of one of its characters after it."""
    places = _han_places(text)
    if not places:
        return text
    place = places[crc32(text.encode()) % len(places)]
    reading = pinyin(text[place], style=Style.TONE)[0][0]
    return f"{text[: place + 1]}({reading}){text[place + 1 :]}"


def with_broken_word(text: str) -> str:
    """``text`` with a line break between two characters, where a narrow column ended."""
    places = [place for place in _han_places(text) if text[place + 1 : place + 2].isalpha()]
    if not places:
        return text
    place = places[crc32(text.encode()) % len(places)]
    blank = ("", " ", "　")[crc32(text[::-1].encode()) % 3]
    return f"{text[: place + 1]}{blank}\n{text[place + 1 :]}"


def _han_places(text: str) -> list[int]:
    return [
        place
        for place, char in enumerate(text)
        if "\u4e00" <= char <= "\u9fff" and char not in _NEVER_READ
    ]


@cache
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")
