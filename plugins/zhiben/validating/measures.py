"""Measures a delivery as a whole against its contract and its own history.

Each measure compares with the recent deliveries of the same source that were loaded. What is
unlike every one of them is told of; what is far outside all of them is held. A mix of values is
compared by total variation distance: the share of rows whose value would have to be another one
for the mix to be that of the nearest earlier delivery, less what chance alone would give.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from math import log1p, pi, sqrt
from statistics import median
from typing import TYPE_CHECKING

from zhiben.records import Field, FieldType, RecordKind
from zhiben.validating.portrait import OTHERS, Portrait, is_compared
from zhiben.validating.suite import Severity

if TYPE_CHECKING:
    from zhiben.contracts import Contract
    from zhiben.contracts.model import Usual

CERTAIN, LIKELY = 12.0, 5.0  # how unlikely: the chance is e to the minus that
_TOLD_ROWS, _TOLD_SHARE = (0.8, 1.5), 0.2  # what is worth telling, well before it is held


class TableRule(StrEnum):
    """What a rule on the whole delivery asks."""

    ROWS_PROMISED = "rows_promised"
    ROWS_USUAL = "rows_usual"
    ROWS_KEPT = "rows_kept"
    EMPTIED = "emptied"
    SHIFTED = "shifted"
    ONE_VALUE = "one_value"
    NEW_VALUES = "new_values"
    REPEATED = "repeated_rows"


@dataclass(frozen=True)
class Bound:
    """What a measure may be before it is told of (a warning) or the delivery is held."""

    severity: Severity
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Measure:
    """One number about a delivery, with its bounds and what they come from.

    ``usual`` is the same number in the history, ``value`` the field's value it speaks of.
    """

    rule: TableRule
    column_name: str
    observed: float
    bounds: tuple[Bound, ...]
    usual: float = 0.0
    value: str = ""


@dataclass(frozen=True)
class Compared:
    """A delivery and what it is compared with: earlier ones, the oldest first."""

    now: Portrait
    recent: Sequence[Portrait]
    contract: Contract

    @property
    def usual(self) -> Usual:
        """The contract's bounds."""
        return self.contract.expect.usual

    @property
    def kind(self) -> RecordKind:
        """The kind of ledger."""
        return self.contract.record_kind

    @property
    def is_full(self) -> bool:
        """Whether the ledger comes whole each time."""
        return self.contract.delivery.mode == "full"

    @property
    def has_history(self) -> bool:
        """Whether enough came before, in as many files, to know what is usual."""
        if len(self.recent) < self.usual.deliveries or self.now.is_zero_report:
            return False
        return self.now.files >= median(one.files for one in self.recent)

    @property
    def large(self) -> list[Portrait]:
        """Earlier ones with so many rows that shares of them say something."""
        return [one for one in self.recent if one.rows >= self.usual.rows]

    def bounds(
        self, warn: tuple[float | None, float | None], hold: tuple[float | None, float | None]
    ) -> tuple[Bound, ...]:
        """Both bounds; nothing is held where the contract says so."""
        told = Bound(Severity.WARNING, *warn)
        return (told, Bound(Severity.CRITICAL, *hold)) if self.contract.expect.hold else (told,)


def measures_of(now: Portrait, recent: Sequence[Portrait], contract: Contract) -> list[Measure]:
    """Every measure that can be taken of a delivery; fewer where little came before it."""
    compared = Compared(now, recent, contract)
    found = [*_rows_promised(compared), *_repeated(compared)]
    if compared.has_history:
        found += [*_rows_usual(compared), *_rows_kept(compared)]
        compared = Compared(now, compared.large, contract)
        if compared.has_history and now.rows >= compared.usual.rows:
            found += chain.from_iterable(_of_field(compared, one) for one in compared.kind.fields)
    return found


def _of_field(one: Compared, field: Field) -> Iterator[Measure]:
    yield from _emptied(one, field)
    if is_compared(field) or field.name == one.kind.happened:
        yield from _shifted(one, field)
        yield from _one_value(one, field)
    if field.grouped:
        yield from _new_values(one, field)


def _rows_promised(one: Compared) -> Iterator[Measure]:
    """Rows against the contract's ``expect.rows``, where it says so; no first load is held."""
    asked = one.contract.expect.rows
    if "rows" not in one.contract.expect.model_fields_set or one.now.is_zero_report:
        return
    holds = one.recent and one.contract.expect.hold
    severity = Severity.CRITICAL if holds else Severity.WARNING
    bound = Bound(severity, asked.min, asked.max)
    yield Measure(TableRule.ROWS_PROMISED, "", one.now.rows, (bound,))


def _rows_usual(one: Compared) -> Iterator[Measure]:
    """Rows against the smallest and largest recent delivery."""
    least = min(portrait.rows for portrait in one.recent)
    most = max(portrait.rows for portrait in one.recent)
    falls = one.is_full and least >= one.usual.rows
    grown = max(one.usual.grown * most, one.usual.rows * one.usual.grown)
    bounds = one.bounds(
        (_TOLD_ROWS[0] * least if falls else None, max(_TOLD_ROWS[1] * most, one.usual.rows)),
        (one.usual.kept * least if falls else None, grown),
    )
    yield Measure(TableRule.ROWS_USUAL, "", one.now.rows, bounds, usual=least)


def _rows_kept(one: Compared) -> Iterator[Measure]:
    """How many of the rows of a full ledger came unchanged, where most always did."""
    shares = [portrait.same / portrait.rows for portrait in one.large if portrait.same is not None]
    least = min(shares, default=0.0)
    too_few = len(shares) < max(1, one.usual.deliveries - 1) or one.now.rows < one.usual.rows
    if one.now.same is None or too_few or not one.is_full or least < _TOLD_SHARE:
        return
    bounds = one.bounds((least / 2, None), (least * one.usual.unchanged, None))
    yield Measure(TableRule.ROWS_KEPT, "", one.now.same / one.now.rows, bounds, usual=least)


def _emptied(one: Compared, field: Field) -> Iterator[Measure]:
    """How many more cells of a field are empty than in any recent delivery."""
    before = max(portrait.empty_share(field.name) for portrait in one.recent)
    risen = one.now.empty_share(field.name) - before
    is_dated = one.is_full and field.type is FieldType.DATE
    is_steady = one.is_full or not field.advances
    holds = is_dated or (field.type is FieldType.WORD and is_steady)
    high = one.usual.emptied if holds else None
    yield Measure(
        TableRule.EMPTIED, field.name, risen, one.bounds((None, _TOLD_SHARE), (None, high)), before
    )


def _shifted(one: Compared, field: Field) -> Iterator[Measure]:
    """How far the mix of a field's values is from that of the nearest recent delivery."""
    now = one.now.values.get(field.name, {})
    others = [mix for portrait in one.recent if (mix := portrait.values.get(field.name))]
    if len(others) < one.usual.deliveries or sum(now.values()) < one.usual.rows:
        return
    order = field.words if field.advances else ()
    distance = min(_distance(now, mix, order) for mix in others)
    value, usual = _what_grew(now, others, order)
    bounds = one.bounds(
        (None, _TOLD_SHARE), (None, one.usual.shifted if _holds(one, field) else None)
    )
    yield Measure(TableRule.SHIFTED, field.name, distance, bounds, usual, value)


def _one_value(one: Compared, field: Field) -> Iterator[Measure]:
    """How unlikely it is that all rows hold one value, where some always held another."""
    mixes = [portrait.values.get(field.name, {}) for portrait in one.recent]
    counts = one.now.values.get(field.name, {})
    total = sum(counts.values())
    if total < one.usual.rows or not all(mixes) or field.type is not FieldType.WORD:
        return
    value = max(counts, key=lambda word: counts[word])
    others = min(1 - mix.get(value, 0) / sum(mix.values()) for mix in mixes)
    went_on = field.advances and value != field.words[0]
    is_odd = len(counts) == 1 and not went_on and others < 1
    unlikely = -total * log1p(-others) if is_odd else 0.0
    bounds = one.bounds((None, LIKELY), (None, CERTAIN if _holds(one, field) else None))
    yield Measure(TableRule.ONE_VALUE, field.name, unlikely, bounds, others, value)


def _new_values(one: Compared, field: Field) -> Iterator[Measure]:
    """How many of the filled cells of a field hold a value that no recent delivery had."""
    counts = one.now.values.get(field.name, {})
    known = {value for portrait in one.recent for value in portrait.values.get(field.name, ())}
    total = sum(counts.values())
    if total < one.usual.rows or not known:
        return
    fresh = {value: times for value, times in counts.items() if value not in known}
    shown = "、".join(f"“{value}”" for value in list(fresh)[:3])
    share = sum(fresh.values()) / total
    bound = Bound(Severity.WARNING, high=_TOLD_SHARE)
    yield Measure(TableRule.NEW_VALUES, field.name, share, (bound,), value=shown)


def _repeated(one: Compared) -> Iterator[Measure]:
    """Rows with the identity of another one: the key's, or all that they say."""
    severity = Severity.WARNING if one.contract.key else Severity.INFO
    bound = Bound(severity, high=0)
    yield Measure(TableRule.REPEATED, "", one.now.repeated, (bound,))


def _holds(one: Compared, field: Field) -> bool:
    """Whether a change of the field's mix is reason enough to hold a delivery.

    What is new since yesterday may come from one town or one day; only its words are steady.
    """
    return one.is_full or (field.type is FieldType.WORD and not field.advances)


def _distance(now: Mapping[str, int], then: Mapping[str, int], order: Sequence[str]) -> float:
    """Total variation distance of two mixes, less what chance would give; of words in ``order``,
    which rows reach one after the other, only how far they went back."""
    size, before = sum(now.values()), sum(then.values())
    words = [word for word in order if word in {*now, *then}] or sorted({*now, *then} - {OTHERS})
    gaps = [now.get(word, 0) / size - then.get(word, 0) / before for word in words]
    if order:
        ahead = [sum(gaps[: place + 1]) for place in range(len(gaps))]
        moved = max(0.0, *ahead)
    else:
        moved = sum(abs(gap) for gap in gaps) / 2
    pooled = [(now.get(word, 0) + then.get(word, 0)) / (size + before) for word in words]
    spread = sqrt(2 / pi * (1 / size + 1 / before))
    chance = sum(sqrt(share * max(0.0, 1 - share)) for share in pooled) * spread / 2
    return max(0.0, moved - chance)


def _what_grew(
    now: Mapping[str, int], others: Sequence[Mapping[str, int]], order: Sequence[str]
) -> tuple[str, float]:
    """The value whose share rose most above all earlier ones, and the largest of those."""
    total = sum(now.values())

    def before(word: str) -> float:
        return max(mix.get(word, 0) / sum(mix.values()) for mix in others)

    words = [word for word in order if word in now] or list(now)
    value = max(words, key=lambda word: now[word] / total - before(word))
    return value, before(value)
