"""Takes and undoes decisions of people about pairs of rows, and moves what follows from them.

A person's word outranks the machine's for ever. Two items that are one keep the older id; the
other leads to it. An item that is two keeps its id for what stays, what leaves gets its own, or
the id back that a merge had taken from it. All of it is rows that are added; undoing adds more.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, and_, func, insert, or_, select, update

from zhiben.errors import ZhibenError
from zhiben.matching import RowId, stable_id
from zhiben.warehouse.decisions_schema import item_moves, item_redirects, pair_judgements
from zhiben.warehouse.schema import items, source_rows, statements

MERGED = "合并：{why}"
BY_HAND = "decided by a person"
UNDONE = "undone"


@dataclass(frozen=True)
class Pair:
    """Two source rows, the smaller first."""

    one: RowId
    other: RowId

    @classmethod
    def of(cls, one: RowId, other: RowId) -> Pair:
        """The pair of two rows, whichever is named first."""
        return cls(*sorted((one, other)))


@dataclass(frozen=True)
class Decided:
    """A decision that was taken: its id, and the rows it moved from item to item."""

    judgement_id: str
    moved: tuple[tuple[RowId, str, str], ...]


def decide(
    connection: Connection,
    pair: Pair,
    verdict: str,
    by: str,
    why: str,
    night: date,
    at: datetime | None = None,
) -> Decided:
    """Keep the verdict (``same`` or ``different``) of ``by`` about a pair, and act on it.

    Raises:
        ZhibenError: when a row is not known, the two stand at different enterprises, or the
            verdict contradicts others that people took; the message shows the chain.
    """
    item_of = _items_of(connection, (pair.one, pair.other))
    enterprise_id = _one_enterprise(connection, set(item_of.values()))
    _check_consistent(connection, pair, verdict, enterprise_id)
    judgement_id = _keep(connection, pair, verdict, BY_HAND, by, why, night, enterprise_id, at)
    first, second = item_of[pair.one], item_of[pair.other]
    if verdict == "same" and first != second:
        return _merge(connection, judgement_id, first, second, why, night)
    if verdict == "different" and first == second:
        return _split(connection, judgement_id, pair, first)
    return Decided(judgement_id, ())


def undo(connection: Connection, judgement_id: str, by: str, night: date) -> Decided:
    """Take a person's decision back, and everything it moved.

    Raises:
        ZhibenError: when there is no such decision that holds, or a later one moved the same rows.
    """
    query = select(pair_judgements).where(
        pair_judgements.c.judgement_id == judgement_id,
        pair_judgements.c.superseded_by.is_(None),
        pair_judgements.c.is_human,
    )
    found = connection.execute(query).one_or_none()
    if found is None:
        raise ZhibenError(f"{judgement_id} is no decision of a person that holds.")
    pair = Pair((found.one_source, found.one_row_key), (found.other_source, found.other_row_key))
    moved = _moves(connection, judgement_id)
    _check_still_there(connection, moved)
    before = _before(connection, judgement_id)
    undoing = _keep(
        connection, pair, found.verdict, UNDONE, by, f"撤销 {judgement_id}", night,
        found.enterprise_id, None,
    )  # fmt: skip
    _hold(connection, undoing, before)
    back = [(row, to_item, from_item) for row, from_item, to_item in moved]
    _move(connection, undoing, back)
    done = item_moves.c.judgement_id == judgement_id
    connection.execute(update(item_moves).where(done).values(undone_by=undoing))
    ended = and_(item_redirects.c.judgement_id == judgement_id, item_redirects.c.ended_by.is_(None))
    connection.execute(update(item_redirects).where(ended).values(ended_by=undoing))
    _reopen_redirects(connection, judgement_id)
    return Decided(undoing, tuple(back))


def waiting(connection: Connection) -> list[dict[str, Any]]:
    """Pairs that wait for a person, the likeliest first."""
    query = (
        select(pair_judgements)
        .where(pair_judgements.c.verdict == "doubt", pair_judgements.c.superseded_by.is_(None))
        .order_by(pair_judgements.c.score.desc(), pair_judgements.c.judgement_id)
    )
    return [dict(row._mapping) for row in connection.execute(query)]


def _items_of(connection: Connection, rows: Iterable[RowId]) -> dict[RowId, str]:
    found: dict[RowId, str] = {}
    for source, row_key in rows:
        query = select(source_rows.c.item_id).where(
            source_rows.c.source == source, source_rows.c.row_key == row_key
        )
        item_id = connection.execute(query).scalar()
        if item_id is None:
            raise ZhibenError(f"No row {row_key} of {source} is known.")
        found[source, row_key] = item_id
    return found


def _one_enterprise(connection: Connection, item_ids: set[str]) -> str:
    query = select(items.c.enterprise_id).where(items.c.item_id.in_(item_ids)).distinct()
    enterprise_ids = list(connection.execute(query).scalars())
    if len(enterprise_ids) != 1:
        raise ZhibenError(
            "The two rows stand at different enterprises, so they are two items: "
            + " / ".join(sorted(enterprise_ids))
        )
    return str(enterprise_ids[0])


def _human(connection: Connection, enterprise_id: str) -> list[tuple[RowId, RowId, str]]:
    """What people decided of the rows of an enterprise, as it holds."""
    query = select(pair_judgements).where(
        pair_judgements.c.enterprise_id == enterprise_id,
        pair_judgements.c.is_human,
        pair_judgements.c.superseded_by.is_(None),
        pair_judgements.c.verdict != "doubt",
    )
    return [
        ((row.one_source, row.one_row_key), (row.other_source, row.other_row_key), row.verdict)
        for row in connection.execute(query)
    ]


def _check_consistent(connection: Connection, pair: Pair, verdict: str, enterprise_id: str) -> None:
    """Refuse A≠B where A=C=B holds, and A=B where that would join two rows told apart."""
    said = [each for each in _human(connection, enterprise_id) if Pair.of(each[0], each[1]) != pair]
    same = [(one, other) for one, other, word in said if word == "same"]
    if verdict == "different":
        if chain := _chain(same, pair.one, pair.other):
            raise ZhibenError(_contradiction("same", chain), "Undo one of these decisions first.")
        return
    with_it = [*same, (pair.one, pair.other)]
    for one, other, word in said:
        if word == "different" and (chain := _chain(with_it, one, other)):
            raise ZhibenError(
                _contradiction("different", [one, other])
                + f" The new decision would join them: {_shown(chain)}.",
                "Undo one of these decisions first.",
            )


def _contradiction(word: str, chain: list[RowId]) -> str:
    sign = " = " if word == "same" else " ≠ "
    return f"People decided otherwise: {_shown(chain, sign)}."


def _shown(chain: Iterable[RowId], sign: str = " = ") -> str:
    return sign.join("/".join(row) for row in chain)


def _chain(edges: Iterable[tuple[RowId, RowId]], start: RowId, end: RowId) -> list[RowId]:
    """The shortest way from one row to another along ``edges``; empty where there is none."""
    beside: defaultdict[RowId, list[RowId]] = defaultdict(list)
    for one, other in edges:
        beside[one].append(other)
        beside[other].append(one)
    before: dict[RowId, RowId] = {start: start}
    waits = deque([start])
    while waits:
        row = waits.popleft()
        if row == end:
            chain = [row]
            while chain[-1] != start:
                chain.append(before[chain[-1]])
            return chain[::-1]
        for each in beside[row]:
            if each not in before:
                before[each] = row
                waits.append(each)
    return []


def _keep(
    connection: Connection,
    pair: Pair,
    verdict: str,
    rule: str,
    by: str,
    why: str,
    night: date,
    enterprise_id: str,
    at: datetime | None,
) -> str:
    """Add a judgement; it supersedes whatever held of the pair."""
    at = at or datetime.now(UTC)
    holds = and_(
        pair_judgements.c.one_source == pair.one[0],
        pair_judgements.c.one_row_key == pair.one[1],
        pair_judgements.c.other_source == pair.other[0],
        pair_judgements.c.other_row_key == pair.other[1],
        pair_judgements.c.superseded_by.is_(None),
    )
    count = connection.execute(select(func.count()).select_from(pair_judgements)).scalar_one()
    judgement_id = stable_id("P", *pair.one, *pair.other, by, at.isoformat(), str(count))
    held = list(connection.execute(select(pair_judgements.c.judgement_id).where(holds)).scalars())
    connection.execute(
        insert(pair_judgements).values(
            judgement_id=judgement_id,
            one_source=pair.one[0],
            one_row_key=pair.one[1],
            other_source=pair.other[0],
            other_row_key=pair.other[1],
            enterprise_id=enterprise_id,
            verdict=verdict,
            rule=rule,
            score=1.0 if verdict == "same" else 0.0,
            evidence={},
            model="",
            decided_by=by,
            is_human=True,
            why=why,
            night=night,
            decided_at=at,
        )
    )
    superseded = pair_judgements.c.judgement_id.in_(held)
    connection.execute(update(pair_judgements).where(superseded).values(superseded_by=judgement_id))
    return judgement_id


def _merge(
    connection: Connection, judgement_id: str, first: str, second: str, why: str, night: date
) -> Decided:
    """Move the rows of the younger item to the older, and let its id lead there."""
    older, younger = _by_age(connection, first, second)
    query = select(source_rows.c.source, source_rows.c.row_key).where(
        source_rows.c.item_id == younger
    )
    moves = [((row.source, row.row_key), younger, older) for row in connection.execute(query)]
    _move(connection, judgement_id, moves)
    connection.execute(
        insert(item_redirects).values(
            item_id=younger,
            judgement_id=judgement_id,
            points_to=older,
            since=night,
            cause=MERGED.format(why=why),
        )
    )
    return Decided(judgement_id, tuple(moves))


def _by_age(connection: Connection, first: str, second: str) -> tuple[str, str]:
    born = {
        item_id: connection.execute(
            select(func.min(statements.c.business_date)).where(statements.c.item_id == item_id)
        ).scalar()
        for item_id in (first, second)
    }
    older, younger = sorted((first, second), key=lambda one: (born[one] or date.max, one))
    return older, younger


def _split(connection: Connection, judgement_id: str, pair: Pair, item_id: str) -> Decided:
    """Move the row that joined later, with all that hangs on it alone, to an item of its own."""
    query = select(source_rows.c.source, source_rows.c.row_key).where(
        source_rows.c.item_id == item_id
    )
    rows = {(row.source, row.row_key) for row in connection.execute(query)}
    leaving = _later(connection, pair)
    staying = pair.other if leaving == pair.one else pair.one
    edges = [edge for edge in _same_edges(connection, rows) if Pair.of(*edge) != pair]
    going = {row for row in rows if row != staying and _chain(edges, leaving, row)}
    if staying in going or _chain(edges, leaving, staying):
        going = {leaving}
    new_item = _item_for(connection, judgement_id, item_id, going)
    moves = [(row, item_id, new_item) for row in sorted(going | {leaving})]
    _move(connection, judgement_id, moves)
    return Decided(judgement_id, tuple(moves))


def _later(connection: Connection, pair: Pair) -> RowId:
    def first_said(row: RowId) -> tuple[date, RowId]:
        query = select(func.min(statements.c.business_date)).where(
            statements.c.source == row[0], statements.c.row_key == row[1]
        )
        return connection.execute(query).scalar() or date.max, row

    return max((pair.one, pair.other), key=first_said)


def _same_edges(connection: Connection, rows: set[RowId]) -> list[tuple[RowId, RowId]]:
    query = select(pair_judgements).where(
        pair_judgements.c.verdict == "same", pair_judgements.c.superseded_by.is_(None),
        or_(*(
            and_(pair_judgements.c.one_source == source, pair_judgements.c.one_row_key == row_key)
            for source, row_key in rows
        )),
    )  # fmt: skip
    return [
        ((row.one_source, row.one_row_key), (row.other_source, row.other_row_key))
        for row in connection.execute(query)
    ]


def _item_for(connection: Connection, judgement_id: str, item_id: str, going: set[RowId]) -> str:
    """The id that a merge had taken from all rows that leave, else a new one."""
    if former := _former_id(connection, item_id, going):
        ended = and_(item_redirects.c.item_id == former, item_redirects.c.ended_by.is_(None))
        connection.execute(update(item_redirects).where(ended).values(ended_by=judgement_id))
        return former
    old = connection.execute(select(items).where(items.c.item_id == item_id)).one()
    new_item = stable_id("I", "split", judgement_id)
    connection.execute(insert(items).values(**{**old._mapping, "item_id": new_item}))
    return new_item


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


def _reopen_redirects(connection: Connection, judgement_id: str) -> None:
    """Redirects that the decision had ended lead on again once it is undone."""
    ended = item_redirects.c.ended_by == judgement_id
    connection.execute(update(item_redirects).where(ended).values(ended_by=None))


def _moves(connection: Connection, judgement_id: str) -> list[tuple[RowId, str, str]]:
    query = select(item_moves).where(
        item_moves.c.judgement_id == judgement_id, item_moves.c.undone_by.is_(None)
    )
    return [
        ((row.source, row.row_key), row.from_item, row.to_item) for row in connection.execute(query)
    ]


def _check_still_there(connection: Connection, moved: Iterable[tuple[RowId, str, str]]) -> None:
    for row, _, to_item in moved:
        if _items_of(connection, [row])[row] != to_item:
            raise ZhibenError(
                f"Row {'/'.join(row)} was moved again by a later decision.", "Undo that one first."
            )


def _before(connection: Connection, judgement_id: str) -> str | None:
    """What held of the pair before the decision."""
    query = (
        select(pair_judgements.c.judgement_id)
        .where(pair_judgements.c.superseded_by == judgement_id)
        .where(pair_judgements.c.rule != UNDONE)
        .order_by(pair_judgements.c.decided_at.desc())
        .limit(1)
    )
    return connection.execute(query).scalar()


def _hold(connection: Connection, undoing: str, before: str | None) -> None:
    """Let what held before the undone decision hold again; the undoing itself only tells of it."""
    own = pair_judgements.c.judgement_id
    connection.execute(
        update(pair_judgements).where(own == undoing).values(superseded_by=before or undoing)
    )
    if before is not None:
        connection.execute(update(pair_judgements).where(own == before).values(superseded_by=None))


def _move(
    connection: Connection, judgement_id: str, moves: Iterable[tuple[RowId, str, str]]
) -> None:
    """Put rows, and all they ever said, under another item, and keep the trail."""
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
            )
        )
