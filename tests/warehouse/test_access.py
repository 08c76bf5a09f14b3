"""Who sees what: every view under every role, and no way around it."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
import yaml
from sqlalchemy import ARRAY, Engine, Table, Text, text, update
from sqlalchemy.dialects.postgresql import JSONB

from tests.databases import own_warehouse
from tests.warehouse.given import TABLES, Row
from tests.warehouse.golden import SQL, Case, Step, play, tables_of_dag
from tests.warehouse.seen import OTHER, OWN, fill
from tests.warehouse.test_views import VIEWS
from zhiben import postgres
from zhiben.errors import ZhibenError
from zhiben.warehouse import logins
from zhiben.warehouse.access_schema import rule_of, seen_by, shown_columns
from zhiben.warehouse.migrate import upgrade
from zhiben.warehouse.policies import tables_of_views
from zhiben.warehouse.remasking import mask_again
from zhiben.warehouse.words_schema import kinds_of, masked_columns, words_of

WORD = "a-word-of-the-tests"
SEES = {
    "bi_reader": (OWN, OTHER), "of_own": (OWN,), "of_other": (OTHER,), "of_both": (OWN, OTHER),
    "of_none": (),
}  # fmt: skip
TOLD_OTHERWISE = {"revisions": "cause"}  # a county reads other words there
READS = text(
    """
    SELECT DISTINCT tab.oid::regclass::text AS name, col.attname::text AS column_name
    FROM pg_rewrite AS rule
    JOIN pg_class AS view ON rule.ev_class = view.oid
    JOIN pg_depend AS needs ON needs.objid = rule.oid AND needs.refclassid = 'pg_class'::regclass
    JOIN pg_class AS tab ON needs.refobjid = tab.oid AND tab.relkind IN ('r', 'p')
    JOIN pg_attribute AS col ON col.attrelid = tab.oid AND col.attnum = needs.refobjsubid
    WHERE view.relnamespace = 'bi'::regnamespace AND view.relname = :view
    """
)


def document(view: str) -> dict[str, object]:
    """What the view's ``columns.yaml`` declares."""
    path = SQL / "bi" / view / "columns.yaml"
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def filled(server: postgres.Server) -> Iterator[Engine]:
    """A warehouse with rows of two units, and a login for either, both and none."""
    with own_warehouse(server) as engine:
        upgrade(engine, SQL)  # what the database itself allows is not copied
        with engine.begin() as connection:
            fill(connection)
            for login, units in list(SEES.items())[1:]:
                for unit in units or (OWN,):
                    logins.grant(connection, login, unit, "tests", WORD)
            connection.execute(text("DELETE FROM access.logins WHERE login = 'of_none'"))
        yield engine
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO access.logins VALUES ('of_none', 'c1', '-')"))
            for login in list(SEES)[1:]:
                logins.revoke(connection, login, None)


@pytest.fixture(scope="module")
def sessions(filled: Engine, server: postgres.Server) -> Iterator[dict[str, psycopg.Connection]]:
    """A session of every reader."""
    words = dict.fromkeys(SEES, WORD) | {"bi_reader": server.passwords["bi_reader"]}
    made = {
        role: psycopg.connect(
            host=postgres.HOST, port=server.port, dbname=filled.url.database, user=role,
            password=word, autocommit=True,
        )
        for role, word in words.items()
    }  # fmt: skip
    yield made
    for session in made.values():
        session.close()


@pytest.mark.parametrize("role", SEES)
@pytest.mark.parametrize("view", VIEWS)
def test_a_role_sees_its_own_rows_and_no_others(
    filled: Engine, sessions: dict[str, psycopg.Connection], view: str, role: str
) -> None:
    shown = f"SELECT (to_jsonb(t) - '{TOLD_OTHERWISE.get(view, '-')}')::text FROM bi.{view} AS t"
    condition = seen_by(view, document(view))[2] if role != "bi_reader" else "TRUE"
    with filled.connect() as connection:
        values = {"own": list(SEES[role])}
        own = sorted(connection.execute(text(f"{shown} WHERE {condition}"), values).scalars())
    assert sorted(row[0] for row in sessions[role].execute(shown)) == own


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_has_rows_that_tell_the_roles_apart(filled: Engine, view: str) -> None:
    condition = seen_by(view, document(view))[2]
    query = f"SELECT COUNT(*), COUNT(*) FILTER (WHERE {condition}) FROM bi.{view}"
    with filled.connect() as connection:
        every, own = connection.execute(text(query), {"own": [OWN]}).one()
    assert own > 0, f"bi.{view} is empty here: give its tables rows in tests/warehouse/seen.py"
    assert own < every or condition == "TRUE"


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_that_tells_of_a_county_is_not_everybodys(filled: Engine, view: str) -> None:
    with filled.connect() as connection:
        names = set(connection.execute(text(f"SELECT * FROM bi.{view} LIMIT 0")).keys())
    told = names & {"county_code", "item_id", "delivery_id", "enterprise_id", "source"}
    open_to_all = seen_by(view, document(view))[2] == "TRUE"
    assert not told or not open_to_all or view in {"counties", "standards", "unit_history"}


@pytest.mark.parametrize("view", VIEWS)
def test_what_a_view_reads_has_a_rule_and_is_not_personal(filled: Engine, view: str) -> None:
    with filled.connect() as connection:
        reads = connection.execute(READS, {"view": view}).all()
    for name, column in reads:
        assert rule_of(TABLES[name]), (
            f"bi.{view} reads {name}, and nothing says whose its rows are: name a rule in "
            "plugins/zhiben/warehouse/access_schema.py"
        )
        assert column in shown_columns(TABLES[name]), (
            f"bi.{view} shows {name}.{column}, which is personal: show it masked (docs/access.md)"
        )


@pytest.mark.parametrize("view", VIEWS)
def test_a_text_that_a_view_reads_is_declared_masked_or_free_of_people(
    filled: Engine, view: str
) -> None:
    with filled.connect() as connection:
        reads = connection.execute(READS, {"view": view}).all()
    for name, column in reads:
        is_text = isinstance(TABLES[name].c[column].type, Text | ARRAY | JSONB)
        assert not is_text or words_of(TABLES[name], column), (
            f"bi.{view} reads {name}.{column}, and nothing says whether it may name people: "
            "declare it in plugins/zhiben/warehouse/words_schema.py"
        )


PERSON, MOBILE = "欧阳晓燕", "13812345678"
TOLD = f"“找{PERSON}{MOBILE}”"


def planted(table: Table) -> dict[str, object]:
    """Values with people for each column of ``table`` that is declared to be masked."""
    grouped = {one.name for kind in kinds_of(table) for one in kind.fields if one.grouped}
    grouped |= {"town", "industry", "category", "department", "named"}
    values: dict[str, object] = {}
    for name in masked_columns(table) - set(table.primary_key.columns.keys()):
        told = MOBILE if name in grouped else TOLD
        kind = table.c[name].type
        values[name] = [{"message": told}] if isinstance(kind, JSONB) else told
        values[name] = [told] if isinstance(kind, ARRAY) else values[name]
    return values


def test_texts_of_every_table_are_masked_again_when_the_masker_changes(filled: Engine) -> None:
    query = "SELECT STRING_AGG(t::text, ' ') FROM bi.{} AS t"
    with filled.connect() as connection:
        for table in tables_of_views():
            for name, value in planted(table).items():
                told = update(table).where(table.c[name].is_not(None))
                connection.execute(told.values({name: value}))
        assert mask_again(connection)
        shown = {view: connection.scalar(text(query.format(view))) or "" for view in VIEWS}
        assert not mask_again(connection)
        connection.rollback()
    assert not {v: w for v, w in shown.items() if PERSON in w or MOBILE in w}


def test_a_view_that_says_nothing_is_refused_in_a_sentence() -> None:
    with pytest.raises(ZhibenError, match=r"bi\.mine does not say who may see its rows"):
        seen_by("mine", {"comment": {}})


@pytest.mark.parametrize("view", VIEWS)
def test_views_belong_to_a_role_that_the_rules_bind(filled: Engine, view: str) -> None:
    query = """
    SELECT rolname, rolcanlogin OR rolsuper OR rolbypassrls FROM pg_class
    JOIN pg_roles ON relowner = pg_roles.oid
    WHERE relnamespace = 'bi'::regnamespace AND relname = :view
    """
    with filled.connect() as connection:
        assert connection.execute(text(query), {"view": view}).one() == ("bi_views", False)


@pytest.mark.parametrize("table", [table.fullname for table in tables_of_views()])
def test_every_table_is_under_its_rule(filled: Engine, table: str) -> None:
    query = (
        "SELECT relrowsecurity, pg_get_userbyid(relowner) FROM pg_class WHERE oid = :t::regclass"
    )
    with filled.connect() as connection:
        found = connection.execute(text(query.replace(":t::", ":t ::")), {"t": table}).one()
    assert found == (True, "zhiben")


@pytest.mark.parametrize("role", SEES)
@pytest.mark.parametrize("view", VIEWS)
def test_no_role_may_write_through_a_view(filled: Engine, view: str, role: str) -> None:
    rights = ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
    query = text("SELECT has_table_privilege(:role, :view, :right)")
    with filled.connect() as connection:
        for right in rights:
            values = {"role": role, "view": f"bi.{view}", "right": right}
            assert not connection.execute(query, values).scalar()


@pytest.mark.parametrize("role", SEES)
@pytest.mark.parametrize("table", [*TABLES, "access.reader", "ledger.publications"])
def test_no_role_reads_a_table(
    sessions: dict[str, psycopg.Connection], table: str, role: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        sessions[role].execute(f"SELECT 1 FROM {table}")


@pytest.mark.parametrize("role", SEES)
@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE bi_views", "SET ROLE zhiben", "SET SESSION AUTHORIZATION zhiben",
        "CREATE TABLE public.mine (a int)", "CREATE TEMP TABLE mine (a int)",
        "CREATE VIEW bi.mine AS SELECT 1", "CREATE TEMP VIEW mine AS SELECT * FROM core.units",
        "CREATE FUNCTION pg_temp.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION bi.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER VIEW bi.city OWNER TO CURRENT_USER", "DROP POLICY rows_of_the_reader ON core.items",
        "GRANT bi_reader TO CURRENT_USER", "CREATE ROLE mine", "DELETE FROM access.logins",
        "DO $$ BEGIN PERFORM 1 FROM core.statements; END $$", "COPY core.units TO STDOUT",
        "SELECT pg_read_file('/etc/passwd')",
    ],
)  # fmt: skip
def test_there_is_no_way_around(
    sessions: dict[str, psycopg.Connection], statement: str, role: str
) -> None:
    refused = (psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)
    with pytest.raises(refused):
        sessions[role].execute(statement)
    if role != "bi_reader":
        sessions[role].execute("SET default_transaction_read_only = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sessions[role].execute(statement)
        sessions[role].execute("RESET default_transaction_read_only")


@pytest.mark.parametrize(
    "view", [view for view in VIEWS if "county" in str(document(view)["rows"])]
)
def test_a_condition_that_tells_by_failing_fails_on_no_others_row(
    sessions: dict[str, psycopg.Connection], view: str
) -> None:
    session = sessions["of_own"]
    trap = f"SELECT 1 FROM bi.{view} WHERE 1 / (county_code <> '{OTHER}')::int = 1"
    assert session.execute(trap).fetchall()


def test_turning_row_security_off_shows_nothing(sessions: dict[str, psycopg.Connection]) -> None:
    session = sessions["of_own"]
    session.execute("SET row_security = off")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        session.execute("SELECT * FROM bi.deliveries").fetchall()
    session.execute("RESET row_security")


def test_no_function_here_runs_as_somebody_else(filled: Engine) -> None:
    query = (
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace::regnamespace::text "
        "NOT IN ('pg_catalog', 'information_schema')"
    )
    with filled.connect() as connection:
        assert connection.execute(text(query.replace("::", " ::"))).all() == []


def test_what_a_county_counts_of_its_enterprises_is_what_it_lists(
    slate: Engine, server: postgres.Server
) -> None:
    said: list[Row] = [
        {"item_id": "I1", "county": OWN}, {"item_id": "I2", "county": OTHER},
        {"item_id": "I3", "county": OWN},
    ]  # fmt: skip
    items = [{"item_id": f"I{n}", "enterprise_id": f"E{n // 3}"} for n in (1, 2, 3)]
    step = Step(given={"core.items": items, "core.statements": said})
    play(slate, Case("", (step,), tables_of_dag(), {}))
    seen = "SELECT enterprise_id, items_total FROM bi.enterprises ORDER BY 1"
    listed = "SELECT enterprise_id, COUNT(*) FROM bi.rectification_items GROUP BY 1 ORDER BY 1"
    with slate.begin() as connection:
        logins.grant(connection, "of_county", OWN, "tests", WORD)
    with psycopg.connect(server.url(str(slate.url.database), "postgres")) as session:
        assert session.execute(seen).fetchall() == [("E0", 2), ("E1", 1)]
        session.execute("SET ROLE of_county")
        assert session.execute(seen).fetchall() == [("E0", 1), ("E1", 1)]
        assert session.execute(listed).fetchall() == [("E0", 1), ("E1", 1)]
    with slate.begin() as connection:
        logins.revoke(connection, "of_county", None)
