"""Params that several DAGs have, declared once."""

from __future__ import annotations

from airflow.sdk import Param


def night(description: str) -> Param:
    """A business date, or nothing."""
    return Param(None, type=["null", "string"], format="date", description=description)


def words(description: str) -> Param:
    """A text, or nothing."""
    return Param(None, type=["null", "string"], description=description)


def names(description: str) -> Param:
    """Any number of texts."""
    return Param([], type="array", items={"type": "string"}, description=description)


def number(description: str, default: int | None = None) -> Param:
    """A whole number from 1, or nothing where nothing is the ``default``."""
    kind = "integer" if default else ["null", "integer"]
    return Param(default, type=kind, minimum=1, description=description)


def switch(description: str) -> Param:
    """On unless it is switched off."""
    return Param(True, type="boolean", description=description)
