"""The one guarded way to parse a file: in child processes that may die instead of us.

A damaged or hostile file can make any parser ask for more memory than there is, or never end.
Children start with a limit of memory, are reused from file to file, and are replaced when they
die or have held something large.
"""

from __future__ import annotations

import atexit
import contextlib
import marshal
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from zhiben.reading.frames import read_frame, unpacked, write_frame
from zhiben.reading.model import ReadingLimits, UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

Event = tuple[Any, ...]
Options = Mapping[str, bool | int | str]

_CODE = Path(__file__).parents[2]
_READY = b"ready"
_WORDS_KEPT = 2000
_LARGE = 16 << 20  # bytes in and out after which a child is not used again
_FILES_A_CHILD = 500
_PIPE_BYTES = 1 << 20
_SIGPROF = 27

_TOO_LARGE = (
    "无法读取：文件不完整（没有传完）、内容异常或过大，超过了内存上限。"
    "请打开核对、另存后重新报送；确实很大的，请删去空行空列，或分成几份。"
)
_TOO_SLOW = "无法读取：{:g} 秒内没有读完，文件过大或内容异常。请另存为新文件或分成几份后重新报送。"
_TOO_BIG_A_FILE = "有 {} MB，超过 {} MB 的上限。请删去图片等附件，或分成几份后重新报送。"


class _Child:
    """One parsing process and the pipes to it."""

    def __init__(self, limits: ReadingLimits) -> None:
        self.limits = limits
        self.files = 0
        self.bytes_seen = 0
        self.last_words = ""
        self._words: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - lives with the child
        command = [sys.executable, "-P", "-m", "zhiben.reading.child", str(limits.memory_bytes)]
        places = [str(_CODE), os.environ.get("PYTHONPATH", "")]
        self._process = subprocess.Popen(
            command,
            pipesize=_PIPE_BYTES,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._words,
            env=os.environ
            | {"RUST_BACKTRACE": "0", "PYTHONPATH": os.pathsep.join(filter(None, places))},
        )
        if self._receive() != _READY:
            code = self.end()
            raise RuntimeError(f"the reading process did not start ({code}): {self.last_words}")

    def send(self, payload: bytes) -> None:
        """Hand over one frame; a child that died meanwhile is noticed when it is read from."""
        self.bytes_seen += len(payload)
        with contextlib.suppress(BrokenPipeError):
            write_frame(_pipe(self._process.stdin), payload)

    def events(self) -> Iterator[Event]:
        """What the child tells of a file, until it is done with it or dead (then None)."""
        while (payload := self._receive()) is not None:
            event: Event = marshal.loads(payload)  # noqa: S302 - our own child
            yield unpacked(event)
            if event[0] == "end":
                return
        yield ("died",)

    def _receive(self) -> bytes | None:
        payload = read_frame(_pipe(self._process.stdout))
        self.bytes_seen += len(payload or b"")
        return payload

    def dismiss(self) -> None:
        """Ask the process to end, without waiting until it has let go of its memory."""
        with contextlib.suppress(BrokenPipeError):
            _pipe(self._process.stdin).close()

    def has_ended(self) -> bool:
        """Whether the process is gone."""
        return self._process.poll() is not None

    def end(self, *, at_once: bool = False) -> int:
        """Ends the process; gives back its exit status as ``subprocess`` counts it."""
        if not self._words.closed:
            if at_once:
                self._process.kill()
            self.dismiss()
            self._process.wait()
            _pipe(self._process.stdout).close()
            self._words.seek(0)
            self.last_words = self._words.read()[-_WORDS_KEPT:].decode(errors="replace")
            self._words.close()
        return self._process.wait()

    def forget(self) -> None:
        """Lets go of a child that belongs to the process we were forked from."""
        self._process.returncode = 0
        for pipe in (self._process.stdin, self._process.stdout, self._words):
            with contextlib.suppress(OSError, ValueError):  # closed before
                os.close(_pipe(pipe).fileno())


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise RuntimeError("the reading process has no pipe")
    return pipe


class _Pool:
    """Idle children; each is used by one thread at a time."""

    def __init__(self) -> None:
        self._idle: list[_Child] = []
        self._dismissed: list[_Child] = []
        self._lock = threading.Lock()

    def take(self, limits: ReadingLimits) -> _Child:
        with self._lock:
            for child in self._idle:
                if child.limits == limits:
                    self._idle.remove(child)
                    return child
        return _Child(limits)

    def give_back(self, child: _Child) -> None:
        child.files += 1
        is_used_again = child.files < _FILES_A_CHILD and child.bytes_seen < _LARGE
        with self._lock:
            gone = [one for one in self._dismissed if one.has_ended()]
            self._dismissed = [one for one in self._dismissed if one not in gone]
            (self._idle if is_used_again else self._dismissed).append(child)
        if not is_used_again:
            child.dismiss()
        for one in gone:
            one.end()

    def close(self) -> None:
        """Ends every child that no thread uses."""
        for children in (self._idle, self._dismissed):
            while children:
                children.pop().end()

    def forked(self) -> None:
        """In a forked process: the children are our parent's, and so may be the lock."""
        for child in (*self._idle, *self._dismissed):
            child.forget()
        self._idle, self._dismissed, self._lock = [], [], threading.Lock()


_pool = _Pool()


def close() -> None:
    """End the idle children; the next file starts a new one."""
    _pool.close()


atexit.register(_pool.close)
os.register_at_fork(after_in_child=_pool.forked)


def parse(
    file_name: str, source: bytes | Path, limits: ReadingLimits, options: Options
) -> Iterator[Event]:
    """Grids, rows and notes of the file as ``child`` tells them, under ``limits``.

    Raises:
        UnreadableFileError: the file is refused, or reading it broke a limit.
    """
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if size > limits.file_bytes:
        told = _TOO_BIG_A_FILE.format(-(-size >> 20), limits.file_bytes >> 20)
        raise UnreadableFileError(f"“{file_name}”{told}")
    child = _pool.take(limits)
    is_sound = False
    try:
        _ask(child, file_name, source, options)
        for event in child.events():
            if event[0] == "end":
                is_sound = True
            elif event[0] == "died":
                raise _fate(file_name, child)
            elif event[0] == "refused":
                is_sound = next(child.events())[0] == "end"
                raise UnreadableFileError(event[1])
            else:
                yield event
    finally:
        if is_sound:
            _pool.give_back(child)
        else:
            child.end(at_once=True)


def _ask(child: _Child, file_name: str, source: bytes | Path, options: Options) -> None:
    limits = child.limits
    bounds = {
        "seconds": limits.seconds,
        "expanded_bytes": limits.expanded_bytes,
        "cell_characters": limits.cell_characters,
    }
    path = str(source) if isinstance(source, Path) else None
    child.send(marshal.dumps((file_name, path, bounds | dict(options))))
    if isinstance(source, bytes):
        child.send(source)


def _fate(file_name: str, child: _Child) -> UnreadableFileError:
    status = child.end()
    told = _TOO_SLOW.format(child.limits.seconds) if status == -_SIGPROF else _TOO_LARGE
    error = UnreadableFileError(f"“{file_name}”{told}")
    error.__cause__ = RuntimeError(f"reading process ended with {status}: {child.last_words}")
    return error
