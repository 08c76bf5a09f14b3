"""Heading texts in the one form in which they are compared, and the test of being known."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LONGEST = 60
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def heading_text(text: str) -> str:
    """``text`` in NFKC without white space, line breaks or invisible characters."""
    return "".join(unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).split())


class HeadingTest:
    """Whether a cell is a heading somebody knows; answers are kept, cells come again."""

    def __init__(self, is_heading: Callable[[str], bool]) -> None:
        self._is_heading = is_heading
        self._answers: dict[str, bool] = {}

    def __call__(self, cell: str) -> bool:
        """Whether ``cell`` as it stands in the file is a known heading."""
        if not cell or len(cell) > _LONGEST:
            return False
        answer = self._answers.get(cell)
        if answer is None:
            text = heading_text(cell)
            answer = self._answers[cell] = bool(text) and self._is_heading(text)
        return answer

    def column(self, path: str) -> bool:
        """Whether a flattened heading is known, whole or by its last part."""
        return self(path) or self(path.rpartition("/")[2])

    def count(self, row: Sequence[str]) -> int:
        """How many different known headings ``row`` holds."""
        return len({heading_text(cell) for cell in row if self(cell)})
