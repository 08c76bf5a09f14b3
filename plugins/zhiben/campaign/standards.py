"""Judgement standards for major hazards: each version with its dates and its clauses, as data.

``include/campaign/standards`` holds one file a version, whose sectors are words of the dimension
``sector``; ``include/campaign/leads.yaml`` what makes a text suggest nothing at all. A finding is
judged by the version valid on the day it was found.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from zhiben.campaign.dimensions import Dimension, load_sectors
from zhiben.settings import of_campaign
from zhiben.strict import Document, Strict, read_document

_SIGNS = ("any", "all", "words")
_FILES = (("leads.yaml", ""), ("dimensions", "sector.yaml"))


class Sign(Strict):
    """What a text must say: one of some words, or any or all of several signs.

    A bare word stands for ``words`` of one, a bare list for ``any``. In words ``~`` is any denial
    and ``*`` up to six characters, as in ``include/vocabulary/wording.yaml``.
    """

    any: tuple[Sign, ...] = ()
    all: tuple[Sign, ...] = ()
    words: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:  # noqa: ANN401 - whatever stands there
        if isinstance(value, str):
            return {"words": [value]}
        if isinstance(value, list):
            plain = [one for one in value if isinstance(one, str)]
            others = [one for one in value if not isinstance(one, str)]
            return {"any": [{"words": plain}, *others]} if plain and others else _listed(value)
        return value

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if sum(bool(getattr(self, name)) for name in _SIGNS) != 1:
            raise ValueError(f"a sign is exactly one of {', '.join(_SIGNS)}")
        return self


def _listed(value: list[Any]) -> dict[str, list[Any]]:
    return {"words": value} if value and isinstance(value[0], str) else {"any": value}


class Clause(Strict):
    """One article: its core in own words, and what makes a text suggest it.

    ``only`` is true where the text alone tells too little: the row's sector must be known to be
    the standard's. ``across`` lets the signs stand in different sentences.
    """

    article: str
    says: str
    suggested_by: Sign
    unless: tuple[str, ...] = ()
    only: bool = False
    across: bool = False
    verified: bool = True


class Standard(Strict):
    """One version of a standard. ``valid_from`` is its first day as far as it is ``known_to``.

    Where only a month or year is known, that is its first day. ``applies_to`` names sectors; empty
    is every sector. What is not ``verified`` was not found in stored material.
    """

    standard: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    number: str
    title: str
    sector: str
    applies_to: tuple[str, ...] = ()
    valid_from: date
    known_to: Literal["day", "month", "year"] = "day"
    valid_to: date | None = None
    replaces: str = ""
    source: str
    verified: bool = True
    note: str = ""
    clauses: tuple[Clause, ...] = ()

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(f"valid_to {self.valid_to} is before valid_from {self.valid_from}")
        articles = [clause.article for clause in self.clauses]
        if twice := {one for one in articles if articles.count(one) > 1}:
            raise ValueError(f"article {', '.join(sorted(twice))} stands twice")
        return self

    def is_valid_on(self, day: date) -> bool:
        """Whether it is the version in force on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Silences(Strict):
    """Words by which a text says that a fault is not there, no longer there, or only asked for."""

    denied: tuple[str, ...]
    rectified: tuple[str, ...]
    at_once: tuple[str, ...]


@dataclass(frozen=True)
class Standards:
    """Every version of every standard, and what goes with them; ``digest`` changes with any."""

    versions: tuple[Standard, ...] = field(compare=False)
    sectors: Dimension = field(compare=False)
    silences: Silences = field(compare=False)
    digest: str

    def on(self, day: date) -> tuple[Standard, ...]:
        """The versions in force on ``day``, one of each standard at most."""
        return tuple(one for one in self.versions if one.is_valid_on(day))


def load_standards(folder: Path) -> Standards:
    """The standards of ``folder`` (``include/campaign``).

    Raises:
        ZhibenError: naming file and line, on an unknown key (and the nearest known one), a sector
            that is listed nowhere, or two versions of one standard at a time.
    """
    folder = of_campaign(folder, "standards").parent  # whose sectors and silences are theirs
    paths = sorted((folder / "standards").glob("*.yaml"))
    documents = [read_document(path) for path in paths]
    sectors = load_sectors(folder)
    versions = [_checked(document, sectors) for document in documents]
    _refuse_overlaps(documents, versions)
    others = (of_campaign(folder, entry) / file for entry, file in _FILES)
    data = b"".join(path.read_bytes() for path in (*paths, *others))
    return Standards(
        versions=tuple(versions),
        sectors=sectors,
        silences=read_document(of_campaign(folder, "leads.yaml")).validated(Silences),
        digest=hashlib.sha256(data).hexdigest()[:16],
    )


def _checked(document: Document, sectors: Dimension) -> Standard:
    """The standard of ``document``; its sectors are listed ones."""
    standard = document.validated(Standard)
    named = {"sector": (standard.sector,), "applies_to": standard.applies_to}
    for key, names in named.items():
        if unknown := [name for name in names if not sectors.called(name)]:
            raise document.refusal((key,), f"no sector is listed as {', '.join(unknown)}.")
    return standard


def _refuse_overlaps(documents: Sequence[Document], versions: Sequence[Standard]) -> None:
    pairs = sorted(
        zip(versions, documents, strict=True),
        key=lambda pair: (pair[0].standard, pair[0].valid_from),
    )
    for (one, first), (other, second) in pairwise(pairs):
        if one.standard == other.standard and one.is_valid_on(other.valid_from):
            raise second.refusal(
                ("valid_from",),
                f"{other.number} is valid from {other.valid_from}, when {one.number}"
                f" of {first.path.name} is valid, too; give that one an earlier valid_to.",
            )
