"""Reads where in an enterprise something is.

A place is a building, a floor, a room with its number, and a side; what is silent about one of
them is coarser, not different: 一楼东 is 1楼东侧 and may be 东侧, 1号车间 is not 2号车间.
A question of :mod:`zhiben.matching.comparisons` compares two of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from zhiben.matching.phrases import Span, Words
from zhiben.matching.plain import plain_place
from zhiben.vocabulary.numerals import chinese_number
from zhiben.vocabulary.wording import Wording

UNSAID = 0
_BELOW = 100  # floors below ground are counted from here
_LETTERS = 500  # room A is the 500th

_NUMBER = r"(\d{1,3}|(?<![a-z])[a-z](?![a-z])|(?<![同另统唯某])[一二三四五六七八九十]{1,3})"
_BUILDING = re.compile(rf"{_NUMBER}(?:号楼|号栋|栋|幢|座|期|号院)")
_FLOOR = re.compile(r"(负|地下|b|-)?(\d{1,2})(?:层楼|层|楼|f)(?!梯|道|板)")
_BASEMENT = re.compile(r"地下室|地下车库|地下")
_SIDE = re.compile(
    r"(?:靠|朝|偏|最)?([东南西北]{1,2}|左|右|前|后)(?:侧|面|边|部|头|端|角|墙角|墙|门|区|半|窗|段)?(?:一侧|处)?"
)
_ONE_SIDED = re.compile(r"^(?:左|右|前|后)(?:侧|面|边|部|头|端|角|墙|门|半)")
_BEFORE = re.compile(rf"第?{_NUMBER}号?$")
_AFTER = re.compile(rf"^{_NUMBER}(?![具个只处台块根把条张套组盏])号?")
_COMPASS = {"东": 1, "南": 2, "西": 4, "北": 8, "左": 16, "右": 32, "前": 64, "后": 128}
OPPOSITES = ((1, 4), (2, 8), (16, 32), (64, 128))
_FILLERS = re.compile(r"[的处位于在内]|里面|区域|位置|附近")


@dataclass(frozen=True, slots=True)
class Place:
    """Parts of a place, each :data:`UNSAID` where nothing is said.

    ``side`` has a bit for each direction; ``rest`` is what was not understood.
    """

    building: int = UNSAID
    floor: int = UNSAID
    room: int = UNSAID
    number: int = UNSAID
    side: int = UNSAID
    rest: str = ""

    @property
    def is_known(self) -> bool:
        """Whether anything was understood."""
        return any((self.building, self.floor, self.room, self.number, self.side))

    def filled_from(self, other: Place) -> Place:
        """This place with what only ``other`` says; a number belongs to its room."""
        is_alike = not self.room or self.room == other.room or not other.room
        return replace(
            self,
            building=self.building or other.building,
            floor=self.floor or other.floor,
            room=self.room or other.room,
            number=self.number or (other.number if is_alike else UNSAID),
            side=self.side or other.side,
        )


class PlaceReader:
    """Reads places by the words of ``wording``."""

    def __init__(self, wording: Wording) -> None:
        self.rooms = tuple(wording.rooms)
        numbers = {name: number for number, name in enumerate(self.rooms, start=1)}
        words = {
            plain_place(word): numbers[name]
            for name, each in wording.rooms.items()
            for word in each
        }
        self._words = Words(words)
        self._minor = frozenset(numbers[name] for name in wording.minor)
        self.within = frozenset(
            (numbers[part], numbers[whole])
            for part, wholes in wording.within.items()
            for whole in wholes
        )

    def read(self, text: str) -> Place:
        """The place that ``text``, as :func:`plain_place` gives it, names."""
        place, spans = self.find(text)
        left = list(text)
        for start, end in spans:
            left[start:end] = " " * (end - start)
        return replace(place, rest=_FILLERS.sub("", "".join(left).replace(" ", "")))

    def find(self, text: str) -> tuple[Place, list[tuple[int, int]]]:
        """What is understood of ``text`` as a place, and which of its characters say so."""
        spans: list[tuple[int, int]] = []
        building = _building(text, spans)
        floor = _floor(text, spans)
        room, number, is_building = self._room(text, spans)
        if is_building and not building:
            building, number = number, UNSAID
        side = _side(text, spans)
        return Place(building, floor, room, number, side), spans

    def _room(self, text: str, spans: list[tuple[int, int]]) -> tuple[int, int, bool]:
        """The first room with a number, else the first that is more than a spot in another, and
        whether it is a building: 1号宿舍楼 is 宿舍楼1号楼."""
        found = [(span, *_numbered(text, span, spans)) for span in self._words.longest(text)]
        if not found:
            return UNSAID, UNSAID, False
        span, number, _ = min(
            found, key=lambda each: (each[1] == UNSAID, each[0].name in self._minor, each[0].start)
        )
        spans.extend(bounds for _, _, bounds in found)
        return span.name, number, text[span.end - 1] == "楼"


def _value(text: str) -> int:
    if text.isascii() and text.isdigit():
        return int(text)
    return chinese_number(text) or _LETTERS + ord(text[0]) - ord("a")


def _building(text: str, spans: list[tuple[int, int]]) -> int:
    numbered = _BUILDING.search(text)
    if not numbered:
        return UNSAID
    spans.append(numbered.span())
    return _value(numbered[1])


def _floor(text: str, spans: list[tuple[int, int]]) -> int:
    numbered = _FLOOR.search(text)
    if numbered:
        spans.append(numbered.span())
        return int(numbered[2]) + (_BELOW if numbered[1] else 0)
    basement = _BASEMENT.search(text)
    return _BELOW + 1 if basement else UNSAID


def _numbered(
    text: str, span: Span, spans: Iterable[tuple[int, int]]
) -> tuple[int, tuple[int, int]]:
    """The number before or after a room, and where both stand; numbers in ``spans`` are taken."""
    start = max((end for _, end in spans if end <= span.start), default=0)
    before = _BEFORE.search(text[start : span.start])
    if before:
        return _value(before[1]), (start + before.start(), span.end)
    after = _AFTER.search(text[span.end :])
    if after and not any(first <= span.end < last for first, last in spans):
        return _value(after[1]), (span.start, span.end + after.end())
    return UNSAID, (span.start, span.end)


def _side(text: str, spans: list[tuple[int, int]]) -> int:
    taken = list(spans)
    for match in _SIDE.finditer(text):
        is_free = all(match.end() <= start or match.start() >= end for start, end in taken)
        is_clear = match[1] not in "左右前后" or _ONE_SIDED.match(match[0])
        if is_free and is_clear:
            spans.append(match.span())
            return sum({_COMPASS[char] for char in match[1]})
    return UNSAID
