"""The text of a file that declares how it is encoded, as pages and XML do, rightly or wrongly."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING

from zhiben.reading.encodings import find_encoding

if TYPE_CHECKING:
    from zhiben.reading.grids import Request

_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_DECLARES_WITHIN = 4096  # bytes
_ENCODING_OF = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs"}
_OF_PAGES = re.compile(  # Python knows codecs, such as punycode, that no page is written in
    r"utf-?(8|16|32)([-_]?[lb]e)?|gb18030|big5.*|shift[-_]jis|euc[-_].*|iso[-_]?(8859|2022).*"
    r"|windows-?\d+|koi8.*|us-ascii"
)


def declared_text(request: Request) -> tuple[str, str] | None:
    """The text of the file and what its encoding is called; None where no encoding fits.

    What the bytes say holds; what the file declares only where it fits them.
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
    declared = _DECLARED.search(data[:_DECLARES_WITHIN])
    if declared and not (found and found.mark):
        name = declared[1].decode("ascii", "replace").lower()
        codec = _ENCODING_OF.get(name, name)
        with contextlib.suppress(LookupError, UnicodeError):
            if _OF_PAGES.fullmatch(codec):
                data.decode(codec)
                return codec
    return found.codec if found else None
