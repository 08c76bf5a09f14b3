"""What changed in a source's columns since its last delivery, told in the clerk's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from zhiben.contracts import Contract
from zhiben.normalizing import Profile, map_columns, profiles_of, renamed, with_remembered
from zhiben.normalizing.profile import SHAPES
from zhiben.orchestration.outcome import Drift
from zhiben.reading import SourceTable
from zhiben.records import RecordKind
from zhiben.vocabulary import Vocabulary

Columns = Mapping[str, Profile]

_FEWEST = 5  # filled cells from which a column's shape says something
_LEFT_OVER = 0.2


def drift_of(
    now: Columns, before: Columns | None, pairs: Mapping[str, str], unknown: Sequence[Drift]
) -> tuple[Drift, ...]:
    """Headings that are new, renamed, gone, or whose values are of another kind than before.

    What the contract expects and no delivery ever had is told of at the first one. ``pairs``
    are renamed headings, new → old.
    """
    if before is None:
        return tuple(unknown)
    new = (
        one
        for one in unknown
        if one.kind == "new" and one.column_name not in before and one.column_name not in pairs
    )
    return (*new, *_renamed(now, pairs), *_gone(now, before, pairs), *_retyped(now, before, pairs))


def breaking_drift(
    tables: Sequence[SourceTable],
    before: Columns | None,
    contract: Contract,
    vocabulary: Vocabulary,
) -> tuple[Drift, ...]:
    """What changed in the headings of a file that is refused for them."""
    pairs = renamed(tables, before or {}, contract, vocabulary)
    contract = with_remembered(tables, before or {}, contract, vocabulary, pairs)
    maps = [map_columns(table.headings, contract, vocabulary) for table in tables]
    fields = dict(pair for one in maps for pair in one.columns.items())
    unknown = {
        one.column_name: Drift(kind=one.kind, column_name=one.column_name, message=one.message)
        for part in maps
        for one in part.drift
    }
    now = profiles_of(tables, fields, contract.record_kind)
    return drift_of(now, before, pairs, tuple(unknown.values()))


def lost_sentence(now: Sequence[str], before: Columns | None, kind: RecordKind) -> str:
    """Which needed headings of the last delivery are gone, and what came in their place."""
    needed = {field.name for field in kind.required()}
    lost = [one for one, old in (before or {}).items() if one not in now and old.fills in needed]
    if not lost:
        return ""
    fresh = [one for one in now if one not in (before or {})]
    came = f"新出现的列：{_listed(fresh)}。" if fresh else ""
    return (
        f"上一份台账有{_listed(lost)}列，这一份没有了。{came}"
        "如果只是改了列名，不必改表，请告知市局登记新列名；如果确实少了这一列，请补上后重新报送。"
    )


def _renamed(now: Columns, pairs: Mapping[str, str]) -> Iterator[Drift]:
    for new, old in pairs.items():
        used = "已按原来的列读取" if now[new].fills else "没有使用"
        message = f"列“{old}”改名为“{new}”，{used}。如果不是同一列，请告知市局。"
        yield Drift(kind="renamed", column_name=new, message=message)


def _gone(now: Columns, before: Columns, pairs: Mapping[str, str]) -> Iterator[Drift]:
    for heading in before:
        if heading not in now and heading not in pairs.values():
            message = f"上一份台账的“{heading}”一列，这一份没有了。"
            yield Drift(kind="gone", column_name=heading, message=message)


def _retyped(now: Columns, before: Columns, pairs: Mapping[str, str]) -> Iterator[Drift]:
    for heading, one in now.items():
        then = before.get(pairs.get(heading, heading), Profile())
        shape, old = one.main_shape, then.main_shape
        if min(one.filled, then.filled) < _FEWEST or not shape or not old or shape == old:
            continue
        if one.share(old) <= _LEFT_OVER:
            message = (
                f"列“{heading}”的内容变了：上一份多为{SHAPES[old]}，这一份多为{SHAPES[shape]}。"
                "请核对是否填错了列。"
            )
            yield Drift(kind="retyped", column_name=heading, message=message)


def _listed(names: Sequence[str]) -> str:
    return "、".join(f"“{name}”" for name in names)
