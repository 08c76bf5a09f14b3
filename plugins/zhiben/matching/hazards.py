"""Reads a finding as things, faults and the words left over.

"1号车间东侧灭火器压力不足，易引发火灾" is a 灭火器 that is 压力不足. Where it stands, why it matters,
what is to be done and how many there are stay out of its core.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from zhiben.matching.phrases import Patterns, Span, Words
from zhiben.matching.places import Place, PlaceReader
from zhiben.matching.plain import BREAKS, plain, plain_place
from zhiben.vocabulary.wording import Wording

_CLAUSE = re.compile(rf"[^{BREAKS}]+")
_COUNT = re.compile(
    r"(?:共|有|约)?(?:\d{1,3}|[一二两三四五六七八九十]{1,2}|多|数|几|部分|个别|少数)"
    r"(?:余)?(?:具|个|处|只|台|块|根|把|条|张|套|组|盏|名|人|扇|瓶|支|樘|桶|箱|辆|部|件|间|排|段|面|座|项|份|本|次)(?!人|月|站)"
)
_VAGUE = re.compile(r"部分|个别|少数|有的|多处|一处|有些|若干|大量|少量|局部|各|均|的|了")
_NOT_A_DEMAND = "合按照规标范足"


@dataclass(frozen=True, slots=True)
class Hazard:
    """What a finding says.

    ``things`` and ``faults`` are numbers in the reader's lists, in the order they are said;
    ``denied`` are faults that the text says are *not* there (畅通, 已畅通, 未堵塞), ``is_done`` that
    it says something was done about it. ``core`` is the statement without asides, ``rest`` the
    characters of it that no listed word accounts for.
    """

    things: tuple[int, ...]
    faults: tuple[int, ...]
    denied: tuple[int, ...]
    is_done: bool
    place: Place
    core: str
    rest: str

    @property
    def is_sound(self) -> bool:
        """Whether the text says that all is well: something is denied or done, no fault named."""
        return not self.faults and bool(self.denied or self.is_done)


class HazardReader:
    """Reads findings by the words of ``wording``; made once, used for every text."""

    def __init__(self, wording: Wording) -> None:
        self.things = tuple(wording.objects)
        self.faults = tuple(wording.defects)
        self.places = PlaceReader(wording)
        self._variants = sorted(wording.variants.items(), key=lambda pair: -len(pair[0]))
        self._things = Words(
            {
                self.spelled(word): number
                for number, words in enumerate(wording.objects.values())
                for word in words
            }
        )
        self._faults = Patterns(
            {
                number: [self.spelled(pattern) for pattern in patterns]
                for number, patterns in enumerate(wording.defects.values())
            },
            wording.denials,
        )
        numbers = {name: number for number, name in enumerate(self.faults)}
        self._sound = Words(
            {
                self.spelled(word): numbers[fault]
                for fault, words in wording.sound.items()
                for word in words
            }
        )
        self._vague = frozenset(numbers[fault] for fault in wording.vague)
        self._denials = tuple(wording.denials)
        self._done = Words({self.spelled(word): 0 for word in wording.done})
        self._asides = _alternatives(
            (*wording.asides.consequences, *wording.asides.citations), self.spelled
        )
        self._demands = _alternatives(wording.asides.demands, self.spelled)
        self._openings = _alternatives(wording.asides.openings, self.spelled)

    def spelled(self, text: str) -> str:
        """``text`` with every variant as the wording lists it."""
        text = plain(text) if "*" not in text and "~" not in text else text.casefold()
        for old, new in self._variants:
            text = text.replace(old, new)
        return text

    def read(self, text: str) -> Hazard:
        """What ``text``, a description as people write it, says."""
        core = self._core(self.spelled(text))
        place, spans = self.places.find(plain_place(core))
        things = list(self._things.longest(core))
        faults = self._faults.find(core)
        sound = [span for span in self._sound.longest(core) if not _is_inside(span, faults)]
        denied = [span for span in sound if not self._is_denied(core, span)]
        negated = [span for span in sound if self._is_denied(core, span)]
        done = list(self._done.longest(core))
        return Hazard(
            things=_names(_without_rooms(things, core, spans)),
            faults=self._telling(_names([*faults, *negated])),
            denied=_names(denied),
            is_done=bool(done),
            place=place,
            core=core,
            rest=_left(core, [*things, *faults, *done]),
        )

    def _telling(self, faults: tuple[int, ...]) -> tuple[int, ...]:
        """Faults less the vague ones, unless only such are named."""
        return tuple(fault for fault in faults if fault not in self._vague) or faults

    def _core(self, text: str) -> str:
        """The clauses that state the hazard, without openings; all of it where none is left."""
        kept = [self._clause(clause) for clause in _CLAUSE.findall(text)]
        bare = "，".join(clause for clause in kept if clause)
        return _VAGUE.sub("", _COUNT.sub("", bare)) or text

    def _clause(self, clause: str) -> str:
        opening = self._openings.match(clause)
        while opening and opening.end() < len(clause):
            clause = clause[opening.end() :]
            opening = self._openings.match(clause)
        cut = self._asides.search(clause)
        clause = clause[: cut.start()] if cut else clause
        demand = self._demands.search(clause)
        if demand and clause[: demand.start()][-1:] not in tuple(_NOT_A_DEMAND):
            clause = clause[: demand.start()]
        return clause

    def _is_denied(self, text: str, span: Span) -> bool:
        """Whether a denial stands right before ``span``, as in 不畅通 and 未保持畅通."""
        before = re.split(f"[{BREAKS}]", text[max(0, span.start - 4) : span.start])[-1]
        return any(denial in before for denial in self._denials)


def _alternatives(words: Iterable[str], spelled: object) -> re.Pattern[str]:
    ordered = sorted({plain(word) for word in words if plain(word)}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered)))


def _is_inside(span: Span, others: Iterable[Span]) -> bool:
    return any(other.start <= span.start and span.end <= other.end for other in others)


def _names(spans: Iterable[Span]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(span.name for span in spans))


def _without_rooms(
    things: list[Span], core: str, places: list[tuple[int, int]]
) -> list[Span]:
    """Things less those that only say where (配电室 in 配电室灭火器过期), unless none is left."""
    told = [
        span
        for span in things
        if not any(start <= span.start and span.end <= end for start, end in places)
    ]
    return told or things


def _left(core: str, spans: Iterable[Span]) -> str:
    left = list(core)
    for span in spans:
        left[span.start : span.end] = [""] * span.length
    return "".join(char for char in left if char not in BREAKS)
