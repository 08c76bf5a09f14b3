"""Each row is accounted for, and the database itself sees to it."""

from __future__ import annotations

import io
import warnings
import zipfile
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from tests.orchestration.made import ROW, ask, contract, deliveries, put, row, run
from zhiben.orchestration import load
from zhiben.orchestration.tasks import load_night, take_batch
from zhiben.settings import Settings

NIGHT = "2026-03-05"
COUNTS = "rows_received, rows_loaded, rows_quarantined, rows_skipped"
DELIVERY = f"""
INSERT INTO ledger.deliveries (delivery_id, source, county_code, business_date, night, status,
    is_late, message, rows_received, rows_loaded, rows_quarantined, rows_skipped, rows_unchanged)
VALUES ('D', 'a', '411624', '{NIGHT}', '{NIGHT}', 'loaded', false, '', {{}}, {{}}, 1, 1, {{}})
"""
OUTCOMES = "SELECT outcome, COUNT(*) FROM ledger.rows GROUP BY outcome ORDER BY outcome"


def test_received_is_loaded_and_quarantined_and_skipped(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    put(settings, "2026-03-04", row(1), row(2))
    put(settings, NIGHT, row(1), row(2), row(3), row(4, 企业名称=""), {"企业名称": "合计"})
    run(NIGHT)
    assert deliveries(warehouse, COUNTS)[1] == (6, 3, 1, 2)
    assert ask(warehouse, OUTCOMES) == [("loaded", 3), ("quarantined", 1), ("skipped", 3)]


@pytest.fixture
def counted(warehouse: Engine) -> Engine:
    """A delivery of a new, a quarantined and a skipped row beside one that did not change."""
    with warehouse.begin() as connection:
        connection.execute(text(DELIVERY.format(4, 2, 1)))
        for number, outcome in enumerate(("loaded", "quarantined", "skipped"), start=1):
            connection.execute(
                text(f"INSERT INTO ledger.rows VALUES ('D','','',{number},'{outcome}')")
            )
    return warehouse


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("rows_received = 5", "ck_deliveries_accounting"),
        ("rows_loaded = 1", "ck_deliveries_accounting"),
        ("rows_unchanged = 3", "ck_deliveries_unchanged_rows_are_loaded"),
        ("rows_received = 5, rows_loaded = 3", "account for its rows"),
        ("rows_loaded = 1, rows_skipped = 2", "account for its rows"),
        ("rows_unchanged = 0", "account for its rows"),
    ],
)
def test_counts_that_do_not_add_up_are_refused(
    counted: Engine, change: str, constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), counted.begin() as connection:
        connection.execute(text(f"UPDATE ledger.deliveries SET {change}"))


@pytest.mark.parametrize(
    ("received", "constraint"), [(5, "ck_deliveries_accounting"), (4, "account for its rows")]
)
def test_delivery_without_its_rows_is_refused(
    warehouse: Engine, received: int, constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), warehouse.begin() as connection:
        connection.execute(text(DELIVERY.format(received, 2, 1)))


def test_night_that_dies_half_way_leaves_nothing(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    put(settings, NIGHT, row(1))
    take_batch(["a"], NIGHT)
    with warehouse.connect() as connection:  # whose transaction ends without a commit
        load.load_night(settings, connection, date.fromisoformat(NIGHT))
    assert deliveries(warehouse) == ask(warehouse, "SELECT item_id FROM core.items") == []
    load_night(NIGHT, [])
    assert deliveries(warehouse) == ["loaded"]


def test_loading_the_same_staging_twice_changes_nothing(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    put(settings, NIGHT, row(1), row(2, 企业名称=""))
    take_batch(["a"], NIGHT)
    for _ in range(2):
        with warehouse.begin() as connection:
            load.load_night(settings, connection, date.fromisoformat(NIGHT))
    assert deliveries(warehouse, COUNTS) == [(3, 1, 1, 1)]
    assert ask(warehouse, "SELECT COUNT(*) FROM core.statements") == [1]


def test_members_of_one_name_are_told_apart(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    with zipfile.ZipFile(zipped := io.BytesIO(), "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number in (1, 2):
            archive.writestr("镇.csv", "\n".join(map(",".join, (ROW, row(number).values()))))
    write(settings, "台账.zip", zipped.getvalue())
    assert run(NIGHT) == {"a": None}
    assert deliveries(warehouse, COUNTS) == [(4, 2, 0, 2)]


def test_pages_pasted_into_cells_stop_no_night(settings: Settings, warehouse: Engine) -> None:
    page = "".join(map(chr, range(0x4E00, 0x4E00 + 5000)))
    pasted = [row(place, **{field: page}) for place, field in enumerate(ROW)]
    contract(settings)
    put(settings, NIGHT, *pasted, row(9, **{page: page}), headings=[*ROW, page])
    assert run(NIGHT) == {"a": None}
    assert deliveries(warehouse, "rows_received") == [len(pasted) + 2]
    assert ask(warehouse, "SELECT LENGTH(column_name) FROM ledger.drift") == [200]


def test_member_with_an_endless_name_is_rejected(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    with zipfile.ZipFile(zipped := io.BytesIO(), "w") as archive:
        archive.writestr("镇" * 3000 + ".csv", "\n".join(map(",".join, (ROW, row(1).values()))))
    write(settings, "台账.zip", zipped.getvalue())
    assert run(NIGHT) == {"a": None}
    assert "名过长" in deliveries(warehouse, "message")[0]


def write(settings: Settings, name: str, data: bytes) -> Path:
    path = settings.inbox / "a" / NIGHT / name
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    return path
