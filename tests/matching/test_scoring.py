"""Splink's statements are kept from one scoring to the next, and answer as Splink itself does."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pyarrow as pa
import pytest
from splink import DuckDBAPI, Linker

from tests.matching.made import ITEM_SENSE
from zhiben.matching import Told, scoring
from zhiben.matching.item_columns import Subject

TEXTS = ("3具灭火器压力不足", "2具灭火器失压未更换", "通道不畅通", "配电箱门缺失", "")
SITES = ("1号车间", "一楼东侧", "")


def said(first: int) -> tuple[list[Subject], list[Told]]:
    """Findings of which every third was known before."""
    told = [Told(text, site, "", "", "一般") for text, site in product(TEXTS, SITES)][first:]
    rows = range(len(told))
    return [Subject(f"r{n}", "E", f"s{n % 2}", date(2026, 3, 1), n % 3 > 0) for n in rows], told


def by_splink(table: pa.Table, settings: dict[str, Any]) -> pa.Table:
    """The answers of a linker made for this table alone."""
    api = DuckDBAPI()
    everyone, new = api.register(table), api.register(table.filter(table["is_new"]))
    linker = Linker(everyone, settings, log_level=None, validate_settings=False)
    found = linker.inference.predict_between(new, everyone, warning_mode="never")
    answers: pa.Table = found.as_duckdbpyrelation().arrow().read_all()
    return answers


@pytest.mark.parametrize("with_levels", [False, True])
@pytest.mark.parametrize("first", [0, 5])
def test_kept_statements_answer_as_splink_does(
    monkeypatch: pytest.MonkeyPatch, first: int, with_levels: bool
) -> None:
    ours = ITEM_SENSE.answers(*said(first), with_levels=with_levels)
    monkeypatch.setitem(scoring.ENGINES, "duckdb", by_splink)
    theirs = ITEM_SENSE.answers(*said(first), with_levels=with_levels)
    pairs = [("unique_id_l", "ascending"), ("unique_id_r", "ascending")]
    assert len(ours) > 20
    assert ours.sort_by(pairs).equals(theirs.sort_by(pairs))
