"""What a hazard came back of: the item closed before that a finding says again, in any words.

A new finding founds an item and says at once what that came back of. Where it does not, whoever
tells of the same hazard next may, in words more like those of before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from zhiben.matching.alike import Likeness, Likenesses, row_id_of
from zhiben.matching.book import Book
from zhiben.matching.episodes import closed_before, last_return
from zhiben.matching.item_model import ItemModel
from zhiben.matching.model import Finding, Link
from zhiben.matching.placing import items_near, likenesses_to, probability
from zhiben.matching.returns import Former, return_odds

if TYPE_CHECKING:
    from zhiben.matching.scoring import ItemSense

_AS_LIKELY = 1.0  # log odds: of items that may have come back
_LATER = 2.0  # least log odds (0.88) where the words that founded the item spoke against it


@dataclass(frozen=True)
class Return:
    """An item that came back, and its row that says so, as the judgement keeps it.

    Without a row it reads letter for letter as what is found again.
    """

    item_id: str
    like: str = ""
    likeness: str = ""

    @property
    def evidence(self) -> dict[str, str]:
        """What is kept of it where it decided about a finding."""
        said = {"recurrence_of": self.item_id, "like": self.like, "likeness": self.likeness}
        return {name: word for name, word in said.items() if word}


def former_of(
    book: Book,
    one: Finding,
    enterprise_id: str,
    began_on: date,
    alike: Likenesses,
    sense: ItemSense | None,
    least: float | None = None,
) -> Return | None:
    """What ``one``, of a hazard first found on ``began_on``, says that the hazard came back of.

    ``least`` are the log odds from which on words say so; the model's own unless given.
    """
    equal = book.by_place[enterprise_id, one.site_key, one.text_key]
    before = closed_before(book, equal, began_on)
    found = Return(before) if before is not None else None
    if found is None and sense is not None:
        found = _likeliest(book, one, enterprise_id, began_on, alike, sense.model, least)
    return found and replace(found, item_id=last_return(book, found.item_id, began_on))


def told_later(book: Book, link: Link, alike: Likenesses, sense: ItemSense | None) -> Link:
    """``link``, which joined an item, with what its finding says that item came back of.

    Only where no row before said so, and beyond much doubt, since the words of those rows spoke
    against it; the book learns it. Nothing comes back of itself.
    """
    item, finding = book.items[link.item_id], link.finding
    if item.recurrence_of is not None:
        return link
    began_on, _ = book.episode(item.item_id)
    back = former_of(book, finding, item.enterprise_id, began_on, alike, sense, _LATER)
    if back is None or item.item_id in _line(book, back.item_id):
        return link
    book.note_return(item.item_id, back.item_id, link.judgement_id)
    told = {"told_by": f"{finding.source}|{link.row_key}", "returned": back.like}
    return replace(link, evidence={**link.evidence, **told, "recurrence_of": back.item_id})


def _line(book: Book, item_id: str) -> list[str]:
    """An item and all that it came back of, as far as the book knows."""
    line = [item_id]
    while item_id in book.items and (before := book.items[item_id].recurrence_of) is not None:
        if before in line:
            break
        line.append(item_id := before)
    return line


def _likeliest(
    book: Book,
    one: Finding,
    enterprise_id: str,
    began_on: date,
    alike: Likenesses,
    model: ItemModel,
    least: float | None,
) -> Return | None:
    """Of the items closed before ``began_on`` the one that ``one`` is likely the return of.

    Of some that are about as likely the one that was closed last.
    """
    found = list(_formers(book, one, book.items_of[enterprise_id], began_on, alike))
    if not found:
        return None
    formers = [
        Former(like.timeless, like.other[0] == one.source, like.evidence) for *_, like in found
    ]
    chances = return_odds(formers, model.returns).tolist()
    top = max(chances)
    if top < (model.thresholds.recurrence if least is None else least):
        return None
    likely = [
        (closed_on, odds, item_id, like)
        for (item_id, closed_on, like), odds in zip(found, chances, strict=True)
        if odds >= top - _AS_LIKELY
    ]
    _, odds, item_id, like = max(likely, key=lambda each: each[:2])
    return Return(item_id, "|".join(like.other), f"{probability(odds):.3f}")


def _formers(
    book: Book, one: Finding, items: Sequence[str], began_on: date, alike: Likenesses
) -> Iterator[tuple[str, date, Likeness]]:
    """Items closed before ``began_on``, each with its row that is most like ``one``."""
    near = alike.near(row_id_of(one))
    for item_id in items_near(book, near, items):
        closed_on = book.episode(item_id)[1]
        if closed_on is None or closed_on >= began_on:
            continue
        if rows := likenesses_to(book, near, item_id):
            yield item_id, closed_on, max(rows, key=lambda row: row.timeless)
