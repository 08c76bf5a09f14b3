"""A contract is strict: file, line and the nearest known key are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhiben.contracts import (
    Contract,
    ContractError,
    fingerprint,
    load_contract,
    load_contracts,
    programme_codes,
)
from zhiben.contracts.units import load_units

SHIPPED = Path(__file__).parents[2] / "include" / "contracts"
UNITS = load_units(SHIPPED.parent / "campaign" / "units.yaml")
FAR = ["transport:", "  kind: sftp", "  connection: c"]
LINES = ["source: a", 'county: "411624"', "department: 应急管理局", "kind: hazard"]


def load(folder: Path, *lines: str, name: str = "a.yaml") -> Contract:
    path = folder / name
    path.write_text("\n".join([*LINES, *lines]), "utf-8")
    return load_contract(path)


def test_the_shipped_contracts_load() -> None:
    contracts, faults = load_contracts(SHIPPED)
    assert not faults
    assert contracts["411624-yingji"].weight == 30
    assert contracts["4116zx-jiancha"].weight == 40


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        (["chanel: joint"], r"a\.yaml:5: unknown key 'chanel'; did you mean 'channel'"),
        (["delivery:", "  mod: full"], r"a\.yaml:6: unknown key 'mod'; did you mean 'mode'"),
        (["delivery: {mode: some}"], r"a\.yaml:5: delivery\.mode"),
        (["channel: rumour"], r"a\.yaml:5: channel"),
        (["authority: -1"], r"a\.yaml:5: authority"),
        (["grace_days: -1"], r"a\.yaml:5: grace_days"),
        (["grace_days: 三天"], r"a\.yaml:5: grace_days"),
        (["grace_day: 3"], r"a\.yaml:5: unknown key 'grace_day'; did you mean 'grace_days'"),
        (["delivery:", '  due: "25:00"'], r"a\.yaml:6: .*25:00"),
        (["expect: {rows: {min: 9, max: 1}}"], r"min 9 is larger than max 1"),
        (["columns:", "  colour: [红]"], r"a\.yaml:6: unknown field 'colour'"),
        (["columns: {descripton: [红]}"], r"a\.yaml:5: .*did you mean 'description'"),
        (["values:", "  level:", "    红: huge"], r"a\.yaml:7: .*none of general, major"),
        (["ignore: [备注]", "ignore: [附件]"], r"a\.yaml:6: the key 'ignore' stands .* second"),
        (["values: {level: {红: major, 红: general}}"], r"a\.yaml:5: the key '红'"),
        (["key: &a [*a]"], r"a\.yaml:5: this value would stand within itself"),
        (["values: {site: {一: 二}}"], r"'site' has no list of words"),
        (["values: {status: {No: opne}}"], r"a\.yaml:5: .*'No' maps to 'opne'"),
        (["delivery: {due: 18:00}"], r'a\.yaml:5: .*quote the time of day, as in "18:00"'),
        (["authority: yes"], r"a\.yaml:5: authority: .*valid integer"),
        (["key: ['']"], r"a\.yaml:5: '' is no heading"),
        (["columns:", "  site: [地点, ' （）']"], r"a\.yaml:6: .* is no heading"),
        (["columns:", "  site: [甲 栏]", "  town: [甲栏]"], r"a\.yaml:7: .*under 'site', too"),
        (["columns: {site: [甲栏]}", "ignore: [甲栏]"], r"a\.yaml:6: .*under 'site', too"),
        (["key: [序号"], r"a\.yaml: no readable YAML"),
        (["transport: {kind: ftp}"], r"a\.yaml:5: transport\.kind"),
        (["transport: {kind: sftp, path: '/{date}'}"], r"a\.yaml:5: .*sftp needs connection"),
        (["transport: {kind: s3, connection: c}"], r"a\.yaml:5: .*s3 needs path"),
        (["transport:", "  connection: c"], r"a\.yaml:5: .*inbox takes no connection"),
        ([*FAR, "  path: '/{dat}'"], r"a\.yaml:8: .*unknown placeholder {dat}; known: {date}"),
        ([*FAR, "  path: '/{date'"], r"a\.yaml:8: .*brace without its partner"),
        ([*FAR, "  path: '/{date:%y}'"], r"a\.yaml:8: .*'%y' is no way to write a date"),
        ([*FAR, "  path: '/{source}'"], r"a\.yaml:8: .*must say where {date} stands"),
        ([*FAR, "  path: '/../{date}'"], r"a\.yaml:8: .*must not climb"),
        ([*FAR, "  pth: '/{date}'"], r"a\.yaml:8: unknown key 'pth'; did you mean 'path'"),
        (["transport: {kind: s3, connection: c, path: '{date}'}"], r"begins with the bucket"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, lines: list[str], complaint: str) -> None:
    with pytest.raises(ContractError, match=complaint):
        load(tmp_path, *lines)


def test_the_source_is_the_name_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match=r"b\.yaml:1: source is 'a'"):
        load(tmp_path, name="b.yaml")


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("source: a\n", "utf-8")
    with pytest.raises(ContractError, match="department"):
        load_contract(path)


def test_one_broken_contract_keeps_no_other_from_use(tmp_path: Path) -> None:
    load(tmp_path)
    (tmp_path / "b.yaml").write_text("nonsense", "utf-8")
    contracts, faults = load_contracts(tmp_path)
    assert list(contracts) == ["a"]
    assert [fault.source for fault in faults] == ["b"]


@pytest.mark.parametrize(
    ("county", "code"),
    [("411624", "411624"), ("沈丘县", "411624"), ("411600", "411600"), ("周口市", "411600")],
)
def test_a_county_is_told_by_code_or_name(tmp_path: Path, county: str, code: str) -> None:
    load(tmp_path, name="a.yaml")
    text = (tmp_path / "a.yaml").read_text("utf-8").replace('"411624"', county)
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    assert load_contract(tmp_path / "a.yaml", UNITS).county == code


def test_a_county_that_is_none_is_refused_with_the_nearest(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("\n".join(LINES).replace("411624", "411629"), "utf-8")
    with pytest.raises(ContractError, match=r"a\.yaml:2: county '411629' is no unit.*4116"):
        load_contract(path, UNITS)


@pytest.mark.parametrize(
    ("written", "complaint"),
    [("[zhiben]", ()), ("[zhiben, zhibne]", ("a.yaml:5: there is no programme 'zhibne'; did",))],
)
def test_a_programme_that_is_none_is_refused_with_the_nearest(
    tmp_path: Path, written: str, complaint: tuple[str, ...]
) -> None:
    (tmp_path / "a.yaml").write_text("\n".join([*LINES, f"programmes: {written}"]), "utf-8")
    known = programme_codes(SHIPPED.parent / "campaign" / "programmes")
    faults = load_contracts(tmp_path, UNITS, known)[1]
    assert [one.message.startswith(complaint) for one in faults] == [True] * len(complaint)


def test_programmes_that_cannot_be_read_refuse_no_contract(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "x.yaml").write_text("[", "utf-8")
    assert programme_codes(tmp_path / "p") == programme_codes(tmp_path / "none") == frozenset()


def test_a_contract_by_another_ending_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("\n".join(LINES), "utf-8")
    (fault,) = load_contracts(tmp_path)[1]
    assert "ends in .yaml" in fault.message


def test_grace_days_are_a_week_unless_said(tmp_path: Path) -> None:
    assert [load(tmp_path).grace_days, load(tmp_path, "grace_days: 0").grace_days] == [7, 0]


def test_numbers_among_words_are_text(tmp_path: Path) -> None:
    assert load(tmp_path, "values: {level: {1: major}}").values == {"level": {"1": "major"}}


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("level: {01: major, 02: general}", {"01": "major", "02": "general"}),
        ("status: {Yes: rectified, No: open}", {"Yes": "rectified", "No": "open"}),
        ("status: {~: open, 1.0: rectified}", {"~": "open", "1.0": "rectified"}),
        ("level: {'红': major}", {"红": "major"}),
        ("level: {01: major, 1: general}", {"01": "major", "1": "general"}),
    ],
)
def test_words_are_what_is_written(tmp_path: Path, written: str, words: dict[str, str]) -> None:
    (found,) = load(tmp_path, f"values: {{{written}}}").values.values()
    assert found == words


def test_a_heading_may_be_ignored_and_keyed_without_harm(tmp_path: Path) -> None:
    lines = ("key: [序号]", "columns: {site: [甲栏, 甲栏]}", "ignore: ['#', 序号]")
    assert load(tmp_path, *lines).ignore == ("#", "序号")


def test_the_fingerprint_changes_with_contract_and_vocabulary(tmp_path: Path) -> None:
    one, other = load(tmp_path), load(tmp_path, "verifies: false")
    prints = {fingerprint(one, b"v1"), fingerprint(other, b"v1"), fingerprint(one, b"v2")}
    assert len(prints) == 3
