"""The real railway ledger sent again with moved numbers, edited texts and moved states."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Engine

from tests.orchestration.doubts import publish
from tests.orchestration.made import ask, run
from zhiben.settings import Settings

CONTRACT = Path(__file__).parents[1] / "real" / "contracts" / "railway.yaml"
FIRST_ROW, NUMBER, TEXT, STATUS = 6, 1, 7, 18
CHANGED = """
    SELECT row_number, ARRAY_AGG(DISTINCT field ORDER BY field), COUNT(DISTINCT item_id)
    FROM bi.item_changes GROUP BY row_number
"""
PORTALS = """
    SELECT DISTINCT found_on, item_id FROM core.statements
    WHERE site LIKE '%丽山隧道进口%' AND description LIKE '%两台阶开挖工法%'
"""


@pytest.fixture
def sent_twice(settings: Settings, warehouse: Engine, real_data: Path) -> Engine:
    """The ledger of two nights, the second as a clerk hands it in half a month later."""
    shutil.copy(CONTRACT, settings.contracts)
    ledger = real_data / "railway-hazard-ledger" / "建设系统安全隐患问题库.xlsx"
    for day in ("2025-05-01", "2025-05-02"):
        folder = settings.inbox / "railway" / day
        folder.mkdir(parents=True)
        shutil.copy(ledger, folder / "库.xlsx")
    _edit(settings.inbox / "railway" / "2025-05-02" / "库.xlsx")
    for day in ("2025-05-01", "2025-05-02"):
        assert run(day, "railway") == {"railway": None}
        publish(warehouse, day)
    return warehouse


def _edit(path: Path) -> None:
    """All numbers moved by a thousand, 20 texts edited, 5 states moved on."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    texts = states = 0
    for row in range(FIRST_ROW, sheet.max_row + 1):
        number, text = sheet.cell(row, NUMBER), sheet.cell(row, TEXT)
        if isinstance(number.value, int | float):
            number.value += 1000
        if row % 5 == 1 and texts < 20 and isinstance(text.value, str) and len(text.value) > 12:
            text.value = f"{text.value.rstrip('。')}，须立即整改"
            texts += 1
        elif states < 5 and sheet.cell(row, STATUS).value != "已销号" and text.value:
            sheet.cell(row, STATUS).value = "已销号"
            states += 1
    assert (texts, states) == (20, 5)
    book.save(path)


def test_ledger_sent_again_founds_no_items(sent_twice: Engine) -> None:
    counts = "SELECT items_new, items_duplicate FROM ledger.deliveries ORDER BY business_date"
    first, second = ask(sent_twice, counts)
    assert first[0] > 50
    assert second == (0, 0)


def test_five_rows_moved_on_and_of_the_others_only_words_changed(sent_twice: Engine) -> None:
    changed = ask(sent_twice, CHANGED)
    moved = [items for _, fields, items in changed if fields == ["status"]]
    reworded = [items for _, fields, items in changed if fields == ["description"]]
    assert (len(moved), len(moved) + len(reworded)) == (5, len(changed))
    (_, updated) = ask(sent_twice, "SELECT items_updated FROM bi.deliveries ORDER BY business_date")
    assert sum(moved) + sum(reworded) == updated


def test_two_portals_with_one_text_stay_two(sent_twice: Engine) -> None:
    found = ask(sent_twice, PORTALS)
    assert len(found) == len({day for day, _ in found}) == len({item for _, item in found}) == 2
