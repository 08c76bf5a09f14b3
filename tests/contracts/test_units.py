"""The reporting units of the shipped city."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.contracts.units import load_units
from zhiben.errors import ZhibenError

FILE = Path(__file__).parents[2] / "include" / "campaign" / "units.yaml"
UNITS = load_units(FILE)
DAY = date(2024, 6, 1)


def test_fourteen_units_report_and_three_have_house_codes() -> None:
    assert len(UNITS.units) == 14
    assert sum(not unit.code.isdecimal() for unit in UNITS.units) == 3
    assert (UNITS.city_code, UNITS.city_name) == ("411600", "周口市")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("沈丘县", "411624"),
        ("沈丘", "411624"),
        ("周口市沈丘县", "411624"),
        ("河南省周口市 沈丘县", "411624"),
        ("411624", "411624"),
        ("开发区", "411671"),
        ("示范区", "4116X1"),
        ("黄泛区农场", "4116X2"),
        ("市直", "4116ZX"),
        ("411626", "411603"),
        ("411699", None),
        ("某某县", None),
        ("", None),
    ],
)
def test_names_and_codes_resolve(name: str, code: str | None) -> None:
    assert UNITS.resolve(name, DAY) == code


@pytest.mark.parametrize("day", [date(2018, 1, 1), DAY])
@pytest.mark.parametrize(("old", "code"), [("淮阳县", "411603"), ("港口物流产业集聚区", "411671")])
def test_old_names_resolve_then_and_now(old: str, code: str, day: date) -> None:
    assert UNITS.resolve(old, day) == code


@pytest.mark.parametrize(
    ("county", "name", "town"),
    [
        ("411624", "槐店回族镇", "槐店回族镇"),
        ("411624", "槐店镇", "槐店回族镇"),
        ("411624", "沈丘县莲池乡", "莲池镇"),
        ("411602", "文昌办事处", "文昌街道"),
        ("411602", "人和办", "人和街街道"),
        ("411624", "白集镇王庄村", "白集镇"),
        ("4116X1", "许湾乡", "许湾街道"),
        ("4116X2", "黄泛区农场", "黄泛区农场"),
        ("411622", "西华营镇", "西华营镇"),
        ("411622", "西华县黄桥乡", "黄桥乡"),
        ("411622", "西华营镇人民政府", "西华营镇"),
        ("411624", "白集镇政府", "白集镇"),
        ("411621", "城郊乡", "城郊乡"),
        ("411624", "城郊乡", None),
        ("411699", "城郊乡", None),
        ("4116ZX", "城郊乡", None),
    ],
)
def test_a_town_is_resolved_within_its_unit(county: str, name: str, town: str | None) -> None:
    assert UNITS.town(county, name) == town


def test_two_hundred_and_nine_towns_are_listed() -> None:
    assert len({code for unit in UNITS.units for code in unit.towns}) == 209


@given(st.text(max_size=30))
def test_any_text_may_be_resolved(text: str) -> None:
    UNITS.resolve(text, DAY)
    UNITS.town("411624", text)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("kind: county\n", "kind: village\n", "kind"),
        ("short_names: [川汇]", "short: [川汇]", "short"),
        ('code: "411603"', 'code: "411602"', "411602 stands 2 times"),
        ("short_names: [淮阳]", "short_names: [川汇]", "called 川汇"),
        ("units:", "units: [", "no readable YAML"),
    ],
)
def test_contradictions_are_refused(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    path = tmp_path / "units.yaml"
    path.write_text(FILE.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(ZhibenError, match=complaint) as refusal:
        load_units(path)
    assert "units.yaml" in str(refusal.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ZhibenError, match=r"nowhere\.yaml"):
        load_units(tmp_path / "nowhere.yaml")


FORMER = """
city: {code: "411600", name: 周口市, province: 河南省}
units:
  - code: "411605"
    name: 某区
    kind: district
    old_names:
      - {name: 某县, valid_to: 2026-02-28, code: "411625", kind: county}
      - {name: 某城, valid_to: 2026-02-28}
      - {name: 旧县, valid_to: 1999-12-31, valid_from: 1950-01-01}
"""


def test_a_unit_is_what_it_was_on_each_day(tmp_path: Path) -> None:
    (tmp_path / "units.yaml").write_text(FORMER, encoding="utf-8")
    (unit,) = load_units(tmp_path / "units.yaml").units
    assert [(one.code, one.name, one.kind) for one in unit.terms()] == [
        ("411605", "某区", "district"), ("411625", "某县", "county"), ("411625", "旧县", "county"),
    ]  # fmt: skip
    days = [(one.valid_from, one.valid_to) for one in unit.terms()]
    assert days == [
        (date(2026, 3, 1), None),
        (date(2000, 1, 1), date(2026, 3, 1)),
        (date(1950, 1, 1), date(2000, 1, 1)),
    ]


def test_an_old_code_is_no_other_units_code(tmp_path: Path) -> None:
    path = tmp_path / "units.yaml"
    other = '  - {code: "411625", name: 他县, kind: county}\n'
    path.write_text(FORMER + other, encoding="utf-8")
    with pytest.raises(ZhibenError, match="411625 stands 2 times"):
        load_units(path)
