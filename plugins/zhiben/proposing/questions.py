"""What a proposal cannot settle by itself: questions in English, the ledger's words as they are."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from zhiben.proposing.model import Question
from zhiben.records import KINDS, FieldType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from zhiben.proposing.guess import Guess
    from zhiben.proposing.model import Column, Proposal
    from zhiben.records import RecordKind
    from zhiben.vocabulary import Vocabulary

_EXAMPLES = 3
_LONGEST_EXAMPLE = 24
_MOST_WORDS = 30
_CLEAR_SHARE = 0.9
_FEWEST_FOR_KEY = 3


def about_origin(proposal: Proposal, fields: Mapping[str, Column]) -> Iterator[Question]:
    """County, department, channel and mode, where the file does not say."""
    origin = proposal.origin
    if not origin.is_sure:
        guess = f"the best guess is {origin.county}" if origin.evidence else "it names none we know"
        yield Question("county", "county", f"Whose ledger is this? {_capital(guess)}.")
    if not origin.department_is_sure:
        yield Question("department", "department", "Which department sends it?")
    has_channel = KINDS[proposal.kind].has("channel")
    if has_channel and not origin.channel_is_sure and "channel" not in fields:
        words = "How were these findings made? No column says; supervision is assumed."
        yield Question("channel", "channel", words)
    words = "Does each delivery hold the whole ledger (full) or only what changed (delta)?"
    yield Question("delivery", "delivery", words, ("delivery: {mode: delta}",))


def about_required(
    proposal: Proposal,
    columns: Sequence[Column],
    guesses: Mapping[int, Guess],
    kind: RecordKind,
) -> Iterator[Question]:
    """Fields no row can do without: guessed at all costs, or missing."""
    own = {one.field: one.heading for one in proposal.columns if one.field}
    doubtful = {one.field: columns[place] for place, one in guesses.items() if not one.is_sure}
    has_code = any(field.name in own for field in kind.of_type(FieldType.CODE))
    for field in kind.required():
        if field.name in doubtful and own.get(field.name) == doubtful[field.name].heading:
            words = (
                f"Is “{own[field.name]}” {field.name} ({field.zh})? {_like(doubtful[field.name])}"
            )
            yield Question("columns", own[field.name], words)
        elif field.name not in own and not (field.type is FieldType.NAME and has_code):
            words = f"Which column is {field.name} ({field.zh})? No row is accepted without it."
            yield Question("columns", field.name, words, (f"{field.name}: [...]",))


def about_columns(
    proposal: Proposal, columns: Sequence[Column], guesses: Mapping[int, Guess]
) -> Iterator[Question]:
    """Columns that nobody knows and whose cells do not tell enough."""
    for place, (one, column) in enumerate(zip(proposal.columns, columns, strict=True)):
        if one.by != "asked" or one.heading in proposal.key:
            continue
        guess = guesses.get(place)
        if guess is None:
            words = f"What is “{one.heading}”? {_like(column)} Unanswered, it is not used."
            yield Question("ignore", one.heading, words, (one.heading,))
        else:
            rival = f", or {guess.rival}" if guess.rival else ""
            words = f"Is “{one.heading}” {guess.field}{rival}? {_like(column)}"
            yield Question("columns", one.heading, words, (f"{guess.field}: [{one.heading}]",))


def about_values(
    fields: Mapping[str, Column], kind: RecordKind, vocabulary: Vocabulary
) -> Iterator[Question]:
    """Words of level, status and the like that the vocabulary does not know."""
    for field in kind.of_type(FieldType.WORD):
        column = fields.get(field.name)
        if column is None:
            continue
        unknown = [
            (word, times)
            for word, times in column.said.most_common()
            if not vocabulary.is_blank(word)
            and vocabulary.meaning(field.name, word, column.heading) is None
        ]
        for word, times in unknown[:_MOST_WORDS]:
            hint = _hint(field.name, word, column, fields)
            words = (
                f"What does “{_short(word)}” mean under “{column.heading}” ({times} rows)? "
                f"One of {', '.join(field.words)}.{' ' + hint if hint else ''}"
            )
            yield Question(f"values.{field.name}", word, words, (f"{word}: ?",))
        if len(unknown) > _MOST_WORDS:
            words = (
                f"“{column.heading}” holds {len(unknown)} words nobody knows: is it {field.name} "
                "at all?"
            )
            yield Question("columns", column.heading, words)


def about_key(
    proposal: Proposal, columns: Sequence[Column], vocabulary: Vocabulary
) -> Iterator[Question]:
    """Whether some column identifies its rows."""
    if proposal.key:
        words = f"Does “{proposal.key[0]}” stay with its row for good? Then it may stay the key."
        yield Question("key", proposal.key[0], words)
        return
    known = {one.heading for one in proposal.columns if one.field}
    for column in columns:
        is_free = column.heading not in known and not vocabulary.is_serial(column.heading)
        if is_free and _could_be_key(column):
            words = f"Is “{column.heading}” a lasting key of its rows? {_like(column)}"
            yield Question("key", column.heading, words, (f"key: [{column.heading}]",))


def _could_be_key(column: Column) -> bool:
    is_full = _FEWEST_FOR_KEY <= len(column.cells) == column.filled == len(column.said)
    return (
        is_full
        and column.mean_length < _LONGEST_EXAMPLE
        and any(map(str.isdigit, next(iter(column.said))))
    )


def _hint(name: str, word: str, column: Column, fields: Mapping[str, Column]) -> str:
    """What dates beside the word speak for."""
    if name != "status":
        return ""
    rows = [place for place, cell in enumerate(column.cells) if cell == word]
    for field, meaning in (("verified_on", "verified"), ("rectified_on", "rectified")):
        other = fields.get(field)
        filled = Counter(bool(other.cells[place]) for place in rows) if other else Counter[bool]()
        if other and filled[True] >= _CLEAR_SHARE * len(rows):
            return f"Its rows have “{other.heading}”: {meaning}?"
    if "rectified_on" in fields and not any(fields["rectified_on"].cells[place] for place in rows):
        return f"Its rows have no “{fields['rectified_on'].heading}”: open or in_progress?"
    return ""


def _like(column: Column) -> str:
    if not column.filled:
        return "It is empty in this file."
    shown = "”, “".join(_short(text) for text, _ in column.said.most_common(_EXAMPLES))
    return f"It holds “{shown}”."


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST_EXAMPLE else plain[:_LONGEST_EXAMPLE] + "…"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
