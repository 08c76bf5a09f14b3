"""Which rows speak of one enterprise and one rectification item."""

from __future__ import annotations

from zhiben.matching.book import Book, RowId
from zhiben.matching.corrected import BadRow, GoodRow, Headings, pair_corrected
from zhiben.matching.enterprises import Resolution, resolve_enterprises
from zhiben.matching.link import link_day
from zhiben.matching.mentions import NameSense, Wanted, wanted_of
from zhiben.matching.model import (
    Enterprise,
    EnterpriseName,
    Finding,
    Item,
    Link,
    Relation,
    SourceRow,
    Told,
    Verdict,
    closing_day,
    stable_id,
)

__all__ = [
    "BadRow",
    "Book",
    "Enterprise",
    "EnterpriseName",
    "Finding",
    "GoodRow",
    "Headings",
    "Item",
    "Link",
    "NameSense",
    "Relation",
    "Resolution",
    "RowId",
    "SourceRow",
    "Told",
    "Verdict",
    "Wanted",
    "closing_day",
    "link_day",
    "pair_corrected",
    "resolve_enterprises",
    "stable_id",
    "wanted_of",
]
