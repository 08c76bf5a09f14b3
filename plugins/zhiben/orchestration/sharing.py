"""Commands of one home share its Airflow: one starts it, all use it, the last one ends it.

The locks are the operating system's: a command that is killed gives up its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import fasteners


class Sharing:
    """One command's share in what runs for the home whose folder of Airflow is ``folder``."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._turn = fasteners.InterProcessLock(folder / "turn.lock")
        self._users = fasteners.InterProcessReaderWriterLock(folder / "users.lock")

    @contextmanager
    def turn(self, say: Callable[[str], None]) -> Iterator[None]:
        """While the block runs no other command starts, joins, leaves or ends anything."""
        if not self._turn.acquire(blocking=False):
            say("Airflow: another command starts or ends it, waiting …")
            self._turn.acquire()
        try:
            yield
        finally:
            self._turn.release()

    def join(self) -> None:
        """Be one of those that use it, until :meth:`leave` or the end of this process."""
        self._users.acquire_read_lock()

    def leave(self) -> bool:
        """Use it no longer; say whether nobody else does."""
        self._users.release_read_lock()
        is_last: bool = self._users.acquire_write_lock(blocking=False)
        if is_last:
            self._users.release_write_lock()
        return is_last
