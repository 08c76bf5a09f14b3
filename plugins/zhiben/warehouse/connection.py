"""How to reach the warehouse: the URL of the settings, or the embedded server of the home."""

from __future__ import annotations

from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.pool import NullPool

from zhiben import postgres
from zhiben.errors import UnreachableError, ZhibenError
from zhiben.settings import Settings


def warehouse_url(settings: Settings, role: str = "zhiben") -> str:
    """URL of the warehouse as any PostgreSQL client takes it.

    Starts the embedded server where the settings name none; ``role`` counts only there.

    Raises:
        ZhibenError: when the setting is no PostgreSQL URL or the embedded server cannot start.
    """
    if settings.warehouse_url is None:
        return postgres.start(settings.home).url("warehouse", role)
    try:
        url = make_url(settings.warehouse_url)
    except (ArgumentError, ValueError) as error:
        raise ZhibenError(
            "ZHIBEN_WAREHOUSE_URL is no database URL.",
            "It looks like postgresql://user:password@host:5432/warehouse.",
        ) from error
    if "@" in (url.host or ""):
        raise ZhibenError(
            "ZHIBEN_WAREHOUSE_URL has an @ within its user or password.", "Write it as %40."
        )
    if url.get_backend_name() != "postgresql":
        raise ZhibenError(
            f"ZHIBEN_WAREHOUSE_URL names {url.get_backend_name()}, but the warehouse needs "
            "PostgreSQL 15 or newer."
        )
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def connect(settings: Settings) -> Engine:
    """Engine of the warehouse, checked to answer.

    Raises:
        UnreachableError: when no database answers there.
    """
    url = make_url(warehouse_url(settings)).set(drivername="postgresql+psycopg")
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.connect():
            return engine
    except OperationalError as error:
        shown = url.render_as_string(hide_password=True)
        raise UnreachableError(
            f"The warehouse at {shown} does not answer: {str(error.orig).strip()}",
            "Check ZHIBEN_WAREHOUSE_URL and that the server is up.",
        ) from error
