"""Hides in a text what leads to a person: 138****5678, 411602********1234, 王**."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any

from zhiben.masking.numbers import Span, number_spans, plain
from zhiben.masking.people import known_names, likely_names, mask_name

_BETWEEN = re.compile(r"([、，,;；/\\|\s]+)")
_LONG_RUN = re.compile(r"\d[\d \-]{5,}\d")


def mask_text(text: str, names: Iterable[str] = ()) -> str:
    """``text`` without numbers and names that lead to a person; ``names`` are known to be names."""
    even = plain(text)
    known = {name for name in names if len(name) > 1}
    spans = [*number_spans(even), *known_names(text, known), *likely_names(text)]
    return _replaced(text, spans) if spans else text


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
    pieces = _BETWEEN.split(mask_text(text))
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


def mask_json(value: Any, names: Collection[str] = ()) -> Any:  # noqa: ANN401 - any JSON
    """Every text inside a JSON value masked, its keys kept."""
    if isinstance(value, str):
        return mask_text(value, names)
    if isinstance(value, dict):
        return {key: mask_json(one, names) for key, one in value.items()}
    return [mask_json(one, names) for one in value] if isinstance(value, list) else value
