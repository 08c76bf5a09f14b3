"""Columns that hold the words of another field than their heading names: 一般 under 隐患类型."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.compute as pc

from zhiben.normalizing.cells import plain
from zhiben.normalizing.columns import map_columns
from zhiben.normalizing.repair import repaired

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiben.contracts import Contract
    from zhiben.reading.model import SourceTable
    from zhiben.vocabulary import Vocabulary


def with_words_meant(
    tables: Sequence[SourceTable], contract: Contract, vocabulary: Vocabulary
) -> Contract:
    """``contract`` with the headings whose cells tell that they fill another field.

    All cells of a file's ``tables`` must, with no column of that field beside them; the rows that
    came in a night's change alone would not show it. What the contract itself says of a heading
    holds.
    """
    more: dict[str, tuple[str, ...]] = {}
    for named, meant in vocabulary.instead.items():
        if named in contract.columns or meant in contract.columns:
            continue
        pairs = (_told(table, named, meant, contract, vocabulary) for table in tables)
        found = [pair for pair in pairs if pair]
        headings = dict.fromkeys(heading for heading, _ in found)
        sure = tuple(one for one in headings if all(is_so for two, is_so in found if two == one))
        more |= {meant: sure} if sure else {}
    return contract.model_copy(update={"columns": contract.columns | more}) if more else contract


def _told(
    table: SourceTable, named: str, meant: str, contract: Contract, vocabulary: Vocabulary
) -> tuple[str, bool] | None:
    """The heading of ``named`` in a table, and whether its cells are of ``meant``; None of none."""
    main = map_columns(table.headings, contract, vocabulary).main
    if named not in main or not table.rows:
        return None
    known = vocabulary.knowing(meant, contract.values.get(meant, {}))
    texts = [text for text in plain(pc.unique(table.texts[main[named]])) if text.strip()]
    said = [repaired(text) for text in texts if not vocabulary.is_blank(text)]
    if not said and meant not in main:
        return None
    are_words = all(
        known.meaning(meant, word) is not None and vocabulary.answer(word) is None for word in said
    )
    return table.headings[main[named]], are_words and meant not in main
