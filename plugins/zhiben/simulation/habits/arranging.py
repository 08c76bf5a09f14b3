"""A ledger's sheets with every habit in its turn, in an order in which none spoils another."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from zlib import crc32

from zhiben.simulation.catalog import Catalog
from zhiben.simulation.habits import cells, columns, merging, rows, texts
from zhiben.simulation.habits.clerk import Clerk, labelled
from zhiben.simulation.habits.columns import NIGHTS_BEFORE_DRIFT
from zhiben.simulation.sheets import Line, Record, Sheet, compose
from zhiben.simulation.templates import Source

_DROPPED = ("remark", "industry", "basis", "owner_unit", "address", "supervised")
_MOST_SHEETS = 6

Step = Callable[[Clerk, list[Line]], list[Line]]

_ANYWHERE: Mapping[str, Step] = {"shifted_cell": rows.with_cells_aside}
_LAID_OUT: Mapping[str, Step] = {
    "same_as_above": rows.with_signs,
    "hidden_row": rows.with_hidden_rows,
    "subtotal": rows.with_subtotals,
    "half_filled": rows.with_half_filled,
    "rules_below": rows.with_rules,
    "renamed": columns.renamed,
    "wrapped_heading": columns.wrapped,
    "column_numbers": columns.with_column_numbers,
    "page_break": rows.in_pages,
}


def ledger_sheets(
    source: Source,
    records: Sequence[Record],
    day: date,
    nights_before: int,
    catalog: Catalog,
    habits: Sequence[str],
) -> list[Sheet]:
    """The sheets of a file that holds ``records``, written by somebody with ``habits``."""
    if not habits:
        return compose(source, records, day, catalog)
    clerk = Clerk(source, frozenset(habits), day, nights_before, catalog)
    clerk, records = _without_going(clerk, records)
    arrangement = _arrangement(clerk)
    if arrangement == "second_table":
        sheets = [_stacked(list(_two_tables(clerk, records)))]
    elif arrangement == "sheet_a_town":
        sheets = list(_by_town(clerk, records))
    else:
        sheets = list(_composed(clerk, records, arrangement))
    return [*sheets, *_hidden(clerk, sheets)]


def _arrangement(clerk: Clerk) -> str:
    """How a source lays its ledger out, the same every night."""
    kind, unit = clerk.source.template.kind, clerk.source.unit
    ways = [""]
    if not kind.is_of_system:
        ways += ["section"] if unit.towns else []
        ways += ["second_table"]
        ways += ["sheet_a_town"] if kind.merges and unit.towns else []
    wanted = [way for way in ways if not way or way in clerk.habits]
    return wanted[crc32(f"{clerk.source.source_id}/laid out".encode()) % len(wanted)]


def _composed(clerk: Clerk, records: Sequence[Record], arrangement: str) -> Iterator[Sheet]:
    for sheet in compose(clerk.source, records, clerk.day, clerk.catalog):
        yield _written(clerk, sheet, arrangement) if sheet.is_table else sheet


def _written(clerk: Clerk, sheet: Sheet, arrangement: str = "") -> Sheet:
    """One table with every habit that its kind of file can have."""
    lines = texts.listed(clerk, list(sheet.lines))
    lines = texts.rewritten(clerk, cells.rewritten(clerk, lines))
    steps = dict(_ANYWHERE)
    if not clerk.source.template.kind.is_of_system:
        lines = rows.in_sections(clerk, lines) if arrangement == "section" else lines
        steps |= _LAID_OUT
    for name, step in steps.items():
        lines = step(clerk, lines) if name in clerk.habits else lines
    sheet = replace(sheet, lines=tuple(_of_form(clerk, line) for line in lines))
    return sheet if clerk.source.template.kind.is_of_system else _laid_out(clerk, sheet)


def _of_form(clerk: Clerk, line: Line) -> Line:
    """A record with the habits its form has as a whole."""
    if line.record is None:
        return line
    line = labelled(line, "role_columns") if clerk.place("builder") is not None else line
    is_narrower = "gone_column" in clerk.habits and clerk.nights_before >= NIGHTS_BEFORE_DRIFT
    return labelled(line, "gone_column") if is_narrower else line


def _laid_out(clerk: Clerk, sheet: Sheet) -> Sheet:
    sheet = merging.merged(clerk, sheet)
    if "deep_headings" in clerk.habits:
        sheet = columns.with_groups(clerk, sheet)
    sheet = merging.with_wide_rows(clerk, sheet)
    return columns.with_added_column(clerk, sheet) if "added_column" in clerk.habits else sheet


def _two_tables(clerk: Clerk, records: Sequence[Record]) -> Iterator[Sheet]:
    """Two tables of one sheet, the second with fewer columns in another order."""
    second = _narrower(clerk)
    own = [_is_of_second(record) for record in records]
    upper = [record for record, is_lower in zip(records, own, strict=True) if not is_lower]
    lower = [record for record, is_lower in zip(records, own, strict=True) if is_lower]
    yield next(iter(_composed(_on_one_sheet(clerk), upper, "")))
    if lower:
        gone = {column.field for column in clerk.source.template.columns} - {
            column.field for column in second.source.template.columns
        }
        yield next(iter(_composed(second, [_without(record, gone) for record in lower], "")))


def _is_of_second(record: Record) -> bool:
    return crc32(record.entry.entry_id.encode()) % 3 == 0


def _on_one_sheet(clerk: Clerk) -> Clerk:
    layout = replace(clerk.source.template.layout, has_cover=False, is_split_by_year=False)
    template = replace(clerk.source.template, layout=layout)
    return replace(clerk, source=replace(clerk.source, template=template))


def _narrower(clerk: Clerk) -> Clerk:
    clerk = _on_one_sheet(clerk)
    template = clerk.source.template
    kept = [column for column in template.columns if column.field not in _DROPPED]
    status = [column for column in kept if column.field == "status"]
    others = [column for column in kept if column.field != "status"]
    layout = replace(template.layout, title=f"（二）{template.layout.title or '隐患清单'}")
    narrower = replace(template, columns=(*others, *status), layout=layout)
    return replace(clerk, source=replace(clerk.source, template=narrower))


def _without(record: Record, fields: set[str]) -> Record:
    """``record`` in a form that has no columns for ``fields``."""
    shown = record.shown
    stated = {field: text for field, text in shown.stated.items() if field not in fields}
    return replace(record, shown=replace(shown, stated=stated))


def _stacked(tables: list[Sheet]) -> Sheet:
    """``tables`` one under another, a blank row between them, rows equally wide."""
    width = max(len(line.cells) for table in tables for line in table.lines)
    lines: list[Line] = []
    merges: list[tuple[int, int, int, int]] = []
    for table in tables:
        if lines:
            lines.append(Line((None,) * width, "blank", habits=("second_table",)))
        top = len(lines)
        label = ("second_table",) if top else ()
        lines += [
            replace(
                line,
                cells=(*line.cells, *(None,) * (width - len(line.cells))),
                habits=(*line.habits, *label),
            )
            for line in table.lines
        ]
        merges += [(a + top, left, b + top, right) for a, left, b, right in table.merges]
    return replace(tables[0], lines=tuple(lines), merges=tuple(merges))


def _by_town(clerk: Clerk, records: Sequence[Record]) -> Iterator[Sheet]:
    """A sheet for each of the first towns, one for all others."""
    clerk = _on_one_sheet(clerk)
    towns = sorted({record.entry.enterprise.town for record in records})
    names = {town: town if n < _MOST_SHEETS else "其他乡镇" for n, town in enumerate(towns)}
    for name in dict.fromkeys(names.values()) or [clerk.source.template.layout.sheet]:
        own = [one for one in records if names[one.entry.enterprise.town] == name]
        for sheet in _composed(clerk, own, ""):
            lines = tuple(
                replace(line, habits=(*line.habits, "sheet_a_town")) for line in sheet.lines
            )
            yield replace(sheet, name=name, lines=lines)


def _without_going(clerk: Clerk, records: Sequence[Record]) -> tuple[Clerk, Sequence[Record]]:
    """The form without the column that is gone by now, and records that state it no more."""
    field = columns.going(clerk) if "gone_column" in clerk.habits else ""
    if not field:
        return clerk, records
    template = clerk.source.template
    kept = tuple(column for column in template.columns if column.field != field)
    source = replace(clerk.source, template=replace(template, columns=kept))
    return replace(clerk, source=source), [_without_on_this_night(one, field) for one in records]


def _without_on_this_night(record: Record, field: str) -> Record:
    record = _without(record, {field})
    shown = replace(record.shown, version_id=f"{record.shown.version_id}-{field}")
    return replace(record, shown=shown)


def _hidden(clerk: Clerk, sheets: Sequence[Sheet]) -> Iterator[Sheet]:
    """A hidden sheet with an old copy of the first table, which nobody is to read."""
    if "hidden_sheet" in clerk.habits and clerk.source.template.kind.has_sheets:
        table = next(sheet for sheet in sheets if sheet.is_table)
        yield Sheet("旧台账", table.lines[:10], is_table=False, is_hidden=True)
