"""Doubtful pairs as people work with them: listed, shown side by side, decided, undone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select, text

from zhiben.errors import ZhibenError
from zhiben.matching import RowId
from zhiben.orchestration.reference import load_item_sense
from zhiben.settings import Settings
from zhiben.warehouse import decisions
from zhiben.warehouse.connection import connect
from zhiben.warehouse.decisions import Decided, Pair
from zhiben.warehouse.decisions_schema import pair_judgements
from zhiben.warehouse.mart import nights
from zhiben.warehouse.schema import statements

SHOWN = (
    "source", "file_name", "row_number", "enterprise_name", "site", "description", "level",
    "found_on", "status",
)  # fmt: skip
VERDICTS = ("same", "different")


def list_pairs(settings: Settings) -> list[dict[str, Any]]:
    """Pairs that wait for a person, the likeliest first."""
    with connect(settings).connect() as connection:
        return [
            {
                "judgement_id": one["judgement_id"],
                "score": round(one["score"], 3),
                "night": one["night"],
                "one": _described(connection, _pair(one).one),
                "other": _described(connection, _pair(one).other),
            }
            for one in decisions.waiting(connection)
        ]


def show_pair(settings: Settings, judgement_id: str) -> dict[str, Any]:
    """Both rows of a pair as they read now, and what speaks for and against one item.

    Raises:
        ZhibenError: when there is no such pair.
    """
    with connect(settings).connect() as connection:
        found = _known(connection, judgement_id)
        pair = _pair(found)
        rows = [_row(connection, each) for each in (pair.one, pair.other)]
    spoken = sorted(found["evidence"].items(), key=lambda each: -abs(each[1]))
    model = load_item_sense(settings).model
    words = [
        f"{'＋' if weight > 0 else '－'}{model.words(name, weight)}" for name, weight in spoken
    ]
    return {
        **{name: found[name] for name in ("judgement_id", "verdict", "score", "decided_by")},
        "one": rows[0],
        "other": rows[1],
        "evidence": words,
    }


def decide_pair(settings: Settings, judgement_id: str, verdict: str, by: str, why: str) -> Decided:
    """Keep a person's verdict about a pair; what it changes is published with its night.

    Raises:
        ZhibenError: when there is no such pair, or the decision contradicts others.
    """
    if verdict not in VERDICTS:
        raise ZhibenError(f"{verdict!r} is no verdict.", f"Say {' or '.join(VERDICTS)}.")
    with connect(settings).begin() as connection:
        found = _known(connection, judgement_id)
        night = _latest_night(connection) or found["night"]
        done = decisions.decide(connection, _pair(found), verdict, by, why, night)
        _outdate(connection, done, by)
    return done


def undo_decision(settings: Settings, judgement_id: str, by: str) -> Decided:
    """Take a person's decision back, with everything it moved.

    Raises:
        ZhibenError: when it is none that holds, or a later one built on it.
    """
    with connect(settings).begin() as connection:
        night = _latest_night(connection) or _known(connection, judgement_id)["night"]
        done = decisions.undo(connection, judgement_id, by, night)
        _outdate(connection, done, by)
    return done


def _known(connection: Connection, judgement_id: str) -> dict[str, Any]:
    query = select(pair_judgements).where(pair_judgements.c.judgement_id == judgement_id)
    found = connection.execute(query).one_or_none()
    if found is None:
        raise ZhibenError(f"There is no judgement {judgement_id}.", "See zhiben review list.")
    return dict(found._mapping)


def _pair(found: Mapping[str, Any]) -> Pair:
    return Pair(
        (found["one_source"], found["one_row_key"]), (found["other_source"], found["other_row_key"])
    )


def _row(connection: Connection, row_id: RowId) -> dict[str, Any]:
    said = statements.c
    query = (
        select(*(said[name] for name in SHOWN))
        .where(said.source == row_id[0], said.row_key == row_id[1])
        .order_by(said.business_date.desc(), said.delivery_id)
        .limit(1)
    )
    return dict(connection.execute(query).one()._mapping)


def _described(connection: Connection, row_id: RowId) -> str:
    row = _row(connection, row_id)
    return "，".join(_words(row, ("source", "found_on", "site", "description")))


def _words(row: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[str]:
    return (str(row[name]) for name in names if row[name])


def _latest_night(connection: Connection) -> date | None:
    return connection.execute(select(func.max(nights.c.night))).scalar()


def _outdate(connection: Connection, done: Decided, by: str) -> None:
    """The newest published night is built again where the decision moved anything."""
    if done.moved:
        query = text(
            "UPDATE mart.nights "
            "SET outdated_by = CONCAT_WS('; ', outdated_by, CAST(:words AS text)) "
            "WHERE night = (SELECT MAX(night) FROM mart.nights)"
        )
        connection.execute(query, {"words": f"decided in review by {by}: {done.judgement_id}"})
