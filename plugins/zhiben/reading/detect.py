"""What a file is by its content; the extension is only what somebody typed."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from enum import StrEnum
from typing import TYPE_CHECKING

from zhiben.reading.model import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Callable


class FileKind(StrEnum):
    """Kinds of file that can hold a ledger."""

    WORKBOOK = "workbook"
    TEXT = "text"
    WORD = "word"
    PAGE = "page"
    XML_WORKBOOK = "xml workbook"
    WEB_ARCHIVE = "web archive"
    ARCHIVE = "archive"


class WrongKindError(UnreadableFileError):
    """The file is sound, but of a kind that holds no ledger."""


ACCEPTED = "请报送 Excel（.xlsx、.xls）或 CSV 格式的台账"

HEAD_BYTES = 65536
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK"

_BY_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF 文件"),
    (b"\xff\xd8\xff", "图片（JPEG）"),
    (b"\x89PNG", "图片（PNG）"),
    (b"GIF8", "图片（GIF）"),
    (b"II*\0", "图片（TIFF）"),
    (b"MM\0*", "图片（TIFF）"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"\x1f\x8b", "GZIP 压缩包"),
    (b"{\\rtf", "RTF 文档"),
)
_PAGE_TAGS = re.compile(rb"<(?:html|head|body|table|meta|style|div|!doctype html)\b")
_XML_WORKBOOK = re.compile(  # as the root: a page may hold such a workbook in a script
    rb"(?:<\?[^>]*\?>\s*|<!--(?:(?!-->).)*-->\s*|<!doctype[^\[>]*(?:\[[^\]]*\]\s*)?>\s*)*"
    rb"<(?:\w+:)?workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet",
    re.DOTALL,
)
_WEB_ARCHIVE = re.compile(
    rb"(?:[\w-]+:.*\n(?:[ \t].*\n)*)*?content-type:\s*(?:multipart/related|text/html)"
)
_BARE_BIFF = (b"\x09\x08\x10\x00", b"\x09\x08\x08\x00", b"\x09\x04\x06\x00")
_OLE_STREAMS: dict[str, str | None] = {
    "Workbook": None,
    "Book": None,
    "WordDocument": "Word 文档（.doc）",
    "PowerPoint Document": "演示文稿（.ppt）",
    "__properties_version1.0": "邮件（.msg）",
}
_BIFF8 = b"\x09\x08\x10\x00\x00\x06\x05\x00"  # begins the globals of an .xls, 20 bytes in all
_WRITE_PROTECTED, _FILE_PASS = b"\x86\x00\x00\x00", b"\x2f\x00"
_ENTRY_BYTES = 128  # of an OLE directory entry, which begins with its stream's name
_BLANK = b"\0\t\r\n\x0b\x0c \xef\xbb\xbf"
MARKS = b"\xef\xbb\xbf\xfe\xff\0 \t\r\n"
_BINARY = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f]")
PASSWORD = "设有打开密码，无法读取。请取消密码后再报送。"  # noqa: S105 - a sentence


def kind_of(file_name: str, head: bytes, whole: Callable[[], bytes]) -> FileKind:
    """The kind of file that begins with ``head``; ``whole`` gives all of it where that matters.

    Raises:
        UnreadableFileError: it is empty or cut off.
        WrongKindError: it is of a kind that holds no ledger; the kind is named.
    """
    if not head.strip(_BLANK) and not whole().strip(_BLANK):
        raise UnreadableFileError(f"“{file_name}”是空文件，里面没有任何内容。请检查后重新报送。")
    if head.startswith(_OLE):
        return _ole_kind(file_name, whole())
    if head.startswith(_ZIP):
        return _zip_kind(file_name, whole())
    if head.startswith(_BARE_BIFF):
        return FileKind.WORKBOOK
    for magic, name in _BY_MAGIC:
        if head.startswith(magic):
            raise _wrong_kind(file_name, name)
    return _text_kind(file_name, head.lstrip(MARKS).replace(b"\0", b"").lower())


def _text_kind(file_name: str, start: bytes) -> FileKind:
    """The kind of a file of text that begins with ``start``, which is in small letters."""
    if _WEB_ARCHIVE.match(start):
        return FileKind.WEB_ARCHIVE
    if not start.startswith(b"<"):
        return FileKind.TEXT
    if _XML_WORKBOOK.match(start):
        return FileKind.XML_WORKBOOK
    if _PAGE_TAGS.search(start):
        return FileKind.PAGE
    if start.startswith(b"<?xml"):
        raise _wrong_kind(file_name, "XML 文件")
    return FileKind.TEXT


def looks_binary(text: str) -> bool:
    """Whether decoded text holds control characters no typist produces."""
    sample = text[:65536]
    return len(_BINARY.findall(sample)) * 100 > len(sample)


def _ole_kind(file_name: str, data: bytes) -> FileKind:
    if _entry_place(data, "EncryptedPackage") is not None or _is_encrypted(data):
        raise UnreadableFileError(f"“{file_name}”{PASSWORD}")
    places = {name: _entry_place(data, name) for name in _OLE_STREAMS}
    found = {name: place for name, place in places.items() if place is not None}
    kind = _OLE_STREAMS[min(found, key=lambda name: found[name])] if found else None
    if kind is not None:
        raise _wrong_kind(file_name, kind)
    return FileKind.WORKBOOK


def _is_encrypted(data: bytes) -> bool:
    """Whether a FilePass record opens an .xls (MS-XLS 2.4.117): all behind it is encrypted."""
    start = data.find(_BIFF8)
    after = data[start + 20 : start + 28] if start >= 0 else b""
    return after.removeprefix(_WRITE_PROTECTED).startswith(_FILE_PASS)


def _entry_place(data: bytes, stream: str) -> int | None:
    """Where the directory entry of an OLE stream is; what is embedded comes after its host."""
    name = f"{stream}\0".encode("utf-16-le")
    place = data.find(name)
    while place >= 0 and place % _ENTRY_BYTES:
        place = data.find(name, place + 1)
    return place if place >= 0 else None


def _zip_kind(file_name: str, data: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [name.replace("\\", "/").lower() for name in archive.namelist()]
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError, OSError) as error:
        raise UnreadableFileError(
            f"“{file_name}”不完整或已损坏，可能没有传完。请确认能正常打开后重新报送。"
        ) from error
    folders = {name.partition("/")[0] for name in names if "/" in name}
    if "[content_types].xml" in names:
        if "ppt" in folders:
            raise _wrong_kind(file_name, "演示文稿（.pptx）")
        return FileKind.WORD if "word" in folders else FileKind.WORKBOOK
    if "mimetype" in names and "content.xml" in names:
        return FileKind.WORKBOOK
    return FileKind.ARCHIVE


def _wrong_kind(file_name: str, kind: str) -> WrongKindError:
    return WrongKindError(f"“{file_name}”是{kind}，不是能读取的台账。{ACCEPTED}。")
