"""Gives counties their logins to the warehouse, and takes them back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import make_url

from zhiben.contracts.units import load_units
from zhiben.orchestration.asked import county_code
from zhiben.settings import Settings
from zhiben.warehouse import logins
from zhiben.warehouse.connection import connect, warehouse_url

HIDDEN = "********"


@dataclass(frozen=True)
class Handed:
    """What a county's people need to log in; ``password`` only where it was made just now."""

    login: str
    counties: tuple[str, ...]  # names
    codes: tuple[str, ...]
    url: str
    is_new: bool
    password: str | None

    def as_data(self) -> dict[str, Any]:
        """One JSON object."""
        return {**vars(self), "counties": list(self.counties), "codes": list(self.codes)}

    def lines(self) -> list[str]:
        """The note that goes to the county."""
        kept = "沿用原来的密码，或管理员在环境变量中给出的密码"
        return [
            f"登录名：{self.login}（{'新建' if self.is_new else '已有'}）",
            f"可查看：{'、'.join(self.counties)}的数据，以及全市合计；其他单位的数据一概看不到",
            f"连接串：{self.url}",
            f"密码：{self.password}　只显示这一次，请当面或用安全的渠道交给对方"
            if self.password
            else f"密码：{kept}",
        ]


def grant(settings: Settings, unit: str, login: str, by: str, password: str | None) -> Handed:
    """Let ``login`` see the rows of ``unit`` (its code or name); done twice, it is done once.

    Raises:
        ZhibenError: when there is no such unit, or the login cannot be made.
    """
    units = load_units(settings.campaign / "units.yaml")
    code = county_code(units, unit)
    with connect(settings).begin() as connection:
        granted = logins.grant(connection, login, code, by, password)
    names = {one.code: one.name for one in units.units}
    return Handed(
        login,
        tuple(names.get(one, one) for one in granted.counties),
        granted.counties,
        _url(settings, login),
        granted.is_new,
        granted.password,
    )


def revoke(settings: Settings, login: str, unit: str | None) -> tuple[str, ...]:
    """Take ``unit`` (all where None) from ``login``; give back the codes it still sees.

    Raises:
        ZhibenError: when there is no such unit, or the login does not see it.
    """
    units = load_units(settings.campaign / "units.yaml")
    code = county_code(units, unit) if unit else None
    with connect(settings).begin() as connection:
        return logins.revoke(connection, login, code)


def list_logins(settings: Settings) -> list[dict[str, Any]]:
    """Who sees what."""
    with connect(settings).connect() as connection:
        return logins.list_logins(connection)


def _url(settings: Settings, login: str) -> str:
    url = make_url(warehouse_url(settings)).set(username=login, password=HIDDEN)
    return url.render_as_string(hide_password=False)
