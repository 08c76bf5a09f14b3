"""Names and codes of a ledger become enterprises of the warehouse, night by night."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Engine

from tests.matching.made import SENSE, finding
from tests.orchestration.made import ROW, ask, contract, put, row, run
from zhiben.matching import wanted_of
from zhiben.orchestration.reference import load_name_sense
from zhiben.settings import SHIPPED_INCLUDE, Settings
from zhiben.warehouse.book import open_book
from zhiben.warehouse.naming import keep_blocks

FIRM, OTHER = "91350100M000100Y43", "91110000802100433B"
FLOUR, FEED = "沈丘县鑫源面粉有限公司", "沈丘县宏达饲料有限公司"
HEADINGS = (*ROW, "统一社会信用代码", "乡镇")
ALIASES = "SELECT enterprise_name, uscc, aliases FROM bi.enterprises ORDER BY 1"
BLOCKS = "SELECT block FROM core.name_blocks"


def night(settings: Settings, day: str, *said: tuple[str, str]) -> None:
    """A night of rows that name these enterprises: name and code."""
    rows = [
        row(int(day[-2:]) * 100 + place, 企业名称=name, 统一社会信用代码=code)
        for place, (name, code) in enumerate(said)
    ]
    put(settings, day, *rows, headings=HEADINGS)
    run(day)


def test_spellings_of_one_enterprise_meet_over_nights(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    night(settings, "2026-03-05", (FLOUR, ""))
    night(settings, "2026-03-06", ("鑫源面粉", ""), (FEED, OTHER))
    night(settings, "2026-03-07", ("鑫源面粉有限责任公司", FIRM))
    assert ask(warehouse, ALIASES) == [
        (FEED, OTHER, [FEED]),
        (FLOUR, FIRM, sorted([FLOUR, "鑫源面粉"])),
    ]


def test_a_code_is_no_name_once_there_is_one(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    night(settings, "2026-03-05", ("", FIRM), ("", OTHER), (FLOUR, OTHER))
    assert ask(warehouse, ALIASES) == [(FIRM, FIRM, None), (FLOUR, OTHER, [FLOUR])]
    contract(settings, "b")
    put(
        settings,
        "2026-03-06",
        row(企业名称=FEED, 统一社会信用代码=FIRM),
        source="b",
        headings=HEADINGS,
    )
    run("2026-03-06")
    assert ask(warehouse, ALIASES) == [(FEED, FIRM, [FEED]), (FLOUR, OTHER, [FLOUR])]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(FIRM, "M000100Y-4", id="9 digits inside the 18"),
        pytest.param("110108000000016", "110108000000016", id="15 digits"),
    ],
)
def test_older_number_in_the_codes_cell_finds_its_enterprise(
    settings: Settings, warehouse: Engine, first: str, second: str
) -> None:
    contract(settings)
    night(settings, "2026-03-05", (FLOUR, first))
    night(settings, "2026-03-06", ("宏业商贸有限公司", second))
    assert ask(warehouse, "SELECT enterprise_name FROM bi.enterprises") == [FLOUR]


def test_code_of_another_enterprise_leaves_a_flag(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    night(settings, "2026-03-05", (FLOUR, FIRM), (FEED, OTHER))
    night(settings, "2026-03-06", (FEED, FIRM))
    flagged = """
        SELECT enterprises.enterprise_name FROM core.statements
        JOIN core.items USING (item_id) JOIN core.enterprises USING (enterprise_id)
        WHERE 'uscc_of_another' = ANY(flags)
    """
    assert ask(warehouse, flagged) == [FEED]
    assert len(ask(warehouse, ALIASES)) == 2


def test_shops_of_one_name_stay_in_their_towns(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    shops = [
        row(place, 企业名称="鑫源超市", 乡镇=town)
        for place, town in enumerate(("刘庄店镇", "老城镇"))
    ]
    put(settings, "2026-03-05", *shops, headings=HEADINGS)
    run("2026-03-05")
    assert len(ask(warehouse, "SELECT enterprise_id FROM bi.enterprises")) == 2


def test_blocks_are_worked_out_anew_when_the_words_change(
    settings: Settings, warehouse: Engine, tmp_path: Path
) -> None:
    contract(settings)
    night(settings, "2026-03-05", (FLOUR, ""), (FLOUR + "第一分公司", ""))
    before = ask(warehouse, BLOCKS)
    sense, scheme = load_name_sense(replace(settings, include=_without_flour(tmp_path)))
    with warehouse.begin() as connection:
        assert keep_blocks(connection, scheme, sense.blocks)
        assert not keep_blocks(connection, scheme, sense.blocks)
    assert set(ask(warehouse, BLOCKS)) != set(before)


def _without_flour(folder: Path) -> Path:
    """Includes whose words of names know no 面粉."""
    words = yaml.safe_load((SHIPPED_INCLUDE / "vocabulary" / "names.yaml").read_text("utf-8"))
    words["industries"].remove("面粉")
    (folder / "other" / "vocabulary").mkdir(parents=True)
    path = folder / "other" / "vocabulary" / "names.yaml"
    path.write_text(yaml.safe_dump(words, allow_unicode=True), "utf-8")
    return folder / "other"


@pytest.mark.parametrize(
    ("said", "opened"),
    [
        pytest.param({"name": "鑫源面粉"}, {FLOUR}, id="by its key"),
        pytest.param({"name": "鑫源面粉福"}, {FLOUR}, id="by a name like it"),
        pytest.param({"name": "", "uscc": OTHER}, {FEED}, id="by its code"),
        pytest.param({"name": "", "typed": OTHER[8:17]}, {FEED}, id="by the code inside"),
        pytest.param({"name": "鑫源面粉", "county": "411625"}, set(), id="in another county"),
        pytest.param({"name": "百货大楼"}, set(), id="nobody"),
    ],
)
def test_only_who_may_be_meant_is_opened(
    settings: Settings, warehouse: Engine, said: dict[str, Any], opened: set[str]
) -> None:
    contract(settings)
    night(settings, "2026-03-05", (FLOUR, FIRM), (FEED, OTHER), ("永平商贸有限公司", ""))
    with warehouse.connect() as connection:
        book = open_book(connection, wanted_of([finding(**said)]), SENSE.blocks)
    assert {one.enterprise_name for one in book.enterprises.values()} == opened
