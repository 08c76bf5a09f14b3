"""Tables beside the ledger that are none: word lists, summaries, statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.normalizing.columns import ColumnMap, map_columns, missing_fields
from zhiben.normalizing.profile import profiles_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from zhiben.contracts import Contract
    from zhiben.reading.model import SourceTable
    from zhiben.records import RecordKind
    from zhiben.vocabulary import Vocabulary

_PROSE = 4  # characters that a text about a finding seldom has less of
_DISTINCT = 0.5  # of such texts, where a word list's or a column of words repeats itself


def side_tables(
    tables: Sequence[SourceTable], contract: Contract, vocabulary: Vocabulary
) -> Mapping[int, tuple[str, ...]]:
    """Places of the tables that are no ledger, beside one that is, and what columns each lacks.

    Such a table has neither the day nor the text of a record (or nothing at all that a record
    needs), and no column nobody knows that may be one of them under another name: a second
    ledger whose headings were changed is refused, not left out.
    """
    maps = [map_columns(table.headings, contract, vocabulary) for table in tables]
    lacking = [missing_fields(columns, contract) for columns in maps]
    if not any(table.rows and not missing for table, missing in zip(tables, lacking, strict=True)):
        return {}
    found = zip(tables, maps, lacking, strict=True)
    kind = contract.record_kind
    return {
        place: tuple(kind.field(name).zh for name in missing)
        for place, (table, columns, missing) in enumerate(found)
        if table.rows and missing and _is_side(table, columns, {*missing}, kind)
    }


def _is_side(table: SourceTable, columns: ColumnMap, missing: set[str], kind: RecordKind) -> bool:
    needed = {field.name for field in kind.required()}
    telling = {kind.happened, kind.text} & needed
    hidden = set(_hidden(table, columns, kind))
    if needed <= missing:
        return not hidden or (kind.text is not None and len(hidden) == 1)
    return bool(telling) and telling <= missing and not hidden


def _hidden(table: SourceTable, columns: ColumnMap, kind: RecordKind) -> Iterator[str]:
    """What may stand in columns that nobody knows: days, texts."""
    unknown = {one.column_name for one in columns.drift if one.kind == "new"}
    for heading, profile in profiles_of([table], columns.columns, kind).items():
        if heading not in unknown or not profile.filled:
            continue
        if profile.main_shape == "date":
            yield "date"
        elif kind.text and profile.main_shape == "text" and _is_prose(table, heading):
            yield "text"


def _is_prose(table: SourceTable, heading: str) -> bool:
    """Whether a column holds texts of some length, most of them different."""
    place = table.headings.index(heading)
    cells = [row[place].strip() for row in table.rows if row[place].strip()]
    long = [cell for cell in cells if len(cell) > _PROSE]
    return len(long) * 2 > len(cells) and len({*long}) > len(long) * _DISTINCT
