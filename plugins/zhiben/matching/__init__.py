"""Which rows speak of one enterprise and one rectification item."""

from __future__ import annotations

from zhiben.matching.book import Book, RowId
from zhiben.matching.corrected import BadRow, GoodRow, Headings, pair_corrected
from zhiben.matching.enterprises import Resolution, resolve_enterprises
from zhiben.matching.events import (
    EventBook,
    EventRow,
    Recognised,
    Telling,
    joined,
    recognise_day,
)
from zhiben.matching.link import link_day
from zhiben.matching.mentions import NameSense, Wanted, wanted_of
from zhiben.matching.model import (
    Enterprise,
    EnterpriseName,
    Finding,
    Item,
    Link,
    Named,
    NamedRow,
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
    "EventBook",
    "EventRow",
    "Finding",
    "GoodRow",
    "Headings",
    "Item",
    "Link",
    "NameSense",
    "Named",
    "NamedRow",
    "Recognised",
    "Relation",
    "Resolution",
    "RowId",
    "SourceRow",
    "Telling",
    "Told",
    "Verdict",
    "Wanted",
    "closing_day",
    "joined",
    "link_day",
    "pair_corrected",
    "recognise_day",
    "resolve_enterprises",
    "stable_id",
    "wanted_of",
]
