"""Archives (``.zip``) of ledgers: their members, with the limits that keep them harmless."""

from __future__ import annotations

import contextlib
import io
import re
import struct
import zipfile
import zlib
from collections import Counter
from typing import TYPE_CHECKING

from zhiben.reading.model import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiben.reading.grids import Request

_MOST_MEMBERS = 1000
_UTF8_NAMES = 0x800
_ENCRYPTED = 0x1
_NOT_MEANT = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")


_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def expanded_bytes(data: bytes) -> int:
    """Bytes that come out of ``data`` by its own account where it is an archive, else 0."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError, OSError):
        return 0


def members(request: Request) -> Iterator[tuple[str, bytes]]:
    """Names ("outer.zip/inner.xlsx") and bytes of the files in an archive.

    A name that stands twice is told apart by a number.

    Raises:
        UnreadableFileError: the archive is damaged, encrypted or beyond all measure.
    """
    file_name = request.file_name
    try:
        with zipfile.ZipFile(io.BytesIO(request.data())) as archive:
            entries = [entry for entry in archive.infolist() if _is_meant(entry)]
            _check(file_name, entries, request.expanded_bytes)
            names = Counter[str]()
            for entry in entries:
                with archive.open(entry) as stream:
                    content = stream.read(entry.file_size + 1)
                names[name := _name(entry)] += 1
                again = f"（{names[name]}）" if names[name] > 1 else ""
                yield f"{file_name}/{name}{again}", content
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        ValueError,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise UnreadableFileError(
            f"“{file_name}”无法解压，可能没有传完或已损坏。请重新压缩后报送。"
        ) from error


def _check(file_name: str, entries: list[zipfile.ZipInfo], most_bytes: int) -> None:
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise UnreadableFileError(f"“{file_name}”设有解压密码，无法读取。请取消密码后再报送。")
    if len(entries) > _MOST_MEMBERS or sum(entry.file_size for entry in entries) > most_bytes:
        raise UnreadableFileError(
            f"“{file_name}”解压后过大（超过 {_MOST_MEMBERS} 个文件或 {most_bytes >> 20} MB），"
            "无法读取。请分批报送。"
        )


def _is_meant(entry: zipfile.ZipInfo) -> bool:
    name = entry.filename.lower()
    return not entry.is_dir() and not any(part in name for part in _NOT_MEANT)


def _name(entry: zipfile.ZipInfo) -> str:
    """The member's name; Chinese Windows writes it in GB18030 without saying so.

    It only labels rows and is never opened. Characters that could forge a log line or turn
    text around become visible.
    """
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAMES:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("gb18030")
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", name)
