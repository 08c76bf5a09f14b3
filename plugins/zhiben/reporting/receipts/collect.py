"""Collects a night's receipts from the warehouse: the same night gives the same receipts."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, text

from zhiben.masking import mask_message, mask_numbers, mask_people, mask_phones, mask_text, names_in
from zhiben.normalizing import describe, map_columns
from zhiben.reading import SkipReason
from zhiben.records import HAZARD, FieldType
from zhiben.reporting.receipts.model import (
    Delivery,
    Mended,
    Place,
    Reason,
    Receipt,
    Refused,
    Suggested,
    Tally,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection, RowMapping, TextClause

    from zhiben.contracts import Contract
    from zhiben.vocabulary import Vocabulary

ROWS_NAMED = 200
_LONGEST_VALUE = 80
_SKIP_WORDS = {reason.value: reason.zh for reason in SkipReason}

_DELIVERIES = text(
    """
    SELECT d.*, u.county_name FROM ledger.deliveries AS d
    LEFT JOIN core.units AS u USING (county_code)
    WHERE d.night = :night AND (:every OR d.source IN :sources)
    ORDER BY d.source, d.business_date, d.file_name, d.delivery_id
    """
).bindparams(bindparam("sources", expanding=True))
# How often, and since when, rows were sent up to the receipt's night: later nights change neither.
_SIGHTED = text(
    """
    SELECT q.quarantine_id, COUNT(DISTINCT d.delivery_id) AS times_seen,
        MIN(d.business_date) AS first_seen
    FROM ledger.quarantine AS q
    INNER JOIN ledger.deliveries AS held USING (delivery_id)
    INNER JOIN ledger.deliveries AS d
        ON held.source = d.source AND (
            d.delivery_id = q.delivery_id OR (d.status = 'unchanged' AND d.sha256 = held.sha256)
        )
    WHERE q.quarantine_id = ANY(:ids) AND d.night <= :night
    GROUP BY q.quarantine_id
    """
)
_REFUSED = text(
    """
    SELECT q.quarantine_id, q.file_name, q.sheet, q.row_number, q.part, q.reasons, q.raw, c.status
    FROM ledger.quarantine AS q
    INNER JOIN ledger.quarantine_cases AS c USING (quarantine_id)
    WHERE q.delivery_id = :delivery AND NOT q.is_loaded
    ORDER BY q.file_name, q.sheet, q.row_number, q.part
    """
)
# A row that a later night's delivery mended was open on the receipt's night.
_STILL_OPEN = text(
    """
    SELECT * FROM (
        SELECT DISTINCT ON (c.quarantine_id)
            c.quarantine_id, q.file_name, q.sheet, q.row_number, q.part, q.reasons, q.raw
        FROM ledger.quarantine_cases AS c
        INNER JOIN ledger.quarantine AS q USING (quarantine_id)
        INNER JOIN ledger.deliveries AS d USING (delivery_id)
        LEFT JOIN ledger.deliveries AS closing ON c.closing_delivery_id = closing.delivery_id
        WHERE c.source = :source AND d.night < :night
        AND (c.status = 'open' OR (c.closed_how = 'later_delivery' AND closing.night > :night))
        AND NOT EXISTS (
            SELECT 1 FROM ledger.quarantine AS again
            INNER JOIN ledger.deliveries AS tonight USING (delivery_id)
            WHERE again.quarantine_id = c.quarantine_id AND tonight.night = :night
        )
        ORDER BY c.quarantine_id, d.business_date DESC, d.night DESC,
            d.load_number DESC
    ) AS still_open
    ORDER BY file_name, sheet, row_number, part
    """
)
_MENDED = text(
    """
    SELECT DISTINCT ON (c.closing_record_id, c.quarantine_id)
        c.closing_record_id, c.first_seen, q.raw
    FROM ledger.quarantine_cases AS c
    INNER JOIN ledger.quarantine AS q USING (quarantine_id)
    WHERE c.closing_delivery_id = :delivery AND c.closed_how = 'later_delivery'
    ORDER BY c.closing_record_id, c.quarantine_id
    """
)
_SKIPPED = text(
    """
    SELECT reason, file_name, sheet, COUNT(*) AS times,
        (ARRAY_AGG(row_number ORDER BY row_number)) [1 : :most] AS places
    FROM ledger.rows WHERE delivery_id = :delivery AND outcome = 'skipped'
    GROUP BY reason, file_name, sheet ORDER BY reason, file_name, sheet
    """
)
_FLAGS = text(
    """
    WITH said AS (
        SELECT file_name, sheet, row_number, flags
        FROM core.statements WHERE delivery_id = :delivery
        UNION ALL
        SELECT file_name, sheet, row_number, flags
        FROM core.inspections WHERE delivery_id = :delivery
        UNION ALL
        SELECT file_name, sheet, row_number, flags
        FROM core.accidents WHERE delivery_id = :delivery
        UNION ALL
        SELECT file_name, sheet, row_number, flags
        FROM core.disasters WHERE delivery_id = :delivery
        UNION ALL
        SELECT file_name, sheet, row_number, flags
        FROM core.tasks WHERE delivery_id = :delivery
    ),

    flagged AS (
        SELECT DISTINCT s.file_name, s.sheet, s.row_number, f.flag
        FROM said AS s CROSS JOIN UNNEST(s.flags) AS f (flag)
    )
    SELECT flag, file_name, sheet, COUNT(*) AS times,
        (ARRAY_AGG(row_number ORDER BY row_number)) [1 : :most] AS places
    FROM flagged GROUP BY flag, file_name, sheet ORDER BY flag, file_name, sheet
    """
)
_SHEETS = text(
    "SELECT COUNT(DISTINCT (file_name, sheet)) FROM ledger.rows WHERE delivery_id = :delivery"
)
_SUGGESTED = text(
    """
    SELECT s.file_name, s.sheet, s.row_number, s.enterprise_name, lead.number, lead.article,
        lead.words, clause.says, clause.is_verified
    FROM core.major_leads AS lead
    INNER JOIN core.statements AS s USING (delivery_id, record_id)
    INNER JOIN core.standard_clauses AS clause USING (standard, number, article)
    WHERE lead.delivery_id = :delivery
    ORDER BY s.file_name, s.sheet, s.row_number, s.part, clause.standard, clause.clause_order
    """
)
_DRIFT = text(
    "SELECT message FROM ledger.drift WHERE delivery_id = :delivery ORDER BY kind, column_name"
)
_HEADINGS = text("SELECT headings FROM ledger.source_columns WHERE source = :source")


@dataclass(frozen=True)
class _Fields:
    """Which headings of a source fill which of its fields."""

    contract: Contract | None
    headings_of: Mapping[str, Sequence[str]]

    def value(self, raw: Mapping[str, str], field: str) -> tuple[str, str]:
        """The heading of ``field`` and what stood there, blank where nothing did."""
        headings = self.headings_of.get(field, ())
        filled = next((one for one in headings if raw.get(one)), None)
        heading = filled or (headings[0] if headings else "")
        return heading, str(raw.get(heading, ""))

    def type_of(self, field: str) -> FieldType | None:
        """How the field is read."""
        kind = self.contract.record_kind if self.contract else None
        return kind.field(field).type if kind and field in kind.names() else None

    def names_in(self, raw: Mapping[str, str]) -> set[str]:
        """The people whom the row names."""
        kind = self.contract.record_kind if self.contract else None
        fields = kind.of_type(FieldType.PEOPLE) if kind else ()
        cells = (self.value(raw, field.name)[1] for field in fields)
        return {name for cell in cells for name in names_in(cell)}


def collect_receipts(
    connection: Connection,
    night: date,
    wanted: Iterable[str],
    contracts: Mapping[str, Contract],
    vocabularies: Mapping[str, Vocabulary],
) -> Iterator[Receipt]:
    """One receipt a source of which the night knows anything; of all sources, or the wanted."""
    sources = sorted(wanted)
    values = {"night": night, "every": not sources, "sources": sources or [""]}
    by_source: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in connection.execute(_DELIVERIES, values).mappings():
        by_source[row["source"]].append(dict(row))
    for source, rows in by_source.items():
        contract = contracts.get(source)
        fields = _fields(connection, source, contract, vocabularies)
        yield Receipt(
            source=source,
            night=night,
            county=rows[0]["county_name"] or "",
            department=contract.department if contract else "",
            noun=(contract.record_kind if contract else HAZARD).noun,
            is_full=contract is None or contract.delivery.mode == "full",
            deliveries=tuple(_delivery(connection, row, fields) for row in rows),
            still_open=tuple(_still_open(connection, source, night, fields)),
        )


def _fields(
    connection: Connection,
    source: str,
    contract: Contract | None,
    vocabularies: Mapping[str, Vocabulary],
) -> _Fields:
    if contract is None:
        return _Fields(None, {})
    headings = connection.execute(_HEADINGS, {"source": source}).scalar() or []
    columns = map_columns(headings, contract, vocabularies[contract.kind]).columns
    by_field: defaultdict[str, list[str]] = defaultdict(list)
    for heading, field in columns.items():
        if field:
            by_field[field].append(heading)
    return _Fields(contract, by_field)


def _delivery(connection: Connection, row: Mapping[str, Any], fields: _Fields) -> Delivery:
    values = {"delivery": row["delivery_id"], "most": ROWS_NAMED}
    found = connection.execute(_REFUSED, {"delivery": row["delivery_id"]}).mappings().all()
    refused = [one for one in found if one["status"] != "waived"]
    sighted = _sighted(connection, refused, row["night"])
    mended = connection.execute(_MENDED, {"delivery": row["delivery_id"]}).mappings()
    drift = connection.execute(_DRIFT, {"delivery": row["delivery_id"]}).scalars()
    return Delivery(
        delivery_id=row["delivery_id"],
        business_date=row["business_date"],
        file_name=row["file_name"] or "",
        sha256=row["sha256"] or "",
        status=row["status"],
        is_late=row["is_late"],
        received=row["rows_received"],
        loaded=row["rows_loaded"],
        quarantined=row["rows_quarantined"],
        skipped=row["rows_skipped"],
        items_new=row["items_new"],
        items_updated=row["items_updated"],
        items_unchanged=row["items_unchanged"],
        items_duplicate=row["items_duplicate"],
        message=mask_message(row["message"]),
        refused=tuple(_refused(one, fields, sighted) for one in refused),
        waived=len(found) - len(refused),
        mended=tuple(_mended(dict(one), fields) for one in mended),
        skips=tuple(_tallies(connection, _SKIPPED, values, _skip_words)),
        flags=tuple(_tallies(connection, _FLAGS, values, _flag_words)),
        suggested=tuple(_suggested(connection, row["delivery_id"])),
        drift=tuple(drift),
    )


def _still_open(
    connection: Connection, source: str, night: date, fields: _Fields
) -> Iterable[Refused]:
    """Rows of earlier nights that nobody has mended by ``night``, the oldest first."""
    values = {"source": source, "night": night}
    rows = connection.execute(_STILL_OPEN, values).mappings().all()
    sighted = _sighted(connection, rows, night)
    found = (_refused(one, fields, sighted) for one in rows)
    return sorted(found, key=lambda one: one.first_seen)


def _sighted(
    connection: Connection, rows: Iterable[RowMapping], night: date
) -> dict[str, tuple[int, date]]:
    """How often each row was sent up to ``night``, and the business date of the first time."""
    ids = [one["quarantine_id"] for one in rows]
    found = connection.execute(_SIGHTED, {"ids": ids, "night": night})
    return {case: (times, first) for case, times, first in found}


def _refused(row: RowMapping, fields: _Fields, sighted: Mapping[str, tuple[int, date]]) -> Refused:
    raw = row["raw"]
    times, first = sighted[row["quarantine_id"]]
    names = fields.names_in(raw)
    return Refused(
        place=Place(row["file_name"], row["sheet"], row["row_number"]),
        part=row["part"],
        enterprise=_firm(fields.value(raw, "enterprise_name")[1], names),
        reasons=tuple(_reason(one, raw, fields, names) for one in row["reasons"]),
        first_seen=first,
        times_seen=times,
    )


def _suggested(connection: Connection, delivery_id: str) -> Iterator[Suggested]:
    for row in connection.execute(_SUGGESTED, {"delivery": delivery_id}):
        yield Suggested(
            Place(row.file_name, row.sheet, row.row_number),
            _firm(row.enterprise_name or "", set()),
            f"{row.number}{row.article}",
            row.says,
            tuple(row.words),
            row.is_verified,
        )


def _mended(row: Mapping[str, Any], fields: _Fields) -> Mended:
    file_name, sheet, number, _part = row["closing_record_id"].rsplit("|", 3)
    raw = row["raw"]
    name = _firm(fields.value(raw, "enterprise_name")[1], fields.names_in(raw))
    return Mended(Place(file_name, sheet, int(number)), name, row["first_seen"])


def _reason(
    reason: Mapping[str, str], raw: Mapping[str, str], fields: _Fields, names: set[str]
) -> Reason:
    field = reason["column_name"]
    heading, value = fields.value(raw, field)
    shown = _shown(value, fields.type_of(field), names)
    return Reason(reason["rule"], field, heading, shown, mask_message(reason["message"], names))


def _firm(name: str, people: set[str]) -> str:
    """A firm's name: only who is known to be a person is hidden in it, as many read like one."""
    return _cut(mask_numbers(" ".join(name.split()), people))


def _shown(value: str, kind: FieldType | None, names: set[str]) -> str:
    text_ = " ".join(value.split())
    if kind is FieldType.PEOPLE:
        masked = mask_people(text_)
    else:
        masked = mask_phones(text_) if kind is FieldType.PHONE else mask_text(text_, names)
    return _cut(masked)


def _cut(text_: str) -> str:
    return text_ if len(text_) <= _LONGEST_VALUE else f"{text_[:_LONGEST_VALUE]}…"


def _tallies(
    connection: Connection,
    query: TextClause,
    values: Mapping[str, Any],
    words: Callable[[str], str],
) -> Iterator[Tally]:
    """What each thing holds for, the most first; its sheet is named where there are several."""
    is_one_sheet = connection.execute(_SHEETS, values).scalar_one() <= 1
    times: Counter[str] = Counter()
    places: defaultdict[str, list[tuple[str, tuple[int, ...]]]] = defaultdict(list)
    for name, file_name, sheet, count, numbers in connection.execute(query, values):
        times[name] += count
        places[name].append(("" if is_one_sheet else sheet or file_name, tuple(numbers)))
    for name, count in times.most_common():
        yield Tally(words(name), count, tuple(places[name]))


def _skip_words(reason: str) -> str:
    return _SKIP_WORDS[reason]


def _flag_words(flag: str) -> str:
    return describe(flag).message
