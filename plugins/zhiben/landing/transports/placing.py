"""Writes one file at a time into the inbox: aside first, in its place only when it is whole."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zhiben.landing.inbox import counts
from zhiben.landing.names import readable
from zhiben.landing.transports.errors import CutOffError, RefusedError
from zhiben.landing.transports.remote import Transfer

PART = ".fetching.part"
LONGEST_NAME = 200  # bytes; leaves room for what a second file of this name gets added
DEEPEST = 8


@dataclass(frozen=True)
class Part:
    """A whole file that lies aside, not yet in its place."""

    path: Path
    size: int
    sha256: str


def is_harmless(name: str) -> bool:
    """Whether a name from afar may be a file's name here: text, and one that leads nowhere."""
    return (
        0 < len(name.encode("utf-8", "replace")) <= LONGEST_NAME
        and name not in {".", ".."}
        and not any("\ud800" <= sign <= "\udfff" for sign in name)
        and not any(sign in "/\\" or ord(sign) < 32 or ord(sign) == 127 for sign in name)
    )


def is_finished(names: Sequence[str]) -> bool:
    """Whether no name is one that programs give to hidden files and transfers under way.

    A name that leads elsewhere begins with a dot, too, but is to be refused aloud.
    """
    return all(counts(name) or not is_harmless(name) for name in names)


def check_names(where: str, names: Sequence[str]) -> None:
    """See that a file from afar can only land where it belongs.

    Raises:
        RefusedError: when a name would lead elsewhere, or could not be written.
    """
    if not names or len(names) > DEEPEST or not all(map(is_harmless, names)):
        given = readable("/".join(names)[:120])
        raise RefusedError(
            f"{where} is offered under the name {given!r}, which cannot be taken.",
            "Let it be given a plain name of at most 60 characters.",
        )


@contextmanager
def part_under(folder: Path) -> Iterator[Path]:
    """Where a file of this source lies while it comes; nothing is left there afterwards."""
    path = folder / PART
    path.unlink(missing_ok=True)  # of a process that was killed
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def receive(path: Path, where: str, transfer: Transfer, limit: int, seconds: float) -> Part:
    """Write a transfer to ``path`` and see that it is whole.

    Raises:
        CutOffError: when it was cut off, or differs from what was announced.
        RefusedError: when it is too large, or the inbox cannot be written.
    """
    if transfer.size is not None and transfer.size > limit:
        raise _too_large(where, limit)
    hashes = {name: _hash(name) for name in {"sha256", *transfer.digests}}
    try:
        with path.open("xb") as file:
            size = 0
            for chunk in _in_time(transfer.chunks, where, seconds):
                size += len(chunk)
                if size > limit:
                    raise _too_large(where, limit)
                file.write(chunk)
                for one in hashes.values():
                    one.update(chunk)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise RefusedError(
            f"{where} cannot be written to the inbox: {error.strerror}.",
            f"Look after the disk and the rights of {path.parent}.",
        ) from error
    _check_whole(where, transfer, size, {name: one.digest() for name, one in hashes.items()})
    return Part(path, size, hashes["sha256"].hexdigest())


def put(part: Part, inbox: Path, source: str, day: date, names: Sequence[str]) -> Path:
    """Move a whole file to its place in the inbox; what lies there already stays.

    A file of the same name with other bytes gets a folder beside the first, so that a corrected
    file is read after it; the same bytes are left as they are.

    Raises:
        RefusedError: when a link or a file stands where a folder should be.
    """
    folder = inbox / source
    for step in (day.isoformat(), *names[:-1]):
        folder = _folder(folder / step)
    for place in _places(folder, names[-1]):
        if not os.path.lexists(place):
            part.path.replace(place)
            return place
        if _holds(place, part):
            break
    return place


def source_folder(inbox: Path, source: str) -> Path:
    """The folder of a source in the inbox, made where it is not there.

    Raises:
        RefusedError: when it cannot be made, or is a link.
    """
    return _folder(_folder(inbox, may_be_link=True) / source)


def _folder(path: Path, *, may_be_link: bool = False) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
        mode = path.stat().st_mode if may_be_link else path.lstat().st_mode
    except OSError as error:
        raise RefusedError(f"{path} cannot be made: {error.strerror}.") from error
    if not stat.S_ISDIR(mode):
        raise RefusedError(f"{path} is a link and no folder.", "Remove it.")
    return path


def _places(folder: Path, name: str) -> Iterable[Path]:
    yield folder / name
    for number in range(2, 1000):
        beside = folder / f"{name}.{number:03}"
        if not os.path.lexists(beside) or stat.S_ISDIR(beside.lstat().st_mode):
            yield _folder(beside) / name
    raise RefusedError(f"{folder / name} has a thousand versions.", "Clear the folder.")


def _holds(place: Path, part: Part) -> bool:
    state = place.lstat()
    if not stat.S_ISREG(state.st_mode) or state.st_size != part.size:
        return False
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == part.sha256


def _hash(name: str) -> hashlib._Hash:
    return hashlib.new(name, usedforsecurity=name == "sha256")


def _in_time(chunks: Iterable[bytes], where: str, seconds: float) -> Iterable[bytes]:
    end = time.monotonic() + seconds
    for chunk in chunks:
        if time.monotonic() > end:
            raise CutOffError(
                f"{where} did not arrive within {seconds:.0f} s.", "Look after the line."
            )
        yield chunk


def _check_whole(where: str, transfer: Transfer, size: int, digests: dict[str, bytes]) -> None:
    if transfer.size is not None and size != transfer.size:
        raise CutOffError(
            f"{where} was cut off: {size} of {transfer.size} bytes came.", "It is fetched anew."
        )
    for name, digest in transfer.digests.items():
        if digests[name] != digest:
            raise CutOffError(
                f"{where} differs from its {name} checksum.", "It was damaged on its way, or there."
            )


def _too_large(where: str, limit: int) -> RefusedError:
    return RefusedError(
        f"{where} is larger than {limit / 1_000_000:.0f} MB.",
        "If that is right, raise max_mb in the contract's transport.",
    )
