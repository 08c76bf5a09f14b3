"""Makes a home ready for any work: its folders, room on its disk, a warehouse of this version."""

from __future__ import annotations

import shutil

from zhiben.errors import ZhibenError
from zhiben.settings import Settings
from zhiben.warehouse.connection import connect
from zhiben.warehouse.migrate import upgrade

NEEDED_MB = 500


def prepare(settings: Settings) -> None:
    """Make the home's folders and bring the warehouse to this version.

    Raises:
        ZhibenError: when the disk is too full to work on, or the warehouse cannot be reached.
    """
    for folder in (settings.home, settings.inbox, settings.archive, settings.staging):
        folder.mkdir(parents=True, exist_ok=True)
    free_mb = shutil.disk_usage(settings.home).free // 1_000_000
    if free_mb < NEEDED_MB:
        raise ZhibenError(
            f"The disk is full: {free_mb} MB are free at {settings.home}, a night needs "
            f"{NEEDED_MB} MB.",
            "Make room, or set ZHIBEN_HOME to a larger disk.",
        )
    upgrade(connect(settings), settings.sql)
