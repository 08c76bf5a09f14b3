"""Opens the linker's book: what the warehouse knows of the enterprises that findings speak of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    Table,
    any_,
    bindparam,
    func,
    or_,
    select,
    text,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY, BIGINT, INTEGER, TEXT

from zhiben.matching import Book, Enterprise, EnterpriseName, Item, SourceRow, Told, Wanted
from zhiben.matching.names import FULLEST, MOST
from zhiben.warehouse.naming import Blocks
from zhiben.warehouse.schema import (
    ROW,
    TOLD,
    enterprise_names,
    enterprise_numbers,
    enterprises,
    items,
    source_rows,
)

_BY_ID = itemgetter(*(tuple(each.name for each in ROW).index(key) for key in ("source", "row_key")))
One = TypeVar("One", Enterprise, EnterpriseName, Item)


def open_book(connection: Connection, wanted: Wanted, blocks: Blocks) -> Book:
    """A book holding every enterprise that may be meant by what is ``wanted``, with its names.

    Names that nobody in their county bears are looked up by their blocks: ``blocks`` gives those
    of a name in a county. What it costs grows with what is wanted, not with the warehouse.
    """
    book = Book()
    ids = _exact_ids(connection, wanted)
    ids |= _alike_ids(connection, _unknown(connection, wanted), blocks)
    _load_enterprises(connection, book, sorted(ids), blocks)
    book.close_enterprises()
    return book


def load_items(connection: Connection, book: Book, enterprise_ids: Iterable[str]) -> None:
    """Put the items and source rows of these enterprises into the book.

    An item that no row stands behind, as one that was merged away, is none to link to.
    """
    ids = sorted(set(enterprise_ids))
    known = _objects(connection, Item, items, items.c.enterprise_id, ids)
    found = sorted(connection.execute(_rows_of(ids)).all(), key=_BY_ID)
    rows = [SourceRow(*values[: len(ROW)]) for values in found]
    standing = {row.item_id for row in rows}
    for one in known:
        if one.item_id in standing:
            book.put_item(one)
    for row, values in zip(rows, found, strict=True):
        book.put_row(row)
        told = Told(*values[len(ROW) :])
        if told.description:
            book.told[row.source, row.row_key] = told
    book.close_items()


def _rows_of(enterprise_ids: list[str]) -> Select[Any]:
    """The rows behind every item of these enterprises, and what they say.

    Each item is looked up by itself: left to choose, the planner reads the whole table for a
    night's thousands of items, and takes longer every night.
    """
    said = (func.coalesce(source_rows.c[name], "").label(name) for name in TOLD)
    columns = (*ROW, *said)
    behind = select(*columns).where(source_rows.c.item_id == items.c.item_id).offset(0).lateral()
    wanted = items.c.enterprise_id == any_(_texts(enterprise_ids))
    return select(*behind.c).select_from(items).join(behind, true()).where(wanted)


def _load_enterprises(connection: Connection, book: Book, ids: list[str], blocks: Blocks) -> None:
    for one in _objects(connection, Enterprise, enterprises, enterprises.c.enterprise_id, ids):
        book.put_enterprise(one)
    of = enterprise_names.c.enterprise_id
    for name in _objects(connection, EnterpriseName, enterprise_names, of, ids):
        book.put_name(name)
        book.put_blocks(name.enterprise_id, blocks(name.name, name.county_code))
    numbers = select(enterprise_numbers.c.number, enterprise_numbers.c.enterprise_id)
    of = enterprise_numbers.c.enterprise_id
    for number, enterprise_id in connection.execute(_of(numbers, enterprise_numbers, of, ids)):
        book.put_number(number, enterprise_id)


def _exact_ids(connection: Connection, wanted: Wanted) -> set[str]:
    """Enterprises with one of the codes, numbers or names."""
    named = _borne(wanted, enterprise_names.c.enterprise_id)
    numbered = select(enterprise_numbers.c.enterprise_id).where(
        enterprise_numbers.c.number == any_(_texts(wanted.numbers))
    )
    query = select(enterprises.c.enterprise_id).where(
        or_(
            enterprises.c.uscc == any_(_texts(wanted.codes)),
            enterprises.c.enterprise_id.in_(numbered),
            enterprises.c.enterprise_id.in_(named),
        )
    )
    return set(connection.execute(query).scalars())


def _unknown(connection: Connection, wanted: Wanted) -> list[tuple[str, str]]:
    """(name, county) of the names that nobody bears in their county."""
    query = _borne(wanted, enterprise_names.c.county_code, enterprise_names.c.name_key)
    known = {tuple(row) for row in connection.execute(query)}
    return [(name, county) for county, key, name in wanted.names if (county, key) not in known]


def _alike_ids(
    connection: Connection, names: Sequence[tuple[str, str]], blocks: Blocks
) -> set[str]:
    """For each name the enterprises of its county that share the most blocks with it."""
    pairs = [(place, key) for place, name in enumerate(names) for key in blocks(*name)]
    if not pairs:
        return set()
    query = text(
        """
        WITH wanted AS MATERIALIZED (
            SELECT * FROM UNNEST(:places, :blocks) AS pair (place, block)
        ),

        members AS MATERIALIZED (
            SELECT distinct_block.block, member.enterprise_id
            FROM (SELECT DISTINCT block FROM wanted) AS distinct_block
            CROSS JOIN LATERAL (
                SELECT b.enterprise_id FROM core.name_blocks AS b
                WHERE b.block = distinct_block.block
                LIMIT :fullest + 1
            ) AS member
        ),

        full_blocks AS (
            SELECT block FROM members GROUP BY block HAVING COUNT(*) > :fullest
        ),

        ranked AS (
            SELECT
                members.enterprise_id,
                ROW_NUMBER() OVER (
                    PARTITION BY wanted.place
                    ORDER BY COUNT(*) DESC, members.enterprise_id COLLATE "C"
                ) AS place_of
            FROM wanted
            INNER JOIN members ON wanted.block = members.block
            WHERE wanted.block NOT IN (SELECT block FROM full_blocks)
            GROUP BY wanted.place, members.enterprise_id
        )

        SELECT DISTINCT enterprise_id FROM ranked WHERE place_of <= :most
        """
    ).bindparams(
        bindparam("places", [place for place, _ in pairs], type_=ARRAY(INTEGER())),
        bindparam("blocks", [key for _, key in pairs], type_=ARRAY(BIGINT())),
        most=MOST,
        fullest=FULLEST,
    )
    return set(connection.execute(query).scalars())


def _borne(wanted: Wanted, *columns: Any) -> Any:  # noqa: ANN401 - SQLAlchemy's own generics
    """``columns`` of the names wanted that an enterprise of their county bears."""
    keys = sorted({(county, key) for county, key, _ in wanted.names})
    names = select(
        func.unnest(_texts([county for county, _ in keys])).label("county_code"),
        func.unnest(_texts([key for _, key in keys])).label("name_key"),
    ).subquery()
    borne = tuple_(enterprise_names.c.county_code, enterprise_names.c.name_key)
    return select(*columns).join(names, borne == tuple_(names.c.county_code, names.c.name_key))


def _objects(
    connection: Connection,
    kind: type[One],
    table: Table,
    column: ColumnElement[str],
    ids: list[str],
) -> Iterator[One]:
    """All of ``table`` whose ``column`` is among ``ids`` as objects, in the order of its key."""
    query = select(*(table.c[each.name] for each in fields(kind)))
    return (kind(*row) for row in connection.execute(_of(query, table, column, ids)).all())


def _of(
    query: Select[Any], table: Table, column: ColumnElement[str], ids: list[str]
) -> Select[Any]:
    """``query`` for what is among ``ids``, in the order of the key of ``table``."""
    return query.where(column == any_(_texts(ids))).order_by(*table.primary_key.columns)


def _texts(values: Sequence[str]) -> BindParameter[Sequence[str]]:
    return bindparam(None, values, type_=ARRAY(TEXT()), unique=True)
