"""People planted into every text of a ledger are in no column of any view."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from tests.orchestration.doubts import publish
from tests.orchestration.made import ROW, ask, contract, put, run
from tests.orchestration.test_event_ledgers import ROWS
from tests.warehouse.test_views import VIEWS
from zhiben.orchestration.tasks import plan_batches
from zhiben.records import HAZARD, KINDS, FieldType
from zhiben.settings import Settings

PERSON, INSPECTOR, MOBILE = "欧阳晓燕", "诸葛建国", "13812345678"
IDENTITY = "411602199001011234"
NUMBERS = f"，电话{MOBILE}，身份证{IDENTITY}"
TOLD = f"，找{PERSON}{MOBILE}或{INSPECTOR}，身份证{IDENTITY}"
COLUMNS = {"inspector": INSPECTOR, "responsible_person": PERSON, "phone": MOBILE}
TEXTS = [
    field
    for field in HAZARD.of_type(FieldType.TEXT)
    if field.name not in {"county", "town", "programme"}
]
CELLS = {
    **ROW,
    **{field.zh: f"{field.zh}一处{TOLD}" for field in TEXTS},
    **{HAZARD.field(name).zh: words for name, words in COLUMNS.items()},
    "隐患描述": f"灭火器过期{TOLD}",
}
REFUSED = {**CELLS, "序号": "2", "检查日期": f"2月30日{TOLD}"}
SKIPPED = {"序号": f"注：{TOLD}"}
TOTAL = {"序号": f"合计2条{TOLD}"}


@pytest.fixture
def told(settings: Settings, warehouse: Engine) -> Engine:
    """A night with people in every cell, changed once, refused once and skipped once."""
    contract(settings)
    changed = {**CELLS, "整改状态": "已整改", "隐患描述": f"灭火器压力不足且过期{TOLD}"}
    for day, row in (("2026-03-05", CELLS), ("2026-03-06", changed)):
        put(settings, day, row, REFUSED, SKIPPED, TOTAL, headings=tuple(CELLS))
        run(day)
        publish(warehouse, day)
    return warehouse


def shown_by_views(warehouse: Engine) -> dict[str, str]:
    """All that each view shows."""
    query = "SELECT to_jsonb(t)::text FROM bi.{} AS t"
    return {view: " ".join(ask(warehouse, query.format(view))) for view in VIEWS}


def that_tell(warehouse: Engine, *planted: str) -> set[str]:
    """The views that show one of ``planted``."""
    shown = shown_by_views(warehouse)
    return {view for view, words in shown.items() if any(one in words for one in planted)}


def test_no_view_shows_them_and_none_loses_a_row(told: Engine) -> None:
    assert that_tell(told, PERSON, INSPECTOR, MOBILE, IDENTITY) == set()
    shown = shown_by_views(told)
    filled = ("rectification_items", "quarantined_rows", "skipped_rows", "reconciliation")
    assert all(shown[view] for view in filled)


def test_no_view_shows_people_of_any_kind_of_event(settings: Settings, warehouse: Engine) -> None:
    for kind, row in ROWS.items():
        contract(settings, kind, kind=kind, key=[])
        texts = [one for one in KINDS[kind].of_type(FieldType.TEXT) if one.zh in row]
        told = {one.zh: f"{row[one.zh]}{NUMBERS if one.grouped else TOLD}" for one in texts}
        people = {one.zh: INSPECTOR for one in KINDS[kind].of_type(FieldType.PEOPLE)}
        cells = row | told | people
        put(settings, "2026-03-05", cells, source=kind, headings=tuple(cells))
    run("2026-03-05")
    publish(warehouse, "2026-03-05")
    assert that_tell(warehouse, PERSON, MOBILE, IDENTITY, INSPECTOR) == set()
    assert all(shown_by_views(warehouse)[f"{kind}s"] for kind in ROWS)


@pytest.fixture
def unmasked(told: Engine) -> Engine:
    """The warehouse as an older masker would have left it: it knew no names and no numbers."""
    with told.begin() as connection:
        connection.execute(text("DELETE FROM core.masker"))
        connection.execute(text("UPDATE ledger.rows SET words = :words"), {"words": TOLD})
        connection.execute(text("UPDATE ledger.stated_totals SET words = :words"), {"words": TOLD})
        connection.execute(
            text("UPDATE core.statements SET description = hidden ->> 'description', hidden = NULL")
        )
        said = "SELECT description FROM core.statements ORDER BY business_date DESC LIMIT 1"
        connection.execute(text(f"UPDATE mart.item_state SET description = ({said})"))
    return told


def test_a_night_masks_again_what_an_older_masker_left(unmasked: Engine) -> None:
    assert that_tell(unmasked, PERSON) >= {"rectification_items", "item_statements"}
    plan_batches("2026-03-07", [], None)
    assert that_tell(unmasked, PERSON, INSPECTOR, MOBILE, IDENTITY) == set()
    kept = ask(unmasked, "SELECT hidden ->> 'description' FROM core.statements")
    assert all(PERSON in words for words in kept)


def test_what_was_hidden_is_kept_where_no_reader_reaches(told: Engine) -> None:
    hidden = ask(told, "SELECT hidden FROM core.statements ORDER BY business_date")
    assert hidden[0]["description"] == CELLS["隐患描述"]
