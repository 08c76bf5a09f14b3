"""Credit codes (GB 32100-2015) and the older numbers met in their place."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.normalizing.codes import (
    ALPHABET,
    CodeReading,
    check_character,
    is_credit_code,
    is_organisation_code,
    is_registration_number,
    read_code,
)

VALID = "91350100M000100Y43"


@pytest.mark.parametrize("code", [VALID, "91110000802100433B", "91440300708461136T"])
def test_valid_codes_hold_an_organisation_code(code: str) -> None:
    assert is_credit_code(code)
    assert is_organisation_code(code[8:17])


@pytest.mark.parametrize("number", ["110108000000016", "440301103097413"])
def test_registration_numbers(number: str) -> None:
    assert is_registration_number(number)
    assert not is_registration_number(number[:-1] + str((int(number[-1]) + 1) % 10))


@pytest.mark.parametrize(
    ("text", "value", "flags"),
    [
        (VALID, VALID, ()),
        (f" {VALID} ", VALID, ()),
        ("91350100m000100y43", VALID, ("uscc_repaired",)),
        ("９１３５０１００Ｍ０００１００Ｙ４３", VALID, ("uscc_repaired",)),
        ("9135 0100 M000 100Y 43", VALID, ("uscc_repaired",)),
        ("9I35O1OOMOOO1OOY43", VALID, ("uscc_repaired",)),
        (f"统一社会信用代码：{VALID}", VALID, ("uscc_repaired",)),
        ("91350100M000100Y44", None, ("uscc_broken",)),
        ("9.11E+17", None, ("uscc_rounded",)),
        ("9.1135010000010E+17", None, ("uscc_rounded",)),
        ("９．１１Ｅ＋１７", None, ("uscc_rounded",)),
        ("911350100000100000", None, ("uscc_rounded",)),
        ("911350100000100001", None, ("uscc_broken",)),
        ("91350100-M000100Y-43", VALID, ("uscc_repaired",)),
        ("1234567890123", None, ("uscc_broken",)),
        ("110108000000016", None, ("uscc_15_digits",)),
        ("80210043-3", None, ("uscc_9_digits",)),
        ("", None, ("uscc_missing",)),
        ("办理中", None, ("uscc_missing",)),
    ],
)
def test_codes_are_read_for_what_they_are(
    text: str, value: str | None, flags: tuple[str, ...]
) -> None:
    reading = read_code(text)
    assert (reading.value, reading.flags) == (value, flags)


@given(st.text(max_size=30))
def test_reading_never_raises_and_yields_only_valid_codes(text: str) -> None:
    value = read_code(text).value
    assert value is None or is_credit_code(value)


@given(st.text(max_size=30) | st.text(alphabet=f"{ALPHABET}OI ", min_size=15, max_size=20))
def test_a_code_read_from_anything_reads_as_itself(text: str) -> None:
    value = read_code(text).value
    assert value is None or read_code(value) == CodeReading(value)


DAMAGES = (
    lambda code: code.replace("0", "O").replace("1", "I"),
    lambda code: code.lower(),
    lambda code: f" {code[:8]} {code[8:]}\n",
    lambda code: code.translate({ord(char): ord(char) + 0xFEE0 for char in ALPHABET}),
    lambda code: f"统一社会信用代码：{code}",
)


@given(st.text(alphabet=ALPHABET, min_size=17, max_size=17), st.sampled_from(DAMAGES))
def test_a_damaged_code_is_read_as_it_was(body: str, damage: Callable[[str], str]) -> None:
    code = body + (check_character(body) or "")
    assert read_code(damage(code)).value == code


@given(st.text(alphabet=ALPHABET, min_size=17, max_size=17))
def test_reading_twice_changes_nothing(body: str) -> None:
    code = body + (check_character(body) or "")
    assert read_code(code.lower()).value == code
    assert read_code(code).flags == ()


@given(st.text(alphabet=ALPHABET, min_size=17, max_size=17), st.integers(0, 16), st.integers(1, 30))
def test_one_wrong_character_never_passes(body: str, place: int, shift: int) -> None:
    wrong = ALPHABET[(ALPHABET.index(body[place]) + shift) % 31]
    check = check_character(body) or ""
    assert not is_credit_code(body[:place] + wrong + body[place + 1 :] + check)
