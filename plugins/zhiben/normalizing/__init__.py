"""Normalizing: tables of text in, typed records out, flagged where repaired or doubted."""

from __future__ import annotations

from zhiben.normalizing.codes import (
    is_credit_code,
    is_organisation_code,
    is_registration_number,
    read_code,
)
from zhiben.normalizing.columns import key_places, map_columns
from zhiben.normalizing.dates import DateContext, DateReading, looks_like_date, read_date
from zhiben.normalizing.flags import describe
from zhiben.normalizing.model import ColumnDrift, Normalized, UnreadableTableError
from zhiben.normalizing.names import bare_name, clean_name, name_key
from zhiben.normalizing.numerals import chinese_number
from zhiben.normalizing.profile import ROWS_PROFILED, Profile, profiles_of
from zhiben.normalizing.readers import reader_for
from zhiben.normalizing.renaming import renamed, with_remembered
from zhiben.normalizing.repair import repaired
from zhiben.normalizing.splitting import split_cell
from zhiben.normalizing.table import normalize
from zhiben.normalizing.texts import clean_text, numbered_alike, site_key, text_key

__all__ = [
    "ROWS_PROFILED",
    "ColumnDrift",
    "DateContext",
    "DateReading",
    "Normalized",
    "Profile",
    "UnreadableTableError",
    "bare_name",
    "chinese_number",
    "clean_name",
    "clean_text",
    "describe",
    "is_credit_code",
    "is_organisation_code",
    "is_registration_number",
    "key_places",
    "looks_like_date",
    "map_columns",
    "name_key",
    "normalize",
    "numbered_alike",
    "profiles_of",
    "read_code",
    "read_date",
    "reader_for",
    "renamed",
    "repaired",
    "site_key",
    "split_cell",
    "text_key",
    "with_remembered",
]
