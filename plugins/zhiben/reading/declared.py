"""The text of a file that declares how it is encoded, as pages and XML do, rightly or wrongly."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING

from zhiben.reading.encodings import find_encoding

if TYPE_CHECKING:
    from zhiben.reading.grids import Request

_DECLARED = [  # what a page says of its charset outweighs what its XML declaration says
    re.compile(word + rb"\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
    for word in (b"charset", b"encoding")
]
_DECLARES_WITHIN = 4096  # bytes
_ENCODING_OF = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs"}
# Python knows codecs, such as punycode, that no page is written in; and what declares itself in
# single bytes is not written in two or four to a letter.
_OF_PAGES = re.compile(r"utf-?8|gb18030|big5.*|shift[-_]jis|euc[-_].*|iso[-_]?2022.*")
_OF_SINGLE_BYTES = re.compile(r"iso[-_]?8859.*|windows-?\d+|koi8.*|us-ascii")  # fit any bytes


def declared_text(request: Request) -> tuple[str, str] | None:
    """The text of the file and what its encoding is called; None where no encoding fits.

    What the file declares holds where it fits the bytes, and else what these say; of encodings that
    fit any bytes only where these say nothing that Chinese offices write in.
    """
    data = request.data()
    codec = _codec(request, data)
    if codec is None:
        return None
    text = data.decode(codec, "replace").lstrip("\ufeff").replace("\0", "")
    return text, "GB18030" if codec == "gb18030" else codec.upper()


def _codec(request: Request, data: bytes) -> str | None:
    with request.stream() as stream:
        found = find_encoding(stream)
    head = data[:_DECLARES_WITHIN]
    declared = next(filter(None, (one.search(head) for one in _DECLARED)), None)
    if declared and not (found and found.mark):
        name = declared[1].decode("ascii", "replace").lower()
        codec = _ENCODING_OF.get(name, name)
        is_free = not (found and found.is_expected)
        is_meant = _OF_PAGES.fullmatch(codec) or (is_free and _OF_SINGLE_BYTES.fullmatch(codec))
        with contextlib.suppress(LookupError, UnicodeError):
            if is_meant:
                data.decode(codec)
                return codec
    return found.codec if found else None
