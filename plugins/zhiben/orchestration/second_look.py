"""Joins what waited for a person, where what a night brought of it leaves no doubt any more.

A person who is asked later need not answer; one who has answered is not asked again, and stays
right. What the machine joins so is a decision like any other: kept with its evidence, told apart
again by a person, its younger id leading to the older one.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from zhiben.matching import Book, Link
from zhiben.warehouse import linkage
from zhiben.warehouse.linkage import Question
from zhiben.warehouse.moving import merge

if TYPE_CHECKING:
    from zhiben.matching.scoring import ItemSense

WHY = "后来报送的整改情况表明是同一隐患（系统判定）"
log = logging.getLogger(__name__)


def join_sure(
    connection: Connection, book: Book, links: Iterable[Link], sense: ItemSense, night: date
) -> None:
    """Join the items of waiting pairs that ``links`` brought news of, where those are sure now.

    The rows are written already.
    """
    from zhiben.matching.second_look import JOIN_RULE, look_again, news_of

    news = news_of(links)
    named = {book.items[book.rows[row].item_id].enterprise_id for row in news}
    asked = linkage.enterprises_asked_about(connection, named)
    if not asked:
        return
    found = look_again(book, linkage.held_of(connection, asked), news, sense)
    for one in found:
        enterprise_id = book.items[one.items[0]].enterprise_id
        question = Question(one.pair, enterprise_id, one.score, one.evidence)
        judgement_id = linkage.answer(connection, question, JOIN_RULE, sense.version, night)
        moved = merge(connection, judgement_id, *one.items, WHY, night)
        _, younger, older = moved[0]
        book.join_items(younger, older)
    if found:
        log.info("%d items joined that had waited for a person", len(found))
