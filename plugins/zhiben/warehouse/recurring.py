"""What came back still came back once it is merged: the item that stays keeps what it came back of.

Which merge gave it to the item is kept, so that it goes when the merge does.
"""

from __future__ import annotations

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


def inherit_recurrence(connection: Connection, item_id: str) -> None:
    """Let an item that came back of none come back of what one that leads to it came back of."""
    connection.execute(_INHERITED, {"item_id": item_id})


def release_recurrence(connection: Connection, judgement_id: str) -> None:
    """Take back what a merge that has ended gave; another merge of the item may give it again."""
    for item_id in connection.execute(_RELEASED, {"judgement_id": judgement_id}).scalars().all():
        inherit_recurrence(connection, item_id)
