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
