"""One reader a field type: from a cell's text to its value, with flags and what defied reading."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from zhiben.normalizing.amounts import (
    is_pending,
    names_unit,
    people_lost,
    read_count,
    read_money,
)
from zhiben.normalizing.aside import ASIDE
from zhiben.normalizing.cells import BLANK, Cell, Reader, Sure, sure_where
from zhiben.normalizing.code_columns import are_credit_codes
from zhiben.normalizing.codes import read_code
from zhiben.normalizing.dates import is_whole_date
from zhiben.normalizing.named_by_code import is_like_a_code
from zhiben.normalizing.names import clean_name, unclean_pattern
from zhiben.normalizing.people import (
    PLAIN_PHONE,
    clean_people,
    clean_phones,
    is_phone,
    is_rounded,
    is_usual_phone,
    uncertain_pattern,
)
from zhiben.normalizing.repair import needs_repair, repaired
from zhiben.normalizing.splitting import listing_pattern, split_cell
from zhiben.normalizing.texts import clean_text, one_line, untidy_pattern
from zhiben.records import Field, FieldType
from zhiben.vocabulary import UNSAID, word_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhiben.vocabulary import Vocabulary

TEXT_REPAIRED = "text_repaired"
UNIT_ASSUMED = "money_unit_assumed"
ODD_PHONE, ROUNDED_PHONE = "phone_odd", "phone_rounded"
MONEY_UNREAD, COUNT_UNREAD, ANSWER_UNREAD = "money_unread", "count_unread", "answer_unread"
PENDING = "amount_pending"
NAME_PLACEHOLDER = "name_placeholder"
_PLACEHOLDER = re.compile(
    r"(?:[\u3400-\u9fff]{1,4}[省市县区镇乡])*(?:[X×✕✖＊*○〇]{2,}|某{1,4})"
    r"(?:[省市县区镇乡](?:[X×✕✖＊*○〇]{2,}|某{1,4}))?(?:有限|责任|股份|集团|科技|食品|化工)*(?:公司|企业|单位|工?厂|商?店)"
)
_LOSSES = frozenset({"deaths", "serious_injuries"})
MANY_LINES = frozenset({"description", "measure", "basis", "check_item"})


def reader_for(
    field: Field, heading: str, own_words: Mapping[str, str], vocabulary: Vocabulary
) -> Reader:
    """The reader of ``field`` under ``heading``; ``own_words`` are the contract's, by word.

    Dates are read elsewhere: their years depend on the rest of the row.
    """
    readers: dict[FieldType, Reader] = {
        FieldType.NAME: _real_name_cell if field.required else _name_cell,
        FieldType.PEOPLE: _people_cell,
        FieldType.PHONE: _phone_cell,
        FieldType.WORD: _word_reader(field, heading, own_words, vocabulary),
        FieldType.MONEY: _money_reader(heading, vocabulary),
        FieldType.COUNT: _count_reader(field, heading, vocabulary),
        FieldType.FLAG: lambda text: _answered(text, vocabulary.answer(text), ANSWER_UNREAD),
    }
    if field.type is FieldType.CODE:
        return lambda text: _code_cell("" if vocabulary.is_blank(text) else text)
    read = readers.get(field.type, _lines_cell if field.name in MANY_LINES else _text_cell)
    if field.type is FieldType.WORD:  # 无 says something where a list of words has it
        return lambda text: _unless_blank(text, read(text), vocabulary)
    if field.vital:
        is_money = field.type is FieldType.MONEY
        return lambda text: _number_cell(text, read, vocabulary, is_money=is_money)
    return lambda text: BLANK if vocabulary.is_blank(text) else read(text)


def as_is_for(field: Field, vocabulary: Vocabulary) -> Sure | None:
    """Which texts the reader of ``field`` leaves as they are; None where it has to read each."""
    says = vocabulary.never_blank
    listing = f"{listing_pattern()}|" if field.name in MANY_LINES else ""
    tests: dict[FieldType, Sure] = {
        FieldType.TEXT: sure_where(says, listing + untidy_pattern()),
        FieldType.NAME: sure_where(says, f"{unclean_pattern()}|^[^\u3400-\u9fff]*$|某|[X×x]{{2}}"),
        FieldType.PEOPLE: sure_where(says, uncertain_pattern()),
        FieldType.PHONE: sure_where(PLAIN_PHONE),
        FieldType.CODE: are_credit_codes,
    }
    return tests.get(field.type)


def read_statement(text: str) -> Cell:
    """The text that must state something: only emptiness is blank, 无 is for others to judge."""
    return _lines_cell(text) if text.strip() else BLANK


def _name_cell(text: str) -> Cell:
    """A name, or nothing where a code, a day or a number stands in its place."""
    name = clean_name(text)
    says = any(map(str.isalnum, text))
    if says and (is_like_a_code(text) or not any(map(str.isalpha, name))):
        return Cell(None, flags=(ASIDE,))
    return _named(text, name)


def _real_name_cell(text: str) -> Cell:
    """A name, or nothing where a form's XX公司 stands in its place.

    Where the enterprise need not be named, 某公司 is how a report keeps it unnamed, and stays.
    """
    is_placeholder = bool(_PLACEHOLDER.fullmatch(clean_name(text).upper()))
    return Cell(None, flags=(NAME_PLACEHOLDER,)) if is_placeholder else _name_cell(text)


def _people_cell(text: str) -> Cell:
    """People, or nothing where a day or a telephone number stands in their place."""
    if is_whole_date(text) or is_phone(text):
        return Cell(None, flags=(ASIDE,))
    return _named(text, clean_people(text))


def _phone_cell(text: str) -> Cell:
    number = clean_phones(text)
    if is_rounded(text):
        return Cell(number or None, flags=(ROUNDED_PHONE,))
    odd = (ODD_PHONE,) * (bool(number) and not is_usual_phone(number))
    return Cell(number or None, flags=(ASIDE,) * (not number) + odd)


def _named(text: str, name: str) -> Cell:
    was_broken = needs_repair(text) and repaired(text, is_name=True) != text
    return Cell(name or None, flags=(TEXT_REPAIRED,) * was_broken)


def _text_cell(text: str) -> Cell:
    _, was_broken = clean_text(text)
    return Cell(one_line(text) or None, flags=(TEXT_REPAIRED,) * was_broken)


def _lines_cell(text: str) -> Cell:
    cleaned, was_broken = clean_text(text)
    parts = split_cell(cleaned)
    said = parts[0].text if len(parts) == 1 else cleaned
    return Cell(said or None, flags=(TEXT_REPAIRED,) * was_broken)


def _code_cell(text: str) -> Cell:
    reading = read_code(text)
    return Cell(reading.value, unread=reading.typed or None, flags=reading.flags)


def _count_reader(field: Field, heading: str, vocabulary: Vocabulary) -> Reader:
    unit = int(vocabulary.money_unit(heading) or 1) if "万" in heading else 1

    def read(text: str) -> Cell:
        count = read_count(text, unit)
        if count is None and field.name in _LOSSES:
            count = people_lost(text, field.name)
        return _answered(text, count, COUNT_UNREAD)

    return read


def _number_cell(text: str, read: Reader, vocabulary: Vocabulary, *, is_money: bool) -> Cell:
    """Of a number that the record is about 无 says that there is none."""
    if vocabulary.is_nothing(text):
        return Cell(0)
    if is_money and is_pending(text):
        return Cell(None, flags=(PENDING,))
    return BLANK if vocabulary.is_blank(text) else read(text)


def _unless_blank(text: str, cell: Cell, vocabulary: Vocabulary) -> Cell:
    return BLANK if cell.value is None and vocabulary.is_blank(text) else cell


def _answered(text: str, value: object | None, *unread: str) -> Cell:
    return Cell(value) if value is not None else Cell(None, text.strip(), unread)


def _word_reader(
    field: Field, heading: str, own_words: Mapping[str, str], vocabulary: Vocabulary
) -> Reader:
    own = {word_key(word) for word in own_words}
    known = vocabulary.knowing(field.name, own_words)

    def read(text: str) -> Cell:
        for word in dict.fromkeys((text, repaired(text))):
            asked = "" if word_key(word) in own else heading
            if meaning := known.meaning(field.name, word, asked):
                return BLANK if meaning == UNSAID else Cell(meaning)
        return _answered(text, None)

    return read


def _money_reader(heading: str, vocabulary: Vocabulary) -> Reader:
    unit = vocabulary.money_unit(heading)

    def read(text: str) -> Cell:
        value = read_money(text, unit or Decimal(1), vocabulary.money_units)
        says_unit = unit is not None or names_unit(text, vocabulary.money_units)
        is_assumed = value is not None and not says_unit
        cell = _answered(text, value, MONEY_UNREAD)
        return Cell(cell.value, cell.unread, cell.flags + (UNIT_ASSUMED,) * is_assumed)

    return read
