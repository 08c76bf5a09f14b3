"""Enterprise numbers: unified social credit codes (GB 32100-2015) and what preceded them."""

from random import Random

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714


def check_character(body: str) -> str:
    """The 18th character of a credit code whose first 17 are ``body``."""
    total = sum(weight * ALPHABET.index(char) for weight, char in zip(_WEIGHTS, body, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def is_valid_code(code: str) -> bool:
    """Whether ``code`` is 18 characters of the alphabet with the right check character."""
    fits = len(code) == 18 and all(char in ALPHABET for char in code)
    return fits and code[17] == check_character(code[:17])


def make_code(rng: Random, division: str, *, is_individual: bool) -> str:
    """A valid credit code registered in ``division`` (six digits)."""
    body = "".join(rng.choices(ALPHABET[: 10 if is_individual else 22], k=8))
    digits = zip(_ORGANISATION_WEIGHTS, body, strict=True)
    total = sum(weight * int(char, 36) for weight, char in digits)
    stem = f"9{2 if is_individual else 1}{division}{body}{'0X987654321'[total % 11]}"
    return stem + check_character(stem)


def break_code(rng: Random, code: str) -> str:
    """``code`` with one character mistyped, so that its check character no longer fits."""
    place = rng.randrange(8, 17)
    wrong = rng.choice([char for char in "0123456789" if char != code[place]])
    return code[:place] + wrong + code[place + 1 :]


def make_registration_number(rng: Random, division: str) -> str:
    """A 15-digit registration number (GS 15-2006) with its ISO 7064 MOD 11,10 check digit."""
    body = division + "".join(rng.choices("0123456789", k=8))
    product = 10
    for digit in body:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return f"{body}{(11 - product) % 10}"
