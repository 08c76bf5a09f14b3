"""People planted into every text of a ledger are in no column of any view."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.orchestration.doubts import publish
from tests.orchestration.made import ROW, ask, contract, put, run
from tests.warehouse.test_views import VIEWS
from zhiben.records import HAZARD, FieldType
from zhiben.settings import Settings

PERSON, INSPECTOR, MOBILE = "欧阳晓燕", "诸葛建国", "13812345678"
IDENTITY = "411602199001011234"
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


@pytest.fixture
def told(settings: Settings, warehouse: Engine) -> Engine:
    """A night with people in every cell, changed once, refused once and skipped once."""
    contract(settings)
    changed = {**CELLS, "整改状态": "已整改", "隐患描述": f"灭火器压力不足且过期{TOLD}"}
    for day, row in (("2026-03-05", CELLS), ("2026-03-06", changed)):
        put(settings, day, row, REFUSED, SKIPPED, headings=tuple(CELLS))
        run(day)
        publish(warehouse, day)
    return warehouse


def test_no_view_shows_them_and_none_loses_a_row(told: Engine) -> None:
    query = "SELECT to_jsonb(t)::text FROM bi.{} AS t"
    shown = {view: " ".join(ask(told, query.format(view))) for view in VIEWS}
    planted = (PERSON, INSPECTOR, MOBILE, IDENTITY)
    assert {view for view, words in shown.items() if any(one in words for one in planted)} == set()
    assert all(shown[view] for view in ("rectification_items", "quarantined_rows", "skipped_rows"))


def test_what_was_hidden_is_kept_where_no_reader_reaches(told: Engine) -> None:
    hidden = ask(told, "SELECT hidden FROM core.statements ORDER BY business_date")
    assert hidden[0]["description"] == CELLS["隐患描述"]
