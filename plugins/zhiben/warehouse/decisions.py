"""Takes and undoes decisions of people about pairs of rows, and moves what follows from them.

A person's word outranks the machine's for ever. Two items that are one keep the older id; the
other leads to it. An item that is two keeps its id for what stays, what leaves gets its own, or
the id back that a merge had taken from it. All of it is rows that are added; undoing adds more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, and_, func, insert, select, update

from zhiben.errors import ZhibenError
from zhiben.matching import stable_id
from zhiben.warehouse.agreement import (
    Pair,
    Said,
    check_consistent,
    check_episodes,
    check_obeyed,
    items_of,
    one_enterprise,
)
from zhiben.warehouse.decisions_schema import item_moves, item_redirects, pair_judgements
from zhiben.warehouse.moving import (
    Move,
    check_still_there,
    end_split,
    followers,
    merge,
    move,
    moves_of,
    reopen_redirects,
    split,
)
from zhiben.warehouse.recurring import release_recurrence
from zhiben.warehouse.reviews import KnownPair, Wish, known_pairs

BY_HAND = "decided by a person"
UNDONE = "undone"


@dataclass(frozen=True)
class Decided:
    """A decision that was taken: its id, and the rows it moved from item to item."""

    judgement_id: str
    moved: tuple[Move, ...]


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
    item_of = items_of(connection, (pair.one, pair.other))
    first, second = item_of[pair.one], item_of[pair.other]
    enterprise_id = one_enterprise(connection, {first, second})
    check_consistent(connection, Said(pair, verdict), enterprise_id)
    if verdict == "same" and first != second:
        check_episodes(connection, first, second)
    judgement_id = _keep(connection, pair, verdict, BY_HAND, by, why, night, enterprise_id, at)
    moved: tuple[Move, ...] = ()
    if verdict == "same" and first != second:
        moved = merge(connection, judgement_id, first, second, why, night)
    if verdict == "different" and first == second:
        moved = split(connection, judgement_id, pair, first)
    check_obeyed(connection, enterprise_id)
    return Decided(judgement_id, moved)


def undo(connection: Connection, judgement_id: str, by: str, night: date, why: str = "") -> Decided:
    """Take a person's decision back, and everything that followed from it.

    What followed are the rows it moved, and rows that joined an item since only because of them.

    Raises:
        ZhibenError: when there is no such decision that holds, or a later one builds on it.
    """
    found = _holding(connection, judgement_id)
    moved = moves_of(connection, judgement_id)
    check_still_there(connection, judgement_id, moved)
    back = [(row, to_item, from_item) for row, from_item, to_item in moved]
    back += followers(connection, found, moved)
    before = _before(connection, judgement_id)
    undoing = _keep(
        connection, found.pair, found.verdict, UNDONE, by, why or f"撤销 {judgement_id}", night,
        found.enterprise_id, None,
    )  # fmt: skip
    _hold(connection, undoing, before)
    move(connection, undoing, back)
    end_split(connection, judgement_id, moved)
    done = item_moves.c.judgement_id == judgement_id
    connection.execute(update(item_moves).where(done).values(undone_by=undoing))
    ended = and_(item_redirects.c.judgement_id == judgement_id, item_redirects.c.ended_by.is_(None))
    connection.execute(update(item_redirects).where(ended).values(ended_by=undoing))
    release_recurrence(connection, judgement_id)
    reopen_redirects(connection, judgement_id)
    check_obeyed(connection, found.enterprise_id)
    return Decided(undoing, tuple(back))


def _holding(connection: Connection, judgement_id: str) -> KnownPair:
    known = known_pairs(connection, Wish(ids=[judgement_id], status="decided"))
    if not known:
        raise ZhibenError(
            f"“{judgement_id}”不是一条仍然有效的人工判定，没有撤销。",
            "有效的人工判定见 zhiben review list --status decided。",
        )
    return known[0]


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
    at = at or connection.execute(select(func.clock_timestamp())).scalar_one()
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
