"""Real ledgers and bad input through the nightly DAG: each ends in a clear outcome."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.nights.conftest import House, house_up

pytestmark = pytest.mark.airflow
CONTRACTS = Path(__file__).parents[1] / "real" / "contracts"
NIGHT = date(2025, 5, 1)
GOOD = "企业名称,隐患描述,检查日期\n甲厂,灭火器压力不足,2025-04-28\n".encode()
CONTRACT = """
source: {source}
county: "411624"
department: 应急管理局
kind: hazard
"""
BAD_FILES = {
    "empty.csv": b"",
    "garbage.xls": bytes(range(256)) * 40,
    "truncated.xlsx": b"PK\x03\x04" + b"\x00" * 300,
    "picture.png": b"\x89PNG\r\n\x1a\n" + b"\x00" * 64,
    "letter.txt": "各位同事：\n明天开会。\n".encode(),
}


def _fill(include: Path, inbox: Path, real_data: Path) -> None:
    files = {
        "railway": real_data / "railway-hazard-ledger" / "建设系统安全隐患问题库.xlsx",
        "shandong": real_data / "shandong-env-penalties" / "penalties_shared.xlsx",
    }
    for source, path in files.items():
        shutil.copy(CONTRACTS / f"{source}.yaml", include / "contracts")
        folder = inbox / source / NIGHT.isoformat()
        folder.mkdir(parents=True)
        shutil.copy(path, folder)
    for source in ("good", "bad"):
        contract = CONTRACT.format(source=source)
        (include / "contracts" / f"{source}.yaml").write_text(contract, encoding="utf-8")
    broken = CONTRACT.format(source="broken") + "chanel: joint\n"
    (include / "contracts" / "broken.yaml").write_text(broken, encoding="utf-8")


@pytest.fixture(scope="module")
def house(
    own_include: Path, real_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """One night of two real ledgers, a good source, bad files, a broken contract, a stranger."""
    inbox = tmp_path_factory.mktemp("hard") / "inbox"
    _fill(own_include, inbox, real_data)
    with house_up(own_include, inbox) as house:
        house.deliver("good", NIGHT, "good.csv", GOOD)
        house.deliver("broken", NIGHT, "unread.csv", GOOD)
        house.deliver("stranger", NIGHT, "who.csv", GOOD)
        house.deliver("good", date(2025, 5, 9), "later.csv", GOOD.replace(b"28", b"30"))
        for name, data in BAD_FILES.items():
            house.deliver("bad", NIGHT, name, data)
        house.result = house.night(NIGHT)
        yield house


def _delivery(house: House, source: str) -> dict[str, object]:
    (row,) = house.rows(f"SELECT * FROM bi.deliveries WHERE source = '{source}'")
    return row


def _counts(house: House, source: str) -> tuple[object, ...]:
    row = _delivery(house, source)
    return tuple(row[f"rows_{name}"] for name in ("received", "loaded", "quarantined", "skipped"))


def test_the_railway_ledger_accounts_for_every_row(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    # By hand: rows 1 to 112; 105 records in rows 6 to 110, of which 4 name no project ("-") and
    # 10 have level 4级 or 5级, outside the ledger's own domain; two have both.
    assert _counts(house, "railway") == (112, 93, 12, 7)
    with capsys.disabled():
        for source in ("railway", "shandong"):
            print(f"\n{source}: received, loaded, quarantined, skipped =", _counts(house, source))


def test_the_railway_ledgers_other_rows_are_named(house: House) -> None:
    rows = house.rows(
        "SELECT row_number, reason FROM bi.skipped_rows WHERE source = 'railway' ORDER BY 1"
    )
    assert [(row["row_number"], row["reason"]) for row in rows] == [
        (1, "title"), (2, "heading"), (3, "heading"), (4, "heading"), (5, "heading"),
        (111, "blank"), (112, "note"),
    ]  # fmt: skip


def test_the_railway_ledgers_refused_rows_have_their_reasons(house: House) -> None:
    rows = house.rows(
        "SELECT DISTINCT row_number, rule FROM bi.quarantined_rows WHERE source = 'railway'"
    )
    nameless = {row["row_number"] for row in rows if row["rule"] == "required"}
    assert nameless == {21, 32, 75, 76}
    levels = {row["row_number"] for row in rows if row["rule"] == "unknown_word"}
    assert nameless | levels == {21, 32, 75, 76, 84, 92, 95, 97, 101, 107, 108, 109}


def test_shandong_rows_without_a_violation_are_no_hazards(house: House) -> None:
    # By hand: 2,487 rows below one heading; 850 of them hold a firm and nothing found.
    received, loaded, quarantined, skipped = _counts(house, "shandong")
    assert (received, skipped) == (2488, 851)
    assert (loaded, quarantined) == (1637 - int(str(quarantined)), quarantined)


def test_shandong_codes_of_15_digits_and_broken_ones_are_flagged(house: House) -> None:
    rows = house.rows(
        "SELECT flag, COUNT(DISTINCT row_number) AS n FROM bi.item_sources, UNNEST(flags) AS flag "
        "WHERE source = 'shandong' AND flag LIKE 'uscc%' GROUP BY flag"
    )
    flags = {row["flag"]: row["n"] for row in rows}
    assert flags["uscc_15_digits"] >= 270
    assert flags["uscc_broken"] == 5


@pytest.mark.parametrize("name", sorted(BAD_FILES))
def test_a_file_that_is_no_ledger_is_rejected_with_a_sentence(house: House, name: str) -> None:
    (row,) = house.rows(f"SELECT status, message FROM bi.deliveries WHERE file_name = '{name}'")
    assert row["status"] == "rejected"
    assert str(row["message"]).endswith("。")
    assert "Error" not in str(row["message"])


def test_a_folder_without_a_contract_is_rejected_and_kept(house: House) -> None:
    row = _delivery(house, "stranger")
    assert row["status"] == "rejected"
    assert "没有对应的契约" in str(row["message"])
    digest = str(row["sha256"])
    assert (house.settings.archive / digest[:2] / digest).read_bytes() == GOOD


def test_a_broken_contract_fails_the_run_and_stops_nobody(house: House) -> None:
    assert house.result is not None
    assert (house.result.nightly, house.result.is_published) == ("failed", True)
    words = "\n".join(house.result.troubles)
    assert "broken.yaml:6: unknown key 'chanel'; did you mean 'channel'?" in words
    assert _delivery(house, "good")["status"] == "loaded"


def test_a_later_dated_file_waits(house: House) -> None:
    assert house.result is not None
    assert house.result.waiting_files == 1
