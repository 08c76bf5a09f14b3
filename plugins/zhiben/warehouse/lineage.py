"""From a column of ``bi`` back to the contract's fields: read out of the SQL that makes it.

Every view and every ``INSERT`` of the folders is a step from columns to columns; :mod:`sqlglot`
says which. The steps are followed back to what is loaded: a statement's field, an event's, or a
column that zhiben itself fills (a delivery's status, an item's identity). Conditions and joins
decide which rows count, not where a value comes from, so they are no part of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import sqlglot
from sqlglot import exp
from sqlglot.lineage import Node, lineage
from sqlglot.schema import MappingSchema, Schema

from zhiben.documents import read_yaml
from zhiben.records import EVENT_KINDS, HAZARD, KINDS
from zhiben.warehouse.events_schema import events
from zhiben.warehouse.schema import statements
from zhiben.warehouse.tables import metadata

Origin = tuple[str, str]  # a table with its schema, and a column
Steps = Mapping[Origin, frozenset[Origin]]
DIALECT = "postgres"
METRICS = "metrics"
MANY = 6  # origins that are named one by one
_PARAMETER = re.compile(r"%\((\w+)\)s")
_FIELDS = {
    statements.fullname: HAZARD,
    **{events[kind.name].fullname: kind for kind in EVENT_KINDS},
}
# What the resolving of enterprises fills, by the fields it goes by.
_RESOLVED = {
    ("core.enterprises", "enterprise_name"): ("enterprise_name",),
    ("core.enterprises", "uscc"): ("uscc",),
    ("core.enterprises", "county_code"): ("county",),
    ("core.enterprises", "town"): ("town",),
    ("core.enterprises", "enterprise_id"): ("enterprise_name", "uscc"),
    ("core.items", "enterprise_id"): ("enterprise_name", "uscc"),
    ("core.enterprise_names", "name"): ("enterprise_name",),
}


@cache
def origins_of_views(sql: Path) -> Mapping[Origin, tuple[str, ...]]:
    """For every column of every view under ``sql`` what it comes from, in the order of names.

    ``hazard.due_on`` is a field of a record kind, ``ledger.deliveries.status`` a column that zhiben
    fills, ``metrics`` what definitions of metrics count. The night itself and a count of rows come
    from none.

    Raises:
        sqlglot.errors.SqlglotError: when a statement cannot be read.
    """
    steps = _steps(sql)
    wanted = [origin for origin in steps if origin[0].startswith("bi.")]
    return {origin: tuple(sorted(_followed(origin, steps))) for origin in wanted}


def in_words(origins: tuple[str, ...]) -> str:
    """The first of ``origins``, and how many more there are; empty for none."""
    more = len(origins) - MANY
    return ", ".join(origins[:MANY]) + (f" and {more} more" if more > 0 else "")


def _followed(start: Origin, steps: Steps) -> set[str]:
    """The names of all that ``start`` is made from at last."""
    seen: set[Origin] = set()
    found: set[str] = set()
    waiting = [start]
    while waiting:
        origin = waiting.pop()
        if origin in seen:
            continue
        seen.add(origin)
        if names := _loaded(origin):
            found |= names
        elif origin in steps:
            waiting += steps[origin]
        elif origin[0].endswith("."):  # a function made of the metrics' definitions
            found.add(METRICS)
        elif not origin[0].startswith("aside."):
            found.add(".".join(origin))
    return found


def _loaded(origin: Origin) -> set[str]:
    """The fields of records that ``origin`` holds as they were accepted."""
    table, column = origin
    kind = _FIELDS.get(table)
    if kind and column in kind.names():
        return {f"{kind.name}.{column}"}
    fields = _RESOLVED.get(origin, ())
    return {
        f"{one.name}.{name}" for one in KINDS.values() for name in fields if name in one.names()
    }


def _steps(sql: Path) -> Steps:
    """What each column is made from, by views and by all inserts of the folders."""
    schema = _schema(sql)
    steps: defaultdict[Origin, set[Origin]] = defaultdict(set)
    for path in sorted(sql.glob("bi/*/view.sql")):
        query = _parsed(path)[0].expression
        if isinstance(query, exp.Query):
            for column, origins in _columns(query, schema):
                steps[f"bi.{path.parent.name}", column] |= origins
    for path in sorted(sql.glob("*/query.sql")):
        for statement in _parsed(path):
            if isinstance(statement, exp.Insert) and isinstance(statement.this, exp.Schema):
                _inserted(statement, schema, steps)
    return {origin: frozenset(before - {origin}) for origin, before in steps.items()}


def _inserted(
    statement: exp.Insert,
    schema: Schema,
    steps: defaultdict[Origin, set[Origin]],
) -> None:
    """Add the steps of ``INSERT INTO table (columns) query``."""
    table = statement.this.this
    query = statement.expression.copy()
    if said := statement.args.get("with_"):
        query.set("with_", said.copy())
    if not isinstance(query, exp.Query):
        return
    named = [column.name for column in statement.this.expressions]
    for column, (_, origins) in zip(named, _columns(query, schema), strict=True):
        steps[f"{table.db}.{table.name}", column] |= origins


def _columns(query: exp.Query, schema: Schema) -> Iterator[tuple[str, set[Origin]]]:
    """Each column that ``query`` gives, in order, and the columns of tables behind it."""
    names = list(query.named_selects)
    numbered = query.copy()
    for place, one in enumerate(numbered.selects):
        one.replace(exp.alias_(one.unalias(), f"c{place}"))
    found = lineage(
        None, numbered, schema, dialect=DIALECT, trim_selects=False, validate_qualify_columns=False
    )
    tables = {one.alias_or_name: one for one in query.find_all(exp.Table) if one.db}
    for place, name in enumerate(names):
        yield name, _leaves(found[f"c{place}"], tables)


def _leaves(node: Node, tables: Mapping[str, exp.Table]) -> set[Origin]:
    leaves = (one for one in node.walk() if not one.downstream)
    return {origin for leaf in leaves if (origin := _leaf(leaf, tables))}


def _leaf(node: Node, tables: Mapping[str, exp.Table]) -> Origin | None:
    """The table's column at the end of a path; a lateral query names one by the table's alias."""
    alias, _, column = node.name.replace('"', "").rpartition(".")
    table = node.source if isinstance(node.source, exp.Table) else tables.get(alias)
    return (f"{table.db}.{table.name}", column) if table is not None else None


def _parsed(path: Path) -> list[exp.Expr]:
    """The statements of a file, a parameter as a text."""
    text = _PARAMETER.sub(r"'\1'", path.read_text(encoding="utf-8"))
    return [one for one in sqlglot.parse(text, read=DIALECT) if one is not None]


def _schema(sql: Path) -> Schema:
    """The columns of every table and view; of what kind they are does not matter here."""
    known: defaultdict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    for table in metadata.tables.values():
        known[table.schema or ""][table.name] = dict.fromkeys(table.columns.keys(), "text")
    for path in sql.glob("bi/*/columns.yaml"):
        columns = read_yaml(path.read_text(encoding="utf-8"))["columns"]
        known["bi"][path.parent.name] = dict.fromkeys(columns, "text")
    return MappingSchema(dict(known), dialect=DIALECT)
