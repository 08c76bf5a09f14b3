"""Airflow connections to send by: none is required, and one of another type is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.sending.outcome import NoConnectionError, ShutOutError

if TYPE_CHECKING:
    from airflow.sdk import Connection


def connection(conn_id: str, kind: str) -> Connection:
    """The Airflow connection called ``conn_id``, which must be of type ``kind``.

    Raises:
        NoConnectionError: when there is none. ShutOutError: when it is of another type.
    """
    from airflow.sdk import BaseHook
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        found = BaseHook.get_connection(conn_id)
    except AirflowNotFoundException as error:
        raise NoConnectionError(
            f"Airflow has no connection {conn_id!r}, so nothing is sent that way.",
            "docs/sending.md says how to add it.",
        ) from error
    if found.conn_type != kind:
        raise ShutOutError(
            f"The Airflow connection {conn_id!r} is of type {found.conn_type!r}, not {kind!r}."
        )
    return found
