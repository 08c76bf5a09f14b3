"""Brings a Superset to what zhiben asks on standard input; run by the Python that has Superset.

The answer on standard output is one JSON object with what there is now. Run again it changes
nothing but what is asked otherwise: assets are written over by their ids, those that are asked no
more are removed, users keep the passwords that they gave themselves.
"""

from __future__ import annotations

import json
import sys
from contextlib import redirect_stdout
from importlib.resources import files
from typing import Any

from flask_migrate import upgrade
from superset.app import create_app

# What a reader of dashboards may do beside what Superset grants its public role.
READING = (
    ("menu_access", "Home"),
    ("menu_access", "Dashboards"),
    ("can_csv", "Superset"),
    ("can_log", "Superset"),
    ("can_language_pack", "Superset"),
    ("can_view_chart_as_table", "Dashboard"),
    ("can_view_query", "Dashboard"),
    ("can_write", "DashboardPermalinkRestApi"),
    ("can_read", "CurrentUserRestApi"),
    ("can_recent_activity", "Log"),
)
LOGIN_PAGE = (("can_language_pack", "Superset"),)


def main() -> None:
    """Do what standard input asks."""
    asked = json.load(sys.stdin)
    with redirect_stdout(sys.stderr):
        app = create_app()
        with app.app_context():
            done = set_up(asked)
    json.dump(done, sys.stdout)


def set_up(asked: dict[str, Any]) -> dict[str, int]:
    """Bring the database, roles, users and assets to what is asked."""
    from superset import security_manager
    from superset.extensions import db

    if asked["is_new_version"] or not _has_roles():
        _migrate()
    admin = _user(asked["admin"], security_manager.find_role("Admin"), asked["resets_passwords"])
    _import(asked["assets"], admin)
    _prune(asked["assets"])
    role = _granted(asked["role"], _reading(asked["assets"]))
    _granted("Public", set(LOGIN_PAGE))
    _user(asked["reader"], role, asked["resets_passwords"])
    db.session.commit()
    return {model.__name__: db.session.query(model).count() for model in _models()}


def _has_roles() -> bool:
    """Whether this database was set up before."""
    from sqlalchemy import inspect
    from superset import security_manager
    from superset.extensions import db

    has_table = inspect(db.engine).has_table("ab_role")
    return has_table and security_manager.find_role("Admin") is not None


def _migrate() -> None:
    from superset import appbuilder, security_manager

    upgrade(directory=str(files("superset") / "migrations"))
    appbuilder.add_permissions(update_perms=True)
    security_manager.sync_role_definitions()


def _user(asked: dict[str, str], role: Any, resets_password: bool) -> Any:  # noqa: ANN401
    from superset import security_manager

    name, password = asked["name"], asked["password"]
    known = security_manager.find_user(username=name)
    if known is None:
        mail = f"{name}@localhost"
        return security_manager.add_user(name, asked["title"], "", mail, role, password)
    known.roles = [role]
    if resets_password:
        security_manager.reset_password(known.id, password)
    return known


def _import(assets: dict[str, Any], admin: Any) -> None:  # noqa: ANN401 - the builder's own
    from superset.commands.importers.v1.assets import ImportAssetsCommand
    from superset.utils.core import override_user

    with override_user(admin):
        ImportAssetsCommand({name: json.dumps(one) for name, one in assets.items()}).run()


def _prune(assets: dict[str, Any]) -> None:
    """Remove what an earlier version of the code brought and this one does not."""
    from superset.extensions import db

    wanted = {one["uuid"] for one in assets.values() if "uuid" in one}
    for model in _models():
        for found in db.session.query(model).filter_by(is_managed_externally=True):
            if str(found.uuid) not in wanted:
                db.session.delete(found)


def _reading(assets: dict[str, Any]) -> set[tuple[str, str]]:
    """What a reader may do: see the datasets of these assets, so the dashboards made of them."""
    from superset import security_manager
    from superset.connectors.sqla.models import SqlaTable
    from superset.extensions import db

    wanted = {one["uuid"] for path, one in assets.items() if path.startswith("datasets/")}
    known = [one for one in db.session.query(SqlaTable) if str(one.uuid) in wanted]
    datasets = {("datasource_access", one.get_perm()) for one in known}
    return {*security_manager.PUBLIC_ROLE_PERMISSIONS, *READING} | datasets


def _granted(name: str, pairs: set[tuple[str, str]]) -> Any:  # noqa: ANN401 - the builder's own
    """The role ``name``, with these permissions and no other."""
    from superset import security_manager

    role = security_manager.add_role(name)
    found = (security_manager.find_permission_view_menu(*pair) for pair in sorted(pairs))
    role.permissions = [one for one in found if one is not None]
    return role


def _models() -> tuple[Any, ...]:
    from superset.connectors.sqla.models import SqlaTable
    from superset.models.dashboard import Dashboard
    from superset.models.slice import Slice

    return Dashboard, Slice, SqlaTable


if __name__ == "__main__":
    main()
