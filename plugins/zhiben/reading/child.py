"""The process that parses files: bytes in, grids of text out, within limits it cannot lift.

Run as ``python -m zhiben.reading.child BYTES``, the most memory it may address. A parser that
asks for more, or that takes more processor time than the request allows, ends this process only;
``guard`` makes a sentence of that.
"""

from __future__ import annotations

import contextlib
import gc
import marshal
import os
import queue
import resource
import signal
import sys
import threading
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from zhiben.reading.frames import packed, read_frame, write_frame
from zhiben.reading.grids import Request, grids
from zhiben.reading.model import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator


_FRAMES_AHEAD = 16


def main() -> None:
    """Answers requests on standard output until standard input ends."""
    with contextlib.suppress(OSError, ValueError):  # macOS knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.disable()  # rows are lists without end and without cycles
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not end up between the frames
    write_frame(answers, b"ready")
    with contextlib.suppress(BrokenPipeError):
        while (payload := read_frame(requests)) is not None:
            _answer(answers, marshal.loads(payload), requests)  # noqa: S302 - our own parent


def _answer(answers: IO[bytes], asked: tuple[Any, ...], requests: IO[bytes]) -> None:
    file_name, path, options = asked
    seconds = options.pop("seconds")
    data = read_frame(requests) if path is None else Path(path)
    request = Request(file_name, data or b"", **options)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    waiting: queue.Queue[bytes | None] = queue.Queue(_FRAMES_AHEAD)
    writer = threading.Thread(target=_write, args=(answers, waiting), daemon=True)
    writer.start()
    for event in _events(request):
        waiting.put(marshal.dumps(packed(event)))
    waiting.put(None)
    writer.join()
    signal.setitimer(signal.ITIMER_PROF, 0)


def _write(answers: IO[bytes], waiting: queue.Queue[bytes | None]) -> None:
    """Sends frames while the next ones are being made; without a reader there is no use in any."""
    try:
        while (payload := waiting.get()) is not None:
            write_frame(answers, payload)
    except BrokenPipeError:
        os._exit(0)


def _events(request: Request) -> Iterator[tuple[Any, ...]]:
    try:
        yield from grids(request)
    except UnreadableFileError as error:
        yield ("refused", str(error))
    yield ("end",)


if __name__ == "__main__":
    main()
