"""Enterprise numbers are what the standards say."""

from random import Random

import pytest

from zhiben.simulation.codes import (
    break_code,
    is_valid_code,
    make_code,
    make_registration_number,
)


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91110000802100433B", "91440300708461136T"])
def test_codes_known_to_be_valid(code: str) -> None:
    assert is_valid_code(code)


@pytest.mark.parametrize("code", ["91350100M000100Y44", "91350100M000100Y4", "9135O100M000100Y43"])
def test_codes_known_to_be_broken(code: str) -> None:
    assert not is_valid_code(code)


@pytest.mark.parametrize("is_individual", [True, False])
def test_made_codes_are_valid_and_broken_ones_are_not(is_individual: bool) -> None:
    rng = Random(1)  # noqa: S311
    for _ in range(200):
        code = make_code(rng, "990001", is_individual=is_individual)
        assert is_valid_code(code)
        assert code.startswith("92990001" if is_individual else "91990001")
        assert not is_valid_code(break_code(rng, code))


def test_registration_numbers_end_with_their_check_digit() -> None:
    number = make_registration_number(Random(1), "110108")  # noqa: S311
    product = 10
    for digit in number[:-1]:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    assert len(number) == 15
    assert (product + int(number[-1])) % 10 == 1
