"""From a table of text to typed records: the one way through this room."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.normalizing.amounts import people_lost
from zhiben.normalizing.aside import mark_strays
from zhiben.normalizing.boxes import unboxed
from zhiben.normalizing.cells import (
    AnyArray,
    Column,
    Flags,
    Places,
    blank_column,
    each_distinct,
    empty_mask,
    filled_with,
    nothing,
    plain,
    read_column,
    taken,
)
from zhiben.normalizing.columns import (
    ColumnMap,
    key_places,
    map_columns,
    require_columns,
    require_one_table,
)
from zhiben.normalizing.completion import heed_completion
from zhiben.normalizing.dates import DateContext, year_named
from zhiben.normalizing.dating import read_dates
from zhiben.normalizing.defaults import fill_blanks
from zhiben.normalizing.dittos import mark_dittos, with_dittos
from zhiben.normalizing.evidence import FILLED_IN, Surroundings, money_unit_named
from zhiben.normalizing.lines import Lines, lines_of
from zhiben.normalizing.listed_level import LEVEL_INFERRED, listed_levels
from zhiben.normalizing.model import Normalized
from zhiben.normalizing.named_by_code import codes_among, with_codes
from zhiben.normalizing.people import names_both, person_of, phone_of
from zhiben.normalizing.places import PlaceReader
from zhiben.normalizing.raw import joined, rows_as_json
from zhiben.normalizing.readers import TEXT_REPAIRED, as_is_for, read_statement, reader_for
from zhiben.normalizing.repair import repaired, repaired_heading
from zhiben.normalizing.rivals import require_enterprises
from zhiben.normalizing.skipping import rows_without_finding, skipped_rows
from zhiben.normalizing.targets import heed_target
from zhiben.normalizing.tellings import TEXT_BESIDE, tellings
from zhiben.normalizing.ticks import folded
from zhiben.reading.header import is_nameless
from zhiben.records import Field, FieldType, RecordKind, arrow_schema, unread_column
from zhiben.vocabulary import without_brackets, word_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from concurrent.futures import Future
    from datetime import date

    from zhiben.contracts import Contract
    from zhiben.contracts.units import Units
    from zhiben.reading.model import SourceTable
    from zhiben.vocabulary import Review, Vocabulary

_PLACED = frozenset({"county", "town"})
_PERSON, _PHONE = "responsible_person", "phone"
_BEYOND = "beyond_headings"
REVIEW_UNREAD = "review_unread"
REVIEW_DIFFERS = "review_differs"
_CLAIMED, _CONFIRMED = "rectified", "verified"
_UNDONE = ("open", "in_progress")
_SETTLED = ("major", "open", "in_progress", "withdrawn")  # no second column can say worse


@dataclass(frozen=True)
class _Job:
    """What one call of ``normalize`` works with."""

    table: SourceTable
    contract: Contract
    vocabulary: Vocabulary
    units: Units
    business_date: date
    kind: RecordKind
    columns: ColumnMap
    flags: Flags


def normalize(
    table: SourceTable,
    hashes: Sequence[str],
    contract: Contract,
    vocabulary: Vocabulary,
    units: Units,
    business_date: date,
) -> Normalized:
    """Records of ``table``, whose rows have the given ``hashes``.

    Raises:
        UnreadableTableError: when rows are there, but no column for a field they need.
    """
    kind = contract.record_kind
    columns = map_columns(table.headings, contract, vocabulary)
    if not table.rows:
        empty = arrow_schema(kind).empty_table()
        return Normalized(empty, (), columns.columns, columns.drift)
    require_columns(columns, contract, table.sheet)
    require_one_table(columns, table, kind)
    require_enterprises(columns, table, kind)
    job = _Job(table, contract, vocabulary, units, business_date, kind, columns, Flags())
    texts = unboxed(table.texts, columns.places_of(kind, FieldType.WORD, FieldType.FLAG))
    texts = folded(texts, table.headings, columns.ticks, vocabulary)
    told = tellings(texts, columns, kind, vocabulary)
    if columns.beside:
        texts[columns.main[kind.text or ""]] = taken(told.said, np.flatnonzero(told.is_first))
    skips = rows_without_finding(table, texts, columns, kind, vocabulary)
    kept = np.delete(np.arange(len(table.rows)), list(skips))
    cut = lines_of(texts, told.of(kept), columns, kind)
    lines = with_codes(cut, columns, kind, vocabulary.is_blank)
    mark_dittos(table, columns, lines.origin, job.flags)
    received = with_dittos(table, table.texts)
    with ThreadPoolExecutor(1) as aside:  # Arrow's work, beside that of the interpreter
        raw = aside.submit(rows_as_json, table.headings, received)
        places = _places(job, lines, received, hashes)
        records = _records(job, lines, places, raw)
    return Normalized(records, skipped_rows(table, skips), columns.columns, columns.drift)


def _records(
    job: _Job, lines: Lines, places: dict[str, AnyArray], raw: Future[pa.StringArray]
) -> pa.Table:
    own = {name: lines.texts[place] for name, place in job.columns.main.items()}
    read = _read_columns(job, lines, own)
    heed_completion(read, own, job.vocabulary, job.flags)
    heed_target(read, own, job.vocabulary)
    mark_strays(read, job.kind, job.vocabulary, job.flags)
    _mark_beyond(job, lines)
    job.flags.add(TEXT_BESIDE, lines.unheard)
    _infer_level(job, read, lines)
    fill_blanks(read, job.contract, job.business_date, job.flags)
    arrays = dict(places)
    for name, column in read.items():
        arrays[name] = column.values
        arrays[unread_column(name)] = column.unread
    arrays["flags"] = job.flags.to_array(len(lines.origin))
    arrays["raw"] = taken(raw.result(), lines.origin)
    schema = arrow_schema(job.kind)
    return pa.table([arrays[name] for name in schema.names], schema=schema)


def _read_columns(job: _Job, lines: Lines, own: dict[str, pa.StringArray]) -> dict[str, Column]:
    """Every field of the kind, from its ``own`` column where it has one."""
    length = len(lines.origin)
    schema = arrow_schema(job.kind)
    read = {
        field.name: blank_column(length, schema.field(field.name).type) for field in job.kind.fields
    }
    dates = DateContext(job.business_date, _year_of(job.table))
    read |= read_dates(own, job.kind, dates, job.vocabulary.is_blank, job.flags)
    for field in job.kind.fields:
        if field.name not in own or field.type is FieldType.DATE or field.name in _PLACED:
            continue
        read[field.name] = _read_field(job, lines, field.name, schema.field(field.name).type)
    read |= _read_places(job, own, read, lines.origin)
    if "serious_injuries" in read and "deaths" in own and "serious_injuries" not in own:
        read["serious_injuries"] = _read_injuries(job, own)
    read |= _read_shared(job, own)
    read |= _read_told(job, lines)
    for field in job.kind.of_type(FieldType.CODE):
        if field.name not in own:
            read[field.name] = _read_codes(job, own, field, length)
    return read


def _read_injuries(job: _Job, own: dict[str, pa.StringArray]) -> Column:
    """The seriously injured named beside the dead, where they have no column: 死亡1人，重伤2人."""
    texts = own["deaths"]
    lost = each_distinct(texts, lambda text: people_lost(text, "serious_injuries"), pa.int64())
    return Column(lost, nothing(len(texts), pa.string()))


def _read_shared(job: _Job, own: dict[str, pa.StringArray]) -> dict[str, Column]:
    """People and telephones that one column has together: 责任人/电话."""
    found: dict[str, Column] = {}
    for name, beside, reader in (_PERSON, _PHONE, person_of), (_PHONE, _PERSON, phone_of):
        if not job.kind.has(name) or name in own or beside not in own:
            continue
        if names_both(job.table.headings[job.columns.main[beside]]):
            texts = own[beside]
            values = each_distinct(texts, reader, pa.string())
            found[name] = Column(values, nothing(len(texts), pa.string()))
    return found


def _read_told(job: _Job, lines: Lines) -> dict[str, Column]:
    """Fields without a column that the cell of the hazards tells: their place, what to do."""
    found: dict[str, Column] = {}
    for name, texts in lines.told.items():
        field = job.kind.field(name)
        reader = reader_for(field, field.zh, {}, job.vocabulary)
        found[name] = read_column(texts, reader, pa.string(), job.flags)
    return found


def _infer_level(job: _Job, read: dict[str, Column], lines: Lines) -> None:
    """Major is what a list of major hazards lists, where the table has no column for it."""
    if "level" not in read or "level" in job.columns.main or job.kind.text is None:
        return
    is_major = np.zeros(len(lines.origin), np.bool_)
    for place in np.unique(lines.described).tolist():
        levels = listed_levels(job.table, job.table.headings[place] if place >= 0 else "")
        of_list = np.array([level == "major" for level in levels.to_pylist()], np.bool_)
        is_major |= of_list[lines.origin] & (lines.described == place)
    where = is_major & empty_mask(read["level"])
    read["level"] = filled_with(read["level"], "major", where)
    job.flags.add(LEVEL_INFERRED, where)


def _read_codes(job: _Job, own: dict[str, pa.StringArray], field: Field, length: int) -> Column:
    """A field of codes that no column is of: what stands in place of names, else missing."""
    names = next(
        (own[one.name] for one in job.kind.of_type(FieldType.NAME) if one.name in own), None
    )
    texts = pa.array([""] * length, pa.string()) if names is None else codes_among(names)
    reader = reader_for(field, field.zh, {}, job.vocabulary)
    return read_column(texts, reader, pa.string(), job.flags)


def _mark_beyond(job: _Job, lines: Lines) -> None:
    """Flag rows that fill a cell right of all headings, as one comma too many makes them do."""
    headings = job.table.headings
    named = [place for place, one in enumerate(headings) if not is_nameless(one)]
    for place in range(max(named, default=-1) + 1, len(headings)):
        is_filled = pc.not_equal(taken(job.table.texts[place], lines.origin), pa.scalar(""))
        job.flags.add(_BEYOND, is_filled.to_numpy(zero_copy_only=False))


def _year_of(table: SourceTable) -> int | None:
    """The year its title names, else its sheet or file, else the day it was filled in."""
    title = FILLED_IN.sub("", table.title)
    labels = (year_named(label, is_label=True) for label in (table.sheet, table.file_name))
    return next(
        (year for year in (year_named(title), *labels, year_named(table.title)) if year), None
    )


def _read_field(job: _Job, lines: Lines, name: str, kind: pa.DataType) -> Column:
    place = job.columns.main[name]
    texts = lines.texts[place]
    if name == job.kind.text:
        job.flags.add(TEXT_REPAIRED, lines.mended)
        says = as_is_for(job.kind.field(name), job.vocabulary)
        return read_column(texts, read_statement, kind, job.flags, says)
    heading = _with_unit(repaired_heading(job.table.headings[place]), name, job)
    own_words = job.contract.values.get(name, {})
    reader = reader_for(job.kind.field(name), heading, own_words, job.vocabulary)
    as_is = as_is_for(job.kind.field(name), job.vocabulary)
    column = read_column(texts, reader, kind, job.flags, as_is)
    seconds = [_Second.of(job, second, name) for second in job.columns.seconds.get(name, ())]
    for second in sorted(seconds, key=lambda one: one.decides):  # those that only help come first
        join = _overruled if second.decides else _helped
        column = join(job, column, lines.texts[second.place], second)
    for second in seconds:  # a look confirms what all the others say
        if second.decides:
            column = _looked_at(job, column, lines.texts[second.place], second)
    return column


@dataclass(frozen=True)
class _Second:
    """A column beside the main one of the field ``name``, and whether its words can overrule it.

    ``own`` are the contract's words of the field.
    """

    place: int
    name: str
    heading: str
    decides: bool
    own: Mapping[str, str]

    @classmethod
    def of(cls, job: _Job, place: int, name: str) -> _Second:
        heading = repaired_heading(job.table.headings[place])
        decides = job.vocabulary.decides(heading)
        return cls(place, name, heading, decides, job.contract.values.get(name, {}))


def _helped(job: _Job, column: Column, texts: pa.StringArray, second: _Second) -> Column:
    """``column`` with the words of another that says the same, where it has none that is read."""
    read = reader_for(job.kind.field(second.name), second.heading, second.own, job.vocabulary)
    other = each_distinct(texts, lambda text: read(text).value, pa.string())
    unread = pc.if_else(pc.is_valid(other), pa.scalar(None, pa.string()), column.unread)
    return Column(pc.coalesce(column.values, other), unread)


def _with_unit(heading: str, name: str, job: _Job) -> str:
    """``heading``, with the unit that the table's title gives all money where it names none."""
    is_money = job.kind.field(name).type is FieldType.MONEY
    if not is_money or job.vocabulary.money_unit(heading) is not None:
        return heading
    return heading + money_unit_named(job.table.title)


def _overruled(job: _Job, column: Column, texts: pa.StringArray, second: _Second) -> Column:
    """``column`` with the words that a second column decides: 复查合格 beside 已整改.

    What may contradict the first column and cannot be read leaves the field unread; what only
    may say less of something is flagged.
    """
    review = _reviews(job, second)
    none = pa.scalar(None, pa.string())
    decided = each_distinct(texts, lambda text: review(text).meaning, pa.string())
    is_doubtful = each_distinct(texts, lambda text: review(text).is_doubtful, pa.bool_())
    is_unclear = each_distinct(texts, lambda text: review(text).is_unclear, pa.bool_())
    is_settled = pc.or_(pc.is_valid(decided), pc.is_in(column.values, pa.array(_SETTLED)))
    is_flagged = pc.and_(is_unclear, pc.invert(is_settled))
    job.flags.add(REVIEW_UNREAD, is_flagged.to_numpy(zero_copy_only=False))
    doubts = pc.if_else(pc.and_(is_doubtful, pc.invert(is_settled)), texts, none)
    unread = pc.if_else(pc.is_valid(decided), none, pc.coalesce(column.unread, doubts))
    return Column(pc.coalesce(decided, column.values), unread)


def _looked_at(job: _Job, column: Column, texts: pa.StringArray, second: _Second) -> Column:
    """``column`` where a second one says that somebody looked: 已复查 beside 已整改 confirms it.

    A look at what is not done changes nothing, and is flagged.
    """
    review = _reviews(job, second)
    is_look = each_distinct(texts, lambda text: review(text).is_look, pa.bool_())
    is_undone = pc.is_in(column.values, pa.array(_UNDONE))
    differs = pc.and_(is_look, is_undone)
    job.flags.add(REVIEW_DIFFERS, differs.to_numpy(zero_copy_only=False))
    is_claimed = pc.is_in(column.values, pa.array([_CLAIMED]))
    confirmed = pc.and_(is_look, is_claimed)
    return Column(pc.if_else(confirmed, pa.scalar(_CONFIRMED), column.values), column.unread)


def _reviews(job: _Job, second: _Second) -> Callable[[str], Review]:
    """What a cell of ``second`` says, the contract's own words before all others."""
    name, own_keys = second.name, set(map(word_key, second.own))
    vocabulary = job.vocabulary.knowing(name, second.own)

    @cache
    def review(text: str) -> Review:
        word = repaired(text)
        if without_brackets(word_key(word)) in own_keys:
            own = vocabulary.meaning(name, word)
            return replace(
                vocabulary.review(name, word, second.heading), meaning=own, is_look=False
            )
        return vocabulary.review(name, word, second.heading)

    return review


def _read_places(
    job: _Job, texts: dict[str, pa.StringArray], read: dict[str, Column], origin: Places
) -> dict[str, Column]:
    days = _days_or(read[job.kind.happened].values, job.business_date)
    reader = PlaceReader(job.units, job.contract.county, job.vocabulary)
    hints, below = Surroundings(job.units, job.contract.county, job.business_date).hints(job.table)
    found = reader.read(
        texts.get("county"), texts.get("town"), days, hints, below[origin], job.flags
    )
    unread = nothing(len(origin), pa.string())
    pairs = zip(("county", "town"), found, strict=True)
    return {name: Column(values, unread) for name, values in pairs if name in read}


_days_or: Any = pc.fill_null


def _places(
    job: _Job, lines: Lines, texts: Sequence[pa.StringArray], hashes: Sequence[str]
) -> dict[str, AnyArray]:
    """The columns that say where each record comes from, but for the row as received."""
    table, length = job.table, len(lines.origin)
    numbers = pa.array(np.asarray(table.row_numbers, np.int32)[lines.origin])
    part = pa.array(lines.part, pa.int32())
    place = f"{table.file_name}|{table.sheet}"
    return {
        "record_id": joined(place, numbers.cast(pa.string()), part.cast(pa.string()), "|"),
        "file_name": pa.repeat(pa.scalar(table.file_name, pa.string()), length),
        "sheet": pa.repeat(pa.scalar(table.sheet, pa.string()), length),
        "row_number": numbers,
        "part": part,
        "row_hash": taken(pa.array(hashes, pa.string()), lines.origin),
        "source_key": taken(_keys(job, texts), lines.origin),
    }


def _keys(job: _Job, texts: Sequence[pa.StringArray]) -> pa.StringArray:
    """Each row's key at its source, none where all its columns are empty."""
    places = key_places(job.table.headings, job.contract)
    if not places:
        return cast(pa.StringArray, nothing(len(texts[0]), pa.string()))
    rows = zip(*(map(str.strip, plain(texts[place])) for place in places), strict=True)
    return pa.array(["|".join(row) if any(row) else None for row in rows], pa.string())
