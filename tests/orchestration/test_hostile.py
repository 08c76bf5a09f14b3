"""Files made to harm, from the inbox to the receipt: one outcome each, in words a clerk knows."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from tests.orchestration.made import ROW, contract, deliveries, put, put_text, row, run
from tests.reading import hostile as h
from tests.reading.made import csv_text, workbook, zipped
from zhiben.orchestration.tasks import plan_batches, write_receipts
from zhiben.settings import Settings

DAY = "2026-03-05"
HEADINGS, CELLS = list(ROW), list(ROW.values())
WIDE = [f"未知{number}" for number in range(5_000)]
LEDGER = csv_text([HEADINGS, CELLS]).encode()


def with_cell(column: str, text: str) -> bytes:
    return csv_text([HEADINGS, [(ROW | {column: text})[name] for name in HEADINGS]]).encode()


@pytest.mark.parametrize(
    ("make", "status"),
    [
        (lambda: b"", "rejected"),
        (zipped, "rejected"),
        (lambda: h.nested(9), "rejected"),
        (lambda: h.lying(80), "rejected"),
        (h.encrypted_member, "rejected"),
        (lambda: h.ods([HEADINGS, CELLS], repeated=1_000_000_000), "rejected"),
        (lambda: zipped(**{f"{n}.csv": LEDGER for n in range(3)}), "loaded"),
        (lambda: csv_text([[*HEADINGS, *WIDE], [*CELLS, *"x" * len(WIDE)]]).encode(), "loaded"),
        (lambda: workbook([HEADINGS, CELLS], 甲=[HEADINGS, CELLS]), "loaded"),
        (lambda: LEDGER.replace("甲".encode(), b"\0\xe7\x94\xb2\0"), "loaded"),
        (lambda: LEDGER + b"\r\n\xef\xbb\xbf" + LEDGER, "loaded"),
        (lambda: with_cell("隐患描述", "漏" * 90_000), "loaded"),
        (lambda: with_cell("隐患描述", "；".join(f"{n}.漏油" for n in range(1, 9000))), "loaded"),
        (lambda: with_cell("检查日期", "1年1月1日、" * 9000), "partial"),
        (lambda: with_cell("企业名称", "=cmd|'/c calc'!A1"), "loaded"),
    ],
)
def test_a_harmful_file_ends_in_one_outcome_without_an_exception(
    settings: Settings, warehouse: Engine, make: Callable[[], bytes], status: str
) -> None:
    contract(settings)
    put_text(settings, f"a/{DAY}/台账", "").write_bytes(make())
    assert run(DAY) == {"a": None}
    assert write_receipts(DAY, ()) == {"a": None}
    ((said, message),) = deliveries(warehouse, "status, message")
    assert said == status
    assert not re.search("Error|Traceback|Exception", message)
    assert said != "rejected" or message.endswith("。")


@pytest.mark.parametrize(
    "name",
    [
        "长" * 83 + ".csv",
        "a\nb\x1b[2J.csv",
        "\u202egfd.csv",
        "🔥台账🔥.csv",
        "-rf *.csv",
        "a..csv",
    ],
)
def test_a_harmful_name_is_a_label_and_nothing_else(
    settings: Settings, warehouse: Engine, name: str
) -> None:
    contract(settings)
    put(settings, DAY, row(1), row(2, 检查日期="2026-02-30"), name=name)
    assert (run(DAY), write_receipts(DAY, ())) == ({"a": None}, {"a": None})
    ((shown, status),) = deliveries(warehouse, "file_name, status")
    assert (shown.isprintable(), status) == (True, "partial")
    (handed_back,) = (settings.receipts / DAY / "a" / DAY).iterdir()
    assert handed_back.name.isprintable()


def test_a_broken_byte_of_a_name_is_shown_and_no_database_minds(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    path = put(settings, DAY, row(1))
    path.rename(os.fsdecode(os.fsencode(path.parent) + b"/\xd6\xdc\xff.csv"))
    assert run(DAY) == {"a": None}
    assert deliveries(warehouse, "file_name, status") == [("\\xd6\\xdc\\xff.csv", "loaded")]


def test_folders_of_any_bytes_and_length_stop_no_other_source(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    put(settings, DAY, row(1))
    other = "周口".encode("gbk") * 63  # longer in UTF-8 than a receipt's name may be
    for place in (other, other[:8] + b"\xff"):
        folder = settings.inbox / os.fsdecode(place) / os.fsdecode("三月五日".encode("gbk"))
        folder.mkdir(parents=True)
        (folder / os.fsdecode(b"\xd6\xdc.csv")).write_text("x")
    (batch,) = plan_batches(DAY, (), 1)
    json.dumps(batch, ensure_ascii=False).encode()
    assert not any(run(DAY, *batch["sources"]).values())
    assert not any(write_receipts(DAY, ()).values())
    assert deliveries(warehouse, "file_name, status") == [
        ("台账.csv", "loaded"), ("周.csv", "rejected"), ("周.csv", "rejected"),
    ]  # fmt: skip


def test_wholly_other_headings_of_a_wide_ledger_are_new_ones(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    for day, mark in ((DAY, "甲"), ("2026-03-06", "乙")):
        more = [f"{mark}{number}" for number in range(2000)]
        put(settings, day, row(1, **dict.fromkeys(more, "x")), headings=[*ROW, *more])
        assert run(day) == {"a": None}
    assert deliveries(warehouse) == ["loaded", "loaded"]
