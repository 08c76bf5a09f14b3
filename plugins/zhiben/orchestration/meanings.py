"""Reads what findings say where they are taken, by as many processes as take sources.

The load is one process that waits for all of them; it finds what they read beside the deliveries.
What a text brings to comparisons depends on no other row, so it does not matter who reads it, and
what was not read ahead is read by the load.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from zhiben.errors import ZhibenError
from zhiben.matching import Told
from zhiben.orchestration import timing
from zhiben.orchestration.outcome import Draft, Outcome, staged_meanings
from zhiben.orchestration.reference import columns_version, load_hazards

log = logging.getLogger(__name__)
TOLD = tuple(each.name for each in fields(Told))


def told_of(record: Mapping[str, Any]) -> Told:
    """What a record says of its hazard."""
    return Told(**{name: record[name] or "" for name in TOLD})


def read_ahead(vocabulary: Path, connection: Connection, draft: Draft) -> None:
    """Put beside a delivery what its texts bring to comparisons, as far as no night met them.

    A model that cannot be used stops no source: the load, which cannot do without, will say so.
    """
    from zhiben.warehouse.remembering import recall

    pieces = draft.accepted_pieces(TOLD)
    told = [told_of(record) for piece in pieces for record in piece.to_pylist()]
    if not told:
        return
    with timing.stage("meaning"):
        try:
            hazards = load_hazards(vocabulary)
            remembered = recall(connection, columns_version(hazards), told)
            remembered.learn(told, hazards.columns)
        except (ZhibenError, OSError, ImportError, ValueError) as error:
            log.warning("texts are left to the load: %s", error)
            return
        if remembered.fresh:
            draft.add_meanings(remembered.version, remembered.fresh)


def meanings_of(
    staging: Path, outcomes: Iterable[Outcome], version: str
) -> Iterable[tuple[bytes, bytes]]:
    """What was read ahead of texts under ``version``, delivery by delivery."""
    for one in outcomes:
        for told_under, key, columns in staged_meanings(staging, one):
            if told_under == version:
                yield key, columns
