"""Which items a later night counts otherwise though nothing was said of them: a date has passed.

A condition that compares a date of the item with the night changes its answer between two nights
only where that date lies between what the night was compared as then and now. An index finds those
items; each is then asked whether an answer of it did change. A comparison that cannot be turned
round so that a date stands alone is asked of every item, which is slow and just as right. Only
dates that some condition compares are indexed: every index is written again for each changed item.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sqlglot
from sqlalchemy import Date, Table
from sqlglot import exp

from zhiben.campaign.subjects import AS_OF, Subject

BEFORE, NIGHT = "night_before", "the_night"
EVERYWHERE = "TRUE"
_TURNED: dict[type[exp.Expr], type[exp.Expr]] = {
    exp.LT: exp.GT,
    exp.GT: exp.LT,
    exp.LTE: exp.GTE,
    exp.GTE: exp.LTE,
}
_BETWEEN: dict[type[exp.Expr], str] = {
    exp.LT: "{date} >= LEAST({one}, {other}) AND {date} < GREATEST({one}, {other})",
    exp.GTE: "{date} >= LEAST({one}, {other}) AND {date} < GREATEST({one}, {other})",
    exp.GT: "{date} > LEAST({one}, {other}) AND {date} <= GREATEST({one}, {other})",
    exp.LTE: "{date} > LEAST({one}, {other}) AND {date} <= GREATEST({one}, {other})",
    exp.EQ: "{date} BETWEEN LEAST({one}, {other}) AND GREATEST({one}, {other})",
    exp.NEQ: "{date} BETWEEN LEAST({one}, {other}) AND GREATEST({one}, {other})",
}
_FUNCTION = """\
CREATE OR REPLACE FUNCTION core.{subject}_flipping(night_before date, the_night date)
RETURNS TABLE (item_id text) LANGUAGE sql STABLE AS $flipping$
{body}
$flipping$"""


@dataclass(frozen=True)
class _Term:
    """A part of a sum, added or taken off."""

    is_added: bool
    node: exp.Expression


def flipping_function(subject: Subject, conditions: Iterable[str]) -> str:
    """The statement that makes the function which finds them, for all of ``conditions``."""
    asked: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for condition in conditions:
        for where in places(condition):
            asked[where][condition] = None
    selects = [_select(subject, where, asking) for where, asking in asked.items()]
    body = "\nUNION\n".join(selects) or _select(subject, "FALSE", ["FALSE"])
    return _FUNCTION.format(subject=subject.name, body=body)


def flipping_indexes(table: Table, conditions: Iterable[str]) -> Iterator[str]:
    """The statements that index the dates of ``table`` which ``conditions`` compare, no others."""
    compared = {date for condition in conditions for date in _compared_dates(condition)}
    for column in table.columns:
        if isinstance(column.type, Date):
            index = f"flipping_{column.name}"
            yield (
                f"CREATE INDEX IF NOT EXISTS {index} ON {table.fullname} ({column.name})"
                if column.name in compared
                else f"DROP INDEX IF EXISTS {table.schema}.{index}"
            )


def _compared_dates(condition: str) -> Iterator[str]:
    for where in places(condition):
        yield from _names(sqlglot.parse_one(where, dialect="postgres")) - {BEFORE, NIGHT}


def _select(subject: Subject, where: str, asking: Iterable[str]) -> str:
    differs = " OR\n".join(map(_differs, asking))
    return f"SELECT item_id FROM {subject.kept} WHERE {where} AND (\n{differs}\n)"  # noqa: S608


def places(condition: str) -> Iterator[str]:
    """Where the answer to ``condition`` may change between the two nights: conditions on a date."""
    for comparison in _comparisons(sqlglot.parse_one(condition, dialect="postgres")):
        yield _place(comparison)


def _comparisons(tree: exp.Expr) -> Iterator[exp.Expr]:
    """The smallest parts that are true or false and ask for the night."""
    if isinstance(tree, (exp.Connector, exp.Not, exp.Paren)):
        for inner in tree.iter_expressions():
            yield from _comparisons(inner)
    elif isinstance(tree, exp.Between):
        bounds = (exp.GTE, tree.args["low"]), (exp.LTE, tree.args["high"])
        for kind, bound in bounds:
            yield from _comparisons(kind(this=tree.this.copy(), expression=bound.copy()))
    elif _asks_for_night(tree):
        yield tree


def _place(comparison: exp.Expr) -> str:
    if type(comparison) not in _BETWEEN:
        return EVERYWHERE
    terms = [*_terms(comparison.this, True), *_terms(comparison.expression, False)]
    dates = [one for one in terms if any(name != AS_OF for name in _names(one.node))]
    others = [one for one in terms if one not in dates]
    nights = [one for one in others if _asks_for_night(one.node)]
    if not (_is_one_date(dates) and len(nights) == 1 and nights[0].is_added != dates[0].is_added):
        return EVERYWHERE
    kind = type(comparison) if dates[0].is_added else _TURNED.get(type(comparison), exp.EQ)
    compared = _sum(nights[0], [one for one in others if one is not nights[0]], dates[0].is_added)
    one, other = (_as_of(compared, night) for night in (BEFORE, NIGHT))
    return _BETWEEN[kind].format(date=dates[0].node.name, one=one, other=other)


def _is_one_date(dates: list[_Term]) -> bool:
    return len(dates) == 1 and isinstance(dates[0].node, exp.Column)


def _sum(night: _Term, others: Iterable[_Term], is_date_added: bool) -> str:
    """What the date is compared with, once all else stands on the other side."""
    parts = [night.node.sql(dialect="postgres")]
    for one in others:
        sign = "-" if one.is_added == is_date_added else "+"
        parts.append(f"{sign} {one.node.sql(dialect='postgres')}")
    return " ".join(parts)


def _terms(node: exp.Expr, is_added: bool) -> Iterator[_Term]:
    if isinstance(node, (exp.Add, exp.Sub)):
        yield from _terms(node.this, is_added)
        yield from _terms(node.expression, is_added == isinstance(node, exp.Add))
    elif isinstance(node, exp.Paren):
        yield from _terms(node.this, is_added)
    elif isinstance(node, exp.Neg):
        yield from _terms(node.this, not is_added)
    elif isinstance(node, exp.Expression):
        yield _Term(is_added, node)


def _names(node: exp.Expr) -> set[str]:
    return {column.name for column in node.find_all(exp.Column)}


def _asks_for_night(node: exp.Expr) -> bool:
    return AS_OF in _names(node)


def _differs(condition: str) -> str:
    one, other = (_as_of(condition, night) for night in (BEFORE, NIGHT))
    return f"({one}) IS DISTINCT FROM ({other})"


def _as_of(text: str, night: str) -> str:
    tree = sqlglot.parse_one(text, dialect="postgres").transform(
        lambda node: (
            exp.Var(this=night) if isinstance(node, exp.Column) and node.name == AS_OF else node
        )
    )
    return tree.sql(dialect="postgres")
