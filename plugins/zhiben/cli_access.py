"""``zhiben warehouse access``: the counties' logins, each of which sees its own rows only."""

from __future__ import annotations

import getpass
import os
from typing import Annotated

import typer

from zhiben import console_text as show
from zhiben.cli_ending import warehouse_settings

access_app = typer.Typer(
    no_args_is_help=True, help="The counties' logins, each of which sees its own rows only."
)
PASSWORD = "ZHIBEN_LOGIN_PASSWORD"  # noqa: S105 - the variable's name

Json = Annotated[bool, typer.Option("--json", help="Print one JSON value a program may read.")]
Login = Annotated[str, typer.Option("--login", help="The login's name, like shenqiu_bi.")]


@access_app.command()
def grant(
    county: Annotated[str, typer.Argument(help="The reporting unit, code or name.")],
    login: Login,
    by: Annotated[str | None, typer.Option("--by", help="Who grants it; it is kept.")] = None,
    json_: Json = False,
) -> None:
    """Let a login see a unit's rows; made where it is not there.

    Its password is taken from ZHIBEN_LOGIN_PASSWORD, or made and told once.
    """
    from zhiben.orchestration import access

    password = os.environ.get(PASSWORD) or None
    settings = warehouse_settings()
    handed = access.grant(settings, county, login, by or getpass.getuser(), password)
    if json_:
        show.print_json(handed.as_data())
        return
    for line in handed.lines():
        show.say(line)


@access_app.command("list")
def list_(json_: Json = False) -> None:
    """List who sees which unit's rows."""
    from zhiben.orchestration import access

    rows = access.list_logins(warehouse_settings())
    if json_:
        show.print_json(rows)
    else:
        show.print_rows(rows)


@access_app.command()
def revoke(
    login: Login,
    county: Annotated[
        str | None, typer.Argument(help="The reporting unit, code or name; every one if not.")
    ] = None,
    json_: Json = False,
) -> None:
    """Take a unit's rows, or all, from a login; one that sees none is dropped."""
    from zhiben.orchestration import access

    left = access.revoke(warehouse_settings(), login, county)
    if json_:
        show.print_json({"login": login, "codes": list(left)})
    elif left:
        show.say(f"登录名 {login} 仍可查看：{'、'.join(left)}")
    else:
        show.say(f"登录名 {login} 已停用并删除，不能再登录。")
