"""Reads a vocabulary from YAML, strictly: what it says twice or about nothing is an error."""

from __future__ import annotations

import hashlib
import re
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

import yaml
from pydantic import Field, ValidationError

from zhiben.documents import read_yaml
from zhiben.errors import ZhibenError
from zhiben.records import Field as RecordField
from zhiben.records import FieldType, RecordKind
from zhiben.strict import Strict
from zhiben.vocabulary.forms import compiled, is_form
from zhiben.vocabulary.keys import heading_key, word_key
from zhiben.vocabulary.model import UNSAID, Claim, Vocabulary
from zhiben.vocabulary.sentences import LETTERS, MEANS, Grammar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

COMMON = "common.yaml"

_T = TypeVar("_T", bound=Strict)


class VocabularyError(ZhibenError):
    """A vocabulary that cannot be used; the message names the file."""


class _ZeroReport(Strict):
    openings: tuple[str, ...]
    statements: tuple[str, ...]


class _Common(Strict):
    serial: tuple[str, ...]
    ignored: tuple[str, ...]
    blanks: tuple[str, ...]
    nothings: tuple[str, ...]
    affirmed: tuple[str, ...]
    denied: tuple[str, ...]
    zero_report: _ZeroReport
    money_units: dict[str, Decimal]
    signs: dict[str, tuple[str, ...]]
    terms: dict[str, tuple[str, ...]]
    headings: dict[str, tuple[str, ...]]
    words: dict[str, dict[str, tuple[str, ...]]]


class _Weak(Strict):
    headings: tuple[str, ...]
    rivals: str


class _OfKind(Strict):
    terms: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    headings: dict[str, tuple[str, ...]]
    otherwise: dict[str, str | None] = Field(default_factory=dict)
    weak: dict[str, _Weak] = Field(default_factory=dict)
    instead: dict[str, str] = Field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    words: dict[str, dict[str, tuple[str, ...]]] = Field(default_factory=dict)
    decisive: dict[str, dict[str, tuple[str, ...]]] = Field(default_factory=dict)
    sentences: dict[str, dict[str, str]] = Field(default_factory=dict)


def load_vocabulary(folder: Path, kind: RecordKind) -> Vocabulary:
    """The vocabulary of ``kind``: ``<kind>.yaml`` of ``folder`` with what all kinds share.

    Raises:
        VocabularyError: on a missing or broken file, an unknown field or word, a heading that
            two fields claim, or a word with two meanings in one field.
    """
    common_path, own_path = folder / COMMON, folder / f"{kind.name}.yaml"
    common = parse_strictly(common_path, _Common)
    own = _with_shared(parse_strictly(own_path, _OfKind), common, kind)
    check = _Checker(own_path.name, kind, common.terms | own.terms)
    check.fields((*own.headings, *own.words, *own.sentences, *filter(None, own.otherwise.values())))
    check.fields((*own.weak, *own.instead, *own.instead.values()))
    signs = check.signs(common.signs)
    serial = frozenset(map(heading_key, common.serial))
    ignored = serial | frozenset(map(heading_key, (*common.ignored, *own.ignored)))
    return Vocabulary(
        kind=kind.name,
        digest=hashlib.sha256(common_path.read_bytes() + own_path.read_bytes()).digest(),
        claims=check.claims(own, ignored),
        forms=check.forms(own),
        rivals={field: check.form(weak.rivals) for field, weak in own.weak.items()},
        instead=own.instead,
        serial=serial,
        ignored=ignored,
        words={field: check.words(field, words) for field, words in own.words.items()},
        unsaid={field: check.unsaid(field, words) for field, words in own.words.items()},
        word_forms={field: check.word_forms(words) for field, words in own.words.items()},
        decisive={
            heading_key(h): check.decisions(h, words)
            for h, words in own.decisive.items()
            if not is_form(h)
        },
        decisive_forms=tuple(
            (check.form(h), check.decisions(h, words))
            for h, words in own.decisive.items()
            if is_form(h)
        ),
        blanks=frozenset(map(word_key, common.blanks)),
        nothings=frozenset(map(word_key, common.nothings)),
        answers=check.answers(common),
        zero_reports=_zero_reports(common.zero_report),
        money_units=_longest_first(common.money_units),
        grammars={
            field: check.grammar(field, said, signs) for field, said in own.sentences.items()
        },
    )


def parse_strictly(path: Path, shape: type[_T]) -> _T:
    """What ``path`` says, in the given shape; a VocabularyError names the file otherwise."""
    try:
        return shape.model_validate(read_yaml(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise absent(path) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise VocabularyError(f"{path.name}: no readable YAML: {error}") from error
    except ValidationError as error:
        raise refusal(path, error) from error


def absent(path: Path) -> VocabularyError:
    """The error that says that a vocabulary has no such file."""
    return VocabularyError(f"{path}: the vocabulary file is not there.", _copied(path.name))


def refusal(path: Path, error: ValidationError) -> VocabularyError:
    """The error that says what is wrong in the file, or what of this release it lacks."""
    faults = error.errors()
    names = [".".join(map(str, one["loc"])) for one in faults]
    if all(one["type"] == "missing" for one in faults):
        return lacking(path.name, names)
    told = (f"{name}: {one['msg']}" for name, one in zip(names, faults, strict=True))
    return VocabularyError(f"{path.name}: {'; '.join(told)}")


def lacking(file: str, names: Iterable[str]) -> VocabularyError:
    """The error that says which lists a file lacks: one copied from an older release has fewer."""
    words = f"{file} has no {', '.join(names)}, which this release reads."
    return VocabularyError(words, _copied(file))


def _copied(file: str) -> str:
    return (
        f"Copy it from include/vocabulary/{file} of this release; "
        "a vocabulary folder of one's own holds all its files and lists."
    )


def _with_shared(own: _OfKind, common: _Common, kind: RecordKind) -> _OfKind:
    """``own`` with what all kinds call the fields that this one has, before its own headings."""
    shared = {name: words for name, words in common.headings.items() if kind.has(name)}
    headings = {
        name: (*shared.get(name, ()), *own.headings.get(name, ()))
        for name in (*shared, *(one for one in own.headings if one not in shared))
    }
    words = {name: said for name, said in common.words.items() if kind.has(name)} | own.words
    return own.model_copy(update={"headings": headings, "words": words})


def _listed(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in words if not is_form(word))


def _ranked(own: _OfKind) -> Iterator[tuple[str, int, str]]:
    """Field, rank and heading of all that fills a field, forms among them."""
    for field, headings in own.headings.items():
        for rank, heading in enumerate(headings):
            yield field, rank, heading


def _zero_reports(spellings: _ZeroReport) -> frozenset[str]:
    openings = ("", *spellings.openings)
    return frozenset(heading_key(o + s) for o in openings for s in spellings.statements)


def _longest_first(units: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return dict(sorted(units.items(), key=lambda pair: -len(pair[0])))


class _Checker:
    """Turns what a file says into lookups, refusing contradictions with the file's name."""

    def __init__(self, file: str, kind: RecordKind, terms: Mapping[str, tuple[str, ...]]) -> None:
        self._file = file
        self._kind = kind
        self._terms = terms

    def fields(self, names: Iterable[str]) -> None:
        unknown = sorted(set(names) - set(self._kind.names()))
        if unknown:
            raise self._error(f"kind {self._kind.name} has no field {', '.join(unknown)}.")

    def claims(self, own: _OfKind, ignored: frozenset[str]) -> dict[str, Claim]:
        spare = {heading_key(heading): field for heading, field in own.otherwise.items()}
        weak = {heading_key(heading) for one in own.weak.values() for heading in one.headings}
        claims: dict[str, Claim] = {}
        for field, rank, heading in _ranked(own):
            key = heading_key(heading)
            if is_form(heading):
                continue
            if key in claims or key in ignored:
                other = claims[key].field if key in claims else "ignored"
                raise self._error(f"heading {heading!r} is claimed by {other} and {field}.")
            claims[key] = Claim(field, rank, spare.get(key), key in spare, is_weak=key in weak)
        for named, keys in (("otherwise", spare.keys()), ("weak", weak)):
            if homeless := sorted(keys - claims.keys()):
                raise self._error(
                    f"{named} names {', '.join(homeless)}, which fills no field first."
                )
        return claims

    def forms(self, own: _OfKind) -> tuple[tuple[re.Pattern[str], Claim], ...]:
        """The forms among the headings, as they stand there; a field's rank is its place."""
        ranked = (
            (self.form(h), Claim(field, rank)) for field, rank, h in _ranked(own) if is_form(h)
        )
        return tuple(ranked)

    def form(self, form: str) -> re.Pattern[str]:
        """The form as a pattern, refused where a term is missing or it is no pattern."""
        try:
            return compiled(form, self._terms)
        except KeyError as error:
            raise self._error(f"form {form!r}: no term is called {error.args[0]}.") from error
        except re.error as error:
            raise self._error(f"form {form!r} is no regular expression: {error}.") from error

    def words(self, field: str, words: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
        listed = {name: _listed(said) for name, said in words.items() if name != UNSAID}
        return self._lookup(field, listed, self._word_field(field).words)

    def unsaid(self, field: str, words: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
        """The words of a field that say nothing of it."""
        return self._lookup(field, {UNSAID: _listed(words.get(UNSAID, ()))}, (UNSAID,))

    def word_forms(
        self, words: Mapping[str, tuple[str, ...]]
    ) -> tuple[tuple[re.Pattern[str], str], ...]:
        """The forms among a field's words, and what each means."""
        every = ((form, name) for name, said in words.items() for form in said if is_form(form))
        return tuple((self.form(form), name) for form, name in every)

    def _word_field(self, name: str) -> RecordField:
        field = self._kind.field(name)
        if field.type is not FieldType.WORD:
            raise self._error(f"field {name} has no list of words.")
        return field

    def decisions(self, heading: str, words: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
        known = [word for field in self._kind.of_type(FieldType.WORD) for word in field.words]
        return self._lookup(heading, words, tuple(known))

    def signs(self, signs: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
        """The letter of each word that is a sign in a sentence."""
        if unknown := sorted(signs.keys() - LETTERS.keys()):
            known = f"they are {', '.join(LETTERS)}"
            raise self._error(f"{COMMON}: no sign is called {', '.join(unknown)}: {known}.")
        if missing := [name for name in LETTERS if name not in signs]:
            raise lacking(COMMON, (f"signs.{name}" for name in missing))
        by_letter = {LETTERS[name]: words for name, words in signs.items()}
        return self._lookup("signs", by_letter, tuple(by_letter))

    def grammar(self, field: str, means: Mapping[str, str], signs: Mapping[str, str]) -> Grammar:
        """The grammar of ``field``: what it calls what the signs come to."""
        words = self._word_field(field).words
        if set(means) != set(MEANS) or not set(means.values()) <= set(words):
            raise self._error(
                f"sentences.{field} says which of {', '.join(words)} each of {', '.join(MEANS)} is."
            )
        return Grammar(signs, means)

    def answers(self, common: _Common) -> dict[str, bool]:
        said = self._lookup("answers", {"yes": common.affirmed, "no": common.denied}, ("yes", "no"))
        return {word: meaning == "yes" for word, meaning in said.items()}

    def _lookup(
        self, where: str, words: Mapping[str, tuple[str, ...]], allowed: tuple[str, ...]
    ) -> dict[str, str]:
        lookup: dict[str, str] = {}
        for meaning, spellings in words.items():
            if meaning not in allowed:
                raise self._error(f"{where}: {meaning!r} is none of {', '.join(allowed)}.")
            for key in map(word_key, spellings):
                if lookup.setdefault(key, meaning) != meaning:
                    raise self._error(f"{where}: {key!r} means {lookup[key]} and {meaning}.")
        return lookup

    def _error(self, message: str) -> VocabularyError:
        return VocabularyError(f"{self._file}: {message}")
