"""What survives of an item is what the rows say that its fields are told to come from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text

from tests.warehouse.golden import SQL, Case, cases_of, play

BUILD = ("touched_items", "item_history", "item_state", "publish_night")
CASES = [
    replace(case, run=BUILD)
    for folder in ("item_state", "item_history")
    for case in cases_of(SQL / folder / "cases.yaml")
]
FIELDS = (
    "status", "found_on", "county_code", "channel", "due_on", "level", "town", "department",
    "site", "description", "category", "rectified_on", "verified_on", "supervised",
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_rows_named_say_what_is_published(slate: Engine, case: Case) -> None:
    play(slate, case)
    with slate.connect() as connection:
        published = _rows(connection, "SELECT * FROM bi.rectification_items")
        named = _rows(connection, "SELECT * FROM bi.item_fields")
    expected = {
        (item["item_id"], field, _as_text(item[field]))
        for item in published
        for field in FIELDS
        if item[field] not in {None, False}
    }
    found = {(one["item_id"], one["field"], one["value"]) for one in named}
    assert {one for one in found if one[0] in {item["item_id"] for item in published}} == expected
    assert expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_conflict_and_no_other_item_shows_both_statements(slate: Engine, case: Case) -> None:
    play(slate, case)
    with slate.connect() as connection:
        marked = _rows(connection, "SELECT item_id FROM bi.rectification_items WHERE has_conflict")
        shown = _rows(connection, "SELECT DISTINCT item_id FROM bi.item_conflicts")
    assert {one["item_id"] for one in shown} == {one["item_id"] for one in marked}


def _rows(connection: Connection, query: str) -> list[Any]:
    return list(connection.execute(text(query)).mappings())


def _as_text(value: object) -> str:
    return "true" if value is True else str(value)
