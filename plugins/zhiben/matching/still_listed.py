"""Which rows that did not come as they were are listed all the same: as a row that was refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

_TELLING = 2  # readable parts that name a row, where no other row agrees with them


@dataclass(frozen=True)
class RefusedWords:
    """What can be read of a refused row; None or empty where its cell is what was refused."""

    source_key: str | None
    part: int
    name_key: str | None
    uscc: str | None
    site_key: str | None
    text_key: str | None
    found_on: date | None


@dataclass(frozen=True)
class UnlistedRow:
    """A known row that a full ledger does not list as it was, and what its enterprise is called."""

    row_key: str
    source_key: str | None
    part: int
    name_keys: frozenset[str]
    uscc: str | None
    site_key: str
    text_key: str
    found_on: date


def still_listed(rows: Iterable[UnlistedRow], refused: Iterable[RefusedWords]) -> set[str]:
    """Keys of the ``rows`` that a ``refused`` one speaks of, by its key or all that is readable.

    One that may be several rows speaks of none.
    """
    known = list(rows)
    found = ([row.row_key for row in known if _speaks_of(one, row)] for one in refused)
    return {row_keys[0] for row_keys in found if len(row_keys) == 1}


def _speaks_of(one: RefusedWords, row: UnlistedRow) -> bool:
    is_of_enterprise = _agrees(one.name_key, row.name_keys) and _agrees(one.uscc, {row.uscc})
    if None not in {one.source_key, row.source_key}:
        return is_of_enterprise and (one.source_key, one.part) == (row.source_key, row.part)
    has_enterprise = bool(one.name_key) or (one.uscc is not None and one.uscc == row.uscc)
    told = (has_enterprise, bool(one.site_key), bool(one.text_key), one.found_on is not None)
    return (
        is_of_enterprise
        and sum(told) >= _TELLING
        and one.site_key in {None, row.site_key}
        and one.text_key in {None, row.text_key}
        and one.found_on in {None, row.found_on}
    )


def _agrees(said: str | None, known: Iterable[str | None]) -> bool:
    """Whether nothing is said, or nothing known, or the one is among the other."""
    names = [one for one in known if one]
    return not said or not names or said in names
