"""Plants errors in the warehouse's SQL, one at a time, and says what catches them.

    PYTHONPATH=. .venv/bin/python benchmarks/warehouse/mutations.py [--count 30] [--seed 1]
    PYTHONPATH=. .venv/bin/python benchmarks/warehouse/mutations.py --folder item_state

An error is a flipped comparison, a dropped condition, MIN for MAX, a join that lets rows through,
and the like, at one place of a query or computing view; of a folder that is named every place is
tried, else ``count`` of all. What catches it is a golden case, or a check that a case which plays
the whole chain runs. One that PostgreSQL refuses is no error that could be shipped: another is
planted for it. Some change nothing that any rows could show; those that can be told are left out
(``_changes_nothing``), so the list of what was not caught is to be read.
"""

from __future__ import annotations

import argparse
import logging
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import sqlglot
from sqlalchemy import Engine, create_engine
from sqlglot.tokens import Token, TokenType
from tests.homes import make_hasty
from tests.warehouse.given import TABLES
from tests.warehouse.golden import SQL
from tests.warehouse.planting import REFUSED, concerned, try_out

from zhiben import postgres
from zhiben.settings import SHIPPED_INCLUDE, Settings
from zhiben.warehouse.connection import connect
from zhiben.warehouse.migrate import upgrade

SWAPPED = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "=": "<>", "<>": "=", "AND": "OR", "OR": "AND",
    "INNER": "LEFT", "LEFT": "INNER", "MIN": "MAX", "MAX": "MIN", "ASC": "DESC", "DESC": "ASC",
    "TRUE": "FALSE", "FALSE": "TRUE", "LAG": "LEAD", "LEAD": "LAG", "LEAST": "GREATEST",
    "GREATEST": "LEAST", "BOOL_OR": "BOOL_AND", "BOOL_AND": "BOOL_OR", "+": "-", "-": "+",
    "NOT": "", "DISTINCT": "",
}  # fmt: skip
ENDS = {"AND", "OR", "WHERE", "GROUP", "ORDER", "THEN", "ELSE", "END", "LEFT", "INNER", "UNION"}


@dataclass(frozen=True)
class Mutant:
    """A query with an error at one place: what stood there, and what stands there now."""

    folder: str
    line: int
    was: str
    now: str
    query: str

    def __str__(self) -> str:
        was = " ".join(self.was.split())
        return f"{self.folder}:{self.line}  {was!r} -> {self.now!r}"


def main() -> None:
    """Plant, run the cases, print what was caught and what was not."""
    options = _options()
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="zhiben-mutations-") as home:
        engine = _warehouse(Path(home))
        try:
            _plant(engine, _chosen(options), options.count)
        finally:
            engine.dispose()
            postgres.stop(Path(home))


def _chosen(options: argparse.Namespace) -> list[Mutant]:
    """All places in the folders that are named, in their order, else all in a random one."""
    every = list(mutants())
    if options.folder:
        options.count = len(every)
        return [mutant for mutant in every if mutant.folder in options.folder]
    Random(options.seed).shuffle(every)  # noqa: S311 - which places, not a secret
    return every


def _plant(engine: Engine, chosen: list[Mutant], count: int) -> None:
    told: Counter[str] = Counter()
    for mutant in chosen:
        if told.total() == count:
            break
        outcome = try_out(engine, mutant.folder, mutant.query, concerned(mutant.folder))
        if outcome != REFUSED:
            told[outcome] += 1
            print(f"{outcome:17s} {mutant}", flush=True)
    print(f"{len(chosen)} places; {dict(told)}")


def mutants() -> Iterator[Mutant]:
    """Every error that can be planted in the queries and computing views."""
    for path in sorted([*SQL.glob("*/query.sql"), *SQL.glob("bi/*/view.sql")]):
        query = path.read_text(encoding="utf-8")
        folder = str(path.parent.relative_to(SQL))
        for start, end, now in changes(query):
            line = query.count("\n", 0, start) + 1
            yield Mutant(folder, line, query[start:end], now, query[:start] + now + query[end:])


def changes(query: str) -> Iterator[tuple[int, int, str]]:
    """Places of ``query``, from and to, and what to write there instead."""
    tokens = sqlglot.tokenize(query, read="postgres")
    idle = set(_idle_directions(tokens))
    for place, token in enumerate(tokens):
        word = token.text.upper()
        if word in SWAPPED and place not in idle and not _changes_nothing(tokens, place):
            yield token.start, token.end + 1, SWAPPED[word]
        if word == "AND" and "BETWEEN" not in {one.text.upper() for one in tokens[:place][-6:]}:
            yield token.start, _end_of_condition(tokens, place) + 1, ""


def _changes_nothing(tokens: list[Token], place: int) -> bool:
    """Whether no rows could show what became of the word at ``place``."""
    word = tokens[place].text.upper()
    if word == "DISTINCT":  # `DISTINCT ON`, `IS DISTINCT FROM`: no operator of its own
        return tokens[place - 1].text.upper() in {"IS", "NOT"} or _text(tokens, place, 1) == "ON"
    if word == "INNER":
        return _joins_parent(tokens, place)
    return word in {"MIN", "MAX"} and _is_of_one_row(tokens, place)


def _joins_parent(tokens: list[Token], place: int) -> bool:
    """``INNER JOIN parent AS p ON child.parent_id = p.parent_id``: a foreign key finds its row."""
    words = [token.text for token in tokens[place + 2 : place + 16]]
    table, column = "".join(words[:3]), words[8:9]
    both = column == words[12:13]
    ends = words[13:14] not in (["AND"], ["OR"])
    return both and ends and (table, *column) in _parents()


@cache
def _parents() -> frozenset[tuple[str, str]]:
    """Each table and column that foreign keys of the same name, never null, point to."""
    return frozenset(
        (key.column.table.fullname, key.column.name)
        for table in TABLES.values()
        for key in table.foreign_keys
        if key.column.name == key.parent.name and not key.parent.nullable
        if len(key.constraint.columns if key.constraint else ()) == 1
    )


def _is_of_one_row(tokens: list[Token], place: int) -> bool:
    """``MIN(…) FILTER (WHERE some_place = 1)``: the least of one row is its greatest."""
    closing = list(_level(tokens, place + 2))[-1][0] + 1
    words = [token.text for token in tokens[closing : closing + 5]]
    return words[1:4] == ["FILTER", "(", "WHERE"] and words[4].endswith("_place")


def _idle_directions(tokens: list[Token]) -> Iterator[int]:
    """Places of the ``ASC`` and ``DESC`` that order only the groups of a ``DISTINCT ON``."""
    for place, token in enumerate(tokens):
        if token.text.upper() == "DISTINCT" and _text(tokens, place, 1) == "ON":
            keys, after = _keys(tokens, place + 2)
            order = next(
                at for at, one in _level(tokens, after) if one.token_type is TokenType.ORDER_BY
            )
            directions = (
                at for at, one in _level(tokens, order) if one.text.upper() in {"ASC", "DESC"}
            )
            yield from (at for at, _ in zip(directions, range(keys), strict=False))


def _keys(tokens: list[Token], opening: int) -> tuple[int, int]:
    """How many keys the bracket at ``opening`` holds, and where what follows it begins."""
    inside = list(_level(tokens, opening + 1))
    return 1 + sum(token.text == "," for _, token in inside), inside[-1][0] + 2


def _level(tokens: list[Token], place: int) -> Iterator[tuple[int, Token]]:
    """The tokens from ``place`` on that stand in no deeper bracket, until this one closes."""
    depth = 0
    for at, token in enumerate(tokens[place:], place):
        depth += (token.text == "(") - (token.text == ")")
        if depth < 0:
            return
        if depth == 0:
            yield at, token


def _text(tokens: list[Token], place: int, further: int) -> str:
    return tokens[place + further].text.upper() if place + further < len(tokens) else ""


def _end_of_condition(tokens: list[Token], place: int) -> int:
    """Where the condition that begins with the ``AND`` at ``place`` ends."""
    depth, end = 0, tokens[place].end
    for token in tokens[place + 1 :]:
        word = token.text.upper()
        depth += (word == "(") - (word == ")")
        if depth < 0 or (depth == 0 and (word in ENDS or word in {",", ";"})):
            break
        end = token.end
    return end


def _warehouse(home: Path) -> Engine:
    settings = Settings(home, SHIPPED_INCLUDE, home / "inbox", None, "Asia/Shanghai")
    upgrade(connect(settings), settings.sql)
    server = postgres.start(home)
    make_hasty(server)
    url = server.url("warehouse", "zhiben").replace("postgresql", "postgresql+psycopg", 1)
    return create_engine(url)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", action="append", help="every place of this one; repeatable")
    return parser.parse_args()


if __name__ == "__main__":
    main()
