"""What a file is by its content; the extension is only what somebody typed."""

from __future__ import annotations

import io
import struct
import zipfile
from enum import StrEnum

from zhiben.reading.model import UnreadableFileError


class FileKind(StrEnum):
    """Kinds of file that can hold a ledger."""

    WORKBOOK = "workbook"
    TEXT = "text"


ACCEPTED = "请报送 Excel（.xlsx、.xls）或 CSV 格式的台账"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK"

_BY_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF 文件"),
    (b"\xff\xd8\xff", "图片（JPEG）"),
    (b"\x89PNG", "图片（PNG）"),
    (b"GIF8", "图片（GIF）"),
    (b"BM", "图片（BMP）"),
    (b"II*\0", "图片（TIFF）"),
    (b"MM\0*", "图片（TIFF）"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"\x1f\x8b", "GZIP 压缩包"),
    (b"{\\rtf", "RTF 文档"),
    (b"MZ", "可执行程序"),
)
_BY_OLE_STREAM: tuple[tuple[str, str], ...] = (
    ("WordDocument", "Word 文档（.doc）"),
    ("PowerPoint Document", "演示文稿（.ppt）"),
    ("__properties_version1.0", "邮件（.msg）"),
)
_BY_MARKUP: tuple[tuple[bytes, str], ...] = (
    (b"<html", "网页"),
    (b"<!doctype html", "网页"),
    (b"<?xml", "XML 文件"),
    (b"<table", "网页"),
)
_BY_FIRST_FOLDER: tuple[tuple[str, str], ...] = (
    ("word/", "Word 文档（.docx）"),
    ("ppt/", "演示文稿（.pptx）"),
)
_BINARY = frozenset(range(9)) | frozenset(range(14, 27)) | frozenset(range(28, 32))


def kind_of(file_name: str, data: bytes) -> FileKind:
    """The kind of file ``data`` is.

    Raises:
        UnreadableFileError: it is empty, or of a kind that holds no ledger; the kind is named.
    """
    if not data.strip(b"\0\t\r\n\x0b\x0c \xef\xbb\xbf"):
        raise UnreadableFileError(f"“{file_name}”是空文件，里面没有任何内容。请检查后重新报送。")
    if data.startswith(_OLE):
        return _ole_kind(file_name, data)
    if data.startswith(_ZIP):
        return _zip_kind(file_name, data)
    if data[:4] in {b"\x09\x08\x10\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00"}:
        return FileKind.WORKBOOK  # a bare BIFF stream, as some old exporters write
    for magic, name in _BY_MAGIC:
        if data.startswith(magic):
            raise _wrong_kind(file_name, name)
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for tag, name in _BY_MARKUP:
        if start.startswith(tag):
            raise _wrong_kind(file_name, name)
    return FileKind.TEXT


def looks_binary(text: str) -> bool:
    """Whether decoded text holds control characters no typist produces."""
    sample = text[:65536]
    return sum(ord(character) in _BINARY for character in sample) * 100 > len(sample)


def _ole_kind(file_name: str, data: bytes) -> FileKind:
    if _utf16("EncryptedPackage") in data:
        raise UnreadableFileError(f"“{file_name}”设有打开密码，无法读取。请取消密码后再报送。")
    if _utf16("Workbook") in data or _utf16("Book") in data:
        return FileKind.WORKBOOK
    for stream, name in _BY_OLE_STREAM:
        if _utf16(stream) in data:
            raise _wrong_kind(file_name, name)
    return FileKind.WORKBOOK


def _zip_kind(file_name: str, data: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [name.replace("\\", "/").lower() for name in archive.namelist()]
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError, OSError) as error:
        raise UnreadableFileError(
            f"“{file_name}”不完整或已损坏，可能没有传完。请确认能正常打开后重新报送。"
        ) from error
    if any(name.startswith("xl/") for name in names) or "content.xml" in names:
        return FileKind.WORKBOOK
    for folder, name in _BY_FIRST_FOLDER:
        if any(member.startswith(folder) for member in names):
            raise _wrong_kind(file_name, name)
    raise _wrong_kind(file_name, "ZIP 压缩包")


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


def _wrong_kind(file_name: str, kind: str) -> UnreadableFileError:
    return UnreadableFileError(f"“{file_name}”是{kind}，不是能读取的台账。{ACCEPTED}。")
