"""A delivery is judged and staged piece by piece, and is the same however it was cut."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.orchestration.made import ROW, contract, put_text, row
from zhiben.orchestration import delivered, gathering, outcome, take
from zhiben.orchestration.tasks import take_batch
from zhiben.reading import read_chunks
from zhiben.settings import Settings

NIGHT = date(2026, 3, 5)
_LINES = [
    "2026年3月隐患台账",
    ",".join(ROW),
    *(",".join(row(number).values()) for number in range(1, 5)),
    "一、槐店镇",
    *(",".join(row(number).values()) for number in range(5, 9)),
    ",".join(row(9, 企业名称="").values()),
    ",".join(row(10, 企业名称="同上").values()),
    "11,,,,",
    ",".join(row(12).values()) + ",旁注",
    "合计,12",
    ",".join(row(13).values()),
    "填表人：张三",
]


def _cut(monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    monkeypatch.setattr(take, "read_chunks", partial(read_chunks, rows=rows))
    monkeypatch.setattr(delivered, "_CELLS_HELD", rows)


def _staged(settings: Settings) -> dict[str, Any]:
    """All that lies in the staging folder of the night's one delivery."""
    (one,) = outcome.staged(settings.staging, NIGHT)
    records = outcome.accepted_records(settings.staging, one)
    return {
        "outcome": one.model_copy(update={"skipped": ()}),
        "accepted": records.to_pylist() if records is not None else None,
        "same": outcome.unchanged_hashes(settings.staging, one),
        "skipped": sorted(map(repr, one.skipped)),
    }


@pytest.mark.parametrize("rows", [2, 5])
def test_pieces_are_staged_as_the_whole(
    settings: Settings, warehouse: Engine, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    contract(settings)
    put_text(settings, "a/2026-03-05/台账.csv", "\n".join(_LINES))
    take_batch(["a"], "2026-03-05")
    whole = _staged(settings)
    _cut(monkeypatch, rows)
    take_batch(["a"], "2026-03-05")
    assert _staged(settings) == whole
    refused = whole["outcome"].refused
    assert (len(whole["accepted"]), len(refused), len(whole["skipped"])) == (10, 2, 6)


def test_a_table_that_cannot_be_read_withdraws_those_before_it(
    settings: Settings, warehouse: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    contract(settings)
    other = ["序号,检查日期,隐患描述,整改期限,联系电话", "1,2026-03-01,漏油,2026-03-09,1"]
    put_text(settings, "a/2026-03-05/台账.csv", "\n".join([*_LINES, *other]))
    _cut(monkeypatch, 2)
    take_batch(["a"], "2026-03-05")
    staged = _staged(settings)
    assert staged["outcome"].status == "rejected"
    assert (staged["accepted"], staged["outcome"].refused, staged["skipped"]) == (None, (), [])


def test_rows_that_do_not_add_up_leave_nothing(
    settings: Settings, warehouse: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    contract(settings)
    put_text(settings, "a/2026-03-05/台账.csv", "\n".join(_LINES))
    monkeypatch.setattr(gathering, "check_accounting", _fail)
    assert "add up" in str(take_batch(["a"], "2026-03-05")["a"])
    assert not list((settings.staging / "2026-03-05").iterdir())


def _fail(_: object) -> None:
    raise gathering.AccountingError("it does not add up")
