"""Hides in a text what leads to a person: 138****5678, 411602********1234, 王**."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path

from zhiben.masking.numbers import Span, number_spans, plain
from zhiben.masking.people import known_names, likely_names, mask_name, unpadded

_BETWEEN = re.compile(r"([、，,;；/\\|\s]+)")
_QUOTED = re.compile(r"“([^“”]*)”")
_LONG_RUN = re.compile(r"\d[\d .\-]{5,}\d")


@cache
def masker_version() -> str:
    """Changes whenever a text could be masked otherwise than before."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.*")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def mask_text(text: str, names: Iterable[str] = ()) -> str:
    """``text`` without numbers and names that lead to a person; ``names`` are known to be names."""
    even = plain(text)
    sure = _apart([*number_spans(even), *known_names(text, names)])
    taken = {place for span in sure for place in range(span.start, span.end)}
    likely = (_cut(span, taken) for span in likely_names(text) if span.start not in taken)
    return _replaced(text, [*sure, *(span for span in likely if span.end - span.start > 1)])


def _cut(span: Span, taken: Collection[int]) -> Span:
    """What of ``span`` stands before the first place that is taken."""
    end = next((place for place in range(span.start, span.end) if place in taken), span.end)
    return span._replace(end=end)


def mask_numbers(text: str, names: Iterable[str] = ()) -> str:
    """``text`` without numbers that lead to a person and without ``names``; it seeks no others."""
    spans = [*number_spans(plain(text)), *known_names(text, names)]
    return _replaced(text, spans) if spans else text


def mask_message(text: str, names: Collection[str] = ()) -> str:
    """A sentence of zhiben's own: what it quotes in “” is another's text."""
    quoted = _QUOTED.sub(lambda found: f"“{mask_text(found[1], names)}”", text)
    return mask_numbers(quoted, names)


def _replaced(text: str, spans: Iterable[Span]) -> str:
    """``text`` with each span's words in its place; of those that overlap the longest."""
    pieces, at = [], 0
    for span in _apart(spans):
        pieces += [text[at : span.start], span.shown]
        at = span.end
    return "".join([*pieces, text[at:]])


def _apart(spans: Iterable[Span]) -> list[Span]:
    taken: set[int] = set()
    kept = []
    for span in sorted(spans, key=lambda one: (one.start - one.end, one.start)):
        place = range(span.start, span.end)
        if taken.isdisjoint(place):
            taken.update(place)
            kept.append(span)
    return sorted(kept)


def mask_people(text: str) -> str:
    """Every name of a cell of names hidden, what stands between them kept."""
    pieces = _BETWEEN.split(mask_text(unpadded(text)))
    return "".join(
        piece if place % 2 or not piece or "*" in piece else mask_name(piece)
        for place, piece in enumerate(pieces)
    )


def mask_phones(text: str) -> str:
    """Every run of digits of a cell of telephones but its first three and last four."""
    return _LONG_RUN.sub(lambda run: _short(run[0]), plain(text))


def _short(run: str) -> str:
    digits = re.sub(r"\D", "", run)
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) > 7 else f"****{digits[-4:]}"
