"""What no summary may say: the marks by which a sentence that came out wrong is found."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zhiben.reporting.summary import Clause, Number, Paragraph, Summary, Table

NONSENSE = re.compile(
    r"(增加|减少|提高|下降)(-|0(?![.\d])|—)"  # 减少-3项, 增加0项
    r"|(?<![\d.])0(项|份|行|起|人|天)"  # a zero is told in words
    r"|[-—](项|份|行|%|个|起|人|天)"  # a number that is not known is not told
    r"|[，；、：（][，；、。：）]|。。|^[，；。]"  # clauses that fell out
    r"|None|nan|\{|\}|[a-z]+_[a-z]+"  # a value or a name of ours that nobody words
)


def words(parts: Clause) -> str:
    """A clause as it is read."""
    return "".join(part if isinstance(part, str) else part.text for part in parts)


def sentences(summary: Summary) -> list[str]:
    """Everything that is told in sentences, by paragraph, with whom it is about."""
    blocks = [block for section in summary.sections for block in section.blocks]
    told = [
        (block.lead.text if block.lead else "") + words(block.text)
        for block in blocks
        if isinstance(block, Paragraph)
    ]
    return [*map(words, summary.notes), *told]


def text_of(summary: Summary) -> str:
    """The summary as plain text: headings, sentences, tables."""
    return "\n".join(_lines(summary)) + "\n"


def _lines(summary: Summary) -> Iterator[str]:
    yield f"{summary.title}　{summary.city.text}　{summary.week.title}（{summary.period.text}）"
    yield from map(words, summary.notes)
    for section in summary.sections:
        yield f"\n{section.heading}"
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield (block.lead.text if block.lead else "") + words(block.text)
            elif isinstance(block, Table):
                yield from _table(block)


def _table(table: Table) -> Iterator[str]:
    yield f"［{table.caption}］" + " | ".join(column.heading for column in table.columns)
    yield from (" | ".join(map(words, row.cells)) for row in table.rows)


def nonsense(summary: Summary) -> list[str]:
    """Sentences that bear such a mark."""
    return [told for told in sentences(summary) if NONSENSE.search(told)]


def digits_outside_numbers(summary: Summary) -> list[str]:
    """Pieces of the rules' own wording that hold a digit: each would be a number untraced."""
    own = [part for part in summary.fragments() if isinstance(part, str)]
    assert not any(isinstance(part, Number) for part in own)
    return [part for part in own if any(char.isdigit() for char in part)]
