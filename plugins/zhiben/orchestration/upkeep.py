"""Retention: what a running system may forget, and after how long."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from zhiben.orchestration import airflow
from zhiben.settings import load_settings


@dataclass(frozen=True)
class Retention:
    """Days for which task logs, staging folders, receipts and Data Docs are kept unwritten to."""

    log_days: int
    staging_days: int
    receipt_days: int


def sweep_old(now: datetime, keep: Retention) -> dict[str, int]:
    """Remove what was not written to for longer than ``keep`` says; count each sort.

    A night's receipts go together, and its Data Docs. They can be written again from the warehouse
    and the archive.
    """
    settings = load_settings()
    logs = settings.home / "airflow" / "logs"
    return {
        "logs": _remove_files(logs, now - timedelta(days=keep.log_days)),
        "staging": _remove_folders(settings.staging, now - timedelta(days=keep.staging_days)),
        "receipts": _remove_folders(settings.receipts, now - timedelta(days=keep.receipt_days)),
        "data_docs": _remove_folders(settings.data_docs, now - timedelta(days=keep.receipt_days)),
    }


def forget_runs(before: datetime) -> bool:
    """Let this home's Airflow forget its runs before ``before``; False where it is not this home's.

    A worker of a larger set-up knows no password of Airflow's database; there the host's cron asks
    for ``airflow db clean``, as the README says.
    """
    settings = load_settings()
    if airflow.find(settings) is None:
        return False
    airflow.forget_runs(settings, before)
    return True


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
