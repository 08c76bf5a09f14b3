"""A contract proposed for a file never seen loads, and the file can be checked by it at once."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.reading.made import workbook
from zhiben.contracts import load_contract
from zhiben.errors import ZhibenError
from zhiben.orchestration.check import check_file
from zhiben.orchestration.propose import Wanted, as_data, propose_contract
from zhiben.sample import write_sample
from zhiben.settings import SHIPPED_INCLUDE, Settings

DAY = date(2026, 3, 5)
REAL = {"railway": "railway-hazard-ledger", "shandong": "shandong-env-penalties"}
ODD = [
    ["各家情况一览表"],
    ["哪家", "啥毛病", "哪天看的", "最迟改好日"],
    ["沈丘县甲机械有限公司", "灭火器压力不足，已过期", "2026-03-01", "2026-03-09"],
    ["沈丘县乙面粉厂", "配电箱未接地，门损坏", "2026-03-02", "2026-03-10"],
    ["沈丘县丙超市", "安全出口锁闭，堆放杂物", "2026-03-03", "2026-03-11"],
]


GAS = [
    ["沈丘县燃气台账"],
    ["编号", "哪家", "查出的毛病", "轻重", "到场日期", "谁来改", "最迟改好日", "改到哪一步"],
    ["R1", "沈丘县永安燃气站", "报警器已断电", "一般", "2026-03-02", "", "2026-03-12", "未整改"],
    ["R2", "沈丘县聚福楼饭店", "软管老化开裂", "一般", "2026-03-03", "", "2026-03-13", "整改中"],
    ["R3", "沈丘县恒通燃气公司", "门锁已损坏", "重大", "2026-03-05", "", "2026-03-15", "未整改"],
]


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    """A home without contracts; nothing here needs a warehouse."""
    return Settings(tmp_path, tmp_path / "include", tmp_path / "inbox", None, "Asia/Shanghai")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of every kind of department, with the contracts they signed."""
    folder = tmp_path_factory.mktemp("sample") / "sample"
    base = Settings(folder.parent, SHIPPED_INCLUDE, folder / "inbox", None, "Asia/Shanghai")
    write_sample(
        base, folder, nights=1, seed=11, counties=3, sources=12, rows=400, mess="ordinary",
        start=DAY,
    )  # fmt: skip
    return folder


def ledger(home: Settings, rows: list[list[str]], name: str = "沈丘县.xlsx") -> Path:
    path = home.home / name
    path.write_bytes(workbook(rows))
    return path


def test_columns_of_every_department_are_mapped_as_its_contract_says(
    home: Settings, sample: Path
) -> None:
    truth = replace(home, include=sample)
    score: Counter[bool] = Counter()
    for file in sorted(path for path in (sample / "inbox").rglob("*") if path.is_file()):
        source = file.parts[-3]
        propose_contract(home, file, Wanted(source=source))
        wanted = check_file(truth, file, source, None)["columns"]
        found = check_file(home, file, source, None)["columns"]
        score.update(found.get(heading) == field for heading, field in wanted.items())
    print(f"{score[True]} of {score.total()} columns as their contract says")
    assert score[True] >= 0.97 * score.total()


@pytest.mark.parametrize("name", REAL)
def test_real_ledgers_can_be_checked_at_once(home: Settings, real_data: Path, name: str) -> None:
    (file,) = (real_data / REAL[name]).glob("*.xlsx")
    written = propose_contract(home, file, Wanted(source=name))
    found = check_file(home, file, name, None)
    assert "rejected" not in found
    assert load_contract(written.path).source == name
    assert found["columns"] == {one.heading: one.field for one in written.proposal.columns}


def test_a_ledger_of_which_no_heading_is_known_is_read_at_once(home: Settings) -> None:
    file = ledger(home, ODD)
    written = propose_contract(home, file, Wanted())
    found = check_file(home, file, written.proposal.source, DAY)
    assert (written.proposal.origin.county, found["rows_loaded"]) == ("411624", 3)
    assert list(found["columns"].values())[:3] == ["enterprise_name", "description", "found_on"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "cannot be read as a ledger"),
        (b"%PDF-1.7", "cannot be read as a ledger"),
        (b"PK\x03\x04broken", "cannot be read as a ledger"),
        ("只有一句话，没有表。".encode(), "cannot be read as a ledger"),
        ("甲,甲,甲\n甲,甲,甲\n".encode(), "cannot be read as a ledger"),
    ],
)
def test_what_is_no_ledger_is_refused_in_a_sentence(
    home: Settings, content: bytes, sentence: str
) -> None:
    file = home.home / "x.csv"
    file.write_bytes(content)
    with pytest.raises(ZhibenError, match=sentence):
        propose_contract(home, file, Wanted())
    assert not home.contracts.exists()


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (Wanted(source="Ä"), "is no id of a source"),
        (Wanted(source="../x"), "is no id of a source"),
        (Wanted(county="999999"), "There is no reporting unit"),
        (Wanted(out=Path("x.yml")), "is called <source>.yaml"),
        (Wanted(source="a", out=Path("b.yaml")), "must be called a.yaml"),
    ],
)
def test_names_that_are_none_are_refused(home: Settings, wanted: Wanted, sentence: str) -> None:
    with pytest.raises(ZhibenError, match=sentence):
        propose_contract(home, ledger(home, ODD), wanted)


def test_a_contract_that_is_there_is_never_written_over(home: Settings) -> None:
    file = ledger(home, ODD)
    first = propose_contract(home, file, Wanted(source="a")).path.read_bytes()
    with pytest.raises(ZhibenError, match="is there already"):
        propose_contract(home, file, Wanted(source="a"))
    again = propose_contract(home, file, Wanted(out=home.home / "other"))
    assert (home.contracts / "a.yaml").read_bytes() == first
    assert again.path.parent == home.home / "other"


def test_headings_full_of_markup_do_no_harm(home: Settings) -> None:
    heads = ["哪家: {a}", "啥毛病\n# x", "'\"[哪天]看的&*!", "- 最迟: |"]
    file = ledger(home, [heads, *ODD[2:]])
    written = as_data(propose_contract(home, file, Wanted(source="a")))
    assert "rejected" not in check_file(home, file, "a", DAY)
    assert len(written["columns"]) == 4


def test_the_same_file_gives_the_same_contract(home: Settings) -> None:
    file = ledger(home, ODD)
    first = propose_contract(home, file, Wanted(source="a")).path.read_text(encoding="utf-8")
    shutil.rmtree(home.contracts)
    assert propose_contract(home, file, Wanted(source="a")).path.read_text("utf-8") == first


@pytest.mark.parametrize(
    ("kind", "headings"),
    [
        ("inspection", ["受检单位", "检查时间", "检查人员", "检查结论", "发现隐患数"]),
        ("accident", ["事故发生时间", "事故单位", "事故类型", "死亡人数", "重伤人数"]),
        (
            "accident",
            ["序号", "事故发生时间", "事故单位", "事故地点", "事故类型", "死亡人数", "重伤人数"],
        ),
        ("disaster", ["灾害发生时间", "灾种", "受灾乡镇", "受灾人口", "直接经济损失（万元）"]),
        ("task", ["专项行动", "重点任务", "牵头单位", "完成时限", "完成情况"]),
        ("hazard", ["企业名称", "检查时间", "检查人员", "存在问题", "整改情况"]),
    ],
)
def test_the_kind_of_a_ledger_is_told_by_its_headings(
    home: Settings, kind: str, headings: list[str]
) -> None:
    cells = ["2026-03-01" if "时" in name else "甲" for name in headings]
    written = propose_contract(home, ledger(home, [headings, cells, cells]), Wanted())
    assert load_contract(written.path).kind == kind


def test_a_county_is_called_by_name_or_code(home: Settings) -> None:
    for county in ("沈丘县", "411624"):
        written = propose_contract(home, ledger(home, ODD), Wanted(county=county))
        assert written.proposal.origin.county == "411624"


def test_one_heading_that_another_kind_knows_makes_no_ledger_of_that_kind(home: Settings) -> None:
    proposal = propose_contract(home, ledger(home, GAS), Wanted(county="411624")).proposal
    told = {one.heading: one.field for one in proposal.columns}
    assert proposal.kind == "hazard"
    assert (told["查出的毛病"], told["到场日期"]) == ("description", "found_on")
    assert (told["轻重"], told["改到哪一步"]) == ("level", "status")
