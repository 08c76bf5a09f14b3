"""Models of linkage that were trained here, which of them is used, and the labels they learn from.

A model and a choice are rows that are added; the last choice holds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Identity,
    Integer,
    Table,
    Text,
    insert,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from zhiben.matching import RowId, stable_id
from zhiben.matching.held import Held, RowPair
from zhiben.warehouse.decisions_schema import QUESTIONED, pair_judgements
from zhiben.warehouse.loading import copy
from zhiben.warehouse.schema import metadata, needed

ASKED_ANEW = "may be the same hazard, by a newer model"

models = Table(
    "linkage_models",
    metadata,
    Column("version", Text, primary_key=True),
    needed("based_on"),
    needed("sha256"),  # of the file in the models' folder
    needed("figures", JSONB()),
    needed("made_by"),
    needed("made_at", DateTime(timezone=True)),
    schema="core",
)

choices = Table(
    "linkage_choices",
    metadata,
    Column("choice_id", Integer, Identity(always=True), primary_key=True),
    Column("version", Text),  # NULL for the model that ships with zhiben, whichever that is
    needed("why"),
    needed("chosen_by"),
    needed("chosen_at", DateTime(timezone=True)),
    schema="core",
)

_LABELS = text(
    """
    SELECT said.enterprise_id, said.one_source, said.one_row_key, said.other_source,
    said.other_row_key, said.verdict = 'same' AS is_same,
    EXISTS (
        SELECT 1 FROM core.pair_judgements AS machine
        WHERE machine.one_source = said.one_source AND machine.one_row_key = said.one_row_key
        AND machine.other_source = said.other_source
        AND machine.other_row_key = said.other_row_key
        AND machine.verdict = 'same' AND NOT machine.is_human
    ) AS was_joined
    FROM core.pair_judgements AS said
    WHERE said.is_human AND said.superseded_by IS NULL AND said.verdict IN ('same', 'different')
    ORDER BY said.enterprise_id, 2, 3, 4, 5
    """
)
_HELD = text(
    """
    SELECT one_source, one_row_key, other_source, other_row_key, verdict, is_human, model, rule
    FROM core.pair_judgements
    WHERE superseded_by IS NULL AND enterprise_id = ANY(:enterprise_ids)
    """
)
_ASKED_ABOUT = text(
    """
    SELECT DISTINCT enterprise_id
    FROM core.pair_judgements
    WHERE verdict = 'doubt' AND superseded_by IS NULL AND enterprise_id = ANY(:enterprise_ids)
    ORDER BY enterprise_id
    """
)
_SIZES = text(
    """
    SELECT item.enterprise_id, COUNT(*) AS rows
    FROM core.source_rows AS source_row
    INNER JOIN core.items AS item ON source_row.item_id = item.item_id
    INNER JOIN core.enterprises AS enterprise ON item.enterprise_id = enterprise.enterprise_id
    WHERE :every_county OR enterprise.county_code = ANY(:counties)
    GROUP BY item.enterprise_id HAVING COUNT(*) > 1
    ORDER BY item.enterprise_id
    """
)
_SUPERSEDE = text(
    """
    UPDATE core.pair_judgements AS past SET superseded_by = anew.judgement_id
    FROM core.pair_judgements AS anew
    WHERE anew.judgement_id = ANY(:ids) AND past.superseded_by IS NULL
    AND past.judgement_id <> anew.judgement_id AND NOT past.is_human
    AND past.one_source = anew.one_source AND past.one_row_key = anew.one_row_key
    AND past.other_source = anew.other_source AND past.other_row_key = anew.other_row_key
    """
)


_COLUMNS = (
    "judgement_id", "one_source", "one_row_key", "other_source", "other_row_key",
    "enterprise_id", "verdict", "rule", "score", "evidence", "model", "decided_by", "night",
    "decided_at",
)  # fmt: skip


@dataclass(frozen=True)
class TrainedModel:
    """A model that was trained here; ``sha256`` of its file."""

    version: str
    based_on: str
    sha256: str
    figures: Mapping[str, Any]
    made_by: str
    made_at: datetime


@dataclass(frozen=True)
class Label:
    """What a person said of two rows, and whether the machine had joined them."""

    enterprise_id: str
    pair: RowPair
    is_same: bool
    was_joined: bool


@dataclass(frozen=True)
class Question:
    """A pair of rows to ask a person about; ``is_joined`` where it stands under one item."""

    pair: RowPair
    enterprise_id: str
    score: float
    evidence: Mapping[str, float]
    is_joined: bool = False


def trained_models(connection: Connection) -> list[TrainedModel]:
    """All that were trained here, the oldest first."""
    query = select(models).order_by(models.c.made_at, models.c.version)
    return [TrainedModel(**row._mapping) for row in connection.execute(query)]


def note_model(connection: Connection, model: TrainedModel) -> None:
    """Record a model that was trained."""
    connection.execute(insert(models).values(**vars(model)))


def chosen_version(connection: Connection) -> str | None:
    """The trained model that is used; None for the one that ships."""
    query = select(choices.c.version).order_by(choices.c.choice_id.desc()).limit(1)
    return connection.execute(query).scalar()


def choose(connection: Connection, version: str | None, by: str, why: str, at: datetime) -> None:
    """Use a trained model from now on, or the one that ships (None)."""
    said = {"version": version, "why": why, "chosen_by": by, "chosen_at": at}
    connection.execute(insert(choices).values(**said))


def labels(connection: Connection) -> list[Label]:
    """What people said of pairs of rows, as it holds."""
    return [
        Label(row.enterprise_id, _pair(row), row.is_same, row.was_joined)
        for row in connection.execute(_LABELS)
    ]


def held_of(connection: Connection, enterprise_ids: Collection[str]) -> Held:
    """What holds of pairs of rows of these enterprises."""
    rows = list(connection.execute(_HELD, {"enterprise_ids": sorted(enterprise_ids)}))
    waiting = [row for row in rows if row.verdict == "doubt"]
    return Held(
        frozenset(_pair(row) for row in rows if row.is_human),
        frozenset(_pair(row) for row in rows if not row.is_human and row.verdict == "same"),
        {_pair(row): row.model for row in waiting},
        frozenset(_pair(row) for row in waiting if row.rule == QUESTIONED),
    )


def _pair(row: Any) -> RowPair:  # noqa: ANN401 - a row of SQLAlchemy's
    one: RowId = (row.one_source, row.one_row_key)
    other: RowId = (row.other_source, row.other_row_key)
    return one, other


def enterprises_asked_about(connection: Connection, enterprise_ids: Collection[str]) -> list[str]:
    """Those of the enterprises of which a pair of rows waits for a person."""
    values = {"enterprise_ids": sorted(enterprise_ids)}
    return list(connection.execute(_ASKED_ABOUT, values).scalars())


def sizes(connection: Connection, counties: Collection[str]) -> list[tuple[str, int]]:
    """Enterprises with more than one row, and how many; ``counties`` by code, or all."""
    values = {"every_county": not counties, "counties": sorted(counties)}
    return [(row.enterprise_id, row.rows) for row in connection.execute(_SIZES, values)]


def ask(
    connection: Connection, questions: Iterable[Question], model: str, night: date, at: datetime
) -> int:
    """Keep questions about pairs in place of what the machine said of them; give back how many.

    No row moves, and nothing a person said is superseded.
    """
    rows = list(_rows(questions, model, night, at))
    copy(connection, pair_judgements, _COLUMNS, rows)
    connection.execute(_SUPERSEDE, {"ids": [row[0] for row in rows]})
    return len(rows)


def answer(connection: Connection, question: Question, rule: str, model: str, night: date) -> str:
    """Keep that the machine knows by now that a pair is one item; give back the judgement's id.

    It takes the place of the question, and nothing a person said is superseded.
    """
    judgement_id = stable_id("P", *question.pair[0], *question.pair[1], model, rule, str(night))
    told = _judgement(question, "same", rule, model, night)
    copy(connection, pair_judgements, _COLUMNS[:-1], [(judgement_id, *told)])
    connection.execute(_SUPERSEDE, {"ids": [judgement_id]})
    return judgement_id


def _rows(
    questions: Iterable[Question], model: str, night: date, at: datetime
) -> Iterator[tuple[Any, ...]]:
    for one in questions:
        judgement_id = stable_id("P", *one.pair[0], *one.pair[1], model, at.isoformat())
        rule = QUESTIONED if one.is_joined else ASKED_ANEW
        yield judgement_id, *_judgement(one, "doubt", rule, model, night), at


def _judgement(one: Question, verdict: str, rule: str, model: str, night: date) -> tuple[Any, ...]:
    """What :data:`_COLUMNS` say but for the id and the time."""
    said = (one.enterprise_id, verdict, rule, one.score, dict(one.evidence), model)
    return *one.pair[0], *one.pair[1], *said, "machine", night
