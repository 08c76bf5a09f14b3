"""Reads a finding as things, faults and the words left over.

"1号车间东侧灭火器压力不足，易引发火灾" is a 灭火器 that is 压力不足. Where it stands, why it
matters, what is to be done and how many there are stay out of its core.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from zhiben.matching.phrases import Patterns, Span, Words
from zhiben.matching.places import Place, PlaceReader
from zhiben.matching.plain import BREAKS, plain
from zhiben.vocabulary.numerals import chinese_number
from zhiben.vocabulary.wording import Wording

_DONE = re.compile(  # 已锈蚀 is no completion, it is what became of a thing
    "已(?![过到损坏失超破老被无断脱停磨锈烂裂变积满漏空缺掉丢拆脏松弯塌堵熄腐烧霉枯褪泄淤])"
)
_CLAUSE = re.compile(rf"[^{BREAKS}]+")
_SENTENCE = re.compile("[^。；！？]+")
_UNIT = (
    r"(?:具|个|处|只|台|块|根|把|条|张|套|组|盏|名|扇|瓶|支|樘|桶|辆|部|件|间|段|面|座|项|份|家)"
)
_COUNT = re.compile(
    rf"(?:共|有|约)?(\d{{1,3}}|[一二两三四五六七八九十]{{1,2}}|多|数|几|部分|个别|少数)余?{_UNIT}"
)
_COUNTED = re.compile(rf"(?<![只仅])(?<![只仅][有设剩做]){_COUNT.pattern}")  # 只有一个 says too few
_VAGUE = re.compile(
    r"(?<!带电)部分|个别|少数|有的|多处|(?<![只仅])一处|有些|若干|大量|少量|局部|各|均|的|了(?!解)"
)
_LINKS = re.compile(r"[内的处位于在中，]+")
_NOT_A_DEMAND = tuple("合按照规标范足")
_DENIAL_REACH = 4
_COMPLETED = ("已", "有", "能", "可以", "完毕", "完成", "好")


@dataclass(frozen=True, slots=True)
class Hazard:
    """What a finding says.

    ``things`` and ``faults`` are numbers in the reader's lists, in the order they are said;
    ``around`` are things that only say where. ``denied`` are faults of which the text says that
    they are *not* there (畅通, 已畅通, 未堵塞), ``is_done`` that something was done about it.
    ``bare`` is the statement without denials and words of completion, ``denials`` how many it has:
    已关闭 and 未关闭 are bare alike and differ in them.
    ``count`` is how many there are, 0 where it is not said, and ``spot`` where in the place.
    ``core`` is the statement without its asides and its place, ``rest`` the characters of it that
    no listed word accounts for.
    """

    things: tuple[int, ...]
    around: tuple[int, ...]
    faults: tuple[int, ...]
    denied: tuple[int, ...]
    is_done: bool
    bare: str
    denials: int
    count: int
    spot: str
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
        self._things = Words(self._numbered(wording.objects.values()))
        patterns = enumerate(wording.defects.values())
        self._faults = Patterns(
            {number: [self._pattern(each) for each in words] for number, words in patterns},
            wording.denials,
        )
        numbers = {fault: number for number, fault in enumerate(self.faults)}
        self._sound = Words(
            {
                self._spelled(word): numbers[fault]
                for fault, words in wording.sound.items()
                for word in words
            }
        )
        self._vague = frozenset(numbers[fault] for fault in wording.vague)
        self._done = Words(self._numbered([wording.done]))
        self._denials = wording.denials
        self._denial = self._any_of(wording.denials)
        self._signs = re.compile(f"(?:{self._any_of((*wording.denials, *_COMPLETED)).pattern})经?")
        self._endings = tuple(map(self._spelled, wording.asides.clauses))
        asides = (*wording.asides.consequences, *wording.asides.citations)
        self._asides = self._any_of(asides)
        self._demands = self._any_of(wording.asides.demands)
        self._openings = self._any_of(wording.asides.openings)
        self._spots = self._any_of(wording.spots)

    def read(self, text: str) -> Hazard:
        """What ``text``, a description as people write it, says."""
        stated = self._stated(self._spelled(text))
        told = _VAGUE.sub("", _COUNTED.sub("", stated)) or stated
        place, bounds = self.places.find(told)
        start = self._subject(told, self._lead(told, bounds))
        lead = self.places.find(told[:start])[0]
        core = told[start:]
        things = list(self._things.longest(core))
        taken = [*things, *(Span(a - start, b - start, 0) for a, b in bounds if a >= start)]
        faults = self._faults.find(core, taken)
        sound = [span for span in self._sound.longest(core) if not _is_inside(span, faults)]
        negated = [span for span in sound if self._is_denied(core, span)]
        denied = [span for span in sound if span not in negated]
        around = _names(self._things.longest(told[:start]))
        return Hazard(
            things=_names(things) or around,
            around=around,
            faults=self._telling(_names([*faults, *negated])),
            denied=_names(denied),
            is_done=next(self._done.longest(core), None) is not None or self._is_completed(core),
            bare=self._signs.sub("", core),
            denials=len(self._denial.findall(core)),
            count=_count(stated),
            spot=_outside(told[:start], bounds),
            place=replace(lead, building=place.building, floor=place.floor),
            core=core,
            rest=_left(core, [*things, *faults]),
        )

    def statements(self, text: str) -> tuple[str, ...]:
        """The sentences of ``text``, as words are looked up, each less its asides.

        A sentence that only says why it matters, which rule is broken or what is to be done is
        left out.
        """
        told = (self._telling_clauses(one) for one in _SENTENCE.findall(self._spelled(text)))
        return tuple("，".join(clauses) for clauses in told if clauses)

    def patterns(self, words: Iterable[str]) -> Patterns:
        """Finds any of ``words``, written as faults are in the vocabulary, in statements."""
        return Patterns({0: [self._pattern(each) for each in words]}, self._denials)

    def named(self, text: str) -> tuple[int, ...]:
        """The things that ``text``, of any kind, names."""
        return _names(self._things.longest(self._spelled(text)))

    def _spelled(self, text: str) -> str:
        text = plain(text)
        for old, new in self._variants:
            text = text.replace(old, new)
        return text

    def _pattern(self, pattern: str) -> str:
        """A pattern with its words as they are looked up and its signs as they are."""
        pieces = re.split(r"([~*])", pattern)
        return "".join(piece if piece in ("~", "*") else self._spelled(piece) for piece in pieces)

    def _numbered(self, lists: Iterable[Iterable[str]]) -> dict[str, int]:
        return {self._spelled(word): number for number, each in enumerate(lists) for word in each}

    def _any_of(self, words: Iterable[str]) -> re.Pattern[str]:
        ordered = sorted(set(map(self._spelled, words)) - {""}, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, ordered)))

    def _stated(self, text: str) -> str:
        """The clauses that state the hazard, without openings; all of it where none is left."""
        return "，".join(self._telling_clauses(text)) or text

    def _telling_clauses(self, text: str) -> list[str]:
        clauses = [self._clause(clause) for clause in _CLAUSE.findall(text)]
        telling = [clause for clause in clauses if clause and not clause.endswith(self._endings)]
        return telling or [clause for clause in clauses if clause]

    def _clause(self, clause: str) -> str:
        while (opening := self._openings.match(clause)) and not self._is_cut(clause, opening.end()):
            clause = clause[opening.end() :]
        cut = self._asides.search(clause)
        clause = clause[: cut.start()] if cut else clause
        demand = self._demands.search(clause)
        if demand and not clause[: demand.start()].endswith(_NOT_A_DEMAND):
            clause = clause[: demand.start()]
        return clause

    def _is_cut(self, clause: str, end: int) -> bool:
        """Whether the name of a thing goes over ``end``: 企业 opens no clause of 企业负责人."""
        first = next(self._things.longest(clause), None)
        return first is not None and first.start < end < first.end

    def _lead(self, told: str, bounds: Sequence[tuple[int, int]]) -> int:
        """Where the words that only say where end; 0 where there are none, or nothing else."""
        end, ends = 0, dict(sorted(bounds))
        while True:
            match = self._spots.match(told, end) or _LINKS.match(told, end)
            further = ends.get(end) or (match.end() if match and end else end)
            if further <= end:
                return end if len(told) - end > 1 else 0
            end = further

    def _subject(self, told: str, start: int) -> int:
        """Where the statement starts: with the last thing of the lead where it names no other."""
        led = list(self._things.longest(told[:start]))
        return led[-1].start if led and not any(self._things.longest(told[start:])) else start

    def _telling(self, faults: tuple[int, ...]) -> tuple[int, ...]:
        """Faults less the vague ones, unless only such are named."""
        return tuple(fault for fault in faults if fault not in self._vague) or faults

    def _is_completed(self, core: str) -> bool:
        """Whether something has been done, and nothing before it is denied: 人还没来，已签字."""
        found = _DONE.search(core)
        return found is not None and not self._denial.search(core[: found.start()])

    def _is_denied(self, text: str, span: Span) -> bool:
        """Whether a denial stands shortly before ``span``, as in 不畅通 and 未保持畅通."""
        before = text[max(0, span.start - _DENIAL_REACH) : span.start].rpartition("，")[2]
        return any(denial in before for denial in self._denials)


def _count(text: str) -> int:
    """The first number that counts things, 0 where there is none."""
    counts = (match[1] for match in _COUNT.finditer(text))
    numbers = (int(each) if each.isdigit() else chinese_number(each) for each in counts)
    return next((number for number in numbers if number), 0)


def _outside(lead: str, bounds: Iterable[tuple[int, int]]) -> str:
    """What of the words that only say where is no place of its own: 靠窗 in 1号车间靠窗处."""
    left = list(lead)
    for start, end in bounds:
        left[start:end] = " " * (end - start)
    return _LINKS.sub("", "".join(left[: len(lead)]).replace(" ", ""))


def _is_inside(span: Span, others: Iterable[Span]) -> bool:
    return any(other.start <= span.start and span.end <= other.end for other in others)


def _names(spans: Iterable[Span]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(span.name for span in spans))


def _left(core: str, spans: Iterable[Span]) -> str:
    left = list(core)
    for span in spans:
        left[span.start : span.end] = [""] * span.length
    return "".join(char for char in left if char not in BREAKS)
