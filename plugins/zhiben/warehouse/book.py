"""Opens the linker's book: what the warehouse knows of the enterprises that findings speak of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, any_, bindparam, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY, TEXT

from zhiben.matching import Book, Enterprise, EnterpriseName, Finding, Item, SourceRow
from zhiben.warehouse.schema import enterprise_names, enterprises, items, source_rows


def open_book(connection: Connection, findings: Sequence[Finding]) -> Book:
    """A book holding every enterprise that ``findings`` may mean, with its items and rows.

    What it costs grows with the findings, not with the warehouse.
    """
    book = Book()
    ids = _enterprise_ids(connection, findings)
    if not ids:
        return book
    for row in connection.execute(_of(enterprises, enterprises.c.enterprise_id, ids)):
        book.put_enterprise(
            Enterprise(row.enterprise_id, row.county_code, row.enterprise_name, row.uscc)
        )
    for row in connection.execute(_of(enterprise_names, enterprise_names.c.enterprise_id, ids)):
        book.put_name(EnterpriseName(row.enterprise_id, row.county_code, row.name_key, row.name))
    known = connection.execute(_of(items, items.c.enterprise_id, ids)).all()
    for row in known:
        book.put_item(Item(**row._mapping))
    rows = _of(source_rows, source_rows.c.item_id, [row.item_id for row in known])
    for row in connection.execute(rows):
        book.put_row(SourceRow(**row._mapping))
    book.close_known()
    return book


def _enterprise_ids(connection: Connection, findings: Sequence[Finding]) -> list[str]:
    codes = sorted({finding.uscc for finding in findings if finding.uscc})
    names = sorted({(finding.county_code, finding.name_key) for finding in findings})
    if not names:
        return []
    wanted = select(
        func.unnest(_texts([county for county, _ in names])).label("county_code"),
        func.unnest(_texts([key for _, key in names])).label("name_key"),
    ).subquery()
    query = select(enterprises.c.enterprise_id).where(
        or_(
            enterprises.c.uscc == any_(_texts(codes)),
            enterprises.c.enterprise_id.in_(
                select(enterprise_names.c.enterprise_id).join(
                    wanted,
                    tuple_(enterprise_names.c.county_code, enterprise_names.c.name_key)
                    == tuple_(wanted.c.county_code, wanted.c.name_key),
                )
            ),
        )
    )
    return sorted(connection.execute(query).scalars())


def _of(table: Any, column: Any, ids: list[str]) -> Any:  # noqa: ANN401 - SQLAlchemy's own generics
    """All of ``table`` whose ``column`` is among ``ids``, in the order of its key."""
    return select(table).where(column == any_(_texts(ids))).order_by(*table.primary_key.columns)


def _texts(values: list[str]) -> BindParameter[Sequence[str]]:
    return bindparam(None, values, type_=ARRAY(TEXT()), unique=True)
