"""Night after night the whole ledger comes, and only what differs is loaded."""

from __future__ import annotations

from sqlalchemy import Engine

from tests.orchestration.made import ask, contract, deliveries, put, row, run
from zhiben.settings import Settings

ITEMS = "items_new, items_updated, items_unchanged, items_duplicate"


def test_unchanged_rows_are_counted_not_loaded(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    for day, rows in (("2026-03-05", [row(1), row(2)]), ("2026-03-06", [row(1), row(2), row(3)])):
        put(settings, day, *rows)
        assert run(day) == {"a": None}
    assert deliveries(warehouse, f"rows_loaded, rows_unchanged, {ITEMS}") == [
        (2, 0, 2, 0, 0, 0), (3, 2, 1, 0, 2, 0),
    ]  # fmt: skip
    assert ask(warehouse, "SELECT COUNT(*) FROM core.statements") == [3]
