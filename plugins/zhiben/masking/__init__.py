"""Hides what leads to a person from all who need not know it (个人信息保护法, art. 6)."""

from __future__ import annotations

from zhiben.masking.people import HIDDEN, is_name, mask_name, mask_user, names_in
from zhiben.masking.text import (
    mask_message,
    mask_numbers,
    mask_people,
    mask_phones,
    mask_text,
    masker_version,
)

__all__ = [
    "HIDDEN",
    "is_name",
    "mask_message",
    "mask_name",
    "mask_numbers",
    "mask_people",
    "mask_phones",
    "mask_text",
    "mask_user",
    "masker_version",
    "names_in",
]
