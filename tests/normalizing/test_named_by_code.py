"""What stands where an enterprise's name belongs and is none: codes, numbers, days."""

from __future__ import annotations

import pytest

from zhiben.normalizing.named_by_code import is_like_a_code

from .made import record

VALID = "91411600MA00000014"
CODE = "统一社会信用代码"


@pytest.mark.parametrize("cells", [{}, {CODE: ""}, {CODE: "/"}])
@pytest.mark.parametrize("written", [VALID, VALID.lower(), f" {VALID[:9]} {VALID[9:]}"])
def test_a_valid_code_in_place_of_a_name_is_the_code(cells: dict[str, str], written: str) -> None:
    found = record(企业名称=written, **cells)
    assert (found["enterprise_name"], found["uscc"]) == (None, VALID)
    assert "value_aside" in found["flags"]
    assert "uscc_missing" not in found["flags"]


@pytest.mark.parametrize(
    ("written", "flag"),
    [
        (VALID[:-1] + "0", "uscc_broken"),
        (VALID + "1", "uscc_broken"),
        ("110108000000016", "uscc_15_digits"),
        ("9.14116E+17", "uscc_rounded"),
    ],
)
def test_a_broken_code_in_place_of_a_name_is_no_name(written: str, flag: str) -> None:
    found = record(企业名称=written)
    assert (found["enterprise_name"], found["uscc"]) == (None, None)
    assert flag in found["flags"]


@pytest.mark.parametrize(
    "written", ["1", "2024-06-22", "13812345678", "０３９４－８１２３４５６", "7.0"]
)
def test_what_holds_no_letter_is_no_name(written: str) -> None:
    found = record(企业名称=written, 统一社会信用代码=VALID)
    assert (found["enterprise_name"], found["uscc"]) == (None, VALID)
    assert "value_aside" in found["flags"]


@pytest.mark.parametrize(
    "name",
    ["711便利店", "KFC", "STARBUCKS", "一〇一", f"甲厂{VALID}", "3M", "AUCHAN2024SUPERMARKET"],
)
def test_a_name_with_letters_stays_a_name(name: str) -> None:
    found = record(企业名称=name, 统一社会信用代码=VALID)
    assert (found["enterprise_name"], found["uscc"]) == (name, VALID)


def test_a_code_of_its_own_is_not_overwritten_by_one_in_place_of_a_name() -> None:
    assert record(企业名称="110108000000016", 统一社会信用代码=VALID)["uscc"] == VALID


def test_the_code_of_an_organisation_is_like_a_code() -> None:
    assert [is_like_a_code(one) for one in ("00000000-0", "12345678-8", "甲厂")] == [
        True,
        True,
        False,
    ]
