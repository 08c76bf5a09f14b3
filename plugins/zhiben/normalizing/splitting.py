"""Splits a cell that lists several hazards, only where its numbering says so.

A numbering starts at 1 and rises by one, its marks standing at line starts or after the end of a
sentence. Cells are split at the outermost level, save where its items are mere headings
(一、茅岭江特大桥。1.…) over an inner numbering.

Where the numbering starts again at 1, another list begins: of the hazards of another place
(2号楼：1.…), or of what answers those before it (整改意见：1.…) and is no hazard.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from zhiben.normalizing.list_heads import (
    NAMES_FAULT,
    STATES_HAZARD,
    answering,
    head_of,
    is_heading,
    is_statement,
    name_faults,
    needs_preamble,
)
from zhiben.normalizing.numbering import (
    ARABIC,
    MARKS,
    Mark,
    chain_of,
    is_free_one,
    opening,
    outermost,
)

_HAN = "[\u3400-\u9fff]"
_FIRST = re.compile(
    r"(?:^|[\n。；;！!？?：:]|问题|隐患|如下)\s*"
    f"(?:1[、．.)）:：，,]|1\\s*{_HAN}|一[、是:：．.]|[(（][1一][)）])|[①⑴⒈❶]|【1】"
)
_ANY_ONE = re.compile(r"[1一①⑴⒈❶]")
_LONE = re.compile(r"\s*(?:1[、．.)）:：](?!\d)|[(（]1[)）]|[①⑴⒈])[、.．]?\s*")

_SAYS_SOMETHING = re.compile(r"[\u3400-\u9fffA-Za-z]{2}")
_TRIMMED = "；;，,、 \n\t"
_UNUSED = frozenset({"", "无", "暂无", "没有", "/", "-", "—", "——", "。"})  # under a printed number

_NEXT_LINE = re.compile(r"(?<=[。；;])\s*\n")
_SHORTEST_HAZARD = 6


@dataclass(frozen=True)
class Part:
    """One hazard of a cell; ``head`` is the heading it stood under, without its mark.

    ``measure`` and ``basis`` are what lists of those say of it in the same cell.
    """

    text: str
    head: str = ""
    measure: str = ""
    basis: str = ""


@dataclass(frozen=True)
class _Items:
    preamble: str
    texts: list[str]


def split_cell(text: str) -> tuple[Part, ...]:
    """The hazards ``text`` lists in order; one part, the text itself, where it lists none.

    Words before the first mark are no hazard of their own and are left out.
    """
    return tuple(_listed(text)) or (Part(_without_lone_mark(text)),)


def listing_pattern() -> str:
    """A pattern for Arrow that finds, in text without white space, all that may be split."""
    return _FIRST.pattern


def pair_cell(text: str, count: int) -> tuple[str, ...]:
    """The ``count`` pieces of a cell numbered like ``count`` hazards; none where it is not."""
    if not _may_list(text):
        return ()
    parts = split_cell(text)
    if len(parts) == count:
        return tuple(part.text for part in parts)
    between = [
        piece
        for section in _sections(text)
        for piece in _between(section, outermost(section) or [])
    ]
    for texts in (between, [*between[:-1], *_NEXT_LINE.split(between[-1])] if between else []):
        pieces = [piece.strip(_TRIMMED) for piece in texts]
        if len(pieces) == count and all(pieces):
            return tuple(pieces)
    return ()


def _may_list(text: str) -> bool:
    return bool(_ANY_ONE.search(text) and _FIRST.search(text))


def _listed(text: str) -> list[Part]:
    """The hazards of all lists of ``text``, none where it lists no two."""
    sections = _sections(text)
    if len(sections) > 1:
        return _of_lists(sections)
    items = _items(text)
    return _parts_of(items) if items else []


def _of_lists(sections: list[str]) -> list[Part]:
    """The hazards of several lists, none where there are no two."""
    lists = [_section_items(section) for section in sections]
    fields = [None, *(answering(head_of(one.preamble), one.texts) for one in lists[1:])]
    are_several = fields.count(None) > 1
    parts: list[Part] = []
    for section, items, field in zip(sections, lists, fields, strict=True):
        if field is None:
            parts += _list_parts(items, head_of(items.preamble) if are_several else "")
        else:
            parts = _with_answers(parts, field, items.texts) or _kept(parts, section)
    return parts if len(parts) > 1 else []


def _sections(text: str) -> list[str]:
    """``text`` cut before each list that starts again at 1, at the words that head it."""
    restart = _restart(text) if len(_FIRST.findall(text)) > 1 else None
    if restart is None:
        return [text]
    return [text[:restart], *_sections(text[restart:])]


def _restart(text: str) -> int | None:
    """Where the second list of ``text`` begins, head and all; None where there is but one."""
    style, marks = opening(text)
    for match in MARKS[style].finditer(text) if style else ():
        before = [mark for mark in marks if mark.start < match.start()]
        if not before or not is_free_one(text, match, style):
            continue
        item = text[before[-1].end : match.start()]
        head = head_of(item)
        has_ended = before[-1].number > 1 or (head and item[: len(item) - len(head)].strip())
        follows = [mark.number for mark in marks[len(before) :]]
        goes_on = before[-1].number + 1 in follows
        if has_ended and _is_list(text[match.start() :], style, head, goes_on=goes_on):
            return match.start() - len(head)
    return None


def _is_list(text: str, style: str, head: str, *, goes_on: bool) -> bool:
    """Whether a list of its own begins ``text``, and not details of the item before it.

    It has a head, or its items say what is wrong or what answers it. One item makes a list only
    below a head, and where the numbering before it never ``goes_on``.
    """
    marks = chain_of(text, style)
    if len(marks) < 2:
        return bool(head) and not goes_on
    items = _between(text, marks)
    return bool(head) or name_faults(items) or answering("", items) is not None


def _section_items(section: str) -> _Items:
    """The items of one of several lists, which may be a lone one."""
    if (items := _items(section)) is not None:
        return items
    _, marks = opening(section)
    if len(marks) == 1 and not is_statement(section[: marks[0].start]):
        return _Items(section[: marks[0].start], _between(section, marks))
    return _Items("", [section])


def _list_parts(items: _Items, head: str) -> list[Part]:
    """The hazards of one of several lists, under its ``head``."""
    return [replace(part, head=part.head or _bare(head)) for part in _parts_of(items)]


def _parts_of(items: _Items) -> list[Part]:
    """The hazards of one list; an item may head what answers those before it: 二、整改意见."""
    parts: list[Part] = []
    for item in items.texts:
        inner = _headed(item) if parts else None
        field = answering(inner.preamble, inner.texts) if inner and inner.preamble else None
        if inner is None or field is None:
            parts += _item_parts(item)
        else:
            parts = _with_answers(parts, field, inner.texts) or _kept(parts, item)
    return parts


def _with_answers(parts: list[Part], field: str, texts: list[str]) -> list[Part]:
    """``parts`` with a list's answers to those that have none yet; none where they do not pair."""
    if not field:
        return []
    open_ones = [place for place, part in enumerate(parts) if not getattr(part, field)]
    if len(open_ones) != len(texts):
        return []
    answered = list(parts)
    for place, said in zip(open_ones, texts, strict=True):
        answered[place] = replace(parts[place], **{field: said.strip(_TRIMMED)})
    return answered


def _kept(parts: list[Part], section: str) -> list[Part]:
    """``parts`` with a list that answers them as a whole kept in the text of the last."""
    last = parts[-1]
    return [*parts[:-1], replace(last, text=f"{last.text}\n{section.strip(_TRIMMED)}")]


def _items(text: str) -> _Items | None:
    """The outermost numbered items of ``text``, None where there are not two."""
    marks = outermost(text) if _may_list(text) else None
    if marks is None or is_statement(text[: marks[0].start]):
        return None
    texts = _with_unnumbered([piece.strip() for piece in _between(text, marks)])
    while texts and _is_unused(texts[-1]):
        texts.pop()
    says_something = all(_SAYS_SOMETHING.search(item) or _is_unused(item) for item in texts)
    preamble = text[: marks[0].start]
    if needs_preamble(preamble, texts) or _answers_itself(preamble, texts):
        return None
    return _Items(text[: marks[0].start], texts) if texts and says_something else None


def _answers_itself(preamble: str, items: list[str]) -> bool:
    """Whether a list answers the one hazard stated before it: 通道堵塞。整改意见：1.…."""
    head = head_of(preamble)
    stated = preamble[: len(preamble) - len(head)]
    return bool(head and NAMES_FAULT.search(stated)) and answering(head, items) is not None


def _is_unused(item: str) -> bool:
    """Whether nothing stands under a number; before others it is a part that says no hazard."""
    return item.strip(_TRIMMED) in _UNUSED


def _between(text: str, marks: list[Mark]) -> list[str]:
    ends = [*(mark.start for mark in marks[1:]), len(text)] if marks else []
    return [text[mark.end : end] for mark, end in zip(marks, ends, strict=True)]


def _with_unnumbered(items: list[str]) -> list[str]:
    """``items`` with the last one cut where its next line states a hazard without a number."""
    if any("\n" in item for item in items[:-1]) or _may_list(items[-1]):
        return items
    own, *others = _NEXT_LINE.split(items[-1])
    are_hazards = all(
        len(other) >= _SHORTEST_HAZARD and STATES_HAZARD.search(other) for other in others
    )
    return [*items[:-1], own, *others] if are_hazards else items


def _item_parts(item: str) -> list[Part]:
    """The item itself, or what stands under it where it is but a heading."""
    sections = _sections(item)
    if len(sections) > 1 and (parts := _of_lists(sections)):
        return parts
    inner = _headed(item)
    if inner is None:
        return [Part(item.strip(_TRIMMED))]
    head = _bare(inner.preamble)
    return [
        Part(part.text, part.head or head) for text in inner.texts for part in _item_parts(text)
    ]


def _headed(item: str) -> _Items | None:
    """What stands under an item that is but a heading; None where it says something itself."""
    inner = _items(item) or _lone_item(item)
    return inner if inner and is_heading(inner.preamble) else None


def _bare(head: str) -> str:
    return head.strip(_TRIMMED + "。.：:")


def _lone_item(text: str) -> _Items | None:
    """A heading's line and the one item below it: 现场方面⏎1.灭火器过期."""
    head, _, rest = text.partition("\n")
    chains = [chain for style in ARABIC if (chain := chain_of(rest.strip(), style))]
    if not head.strip() or not chains or chains[0][0].start:
        return None
    said = rest.strip()[chains[0][0].end :]
    return _Items(head, [said]) if _SAYS_SOMETHING.search(said) else None


def _without_lone_mark(text: str) -> str:
    """``text`` without a 1. that no 2. follows: it numbers nothing."""
    match = _LONE.match(text)
    rest = text[match.end() :] if match else ""
    return rest if _SAYS_SOMETHING.search(rest) else text
