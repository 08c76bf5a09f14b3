"""Row-level security: the views of ``bi`` read tables as a role that sees only the reader's rows.

The views belong to :data:`VIEWS_OWNER`. It owns no table, so the policies made here hold for every
view whatever its query, and a table without a rule shows it nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, Table, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import ProgrammingError

from zhiben.errors import ZhibenError
from zhiben.warehouse.access_schema import (
    COUNTY,
    READ_BY_VIEWS,
    READER,
    VIEWS_OWNER,
    Rule,
    Whose,
    rule_of,
    shown_columns,
)
from zhiben.warehouse.tables import metadata

POLICY = "rows_of_the_reader"
_ALL = "(SELECT one.sees_all FROM access.reader AS one)"
_OWN = "{column} = ANY(ARRAY(SELECT UNNEST(one.counties) FROM access.reader AS one))"
_CITY = "{column} = ANY(ARRAY(SELECT UNNEST(one.cities) FROM access.reader AS one))"
_NEEDED = """\
CREATE ROLE {views} NOLOGIN; CREATE ROLE {reader} NOLOGIN; CREATE ROLE {county} NOLOGIN;
GRANT {views} TO {me}; GRANT {county} TO {me} WITH ADMIN OPTION; ALTER ROLE {me} CREATEROLE;"""
_KNOWN = text("SELECT rolname FROM pg_roles WHERE rolname = ANY(:names)")
_IS_MEMBER = text("SELECT PG_HAS_ROLE(CURRENT_USER, :role, 'USAGE')")
_STATE = text(
    """
    SELECT
        tab.relrowsecurity AS is_secured,
        OBJ_DESCRIPTION(policy.oid, 'pg_policy') AS using,
        ARRAY(
            SELECT col.attname::text FROM pg_attribute AS col
            WHERE col.attrelid = tab.oid AND col.attnum > 0 AND NOT col.attisdropped
            AND HAS_COLUMN_PRIVILEGE(:owner, tab.oid, col.attnum, 'SELECT')
        ) AS columns
    FROM pg_class AS tab
    LEFT JOIN pg_policy AS policy ON tab.oid = policy.polrelid
    WHERE tab.oid = CAST(:name AS regclass)
    """
)


def make_roles(connection: Connection) -> None:
    """Make the roles of readers and of the views where they are missing.

    Raises:
        ZhibenError: when this login may not; the hint is what an administrator runs once.
    """
    roles = (VIEWS_OWNER, READER, COUNTY)
    known = set(connection.execute(_KNOWN, {"names": list(roles)}).scalars())
    try:
        for role in (one for one in roles if one not in known):
            run(connection, f"CREATE ROLE {role} NOLOGIN")
        if not connection.execute(_IS_MEMBER, {"role": VIEWS_OWNER}).scalar():
            run(connection, f"GRANT {VIEWS_OWNER} TO CURRENT_USER")
    except ProgrammingError as error:
        me = quoted(str(connection.execute(text("SELECT CURRENT_USER")).scalar()))
        raise ZhibenError(
            f"The warehouse's login {me} may not make the roles of readers: {error.orig}.",
            "Let an administrator of the server run once: "
            + _NEEDED.format(views=VIEWS_OWNER, reader=READER, county=COUNTY, me=me),
        ) from error


def make_policies(connection: Connection) -> None:
    """Let the views' owner read each table by its rule; what is so already stays untouched."""
    run(connection, f"GRANT CREATE, USAGE ON SCHEMA bi TO {VIEWS_OWNER}")
    for table in tables_of_views():
        _secure(connection, table)
    for view in ("access.reader", "ledger.publications"):
        run(connection, f"GRANT SELECT ON {view} TO {VIEWS_OWNER}")


def tables_of_views() -> Iterator[Table]:
    """Every table that a view may read."""
    return (table for table in metadata.sorted_tables if table.schema in READ_BY_VIEWS)


def using(table: Table) -> str | None:
    """The condition by which the reader sees a row of ``table``; None where nobody is to."""
    rule = rule_of(table)
    if rule is None:
        return None
    return " OR ".join(_conditions(rule, table.fullname))


def _conditions(rule: Rule, table: str) -> Iterable[str]:
    if rule.whose is Whose.EVERYBODY:
        return ["TRUE"]
    own = [_OWN] if rule.whose in {Whose.COUNTY, Whose.TOTALS} else []
    city = [_CITY] if rule.whose is Whose.TOTALS else []
    parent = [_parent(rule, table)] if rule.parent else []
    return [_ALL, *(one.format(column=rule.column) for one in (*own, *city)), *parent]


def _parent(rule: Rule, table: str) -> str:
    """The row of ``rule.parent`` is seen, by its own rule."""
    match = f"parent.{rule.key} = {table.partition('.')[2]}.{rule.key}"
    return f"EXISTS (SELECT 1 FROM {rule.parent} AS parent WHERE {match})"  # noqa: S608


def _secure(connection: Connection, table: Table) -> None:
    name, condition, columns = table.fullname, using(table), shown_columns(table)
    state = connection.execute(_STATE, {"name": name, "owner": VIEWS_OWNER}).one()
    if not state.is_secured:
        run(connection, f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    if state.using != condition:
        run(connection, f"DROP POLICY IF EXISTS {POLICY} ON {name}")
        if condition:
            head = f"CREATE POLICY {POLICY} ON {name} FOR SELECT TO {VIEWS_OWNER}"
            run(connection, f"{head} USING ({condition})")
            run(connection, f"COMMENT ON POLICY {POLICY} ON {name} IS '{condition}'")
    if set(state.columns) != set(columns):
        run(connection, f"REVOKE ALL ON {name} FROM {VIEWS_OWNER}")
        listed = ", ".join(map(quoted, columns))
        run(connection, f"GRANT SELECT ({listed}) ON {name} TO {VIEWS_OWNER}")


def run(connection: Connection, statement: str) -> None:
    """Run a statement as it stands: a ``%`` in it is no placeholder."""
    connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def quoted(name: str) -> str:
    """``name`` as an identifier."""
    return str(postgresql.dialect().identifier_preparer.quote(name))  # type: ignore[no-untyped-call]
