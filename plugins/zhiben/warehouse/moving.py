"""Moves rows between items for a decision: merges, splits, and what goes back when it is undone.

An id that stands for nothing any more leads to the one that stands in its place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, func, insert, or_, select, text, update

from zhiben.errors import ZhibenError
from zhiben.masking import mask_text
from zhiben.matching import RowId, stable_id
from zhiben.warehouse.agreement import Pair, chain_between, items_of
from zhiben.warehouse.decisions_schema import (
    QUESTIONED,
    item_moves,
    item_redirects,
    pair_judgements,
)
from zhiben.warehouse.recurring import (
    inherit_recurrence,
    is_told_by_row,
    release_recurrence,
    take_along,
)
from zhiben.warehouse.reviews import KnownPair
from zhiben.warehouse.schema import items, source_rows, statements

MERGED = "合并：{why}"
_RETURNS_OF_ROW = text(
    """
    UPDATE core.items AS item SET recurrence_of = :to_item
    FROM core.judgements AS found
    WHERE item.recurrence_of = :from_item
    AND (
        found.judgement_id = item.recurs_by
        OR found.item_id IN (
            SELECT item.item_id
            UNION ALL
            SELECT merged.item_id FROM core.item_redirects AS merged
            WHERE merged.judgement_id = item.recurs_by AND merged.points_to = item.item_id
        )
    )
    AND :row IN (
        found.evidence ->> 'returned',
        CASE WHEN found.verdict = 'recurrence' THEN found.evidence ->> 'like' END
    )
    """
)
Move = tuple[RowId, str, str]  # a row, the item it leaves, the item it goes to


def moves_of(connection: Connection, judgement_id: str) -> list[Move]:
    """What a decision moved, as far as nobody took it back."""
    query = select(item_moves).where(
        item_moves.c.judgement_id == judgement_id, item_moves.c.undone_by.is_(None)
    )
    return [
        ((row.source, row.row_key), row.from_item, row.to_item) for row in connection.execute(query)
    ]


def _rows_of(connection: Connection, item_id: str) -> set[RowId]:
    query = select(source_rows.c.source, source_rows.c.row_key).where(
        source_rows.c.item_id == item_id
    )
    return {(row.source, row.row_key) for row in connection.execute(query)}


def merge(
    connection: Connection, judgement_id: str, first: str, second: str, why: str, night: date
) -> tuple[Move, ...]:
    """Move the rows of the younger item to the older, and let its id lead there."""
    older, younger = _by_age(connection, first, second)
    moves = [(row, younger, older) for row in sorted(_rows_of(connection, younger))]
    move(connection, judgement_id, moves)
    connection.execute(
        insert(item_redirects).values(
            item_id=younger,
            judgement_id=judgement_id,
            points_to=older,
            since=night,
            cause=MERGED.format(why=mask_text(why)),
        )
    )
    inherit_recurrence(connection, older)
    return tuple(moves)


def _by_age(connection: Connection, first: str, second: str) -> tuple[str, str]:
    born = {
        item_id: connection.execute(
            select(func.min(statements.c.business_date)).where(statements.c.item_id == item_id)
        ).scalar()
        for item_id in (first, second)
    }
    older, younger = sorted((first, second), key=lambda one: (born[one] or date.max, one))
    return older, younger


def split(connection: Connection, judgement_id: str, pair: Pair, item_id: str) -> tuple[Move, ...]:
    """Move the row that joined later, with all that hangs on it alone, to an item of its own."""
    rows = _rows_of(connection, item_id)
    leaving = _later(connection, pair)
    staying = pair.other if leaving == pair.one else pair.one
    edges = [edge for edge in _same_edges(connection, rows) if Pair.of(*edge) != pair]
    if chain_between(edges, leaving, staying):
        edges = _same_edges(connection, rows, by_people=True)  # people's words alone hold then
    going = {row for row in rows if chain_between(edges, leaving, row)}
    new_item = _item_for(connection, judgement_id, item_id, going)
    moves = [(row, item_id, new_item) for row in sorted(going)]
    move(connection, judgement_id, moves)
    return tuple(moves)


def _later(connection: Connection, pair: Pair) -> RowId:
    return max((pair.one, pair.other), key=lambda row: _first_said(connection, row))


def _first_said(connection: Connection, row: RowId) -> tuple[date, RowId]:
    query = select(func.min(statements.c.business_date)).where(
        statements.c.source == row[0], statements.c.row_key == row[1]
    )
    return connection.execute(query).scalar() or date.max, row


def _same_edges(
    connection: Connection, rows: set[RowId], *, by_people: bool = False
) -> list[tuple[RowId, RowId]]:
    query = select(pair_judgements).where(
        or_(pair_judgements.c.verdict == "same", pair_judgements.c.rule == QUESTIONED),
        pair_judgements.c.superseded_by.is_(None),
        pair_judgements.c.is_human.in_({True, not by_people}),
        or_(*(
            and_(pair_judgements.c.one_source == source, pair_judgements.c.one_row_key == row_key)
            for source, row_key in rows
        )),
    )  # fmt: skip
    return _edges(connection, query)


def _edges(connection: Connection, query: Select[Any]) -> list[tuple[RowId, RowId]]:
    return [
        ((row.one_source, row.one_row_key), (row.other_source, row.other_row_key))
        for row in connection.execute(query)
    ]


def _item_for(connection: Connection, judgement_id: str, item_id: str, going: set[RowId]) -> str:
    """The id that a merge had taken from all rows that leave, else a new one."""
    if former := _former_id(connection, item_id, going):
        ended = and_(item_redirects.c.item_id == former, item_redirects.c.ended_by.is_(None))
        ending = update(item_redirects).where(ended).values(ended_by=judgement_id)
        merges = connection.execute(ending.returning(item_redirects.c.judgement_id)).scalars()
        for merge_id in merges.all():
            release_recurrence(connection, merge_id)
        return former
    old = connection.execute(select(items).where(items.c.item_id == item_id)).one()
    new_item = _split_id(judgement_id)
    words: dict[str, str | None] = {"item_id": new_item, **_founding_words(connection, going)}
    if is_told_by_row(connection, old.recurs_by):
        words |= {"recurrence_of": None, "recurs_by": None}  # it goes where that row goes
    connection.execute(insert(items).values(**{**old._mapping, **words}))
    return new_item


def _founding_words(connection: Connection, rows: set[RowId]) -> dict[str, str]:
    """Place and text of the row that was told first."""
    source, row_key = min(rows, key=lambda row: _first_said(connection, row))
    keys = select(source_rows.c.site_key, source_rows.c.text_key).where(
        source_rows.c.source == source, source_rows.c.row_key == row_key
    )
    return dict(connection.execute(keys).one()._mapping)


def _split_id(judgement_id: str) -> str:
    return stable_id("I", "split", judgement_id)


def _former_id(connection: Connection, item_id: str, going: set[RowId]) -> str | None:
    query = (
        select(item_moves.c.from_item, item_moves.c.source, item_moves.c.row_key)
        .join(
            item_redirects,
            and_(
                item_redirects.c.judgement_id == item_moves.c.judgement_id,
                item_redirects.c.item_id == item_moves.c.from_item,
                item_redirects.c.ended_by.is_(None),
            ),
        )
        .where(item_moves.c.to_item == item_id, item_moves.c.undone_by.is_(None))
    )
    moved: defaultdict[str, set[RowId]] = defaultdict(set)
    for row in connection.execute(query):
        moved[row.from_item].add((row.source, row.row_key))
    return next((former for former, rows in sorted(moved.items()) if rows == going), None)


def reopen_redirects(connection: Connection, judgement_id: str) -> None:
    """Redirects that the decision had ended lead on again once it is undone."""
    ended = item_redirects.c.ended_by == judgement_id
    leading = update(item_redirects).where(ended).values(ended_by=None)
    led_to = connection.execute(leading.returning(item_redirects.c.points_to)).scalars()
    for item_id in led_to.all():
        inherit_recurrence(connection, item_id)


def move(connection: Connection, judgement_id: str, moves: Collection[Move]) -> None:
    """Put rows, and all they ever said, under another item, and keep the trail.

    What came back of a hazard as such a row tells of it points to where the row is.
    """
    for (source, row_key), from_item, to_item in moves:
        for table in (source_rows, statements):
            row = and_(table.c.source == source, table.c.row_key == row_key)
            connection.execute(update(table).where(row).values(item_id=to_item))
        connection.execute(
            insert(item_moves).values(
                judgement_id=judgement_id,
                source=source,
                row_key=row_key,
                from_item=from_item,
                to_item=to_item,
                moved_at=func.clock_timestamp(),
            )
        )
        told = {"row": f"{source}|{row_key}", "from_item": from_item, "to_item": to_item}
        connection.execute(_RETURNS_OF_ROW, told)
    by_item: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for (source, row_key), from_item, to_item in moves:
        by_item[from_item, to_item].append(f"{source}|{row_key}")
    for (from_item, to_item), rows in by_item.items():
        take_along(connection, from_item, to_item, rows)


def end_split(connection: Connection, judgement_id: str, moves: Iterable[Move]) -> None:
    """What came back of an item that only this split had made came back of the one it is again."""
    made = _split_id(judgement_id)
    for _, from_item, to_item in moves:
        if to_item == made:
            back = items.c.recurrence_of == made
            connection.execute(update(items).where(back).values(recurrence_of=from_item))


def _machine_edges(
    connection: Connection, enterprise_id: str, since: datetime
) -> list[tuple[RowId, RowId]]:
    query = select(pair_judgements).where(
        pair_judgements.c.enterprise_id == enterprise_id,
        pair_judgements.c.verdict == "same",
        pair_judgements.c.decided_at > since,
        ~pair_judgements.c.is_human,
    )
    return _edges(connection, query)


def _check_unmoved(connection: Connection, item_id: str, rows: set[RowId]) -> None:
    """Refuse where a later decision moved one of ``rows`` to this item."""
    query = select(item_moves).where(
        item_moves.c.to_item == item_id, item_moves.c.undone_by.is_(None)
    )
    for one in connection.execute(query):
        if (one.source, one.row_key) in rows:
            raise _built_on(one.judgement_id)


def _built_on(judgement_id: str) -> ZhibenError:
    return ZhibenError(
        f"后来的判定 {judgement_id} 以这条判定为前提，没有撤销。",
        f"请先撤销后来的：zhiben review undo {judgement_id}。",
    )


def check_still_there(connection: Connection, judgement_id: str, moved: Iterable[Move]) -> None:
    """Refuse to take back what a later decision has moved on, or into an id that it has ended."""
    for row, from_item, to_item in moved:
        if items_of(connection, [row])[row] != to_item:
            raise _built_on(_last_mover(connection, row))
        query = select(item_redirects.c.judgement_id).where(
            item_redirects.c.item_id == from_item, item_redirects.c.ended_by.is_(None)
        )
        if (later := connection.execute(query).scalar()) and later != judgement_id:
            raise _built_on(later)


def _last_mover(connection: Connection, row: RowId) -> str:
    query = (
        select(item_moves.c.judgement_id)
        .where(item_moves.c.source == row[0], item_moves.c.row_key == row[1])
        .order_by(item_moves.c.moved_at.desc())
        .limit(1)
    )
    return str(connection.execute(query).scalar())


def followers(connection: Connection, decision: KnownPair, moved: list[Move]) -> list[Move]:
    """Rows that joined since because of the rows that were moved, and the item they go back to.

    Of a merge: what the machine has found like one of the rows that go. Of a split: whatever
    stands under the id that ends.
    """
    rows = {row for row, _, _ in moved}
    if not moved:
        return []
    _, from_item, to_item = moved[0]
    others = _rows_of(connection, to_item) - rows
    if decision.verdict == "same":
        since = _machine_edges(connection, decision.enterprise_id, decision.decided_at)
        near = [edge for edge in since if {*edge} <= others | rows]
        others = {row for row in others if any(chain_between(near, one, row) for one in rows)}
    else:
        _check_unmoved(connection, to_item, others)
    return [(row, to_item, from_item) for row in sorted(others)]
