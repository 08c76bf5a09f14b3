"""Credit codes: the 18 characters of GB 32100-2015, and older numbers met in their place."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

MISSING = "uscc_missing"
BROKEN = "uscc_broken"
REPAIRED = "uscc_repaired"
REGISTRATION_NUMBER = "uscc_15_digits"
ORGANISATION_CODE = "uscc_9_digits"
ROUNDED = "uscc_rounded"

VALUES = {char: value for value, char in enumerate(ALPHABET)}
WEIGHTS = tuple(3**place % 31 for place in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "S": "5", "Z": "2"})
_FLOAT = re.compile(r"\d(?:\.\d+)?E\+?1[0-9]", re.IGNORECASE)
_ROUNDED = re.compile(r"\d{15}000")
_LONGEST_TYPED = 24
_LABEL = re.compile(r"^[^0-9A-Za-z]*")


@dataclass(frozen=True)
class CodeReading:
    """A valid 18-character code, or none, and what is to be said about the cell.

    ``typed`` is what stood there instead of a valid code, in the characters of codes; empty where
    a spreadsheet took away its last digits.
    """

    value: str | None
    flags: tuple[str, ...] = ()
    typed: str = ""


def check_character(code: str) -> str | None:
    """Check character for the first 17 characters of ``code`` (GB 32100-2015, 4.4).

    None where one of them is not of the standard's alphabet.
    """
    if len(code) < 17 or any(char not in VALUES for char in code[:17]):
        return None
    total = sum(VALUES[char] * weight for char, weight in zip(code, WEIGHTS, strict=False))
    return ALPHABET[-total % 31]


def is_credit_code(code: str) -> bool:
    """Whether ``code`` is 18 characters whose check character holds (GB 32100-2015)."""
    return len(code) == 18 and check_character(code) == code[17]


def is_organisation_code(code: str) -> bool:
    """Whether ``code`` is 9 characters whose check character holds (GB 11714)."""
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code):
        return False
    pairs = zip(code, _ORGANISATION_WEIGHTS, strict=False)
    check = 11 - sum(int(char, 36) * weight for char, weight in pairs) % 11
    return code[8] == {10: "X", 11: "0"}.get(check, str(check))


def is_registration_number(code: str) -> bool:
    """Whether ``code`` is 15 digits whose check digit holds (GS 15-2006, ISO 7064 MOD 11,10)."""
    if not re.fullmatch(r"[0-9]{15}", code):
        return False
    product = 10
    for digit in code[:14]:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(code[14])


def read_code(text: str) -> CodeReading:
    """The valid credit code in ``text``, repaired where one reading of a lookalike holds.

    A spreadsheet that took the code for a number kept 15 of its digits; the rest is lost.
    """
    given = _LABEL.sub("", unicodedata.normalize("NFKC", text)).strip()
    plain = re.sub(r"[^0-9A-Z]", "", given.upper())
    if is_credit_code(plain):
        return CodeReading(plain, () if plain == text.strip() else (REPAIRED,))
    repaired = plain.translate(_LOOKALIKES)
    if is_credit_code(repaired):
        return CodeReading(repaired, (REPAIRED,))
    if not plain:
        return CodeReading(None, (MISSING,))
    if _FLOAT.fullmatch(given) or _ROUNDED.fullmatch(plain):
        return CodeReading(None, (ROUNDED,))
    return CodeReading(None, (_kind_of(plain),), plain[:_LONGEST_TYPED])


def _kind_of(plain: str) -> str:
    if len(plain) == 15 and plain.isdecimal():
        return REGISTRATION_NUMBER
    if len(plain) == 9 and is_organisation_code(plain):
        return ORGANISATION_CODE
    return BROKEN
