"""When DAGs run by themselves: in the city's time zone, and only where a schedule is wanted.

An Airflow that was started to run one night on request must not also catch the night that the
clock says is due; it is started with ``ZHIBEN_SCHEDULE=off``.
"""

from __future__ import annotations

import os

from airflow.sdk import CronPartitionTimetable, CronTriggerTimetable

from zhiben.settings import SCHEDULE_SWITCH


def partitioned(cron: str) -> CronPartitionTimetable | None:
    """A run at each tick of ``cron`` for the partition of the tick before, keyed by its date."""
    if _is_off():
        return None
    return CronPartitionTimetable(cron, timezone=_timezone(), run_offset=-1, key_format="%Y-%m-%d")


def plain(cron: str) -> CronTriggerTimetable | None:
    """A run at each tick of ``cron``."""
    return None if _is_off() else CronTriggerTimetable(cron, timezone=_timezone())


def _is_off() -> bool:
    return os.environ.get(SCHEDULE_SWITCH) == "off"


def _timezone() -> str:
    return os.environ.get("ZHIBEN_TIMEZONE") or "Asia/Shanghai"
