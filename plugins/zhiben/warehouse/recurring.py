"""What an item came back of, where its own first finding did not say so.

What came back still came back once it is merged: the item that stays keeps what it came back of.
And a row that joined an item later may have told it. Which merge or which row's judgement gave it
to the item is kept, so that it goes when the merge does, and where the row goes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, text

_INHERITED = text(
    """
    UPDATE core.items AS item
    SET recurrence_of = merged.recurrence_of, recurs_by = merged.judgement_id
    FROM (
        SELECT
            redirect.judgement_id,
            COALESCE(further.points_to, gone.recurrence_of) AS recurrence_of
        FROM core.item_redirects AS redirect
        INNER JOIN core.items AS gone ON redirect.item_id = gone.item_id
        LEFT JOIN bi.item_redirects AS further ON gone.recurrence_of = further.item_id
        WHERE redirect.points_to = :item_id AND redirect.ended_by IS NULL
        AND COALESCE(further.points_to, gone.recurrence_of) <> :item_id
        ORDER BY redirect.since, redirect.item_id
        LIMIT 1
    ) AS merged
    WHERE item.item_id = :item_id AND item.recurrence_of IS NULL
    """
)
_RELEASED = text(
    """
    UPDATE core.items SET recurrence_of = NULL, recurs_by = NULL
    WHERE recurs_by = :judgement_id
    RETURNING item_id
    """
)
_TOLD = text(
    """
    UPDATE core.items SET recurrence_of = :before, recurs_by = :told_by WHERE item_id = :item_id
    """
)
_GOES_ALONG = text(
    """
    UPDATE core.items AS item
    SET recurrence_of = left_behind.recurrence_of, recurs_by = left_behind.recurs_by
    FROM core.items AS left_behind
    INNER JOIN core.judgements AS told ON left_behind.recurs_by = told.judgement_id
    WHERE item.item_id = :to_item AND left_behind.item_id = :from_item
    AND item.recurrence_of IS NULL AND left_behind.recurrence_of <> :to_item
    AND told.evidence ->> 'told_by' = ANY(:rows)
    """
)
_LEFT_BEHIND = text(
    """
    UPDATE core.items AS item SET recurrence_of = NULL, recurs_by = NULL
    FROM core.judgements AS told
    WHERE item.item_id = :from_item AND item.recurs_by = told.judgement_id
    AND told.evidence ->> 'told_by' = ANY(:rows)
    AND EXISTS (SELECT FROM core.source_rows AS stays WHERE stays.item_id = :from_item)
    RETURNING item.item_id
    """
)


def note_returns(connection: Connection, returns: Mapping[str, tuple[str, str]]) -> None:
    """Let items have come back of others: by item, the one before and the judgement saying so."""
    told = [
        {"item_id": item_id, "before": before, "told_by": told_by}
        for item_id, (before, told_by) in returns.items()
    ]
    if told:
        connection.execute(_TOLD, told)


def is_told_by_row(connection: Connection, recurs_by: str | None) -> bool:
    """Whether a row told what its item came back of, and no merge gave it."""
    query = text("SELECT 1 FROM core.judgements WHERE judgement_id = :recurs_by")
    return connection.execute(query, {"recurs_by": recurs_by}).scalar() is not None


def take_along(connection: Connection, from_item: str, to_item: str, rows: Collection[str]) -> None:
    """Let what one of the moved ``rows`` (source|row key) told of its item go where the row goes.

    An item that keeps no row keeps it, too: for when its rows come back.
    """
    moved = {"from_item": from_item, "to_item": to_item, "rows": list(rows)}
    connection.execute(_GOES_ALONG, moved)
    for item_id in connection.execute(_LEFT_BEHIND, moved).scalars().all():
        inherit_recurrence(connection, item_id)


def inherit_recurrence(connection: Connection, item_id: str) -> None:
    """Let an item that came back of none come back of what one that leads to it came back of."""
    connection.execute(_INHERITED, {"item_id": item_id})


def release_recurrence(connection: Connection, judgement_id: str) -> None:
    """Take back what a merge that has ended gave; another merge of the item may give it again."""
    for item_id in connection.execute(_RELEASED, {"judgement_id": judgement_id}).scalars().all():
        inherit_recurrence(connection, item_id)
