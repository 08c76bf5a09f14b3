"""Conditions of metrics: SQL over the columns of one subject, and nothing else.

A condition is read once, when the files are loaded. It may compare, combine and calculate with
dates; it may not ask another table, call what has effects, or name a column that is not there. The
words of :data:`BOUND` stand for what a programme says of itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from zhiben.strict import nearest

BOUND = ("programme_starts_on", "programme_ends_on", "undertaking_code")
_ALLOWED = (
    exp.And, exp.Or, exp.Not, exp.Paren, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is,
    exp.In, exp.Between, exp.Like, exp.Null, exp.Boolean, exp.Literal, exp.Column, exp.Identifier,
    exp.Add, exp.Sub, exp.Neg, exp.Cast, exp.DataType, exp.Coalesce, exp.TimestampTrunc, exp.Var,
    exp.Interval, exp.Least, exp.Greatest, exp.Extract,
)  # fmt: skip


@dataclass(frozen=True)
class Condition:
    """A condition that was found sound; empty where every row is meant."""

    text: str

    def joined(self, other: Condition) -> Condition:
        """Both at once."""
        texts = [one.text for one in (self, other) if one.text]
        return Condition(
            " AND ".join(f"({text})" for text in texts) if texts[1:] else "".join(texts)
        )

    @property
    def is_of_year(self) -> bool:
        """Whether it asks for the year of the night, so that it begins anew with each."""
        tree = _parsed(self.text) if self.text else exp.Null()
        truncated = tree.find_all(exp.TimestampTrunc, exp.Extract)
        return any(
            node.name == "as_of" and _names_year(cut)
            for cut in truncated
            for node in cut.find_all(exp.Column)
        )

    def sql(self, bound: Mapping[str, str | date], as_of: str = "as_of") -> str:
        """PostgreSQL of it, with a programme's values and ``as_of`` written in."""
        if not self.text:
            return "TRUE"
        values: dict[str, exp.Expression] = {name: _literal(value) for name, value in bound.items()}
        values["as_of"] = exp.Var(this=as_of)
        tree = _parsed(self.text).transform(
            lambda node: (
                values[node.name].copy()
                if isinstance(node, exp.Column) and node.name in values
                else node
            )
        )
        return tree.sql(dialect="postgres")


def complaint(text: str, columns: Collection[str], truths: Collection[str] | None = None) -> str:
    """What is wrong with a condition over ``columns``, in words; empty where nothing is.

    Of the columns ``truths`` are conditions by themselves. Without ``truths`` it is no condition,
    but what is taken of a row.
    """
    try:
        tree = _parsed(text)
    except SqlglotError as error:
        return f"is no condition: {str(error).splitlines()[0]}"
    known = {*columns, *BOUND}
    for node in tree.walk():
        if not isinstance(node, _ALLOWED):
            return f"may not hold {node.sql(dialect='postgres')!r}"
        if isinstance(node, exp.Column) and (node.table or node.name not in known):
            return f"unknown column {node.sql()!r}{nearest(node.name, known)}"
    if truths is None:
        return ""
    wrong = next((node for node in _claims(tree) if not _is_truth(node, truths)), None)
    return f"{wrong.sql(dialect='postgres')!r} is neither true nor false" if wrong else ""


def _claims(node: exp.Expr) -> Iterator[exp.Expr]:
    """The smallest parts that are to be true or false."""
    if isinstance(node, (exp.Connector, exp.Not, exp.Paren)):
        for inner in node.iter_expressions():
            yield from _claims(inner)
    else:
        yield node


def _is_truth(node: exp.Expr, truths: Collection[str]) -> bool:
    if isinstance(node, exp.Column):
        return node.name in truths
    return isinstance(node, (exp.Predicate, exp.Boolean))


@cache
def _parsed(text: str) -> exp.Expr:
    """What ``text`` says; shared, so never to be changed in place."""
    return sqlglot.parse_one(text, dialect="postgres")


def _names_year(cut: exp.Expr) -> bool:
    return any(word.name.lower() == "year" for word in cut.find_all(exp.Var, exp.Literal))


def _literal(value: str | date) -> exp.Expression:
    literal = exp.Literal.string(str(value))
    return exp.cast(literal, "date") if isinstance(value, date) else literal
