"""Finds listed words and worded patterns in a text, the longest at each spot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

GAP = 6
DENIAL = "~"
ANY = "*"
BREAKS = frozenset("，。；：！？")


@dataclass(frozen=True, slots=True)
class Span:
    """Where something stands in a text, and the number of what it is."""

    start: int
    end: int
    name: int

    @property
    def length(self) -> int:
        """Characters from the first to the last."""
        return self.end - self.start


class Words:
    """A list of words with a number each; finds the longest word at every spot."""

    def __init__(self, words: Mapping[str, int]) -> None:
        self._words = dict(words)
        lengths: dict[str, set[int]] = defaultdict(set)
        for word in self._words:
            lengths[word[0]].add(len(word))
        self._lengths = {first: sorted(each, reverse=True) for first, each in lengths.items()}

    def longest(self, text: str) -> Iterator[Span]:
        """Words from left to right, none inside or across another.

        Of two that share a character the longer one stands: 火灾报警 in 停用火灾报警, not 用火.
        """
        start = 0
        for first, sizes in self._begun(text):
            span = self._longest_at(text, first, sizes) if first >= start else None
            if span is not None:
                end = self._cut_by_longer(text, span)
                span = span if span.end <= end else self._longest_at(text, first, sizes, end)
            if span is not None:
                yield span
                start = span.end

    def _cut_by_longer(self, text: str, span: Span) -> int:
        """Where a longer word than ``span`` begins inside it, its end if none does."""
        for start, sizes in self._begun(text[: span.end], span.start + 1):
            other = self._longest_at(text, start, sizes)
            if other is not None and other.end > span.end and other.length > span.length:
                return start
        return span.end

    def every(self, text: str) -> Iterator[Span]:
        """All words, also those inside others."""
        for start, sizes in self._begun(text):
            for size in sizes:
                name = self._words.get(text[start : start + size])
                if name is not None and start + size <= len(text):
                    yield Span(start, start + size, name)

    def _begun(self, text: str, start: int = 0) -> Iterator[tuple[int, Sequence[int]]]:
        """Where from ``start`` on a word may begin, and how long such words are."""
        lengths = self._lengths
        for place in range(start, len(text)):
            if sizes := lengths.get(text[place]):
                yield place, sizes

    def _longest_at(
        self, text: str, start: int, sizes: Sequence[int], end: int | None = None
    ) -> Span | None:
        """The longest word at ``start`` that ends by ``end``."""
        words, last = self._words, len(text) if end is None else end
        for size in sizes:
            if start + size <= last and (name := words.get(text[start : start + size])) is not None:
                return Span(start, start + size, name)
        return None


@dataclass(frozen=True, slots=True)
class _Pattern:
    pieces: tuple[int, ...]  # numbers of literals, from the first to the last
    name: int


class Patterns:
    """Patterns of literals with gaps (``~*安装``), each with the number of what it says."""

    def __init__(self, patterns: Mapping[int, Sequence[str]], denials: Iterable[str]) -> None:
        literals = {denial: number for number, denial in enumerate(denials, start=1)}
        self._denials = frozenset(literals.values())
        self._by_last: dict[int, list[_Pattern]] = defaultdict(list)
        for name, each in patterns.items():
            for pattern in each:
                pieces = [piece for piece in pattern.replace(DENIAL, "~*").split(ANY) if piece]
                numbers = tuple(
                    0 if piece == DENIAL else literals.setdefault(piece, len(literals) + 1)
                    for piece in pieces
                )
                self._by_last[numbers[-1]].append(_Pattern(numbers, name))
        self._literals = Words(literals)

    def find(self, text: str, taken: Sequence[Span] = ()) -> list[Span]:
        """All that the text says, less what is only a part of something longer it says.

        A pattern whose end is a part of one of ``taken`` (漏 in 漏电保护器) says nothing; but where
        it denies, the last part of a word stands for all of it (未…记录 in 未见检查记录).
        """
        found = list(self._literals.every(text))
        ends: dict[int, list[Span]] = defaultdict(list)
        for span in found:
            ends[span.name].append(span)
            if span.name in self._denials:
                ends[0].append(span)
        said = {
            Span(start, last.end, pattern.name)
            for last in found
            for pattern in self._by_last.get(last.name, ())
            for start in [self._start(text, pattern, last, ends)]
            if start is not None and not _is_part(last, taken, is_denied=not pattern.pieces[0])
        }
        return _outermost(said)

    def _start(
        self, text: str, pattern: _Pattern, last: Span, ends: Mapping[int, Sequence[Span]]
    ) -> int | None:
        """Where the pattern that ends with ``last`` begins, None where it does not fit."""
        start = last.start
        for piece in reversed(pattern.pieces[:-1]):
            near = [
                span.start
                for span in ends.get(piece, ())
                if 0 <= start - span.end <= GAP and BREAKS.isdisjoint(text[span.end : start])
            ]
            if not near:
                return None
            start = max(near)
        return start


def _is_part(span: Span, others: Iterable[Span], *, is_denied: bool) -> bool:
    return any(
        other.start <= span.start
        and span.end <= other.end
        and other.length > span.length
        and not (is_denied and span.end == other.end)
        for other in others
    )


def _outermost(spans: Iterable[Span]) -> list[Span]:
    ordered = sorted(spans, key=lambda span: (span.start, -span.end, span.name))
    kept: list[Span] = []
    furthest, widest = -1, (-1, -1)
    for span in ordered:
        if span.end > furthest or (span.start, span.end) == widest:
            kept.append(span)
            if span.end > furthest:
                furthest, widest = span.end, (span.start, span.end)
    return kept
