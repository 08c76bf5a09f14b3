"""The strict form of ``include/campaign/dimensions``: what numbers are split by, and its words.

A ledger names a sector, an action or a topic in words of its own; a member is meant where one of
its words occurs, the longest one where several do. A local list that numbers or names things
otherwise maps onto the members by ``local``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from zhiben.campaign.metrics import Text
from zhiben.errors import ZhibenError
from zhiben.settings import of_campaign
from zhiben.strict import Document, Strict, nearest, read_document

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Member(Strict):
    """One thing that numbers are split into; its name is one of its words."""

    name_zh: Text
    words: tuple[Text, ...] = ()


class Local(Strict):
    """What a local list calls a member: a name of its own, or its number there."""

    name_zh: Text
    member: Text


class Dimension(Strict):
    """What numbers are split by."""

    dimension: Literal["channel", "sector", "action", "topic", "pillar"]
    name_zh: Text
    members: dict[Code, Member]
    local: tuple[Local, ...] = ()

    def named_in(self, text: str | None) -> str | None:
        """The member that ``text`` names by its longest word; None where it names none."""
        found = [(len(word), code) for word, code in words_of(self) if text and word in text]
        return max(found)[1] if found else None

    def called(self, word: str) -> str | None:
        """The member that has ``word`` for one of its words."""
        return dict(words_of(self)).get(word)


def load_sectors(campaign: Path) -> Dimension:
    """The regulated sectors of ``campaign`` (``include/campaign``).

    Raises:
        ZhibenError: as :func:`load_dimensions`, and where no file holds the sectors.
    """
    folder = of_campaign(campaign, "dimensions")
    dimensions = load_dimensions(folder)
    if "sector" not in dimensions:
        raise ZhibenError(f"{folder}: no file says dimension: sector.")
    return dimensions["sector"]


def load_dimensions(folder: Path) -> dict[str, Dimension]:
    """Every dimension of ``folder/*.yaml``.

    Raises:
        ZhibenError: with file, line, what is wrong and the nearest name there is.
    """
    found: dict[str, Dimension] = {}
    for path in sorted(folder.glob("*.yaml")):
        document = read_document(path)
        one = document.validated(Dimension)
        if one.dimension in found:
            where = document.where("dimension")
            raise ZhibenError(f"{where}: dimension {one.dimension!r} is in another file, too.")
        for complaint in (*_unknown_members(document, one), *_words_of_two(document, one)):
            raise ZhibenError(complaint)
        found[one.dimension] = one
    return found


def words_of(dimension: Dimension) -> Iterator[tuple[str, str]]:
    """Each word with the member it means."""
    for code, member in dimension.members.items():
        yield from ((word, code) for word in (member.name_zh, *member.words))
    yield from ((one.name_zh, one.member) for one in dimension.local)


def _unknown_members(document: Document, one: Dimension) -> Iterator[str]:
    for place, local in enumerate(one.local):
        if local.member not in one.members:
            where, near = document.where("local", place), nearest(local.member, one.members)
            yield f"{where}: unknown member {local.member!r}{near}"


def _words_of_two(document: Document, one: Dimension) -> Iterator[str]:
    meant: dict[str, str] = {}
    for word, code in words_of(one):
        if meant.setdefault(word, code) != code:
            where = document.where("members", code)
            yield f"{where}: the word {word!r} means {meant[word]!r} already."


def as_rows(dimensions: dict[str, Dimension]) -> Iterator[dict[str, Any]]:
    """What ``core.members`` holds: a row a member, in the order of the files."""
    for name, one in dimensions.items():
        for place, (code, member) in enumerate(one.members.items(), start=1):
            yield {
                "dimension": name,
                "member": code,
                "name_zh": member.name_zh,
                "words": list(dict.fromkeys(word for word, of in words_of(one) if of == code)),
                "report_order": place,
            }
