"""The words enterprise names are made of: forms, industries, branch words, divisions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from zhiben.strict import Strict
from zhiben.vocabulary.load import VocabularyError, parse_strictly

NAMES = "names.yaml"


class _File(Strict):
    company_forms: tuple[tuple[str, ...], ...]
    other_forms: tuple[str, ...]
    appended: tuple[str, ...]
    formerly: tuple[str, ...]
    branch_words: tuple[str, ...]
    certain_branches: tuple[str, ...]
    headquarters: tuple[str, ...]
    industries: tuple[str, ...]
    generic: tuple[str, ...]
    provinces: dict[str, tuple[str, ...]]


@dataclass(frozen=True, eq=False)
class NameWords:
    """Words of names, each list the longest first; ``company_forms`` maps spelling to form.

    ``digest`` changes whenever any of it does.
    """

    company_forms: Mapping[str, str]
    other_forms: tuple[str, ...]
    appended: frozenset[str]
    formerly: tuple[str, ...]
    branch_words: tuple[str, ...]
    certain_branches: tuple[str, ...]
    headquarters: frozenset[str]
    industries: tuple[str, ...]
    generic: tuple[str, ...]
    provinces: Mapping[str, tuple[str, ...]]
    digest: bytes


def load_name_words(folder: Path) -> NameWords:
    """The words of ``names.yaml`` in ``folder``.

    Raises:
        VocabularyError: on a missing or broken file, an unknown key, or a spelling that stands
            for two organisational forms.
    """
    path = folder / NAMES
    file = parse_strictly(path, _File)
    return NameWords(
        company_forms=_longest_first(dict(_forms(file, path.name))),
        other_forms=_sorted(file.other_forms),
        appended=frozenset(file.appended),
        formerly=_sorted(file.formerly),
        branch_words=_sorted(file.branch_words),
        certain_branches=_sorted(file.certain_branches),
        headquarters=frozenset(file.headquarters),
        industries=_sorted(file.industries),
        generic=_sorted(file.generic),
        provinces=file.provinces,
        digest=hashlib.sha256(path.read_bytes()).digest(),
    )


def _forms(file: _File, name: str) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for form, *others in file.company_forms:
        for spelling in (form, *others):
            if spelling in seen:
                raise VocabularyError(f"{name}: form {spelling!r} stands twice.")
            seen.add(spelling)
            yield spelling, form


def _sorted(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(words), key=lambda word: (-len(word), word)))


def _longest_first(forms: dict[str, str]) -> dict[str, str]:
    return dict(sorted(forms.items(), key=lambda pair: (-len(pair[0]), pair[0])))
