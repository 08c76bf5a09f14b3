"""Reads a guide as a user does: its commands in order, and what each is said to print.

What is proven stands in fences of two kinds, everything else (``sh``, plain) is only shown:

- ``console``: ``$ command``, its further lines after ``> ``, then lines of its output. ``…`` stands
  for anything; alone on a line, for any number of lines.
- ``sql``: a query that readers of ``bi`` may ask, and that finds something.

Ids of judgements and items come from what rows say and from the model that judged them. So one
that a guide shows stands for the one that is printed in its place, and is typed as that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parents[2]
ANYTHING = "…"
_ID = r"\b[PI][A-Z2-7]{16}\b"  # of a judgement or an item


class Ids(dict[str, str]):
    """The ids that guides show, and what each is in the reader's own city."""

    def typed(self, text: str) -> str:
        """What a reader types for ``text``."""
        return re.sub(_ID, lambda shown: self.get(shown[0], shown[0]), text)

    def are_printed(self, shown: str, line: str) -> bool:
        """Whether ``line`` is as ``shown``; ids met for the first time are learned from it."""
        parts = re.split(f"({ANYTHING}|{_ID})", shown)
        learned: set[str] = set()
        pattern = "".join(self._pattern(part, learned) for part in parts)
        found = re.fullmatch(pattern, line)
        if found:
            self.update(found.groupdict())
        return found is not None

    def _pattern(self, part: str, learned: set[str]) -> str:
        if part == ANYTHING:
            return ".*"
        if not re.fullmatch(_ID, part) or part in self:
            return re.escape(self.get(part, part))
        if part in learned:
            return f"(?P={part})"
        learned.add(part)
        return f"(?P<{part}>{part[0]}[A-Z2-7]{{16}})"


@dataclass(frozen=True)
class Shown:
    """A line of output that a guide shows."""

    text: str
    line: int


@dataclass(frozen=True)
class Step:
    """A command or a query of a guide, the line it stands on, and the output it is shown with."""

    kind: str
    text: str
    line: int
    shown: tuple[Shown, ...] = ()

    def first_missing(self, printed: str, ids: Ids) -> Shown | None:
        """The first line shown that ``printed`` does not have after the ones before it."""
        real = iter([_plain(line) for line in printed.splitlines()])
        for line in self.shown:
            wanted = _plain(line.text)
            if wanted != ANYTHING and not any(ids.are_printed(wanted, each) for each in real):
                return line
        return None


def steps(markdown: str) -> Iterator[Step]:
    """What a guide asks its reader to do, in order."""
    for token in MarkdownIt("commonmark").parse(markdown):
        if token.type != "fence" or token.map is None:
            continue
        first = token.map[0] + 2
        if token.info == "console":
            yield from _commands(token.content.splitlines(), first)
        elif token.info == "sql":
            yield Step("sql", token.content, first)


def _commands(lines: Sequence[str], first: int) -> Iterator[Step]:
    starts = [place for place, line in enumerate(lines) if line.startswith("$ ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        block = lines[start:end]
        more = [line[2:] for line in block[1:] if line.startswith(("> ", ">"))]
        shown = tuple(
            Shown(line, first + place)
            for place, line in enumerate(lines[start + 1 + len(more) : end], start + 1 + len(more))
            if line.strip()
        )
        yield Step("console", "\n".join([block[0][2:], *more]), first + start, shown)


def _plain(line: str) -> str:
    """A line without what a terminal's width makes of it."""
    return " ".join(line.split())


def guides() -> list[Path]:
    """Every page that has something to prove; what is made from the command line has not."""
    pages = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted(ROOT.glob("docs/**/*.md"))]
    made = ROOT / "docs" / "commands.md"
    return [page for page in pages if page != made and _has_console(page)]


def _has_console(page: Path) -> bool:
    return any(step.kind == "console" for step in steps(page.read_text(encoding="utf-8")))
