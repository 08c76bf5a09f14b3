"""Keeps the blocks by which names are found in step with the words they are worked out from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sqlalchemy import Connection, RowMapping, delete, insert, select, text

from zhiben.warehouse.loading import copy
from zhiben.warehouse.schema import name_blocks, name_scheme

AT_ONCE = 20_000  # enterprises
Blocks = Callable[[str, str], tuple[int, ...]]

_EVERY_NAME = text(
    """
    SELECT enterprise_id, ARRAY_AGG(name) AS names, ARRAY_AGG(county_code) AS counties
    FROM core.enterprise_names
    GROUP BY enterprise_id
    """
)


def keep_blocks(connection: Connection, scheme: str, blocks: Blocks) -> bool:
    """Work out all blocks anew where they were made by another ``scheme``; whether they were.

    ``blocks`` gives those of a name in a county. It costs what all names cost, once after the
    words of names, the units or the way blocks are made have changed.
    """
    if connection.execute(select(name_scheme.c.scheme)).scalar() == scheme:
        return False
    connection.execute(delete(name_scheme))
    connection.execute(delete(name_blocks))
    every = connection.execute(_EVERY_NAME.execution_options(yield_per=AT_ONCE)).mappings()
    for some in every.partitions():
        copy(connection, name_blocks, ("block", "enterprise_id"), _rows(some, blocks))
    connection.execute(insert(name_scheme).values(scheme=scheme))
    return True


def _rows(some: Iterable[RowMapping], blocks: Blocks) -> Iterator[tuple[int, str]]:
    for one in some:
        names = zip(one["names"], one["counties"], strict=True)
        keys = {key for name, county in names for key in blocks(name, county)}
        yield from ((key, one["enterprise_id"]) for key in sorted(keys))
