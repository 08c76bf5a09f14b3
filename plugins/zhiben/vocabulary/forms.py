"""Forms of headings: what people put together from few words, for headings that no list has.

A form is a regular expression over comparison keys in which ``{term}`` stands for one of that
term's words: ``{whose}*{doing}+{said}`` is 整改情况, 隐患整改情况 and 隐患治理完成进度.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LONGEST_KEY = 24  # what is longer says more than a heading put together does

_TERM = re.compile(r"\{([a-z_]+)\}")
_LINKS = re.compile("[的及和与或]")

_T = TypeVar("_T")


def is_form(heading: str) -> bool:
    """Whether a vocabulary's ``heading`` is a form and no heading as people write it."""
    return "{" in heading


def compiled(form: str, terms: Mapping[str, Iterable[str]]) -> re.Pattern[str]:
    """``form`` as a pattern for ``form_key``.

    Raises:
        KeyError: on a term that ``terms`` does not have.
        re.error: on a form that is no regular expression.
    """
    return re.compile(_TERM.sub(lambda found: f"(?:{'|'.join(terms[found[1]])})", form))


def form_key(key: str) -> str:
    """A heading's ``key`` without the words that only link others: 存在的问题 is 存在问题."""
    return _LINKS.sub("", key)


def letters_of(forms: Iterable[re.Pattern[str]]) -> frozenset[str]:
    """Every letter that a key of one of the ``forms`` may have: most texts have another one."""
    return frozenset(_LINKS.pattern).union(*(form.pattern for form in forms))


def formed(key: str, forms: Iterable[tuple[re.Pattern[str], _T]]) -> _T | None:
    """What the first of the ``forms`` that ``key`` has says; None where it has none."""
    text = form_key(key)
    if len(text) > LONGEST_KEY:
        return None
    return next((said for form, said in forms if form.fullmatch(text)), None)
