"""Names of files and folders as people wrote them, whatever bytes a system made of them."""

from __future__ import annotations

import os
import re

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def decoded(raw: bytes) -> str | None:
    """``raw`` read as UTF-8, else as GB18030, which Chinese Windows writes; None where neither."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def readable(name: str) -> str:
    """The name of an entry on this disk as people are told of it.

    Bytes that are no text and characters nobody sees are escaped, so that it can be kept and sent.
    """
    raw = os.fsencode(name)
    told = decoded(raw) or raw.decode("utf-8", "backslashreplace")
    return _UNSEEN.sub(lambda match: f"\\x{ord(match[0]):02x}", told)
