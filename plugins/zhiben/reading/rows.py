"""Tells records from the rows around them: titles, totals, notes, blanks, repeated headings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zhiben.reading.columns import are_numbers, mask_of
from zhiben.reading.headings import heading_text
from zhiben.reading.model import SkipReason
from zhiben.reading.words import (
    CHINESE_NUMERAL,
    COUNT_SENTENCE,
    COUNTED,
    DASHES,
    EXAMPLE,
    NOTE,
    NOTHING,
    NUMBER,
    REPORTING_UNIT,
    SECTION,
    SERIAL_HEADINGS,
    SHORT_NAME,
    SIGNATURES,
    TOTAL,
    TOTAL_SENTENCE,
    TOTAL_WORDS,
    UNIT_LINE,
    ZERO_REPORT,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiben.reading.columns import ColumnRows, Mask
    from zhiben.reading.header import Header

_FEW = 4
_NARROW = 2
_LONGEST_MARK = 60
_LONG_NOTE = 40
_SUM = re.compile("[计計]|总[数量共]|汇总|共[0-9０-９]")
_SERIAL = re.compile(r"\(?\d{1,6}\)?[.、]?")


def preface_reason(row: Sequence[str]) -> SkipReason:
    """What a row above the headings is."""
    texts = [heading_text(cell) for cell in row if cell]
    if not texts:
        return SkipReason.BLANK
    if any(ZERO_REPORT.fullmatch(text) for text in texts):
        return SkipReason.ZERO_REPORT
    if any(UNIT_LINE.fullmatch(text) for text in texts):
        return SkipReason.UNIT_LINE
    return SkipReason.TITLE


def is_zero_report(row: Sequence[str]) -> bool:
    """Whether some cell says that there was nothing to report."""
    short = (heading_text(cell) for cell in row if 0 < len(cell) <= _LONGEST_MARK)
    return any(ZERO_REPORT.fullmatch(text) for text in short)


class RowJudge:
    """Judges the rows below one table's headings."""

    def __init__(self, header: Header, header_rows: Sequence[Sequence[str]]) -> None:
        self._width = sum(1 for heading in header.headings if heading)
        self._plenty = max(_FEW + 1, self._width // 2)
        self._header_rows = {tuple(row) for row in header_rows}
        self._stacked = [
            {heading_text(row[c]) for row in header_rows if c < len(row) and row[c]}
            for c in range(len(header.headings))
        ]
        self._suspect = NOTHING.union(DASHES, *self._stacked)
        second = self._stacked[1] if len(self._stacked) > 1 else set()
        self._doubtful = {"", *NOTHING, *DASHES, *second}
        self._serial_columns = {
            c
            for c, heading in enumerate(header.headings)
            if heading.rpartition("/")[2] in SERIAL_HEADINGS
        }

    def reason(self, row: Sequence[str], has_lent: bool, merged_width: int) -> SkipReason | None:
        """Why ``row`` is no record, or None.

        ``has_lent`` says whether merged cells above lend texts to it; ``merged_width`` is the
        number of columns its only text covers, 0 where it is not so.
        """
        filled = len(row) - row.count("")
        if filled > self._plenty and self._is_numbered(row):
            return None
        return self._reason(row, filled, has_lent, merged_width)

    def clears(self, rows: ColumnRows) -> Mask:
        """Which rows are records at first sight: ``reason`` has nothing against any of them."""
        first, second = rows.columns[0], rows.columns[1]
        sound: Mask = are_numbers(first)
        if not sound.all():
            sound = mask_of(first, lambda text: bool(text) and self._is_sound_first(text))
        sound &= mask_of(second, self._is_sound_second)
        return sound & (rows.filled() > self._plenty)

    def _reason(
        self, row: Sequence[str], filled: int, has_lent: bool, merged_width: int
    ) -> SkipReason | None:
        if not filled:
            return SkipReason.BLANK
        if filled > self._plenty and self._is_plain(*_first_two(row)):
            return None
        columns = [column for column, cell in enumerate(row) if cell]
        texts = [heading_text(row[column]) for column in columns]
        if tuple(row) in self._header_rows or self._repeats_headings(columns, texts):
            return SkipReason.HEADING
        if self._is_example(columns, texts):
            return SkipReason.NOTE
        said = texts[1:] if _SERIAL.fullmatch(texts[0]) else texts
        if _is_total(said):
            return SkipReason.TOTAL
        if has_lent:
            return SkipReason.UNFILLED if self._is_serial_only(columns) else None
        return self._alone(columns, texts, said, merged_width)

    def _is_numbered(self, row: Sequence[str]) -> bool:
        """Whether a row begins with its number and a text beyond doubt; quicker than the rest."""
        second = row[1]
        return row[0].isdecimal() and second not in self._doubtful and not _SUM.search(second)

    def _is_plain(self, first: str, second: str) -> bool:
        """Whether a well-filled row beginning like this is above suspicion; most rows are."""
        return self._is_sound_second(second) and self._is_sound_first(first)

    def _is_sound_first(self, text: str) -> bool:
        if text.isdecimal():
            return True
        mark = heading_text(text[:_LONGEST_MARK])
        return not (_SUM.search(text) or mark in self._suspect or EXAMPLE.fullmatch(mark))

    def _is_sound_second(self, text: str) -> bool:
        return bool(text) and text not in self._suspect and not _SUM.search(text)

    def _alone(
        self, columns: list[int], texts: list[str], said: list[str], merged_width: int
    ) -> SkipReason | None:
        """The judgement of a row to which no merged cell lends anything."""
        if self._reports_zero(said, len(columns)):
            return SkipReason.ZERO_REPORT
        if self._is_serial_only(columns) and texts[0].isascii():
            return SkipReason.UNFILLED
        if self._is_section(texts, columns):
            return SkipReason.SECTION
        if self._is_note(texts, columns, merged_width):
            return SkipReason.NOTE
        return SkipReason.UNFILLED if all(text in DASHES for text in said) else None

    def _repeats_headings(self, columns: list[int], texts: list[str]) -> bool:
        alike = sum(
            column < len(self._stacked) and text in self._stacked[column]
            for column, text in zip(columns, texts, strict=True)
        )
        return alike >= 2 and alike * 5 >= len(texts) * 3

    def _is_example(self, columns: list[int], texts: list[str]) -> bool:
        """Whether the serial cell says that the row shows how to fill in the form: 示例."""
        pairs = zip(columns, texts, strict=True)
        return any(
            column in self._serial_columns and EXAMPLE.fullmatch(one) for column, one in pairs
        )

    def _reports_zero(self, said: list[str], filled: int) -> bool:
        if said and all(text in NOTHING for text in said):
            return True
        return filled <= self._plenty and any(
            len(text) <= _LONGEST_MARK and ZERO_REPORT.fullmatch(text) for text in said
        )

    def _is_note(self, texts: list[str], columns: list[int], merged_width: int) -> bool:
        if merged_width > 2 and merged_width * 5 >= self._width * 3:
            return True
        if self._is_short(texts) and (NOTE.fullmatch(texts[0]) or texts[0] in SIGNATURES):
            return True
        if len(texts) > 1:
            return False
        in_serial = columns[0] in self._serial_columns and not _SERIAL.fullmatch(texts[0])
        return in_serial or (columns[0] == 0 and len(texts[0]) > _LONG_NOTE and self._width > 2)

    def _is_section(self, texts: list[str], columns: list[int]) -> bool:
        """Whether the row names what the rows below it belong to: 一、川汇区, 填报单位：川汇区."""
        if self._is_short(texts) and REPORTING_UNIT.fullmatch(texts[0]):
            return True
        is_lone = len(texts) == 1 and columns[0] <= 1
        is_numbered = len(texts) == 2 and bool(CHINESE_NUMERAL.fullmatch(texts[0]))
        if self._width <= _NARROW or not (is_lone or is_numbered):
            return False
        if NOTE.fullmatch(texts[-1]) or texts[0] in SIGNATURES:
            return False
        is_name = columns[0] in self._serial_columns and bool(SHORT_NAME.fullmatch(texts[0]))
        return is_name or bool(SECTION.fullmatch("".join(texts)))

    def _is_short(self, texts: list[str]) -> bool:
        """Whether the row holds too few texts for a record that begins with a label."""
        return len(texts) <= _FEW or len(texts) * 2 <= self._width

    def _is_serial_only(self, columns: list[int]) -> bool:
        return self._serial_columns.issuperset(columns)


def _first_two(row: Sequence[str]) -> tuple[str, str]:
    """The first two texts of a row that has them; mostly they stand first."""
    if row[0] and row[1]:
        return row[0], row[1]
    first, second, *_ = filter(None, row)
    return first, second


def _is_total(said: list[str]) -> bool:
    if not said:
        return False
    if TOTAL.fullmatch(said[0]) or TOTAL_SENTENCE.fullmatch(said[0]):
        return True
    if COUNT_SENTENCE.fullmatch(said[0]) or COUNTED.fullmatch(said[0]):
        is_sentence = not COUNTED.fullmatch(said[0])
        return (is_sentence or len(said) > 1) and all(NUMBER.fullmatch(one) for one in said[1:])
    return len(said) > 1 and said[1] in TOTAL_WORDS
