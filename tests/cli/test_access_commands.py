"""``zhiben warehouse access``: a county gets its login, sees its rows, and loses it again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine
from tests.cli.typed import zhiben
from tests.warehouse.given import insert

from zhiben.cli_access import PASSWORD
from zhiben.settings import Settings
from zhiben.warehouse import resetting
from zhiben.warehouse.resetting import reset

LOGIN = "shenqiu_tests"
GRANT = ("warehouse", "access", "grant", "沈丘县", "--login", LOGIN)
UNITS = ("411624", "411625")


@pytest.fixture
def counties(settings: Settings, warehouse: Engine) -> Iterator[Settings]:
    """A warehouse with a delivery of two counties; the login is gone afterwards."""
    given = [{"delivery_id": code, "county_code": code} for code in UNITS]
    with warehouse.begin() as connection:
        insert(connection, {"ledger.deliveries": given})
    yield settings
    zhiben("warehouse", "access", "revoke", "--login", LOGIN)


def grant(*more: str, **environment: str) -> dict[str, Any]:
    done = zhiben(*GRANT, *more, "--json", **environment)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def seen(told: dict[str, Any], password: str) -> set[str]:
    """Units whose deliveries the login sees."""
    with psycopg.connect(told["url"], password=password) as session:
        return {row[0] for row in session.execute("SELECT county_code FROM deliveries")}


def test_a_login_is_made_and_its_password_told_once(counties: Settings) -> None:
    first, again = grant(), grant()
    assert (first["is_new"], again["is_new"], again["password"]) == (True, False, None)
    assert seen(first, first["password"]) == {"411624"}


def test_a_password_can_be_handed_in_and_changed(counties: Settings) -> None:
    for word in ("first-long-word", "second-long-word"):
        told = grant(ZHIBEN_LOGIN_PASSWORD=word)
        assert told["password"] is None
        assert seen(told, word) == {"411624"}
    with pytest.raises(psycopg.OperationalError):
        seen(told, "first-long-word")


def test_a_login_of_two_counties_sees_both_until_one_is_taken(counties: Settings) -> None:
    word = grant()["password"]
    told = json.loads(zhiben(*GRANT[:3], "411625", *GRANT[4:], "--json").stdout)
    assert (told["codes"], seen(told, word)) == (list(UNITS), set(UNITS))
    zhiben("warehouse", "access", "revoke", "郸城", "--login", LOGIN)
    assert seen(told, word) == {"411624"}


def test_a_login_that_is_revoked_cannot_log_in(counties: Settings) -> None:
    told = grant()
    assert "已停用" in zhiben("warehouse", "access", "revoke", "--login", LOGIN).stdout
    with pytest.raises(psycopg.OperationalError):
        seen(told, told["password"])
    assert zhiben("warehouse", "access", "revoke", "--login", LOGIN).returncode == 1


def test_the_list_says_who_sees_what_and_who_granted_it(counties: Settings) -> None:
    grant("--by", "王科长")
    (row,) = json.loads(zhiben("warehouse", "access", "list", "--json").stdout)
    assert (row["login"], row["county_code"], row["granted_by"]) == (LOGIN, "411624", "王科长")


def test_starting_the_warehouse_anew_keeps_the_logins(counties: Settings) -> None:
    told = grant()
    reset(counties)
    assert seen(told, told["password"]) == set()
    assert len(json.loads(zhiben("warehouse", "access", "list", "--json").stdout)) == 1


def test_starting_the_warehouse_anew_is_one_step(
    counties: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = grant()
    monkeypatch.setattr(resetting, "insert", None)  # dies when all is made but what it kept
    with pytest.raises(TypeError):
        reset(counties)
    assert seen(told, told["password"]) == {"411624"}


@pytest.mark.parametrize(
    ("unit", "login", "status", "words"),
    [
        ("沈丘县", "bi_reader", 1, "cannot be a county's login"),
        ("沈丘县", "postgres", 1, "cannot be a county's login"),
        ("沈丘县", "Robert'); --", 1, "cannot be a county's login"),
        ("沈丘县", "pg_read_all_data", 1, "cannot be a county's login"),
        ("某某县", LOGIN, 2, "There is no reporting unit"),
        ("411600", LOGIN, 2, "There is no reporting unit"),
    ],
)
def test_what_is_no_county_or_no_name_is_refused(
    counties: Settings, unit: str, login: str, status: int, words: str
) -> None:
    done = zhiben("warehouse", "access", "grant", unit, "--login", login)
    assert (done.returncode, words in done.stderr) == (status, True)


def test_a_role_that_is_no_countys_is_left_alone(counties: Settings, server: Any) -> None:
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as admin:
        admin.execute("CREATE ROLE somebody LOGIN")
        done = zhiben(*GRANT[:5], "somebody")
        admin.execute("DROP ROLE somebody")
    assert "no county's login" in done.stderr


def test_a_short_password_is_refused(counties: Settings) -> None:
    done = zhiben(*GRANT, **{PASSWORD: "short"})
    assert (done.returncode, "shorter than 12" in done.stderr) == (1, True)


def test_an_external_server_where_roles_may_not_be_made_says_what_to_run(
    settings: Settings, warehouse: Engine, server: Any
) -> None:
    name = warehouse.url.database
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as admin:
        admin.execute("CREATE ROLE modest LOGIN PASSWORD 'modest'")
        admin.execute("GRANT zhiben TO modest")
        url = f"postgresql://modest:modest@127.0.0.1:{server.port}/{name}"
        done = zhiben(*GRANT, ZHIBEN_WAREHOUSE_URL=url)
        admin.execute("DROP ROLE modest")
    assert "may not keep logins" in done.stderr
