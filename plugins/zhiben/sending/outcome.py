"""How sending a letter can end when it does not end well."""

from __future__ import annotations

from zhiben.errors import UnreachableError, ZhibenError


class RefusedError(ZhibenError):
    """The other side does not take this letter; another try would be refused too."""


class ShutOutError(ZhibenError):
    """The connection has to be mended before any letter can go; nothing was sent."""


class DeferredError(UnreachableError):
    """The letter did not arrive, for sure: it may the next time."""


class UnclearError(ZhibenError):
    """The letter's last byte left, and nobody knows whether it arrived: a person has to look."""


class NoConnectionError(ZhibenError):
    """Airflow has no connection to send by: nothing is sent that way, which is no fault."""
