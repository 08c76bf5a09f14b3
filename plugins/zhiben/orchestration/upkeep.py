"""Retention: what a running system may forget, and after how long."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from zhiben.settings import load_settings


def sweep_old(now: datetime, log_days: int, staging_days: int) -> dict[str, int]:
    """Remove task logs and staging folders not written to for so many days; count both."""
    settings = load_settings()
    logs = settings.home / "airflow" / "logs"
    return {
        "logs": _remove_files(logs, now - timedelta(days=log_days)),
        "staging": _remove_folders(settings.staging, now - timedelta(days=staging_days)),
    }


def _remove_files(folder: Path, before: datetime) -> int:
    old = [path for path in folder.rglob("*") if path.is_file() and _is_older(path, before)]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _remove_folders(folder: Path, before: datetime) -> int:
    if not folder.is_dir():
        return 0
    old = [path for path in folder.iterdir() if path.is_dir() and _is_older(path, before)]
    for path in old:
        shutil.rmtree(path, ignore_errors=True)
    return len(old)


def _is_older(path: Path, before: datetime) -> bool:
    return path.stat().st_mtime < before.timestamp()
