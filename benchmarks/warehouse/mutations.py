"""Plants errors in the warehouse's SQL, one at a time, and says which a golden case catches.

    PYTHONPATH=. .venv/bin/python benchmarks/warehouse/mutations.py [--count 30] [--seed 1]

An error is a flipped comparison, a dropped condition, MIN for MAX, a join that lets rows through,
and the like, at one place of a query or computing view. One that PostgreSQL refuses is no error
that could be shipped: another is planted for it. Some change nothing that any rows could show
(``>`` for ``>=`` between what is never equal): the list of what was not caught is to be read.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

import sqlglot
from sqlalchemy import Engine, create_engine, delete
from sqlalchemy.exc import DBAPIError
from sqlglot.tokens import Token
from tests.conftest import make_hasty
from tests.warehouse.given import TABLES
from tests.warehouse.golden import SQL, Case, as_said, cases, play, shipped

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
    with tempfile.TemporaryDirectory(prefix="zhiben-mutations-") as home:
        engine = _warehouse(Path(home))
        try:
            _plant(engine, options.count, options.seed)
        finally:
            engine.dispose()
            postgres.stop(Path(home))


def _plant(engine: Engine, count: int, seed: int) -> None:
    every = list(mutants())
    Random(seed).shuffle(every)  # noqa: S311 - which places, not a secret
    told: Counter[str] = Counter()
    for mutant in every:
        if told["caught"] + told["not caught"] == count:
            break
        outcome = try_out(engine, mutant)
        told[outcome] += 1
        if outcome != "refused":
            print(f"{outcome:10s} {mutant}", flush=True)
    print(f"{len(every)} places; {dict(told)}")


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
    for place, token in enumerate(tokens):
        word = token.text.upper()
        before = tokens[place - 1].text.upper() if place else ""
        if word in SWAPPED and not _is_kept(word, before, tokens[place + 1 : place + 2]):
            yield token.start, token.end + 1, SWAPPED[word]
        if word == "AND" and "BETWEEN" not in {one.text.upper() for one in tokens[:place][-6:]}:
            yield token.start, _end_of_condition(tokens, place) + 1, ""


def _is_kept(word: str, before: str, after: list[Token]) -> bool:
    """Whether a word is no operator of its own here: ``DISTINCT ON``, ``IS DISTINCT FROM``."""
    follows = after[0].text.upper() if after else ""
    return word == "DISTINCT" and (before in {"IS", "NOT"} or follows == "ON")


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


def try_out(engine: Engine, mutant: Mutant) -> str:
    """Whether some case catches ``mutant``; those of its own folder are asked first."""
    is_view = mutant.folder.startswith("bi/")
    if is_view and not _replace_view(engine, mutant.query):
        return "refused"
    queries = dict(shipped()) | ({} if is_view else {mutant.folder: mutant.query})
    try:
        return _outcome(engine, mutant.folder, queries)
    finally:
        if is_view:
            _replace_view(engine, (SQL / mutant.folder / "view.sql").read_text(encoding="utf-8"))


def _outcome(engine: Engine, folder: str, queries: Mapping[str, str]) -> str:
    for case in _asked(folder):
        try:
            play(engine, case, queries)
            with engine.connect() as connection:
                if not all(as_said(connection, *each) for each in case.expect.items()):
                    return "caught"
        except DBAPIError:
            return "refused"
        finally:
            _wipe(engine)
    return "not caught"


def _asked(folder: str) -> list[Case]:
    """The cases that run ``folder``, or look at it, its own first."""
    name = folder.replace("/", ".")
    concerned = [case for case in cases() if folder in case.run or folder.startswith("bi/")]
    return sorted(
        concerned,
        key=lambda case: (not case.name.startswith(f"{folder}:"), name not in case.expect),
    )


def _replace_view(engine: Engine, query: str) -> bool:
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(query.replace("CREATE VIEW", "CREATE OR REPLACE VIEW"))
    except DBAPIError:
        return False
    return True


def _wipe(engine: Engine) -> None:
    with engine.begin() as connection:
        for table in reversed(TABLES.values()):
            connection.execute(delete(table))


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
    return parser.parse_args()


if __name__ == "__main__":
    main()
