"""Which column fills which field: the contract's word first, then the vocabulary's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from zhiben.normalizing.listed_level import level_named
from zhiben.normalizing.model import ColumnDrift, UnreadableTableError
from zhiben.normalizing.repair import repaired, repaired_heading
from zhiben.normalizing.rivals import doubted, told
from zhiben.normalizing.ticks import is_ticked, tick_groups, ticked_alone
from zhiben.reading.columns import mask_of
from zhiben.records import FieldType
from zhiben.vocabulary import Claim, Vocabulary, group_and_own, heading_key, heading_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from zhiben.contracts import Contract
    from zhiben.reading.model import SourceTable
    from zhiben.records import RecordKind

_CONTRACT_RANK = -1000
_ALONE_RANK = 900  # of columns that only their words give away
_REPEATED = re.compile(r"\d+$")  # what a heading bears that stands there again
_FEWEST_BESIDE = 3  # fields of a table that stands beside another
_MOST_HINTS = 50  # who sends more unknown headings than that is not helped by the nearest ones


@dataclass(frozen=True)
class ColumnMap:
    """Indexes of columns: ``main`` fills a field, ``seconds`` have a say in it, too.

    ``ticks`` are columns that say a word together, by the first of them. ``beside`` are other
    columns of the kind's text, and whether each tells of something of its own; ``beaten`` are the
    fields of columns that nothing is read from, since a better one was there. Of fields that are
    ``weak`` the column fills them for want of a better heading.
    """

    main: Mapping[str, int]
    seconds: Mapping[str, tuple[int, ...]]
    ticks: Mapping[int, tuple[int, ...]]
    beside: Mapping[int, bool]
    beaten: Mapping[int, str]
    weak: frozenset[str]
    columns: Mapping[str, str | None]
    drift: tuple[ColumnDrift, ...]

    @cached_property
    def used(self) -> frozenset[int]:
        """Every column that something is read from."""
        seconds = (place for places in self.seconds.values() for place in places)
        ticked = (place for places in self.ticks.values() for place in places)
        return frozenset({*self.main.values(), *seconds, *ticked, *self.beside})

    def places_of(self, kind: RecordKind, *types: FieldType) -> set[int]:
        """The columns that have a say in a field of one of ``types``."""
        names = {field.name for each in types for field in kind.of_type(each)}
        main = {place for name, place in self.main.items() if name in names}
        return main.union(*(places for name, places in self.seconds.items() if name in names))


def map_columns(headings: Sequence[str], contract: Contract, vocabulary: Vocabulary) -> ColumnMap:
    """Settle what every heading fills.

    Where several could fill a field, the contract's order decides, then the vocabulary's, then
    the sheet's.
    """
    kind = contract.record_kind
    every = _claims(headings, contract, vocabulary)
    unknown = _unknown(headings, every, contract, vocabulary)
    alone = ticked_alone(headings, unknown, contract, vocabulary)
    unknown = [place for place in unknown if not any(place in own for own in alone.values())]
    doubts = doubted(every, (headings[place] for place in unknown), kind, vocabulary)
    claims = {place: claim for place, claim in every.items() if place not in doubts}
    ticks = tick_groups(headings, claims, contract, vocabulary)
    for field, places in alone.items():
        claims |= dict.fromkeys(places, Claim(field, _ALONE_RANK))
        ticks[places[0]] = places
    first = {place: places[0] for places in ticks.values() for place in places}
    main = _winners({p: claim for p, claim in claims.items() if first.get(p, p) == p})
    beaten = [p for p in claims if main[claims[p].field] != first.get(p, p)]
    for place in beaten:
        if (spare := claims[place].otherwise) and spare not in main:
            main[spare] = place
    heads = [place for place in beaten if first.get(place, place) == place]
    seconds = _seconds(heads, claims, headings, vocabulary)
    used = {place: field for field, place in main.items()}
    used |= {place: field for field, places in seconds.items() for place in places}
    ticks = {place: places for place, places in ticks.items() if place in used}
    used |= {place: used[head] for head, places in ticks.items() for place in places}
    left = [place for place in beaten if place not in used]
    beside = {
        place: _tells_own(headings, claims, place, main[claims[place].field])
        for place in left
        if claims[place].field == kind.text
    }
    used |= {place: claims[place].field for place in beside}
    columns = {heading: used.get(place) for place, heading in enumerate(headings)}
    lost = {place: claims[place].field for place in left if not claims[place].is_minor}
    drift = (
        *_new(headings, unknown, vocabulary),
        *told(doubts, headings, every, kind),
        *_unused(lost, headings, main, beside),
        *_gone(headings, contract, main),
    )
    weak = frozenset(claims[place].field for place in main.values() if claims[place].is_weak)
    return ColumnMap(main, seconds, ticks, beside, lost, weak, columns, drift)


def _tells_own(headings: Sequence[str], claims: Mapping[int, Claim], place: int, main: int) -> bool:
    """Whether two columns of one text tell of two things, each of its own.

    They stand under one heading that alone is known (存在问题: 消防方面 | 用电方面), or name
    hazards of different levels (一般隐患描述 | 重大隐患描述).
    """
    one, other = headings[place], headings[main]
    is_grouped = _group(one) == _group(other) and claims[place].by_group and claims[main].by_group
    levels = {level_named(one), level_named(other)}
    return is_grouped or (None not in levels and len(levels) > 1)


def require_columns(columns: ColumnMap, contract: Contract, sheet: str) -> None:
    """Check that every field a record cannot do without has a column of ``sheet``, or a promise.

    Raises:
        UnreadableTableError: naming those that have none, and what stands there instead.
    """
    kind = contract.record_kind
    missing = [kind.field(name).zh for name in missing_fields(columns, contract)]
    if missing:
        place = f"“{sheet}”中" if sheet else ""
        raise UnreadableTableError(
            f"{place}找不到{_listed(missing)}列，无法读取本表。表中的列：{_listed(columns.columns)}。"
            "请核对表头，或请数据工程师在合同中写明对应的列名。"
        )


def missing_fields(columns: ColumnMap, contract: Contract) -> tuple[str, ...]:
    """Fields a record cannot do without that have no column, no stand-in and no promise."""
    kind = contract.record_kind
    stand_ins = {field.name for field in kind.of_type(FieldType.CODE)}
    return tuple(
        field.name
        for field in kind.required()
        if field.name not in {*columns.main, *promised(contract)}
        and not (field.type is FieldType.NAME and stand_ins & columns.main.keys())
    )


def require_one_table(columns: ColumnMap, table: SourceTable, kind: RecordKind) -> None:
    """Check that no second table stands beside the first, under headings that mean the same.

    Its records would have no rows of their own, and half the ledger would be lost. It repeats all
    that a record needs and says something else; or under the same names it says something else of
    another day.

    Raises:
        UnreadableTableError: naming the headings of both, with other texts under the second.
    """
    repeated = _repeated(columns, table)
    needed = {one.name for one in kind.required()}
    telling = {kind.happened, *filter(None, [kind.text])}
    is_whole = len(repeated) >= _FEWEST_BESIDE and needed <= repeated.keys()
    if not is_whole and not (kind.text and telling <= repeated.keys()):
        return
    beside = [mask_of(table.texts[repeated[field]], bool) for field in needed & repeated.keys()]
    for field in telling - {kind.happened} if is_whole else telling:
        own, other = table.texts[columns.main[field]], table.texts[repeated[field]]
        beside.append(pc.not_equal(own, other).to_numpy(zero_copy_only=False))
    if np.logical_and.reduce(beside).any():
        names = _listed(dict.fromkeys(table.headings[columns.main[field]] for field in repeated))
        raise UnreadableTableError(
            f"有两张表左右并排，{names}各出现两次，右边的表没法读取。"
            "请把右边的表移到左边表的下面，或另放一个工作表，再重新报送。"
        )


def _repeated(columns: ColumnMap, table: SourceTable) -> dict[str, int]:
    """Fields that another column is of, too: by a second name, or by the same with a number."""
    found = {field: place for place, field in columns.beaten.items()}
    for place, heading in enumerate(table.headings):
        field = columns.columns.get(_REPEATED.sub("", heading))
        if field and columns.columns[heading] is None and _REPEATED.search(heading):
            found.setdefault(field, place)
    return found


def promised(contract: Contract) -> dict[str, str]:
    """What the contract says for every row that does not: its channel, department, programme."""
    one = contract.programmes[0] if len(contract.programmes) == 1 else None
    said = {"channel": contract.channel, "department": contract.department, "programme": one}
    kind = contract.record_kind
    is_asked = kind.has("programme") and kind.field("programme").required
    return {
        name: word
        for name, word in said.items()
        if word and kind.has(name) and (name != "programme" or is_asked)
    }


def _listed(names: Iterable[str]) -> str:
    return "、".join(f"“{name}”" for name in names)


def key_places(headings: Sequence[str], contract: Contract) -> tuple[int, ...]:
    """Columns that identify a row at its source; none unless all of the contract's are there."""
    backwards = reversed(list(enumerate(headings)))
    places = {name: place for place, heading in backwards for name in _names(heading)}
    keys = [heading_key(heading) for heading in contract.key]
    return tuple(places[key] for key in keys) if set(keys) <= places.keys() else ()


def _claims(
    headings: Sequence[str], contract: Contract, vocabulary: Vocabulary
) -> dict[int, Claim]:
    """Claims by column; a group speaks for its columns only where none speaks for itself."""
    every = {
        place: claim
        for place, heading in enumerate(headings)
        if (claim := _claim(heading, contract, vocabulary))
    }
    mixed = {_group(headings[place]) for place, claim in every.items() if not claim.by_group}
    return {
        place: claim
        for place, claim in every.items()
        if not (claim.by_group and _group(headings[place]) in mixed)
        or is_ticked(headings[place], claim.field, contract, vocabulary)
    }


def _group(heading: str) -> str:
    return group_and_own(heading)[0]


def _claim(heading: str, contract: Contract, vocabulary: Vocabulary) -> Claim | None:
    for name in _names(heading):
        for field, own in contract.columns.items():
            if name in (keys := [heading_key(repaired(one)) for one in own]):
                return Claim(field, _CONTRACT_RANK + keys.index(name))
    if _is_ignored(heading, contract):
        return None
    return vocabulary.claim(repaired_heading(heading))


def _is_ignored(heading: str, contract: Contract) -> bool:
    ignored = set(map(heading_key, contract.ignore))
    return any(name in ignored for name in _names(heading))


def _names(heading: str) -> tuple[str, ...]:
    """What a contract may call a column: its whole heading, its own part, its group."""
    return tuple(map(heading_key, heading_parts(repaired_heading(heading))))


def _winners(claims: Mapping[int, Claim]) -> dict[str, int]:
    main: dict[str, int] = {}
    for place, claim in sorted(claims.items(), key=lambda pair: (pair[1].rank, pair[0])):
        main.setdefault(claim.field, place)
    return main


def _seconds(
    beaten: Sequence[int],
    claims: Mapping[int, Claim],
    headings: Sequence[str],
    vocabulary: Vocabulary,
) -> dict[str, tuple[int, ...]]:
    """Columns beside a field's main one that have a say in it.

    Words of some can overrule it (复查结果 beside 整改情况); others that say how far a thing has
    come are asked where the main one says nothing (是否整改 beside it).
    """
    seconds: dict[str, tuple[int, ...]] = {}
    for place in beaten:
        field = claims[place].field
        says_state = field in vocabulary.grammars and not claims[place].by_group
        if says_state or vocabulary.decides(repaired_heading(headings[place])):
            seconds[field] = (*seconds.get(field, ()), place)
    return seconds


def _unknown(
    headings: Sequence[str],
    claims: Mapping[int, Claim],
    contract: Contract,
    vocabulary: Vocabulary,
) -> list[int]:
    """Columns whose headings neither the contract nor the vocabulary knows."""
    keys = set(map(heading_key, contract.key))

    def is_known(heading: str) -> bool:
        own = group_and_own(repaired_heading(heading))[1]
        is_key = bool(keys & set(_names(heading)))
        return vocabulary.is_heading(own) or is_key or _is_ignored(heading, contract)

    places = (place for place in range(len(headings)) if place not in claims)
    return [place for place in places if not is_known(headings[place])]


def _new(
    headings: Sequence[str], unknown: Sequence[int], vocabulary: Vocabulary
) -> Iterator[ColumnDrift]:
    for told_before, place in enumerate(unknown):
        heading = headings[place]
        near = vocabulary.nearest(heading) if told_before < _MOST_HINTS else None
        hint = f"最接近的已知列名是“{near}”。" if near else ""
        yield ColumnDrift("new", heading, f"不认识列“{heading}”，没有使用。{hint}")


def _unused(
    lost: Mapping[int, str],
    headings: Sequence[str],
    main: Mapping[str, int],
    beside: Mapping[int, bool],
) -> Iterator[ColumnDrift]:
    for place, field in lost.items():
        heading, winner = headings[place], headings[main[field]]
        if beside.get(place):
            continue
        if place in beside:
            words = f"列“{heading}”只在列“{winner}”空白的行采用：两列是同一内容。"
        else:
            words = f"列“{heading}”没有使用：同一内容已取自列“{winner}”。"
        yield ColumnDrift("new", heading, words)


def _gone(
    headings: Sequence[str], contract: Contract, main: Mapping[str, int]
) -> Iterator[ColumnDrift]:
    there = {name for heading in headings for name in _names(heading)}
    for heading in contract.key:
        if heading_key(heading) not in there:
            yield ColumnDrift("gone", heading, f"合同约定的标识列“{heading}”不在表中。")
    for field, own in contract.columns.items():
        if field not in main:
            yield ColumnDrift("gone", own[0], f"合同约定的列“{own[0]}”不在表中。")
