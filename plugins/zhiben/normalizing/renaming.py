"""Knows a column again under a new heading, by the heading's likeness or by what stands in it."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from zhiben.normalizing.columns import map_columns
from zhiben.normalizing.profile import Profile, profiles_of
from zhiben.records import FieldType
from zhiben.vocabulary import group_and_own, heading_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhiben.contracts import Contract
    from zhiben.reading.model import SourceTable
    from zhiben.vocabulary import Vocabulary

_MOST_PAIRS = 10_000  # a hundred columns that all have other names are another ledger
_ALIKE = 0.6
_SAME_VALUES = 0.5
_SAME_DAYS = 0.9  # different dates of one ledger share many days


def renamed(
    tables: Sequence[SourceTable],
    before: Mapping[str, Profile],
    contract: Contract,
    vocabulary: Vocabulary,
) -> dict[str, str]:
    """New heading → the one it replaces, of the headings that came and went since ``before``."""
    fields = _fields(tables, contract, vocabulary)
    gone = [heading for heading in before if heading not in fields]
    fresh = [heading for heading in fields if heading not in before]
    if not 0 < len(gone) * len(fresh) <= _MOST_PAIRS:
        return {}
    now = profiles_of(tables, fields, contract.record_kind)
    scored = [
        (_score(new, now[new], old, before[old], contract, vocabulary), new, old)
        for new in fresh
        for old in gone
    ]
    pairs: dict[str, str] = {}
    for score, new, old in sorted(scored, reverse=True):
        if score and new not in pairs and old not in pairs.values():
            pairs[new] = old
    return pairs


def with_remembered(
    tables: Sequence[SourceTable],
    before: Mapping[str, Profile],
    contract: Contract,
    vocabulary: Vocabulary,
    pairs: Mapping[str, str],
) -> Contract:
    """``contract`` with the headings that only the last deliveries explain.

    A renamed heading fills what the old one did, and one known again before does so still; a
    field that another heading fills is left alone.
    """
    ignored = set(map(heading_key, contract.ignore))
    more: dict[str, tuple[str, ...]] = {}
    for table in tables:
        fields = map_columns(table.headings, contract, vocabulary).columns
        for heading in fields:
            field = before.get(pairs.get(heading, heading), Profile()).fills
            is_free = field not in fields.values() and heading_key(heading) not in ignored
            if field and fields[heading] is None and is_free:
                more[field] = (*more.get(field, ()), heading)
    own = contract.columns
    columns = {name: (*own.get(name, ()), *more.get(name, ())) for name in {**own, **more}}
    return contract.model_copy(update={"columns": columns}) if more else contract


def _fields(
    tables: Sequence[SourceTable], contract: Contract, vocabulary: Vocabulary
) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for table in tables:
        found |= map_columns(table.headings, contract, vocabulary).columns
    return found


def _score(
    new: str, now: Profile, old: str, then: Profile, contract: Contract, vocabulary: Vocabulary
) -> float:
    """How sure it is that ``new`` replaces ``old``; 0 where it does not."""
    if now.fills:
        return 2.0 if now.fills == then.fills else 0.0
    is_explained = vocabulary.is_heading(group_and_own(new)[1]) or new in contract.ignore
    if is_explained or _contradict(now, then):
        return 0.0
    alike = max(_likeness(new, old), _likeness(*(group_and_own(one)[1] for one in (new, old))))
    same = now.likeness(then)
    days = {field.name for field in contract.record_kind.of_type(FieldType.DATE)}
    if alike >= _ALIKE or same >= (_SAME_DAYS if then.fills in days else _SAME_VALUES):
        return alike + same
    return 0.0


def _likeness(new: str, old: str) -> float:
    return difflib.SequenceMatcher(None, heading_key(new), heading_key(old)).ratio()


def _contradict(now: Profile, then: Profile) -> bool:
    """Whether both have a main shape, and not the same."""
    return bool(now.main_shape and then.main_shape) and now.main_shape != then.main_shape
