"""From a printed number to the query for the rows behind it: items, accidents, deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.campaign.subjects import SUBJECTS
from zhiben.reporting.summary import Measure
from zhiben.reporting.trace import filled, has_query

if TYPE_CHECKING:
    from datetime import date

    from zhiben.reporting.numbers import WeekNumbers
    from zhiben.reporting.summary import Filter

FOUND_THIS_YEAR = "hazards_found_ytd"  # the one number of the scoreboard that counts no accidents
UNNAMED = "unnamed"  # the member of what names none, as the campaign writes it


def rows_behind(numbers: WeekNumbers, metric: str, where: Filter) -> str:
    """The query for the rows behind a number, for anyone's SQL client."""
    if where.measure is Measure.BOARD and metric == FOUND_THIS_YEAR:
        return filled("rows_board_hazards", metric, where)
    if has_query(f"rows_{where.measure.value}"):
        return filled(f"rows_{where.measure.value}", metric, where)
    return _governed(numbers, metric, where)


def _governed(numbers: WeekNumbers, metric: str, where: Filter) -> str:
    """The metric's own query, as of the night, narrowed to the unit and the member."""
    programme = numbers.programme(where.programme or "")
    query = programme.measures.get(metric, "") if programme else ""
    if not query:
        return filled("rows_progress", metric, where)
    conditions = [*_of_unit(numbers, metric, where), *_of_member(where)]
    narrowed = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT * FROM ({_as_of(query, where.until)}) AS behind{narrowed}"


def _as_of(query: str, night: date) -> str:
    """The query over what stood there on ``night``."""
    for subject in SUBJECTS.values():
        query = query.replace(f"FROM {subject.shown} ", f"FROM {subject.shown_on(night)} ")
    return query


def _of_unit(numbers: WeekNumbers, metric: str, where: Filter) -> list[str]:
    """Rows of the unit under any code of its: which one they bear changes when it gets another."""
    if where.county_code in (None, numbers.city.code):
        return []
    return [f"county_code IN ({filled('codes_of_unit', metric, where)})"]


def _of_member(where: Filter) -> list[str]:
    if where.measure is not Measure.SPLIT or where.member is None:
        return []
    if where.member == UNNAMED:
        return [f"{where.dimension} IS NULL"]
    return [f"{where.dimension} = {_quoted(where.member)}"]


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"
