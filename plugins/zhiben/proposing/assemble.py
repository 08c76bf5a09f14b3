"""From tables to a proposal: what the vocabulary knows, what the cells tell, what is asked."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from zhiben.contracts import Contract
from zhiben.normalizing import map_columns, with_words_meant
from zhiben.proposing.guess import Guess, Guesser
from zhiben.proposing.model import Column, Mapped, Proposal, Question
from zhiben.proposing.origin import origin_of
from zhiben.proposing.questions import (
    about_columns,
    about_key,
    about_origin,
    about_required,
    about_values,
)
from zhiben.vocabulary import group_and_own, heading_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from zhiben.contracts.units import Units
    from zhiben.normalizing import ColumnMap
    from zhiben.reading import SourceTable
    from zhiben.records import RecordKind
    from zhiben.vocabulary import Vocabulary

_NO_NEED = re.compile(r"照片|图片|附件|备注|备用|说明|列\d+|网址|链接|链接地址|审核|审批|签字|盖章")
_NUMBER = re.compile(r"编号|编码|文号|案号|单号|流水号|号$|id$", re.IGNORECASE)
_FEWEST_FOR_KEY = 3
_LONGEST_KEY = 40


def columns_of(tables: Iterable[SourceTable]) -> list[Column]:
    """The columns of all tables; equal headings of several tables are one column."""
    cells: dict[str, list[str]] = {}
    height = 0
    for table in tables:
        for place, heading in enumerate(table.headings):
            own = cells.setdefault(heading, [])
            own += [""] * (height - len(own))
            own += [row[place].strip() for row in table.rows]
        height += len(table.rows)
    return [Column(heading, (*own, *[""] * (height - len(own)))) for heading, own in cells.items()]


def propose(
    source: str,
    kind: RecordKind,
    tables: Sequence[SourceTable],
    vocabulary: Vocabulary,
    units: Units,
    day: date,
    county: str | None = None,
) -> Proposal:
    """A contract for ``tables`` of one file, read as ledgers of ``kind``."""
    columns = columns_of(tables)
    headings = [column.heading for column in columns]
    by_vocabulary = _known(headings, tables, kind, vocabulary)
    known = dict(by_vocabulary.main)
    by_field = {field: columns[place] for field, place in known.items()}
    origin = origin_of(
        units, tables[0].file_name, (table.title for table in tables), by_field, county
    )
    unknown = [
        place
        for place, heading in enumerate(headings)
        if not _is_understood(heading, vocabulary) and place not in by_vocabulary.used
    ]
    guesser = Guesser(kind, vocabulary, units, origin.county, day)
    guesses = {one.place: one for one in guesser.guess(columns, unknown, known)}
    mapped = _settled(columns, known, unknown, guesses, kind)
    proposal = Proposal(
        source=source,
        kind=kind.name,
        origin=origin,
        columns=mapped,
        key=_key(columns, mapped, vocabulary),
        ignore=tuple(one.heading for one in mapped if one.by == "values" and not one.field),
        file=tables[0].file_name,
        rows=sum(len(table.rows) for table in tables),
    )
    return replace(proposal, questions=_asked(proposal, columns, guesses, kind, vocabulary))


def _known(
    headings: Sequence[str],
    tables: Sequence[SourceTable],
    kind: RecordKind,
    vocabulary: Vocabulary,
) -> ColumnMap:
    """What each column fills, as a night would have it without a word of a contract."""
    said = {"source": "x", "county": "x", "department": "x", "kind": kind.name}
    contract = with_words_meant(tables, Contract.model_validate(said), vocabulary)
    return map_columns(headings, contract, vocabulary)


def _is_understood(heading: str, vocabulary: Vocabulary) -> bool:
    own = group_and_own(heading)[1]
    return vocabulary.is_heading(own) or vocabulary.claim(heading) is not None


def _settled(
    columns: Sequence[Column],
    known: Mapping[str, int],
    unknown: Sequence[int],
    guesses: Mapping[int, Guess],
    kind: RecordKind,
) -> tuple[Mapped, ...]:
    fields = {place: field for field, place in known.items()}
    lacking = {field.name for field in kind.required()} - known.keys()
    settled: list[Mapped] = []
    for place, column in enumerate(columns):
        guess, key = guesses.get(place), heading_key(column.heading)
        stated = {"", *(heading_key(one.heading) for one in settled if one.by == "values")}
        if place in fields:
            settled.append(Mapped(column.heading, fields[place], "vocabulary"))
        elif place not in unknown:
            settled.append(Mapped(column.heading, None, "vocabulary"))
        elif guess and (guess.is_sure or guess.field in lacking) and key not in stated:
            settled.append(Mapped(column.heading, guess.field, "values", _why(guess)))
        elif _is_needless(column) and key not in stated:
            settled.append(Mapped(column.heading, None, "values", "nothing that is loaded"))
        else:
            settled.append(Mapped(column.heading, None, "asked", _why(guess) if guess else ""))
    return tuple(settled)


def _why(guess: Guess) -> str:
    return f"by its cells and heading, {guess.score:.0%}"


def _is_needless(column: Column) -> bool:
    return bool(_NO_NEED.search(column.heading))


def _key(
    columns: Sequence[Column], mapped: Sequence[Mapped], vocabulary: Vocabulary
) -> tuple[str, ...]:
    """A column of numbers that its source gives out: all filled, none twice, not just counting."""
    for column, one in zip(columns, mapped, strict=True):
        is_stated = bool(heading_key(column.heading))
        if one.field is None and is_stated and is_key(column, vocabulary):
            return (column.heading,)
    return ()


def is_key(column: Column, vocabulary: Vocabulary) -> bool:
    """Whether the column identifies its rows and looks as if it would tomorrow, too."""
    texts = column.cells
    if len(texts) < _FEWEST_FOR_KEY or column.filled < len(texts) or len(column.said) < len(texts):
        return False
    is_number = _NUMBER.search(column.heading) or vocabulary.is_serial(column.heading)
    if not is_number or (all(map(str.isdecimal, texts)) and vocabulary.is_serial(column.heading)):
        return False
    counts = sorted(int(text) for text in texts if text.isdecimal() and len(text) < 10)
    only_counts = counts == list(range(1, len(texts) + 1))
    return not only_counts and max(map(len, texts)) <= _LONGEST_KEY


def _asked(
    proposal: Proposal,
    columns: Sequence[Column],
    guesses: Mapping[int, Guess],
    kind: RecordKind,
    vocabulary: Vocabulary,
) -> tuple[Question, ...]:
    by_field = {
        one.field: column
        for one, column in zip(proposal.columns, columns, strict=True)
        if one.field
    }
    return (
        *about_origin(proposal, by_field),
        *about_required(proposal, columns, guesses, kind),
        *about_columns(proposal, columns, guesses),
        *about_values(by_field, kind, vocabulary),
        *about_key(proposal, columns, vocabulary),
    )
